"""Reads a duration from now in a normalized text: "in 2 hours", "2 jam lagi", 两个小时后."""

import re
from dataclasses import dataclass
from datetime import timedelta

from handlers.typed_time.normalized_text import NUMERAL, Span, any_of_pattern, to_number
from locales.time_vocabulary import AFTER_DURATION, AND, BEFORE_DURATION, DURATIONS, WHOLE_DURATIONS

COUNT = rf"(?:(?<![\d.,])\d{{1,4}}(?:[.,]\d)?|{NUMERAL})\s*(?:个|個)?\s*"
PART = re.compile(
    rf"(?P<whole>{any_of_pattern(WHOLE_DURATIONS)})"
    rf"|(?P<count>(?<![\d.,])\d{{1,4}}(?:[.,]\d)?|{NUMERAL})\s*(?:个|個)?\s*(?P<unit>{any_of_pattern(DURATIONS)})"
)
ONE = rf"(?:{any_of_pattern(WHOLE_DURATIONS)}|{COUNT}{any_of_pattern(DURATIONS)})"
DURATION = rf"{ONE}(?:\s*(?:{any_of_pattern(AND)})?\s*{ONE})?"
FROM_NOW = re.compile(
    rf"{any_of_pattern(BEFORE_DURATION)}\s*{DURATION}|{DURATION}\s*{any_of_pattern(AFTER_DURATION)}"
)


@dataclass(frozen=True, kw_only=True)
class DurationReading:
    """A duration and where it stands. `in_days`: only days and weeks were said."""

    duration: timedelta
    in_days: bool
    span: Span


def read_duration(text: str) -> DurationReading | None:
    """Returns the first duration from now; None if there is none."""
    found = FROM_NOW.search(text)
    if not found:
        return None
    duration, in_days = timedelta(), True
    for part in PART.finditer(found[0]):
        unit = DURATIONS[part["unit"]] if part["unit"] else WHOLE_DURATIONS[part["whole"]]
        duration += unit * _count(part["count"] or "1")
        in_days &= unit >= timedelta(days=1)
    return DurationReading(duration=duration, in_days=in_days, span=found.span())


def _count(words: str) -> float:
    return float(words.replace(",", ".")) if words[0].isdecimal() else to_number(words)
