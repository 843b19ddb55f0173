"""Reads "every Saturday for eight weeks" in a vendor's message. Pure functions."""

import re
from dataclasses import dataclass
from datetime import date

from handlers.typed_time.hours_reading import read_hours
from handlers.typed_time.normalized_text import NUMERAL, any_of_pattern, normalize, to_number
from handlers.typed_time.number_words import LATIN_NUMBER, latin_value
from locales.conversation_vocabulary import SERIES_AND, SERIES_ENDLESS, SERIES_FOR, SERIES_UNTIL, SERIES_WEEKS
from locales.reminder_vocabulary import EVERY
from locales.time_vocabulary import BEFORE_DAY, SHORT_WEEKDAYS, WEEKDAYS

DAYS = WEEKDAYS | SHORT_WEEKDAYS
NUMBER = rf"(?:\d{{1,3}}|{NUMERAL}|{LATIN_NUMBER})"
WEEKDAY = rf"(?:{any_of_pattern(BEFORE_DAY)}\s*)?{any_of_pattern(DAYS)}"
WEEKS = rf"(?P<weeks>{NUMBER})\s*{any_of_pattern(SERIES_WEEKS)}"
END = rf"(?:{any_of_pattern(SERIES_ENDLESS)}|{any_of_pattern(SERIES_FOR)}?\s*{WEEKS}|{any_of_pattern(SERIES_UNTIL)}\s*(?P<until>.+?))"
REPEATED = re.compile(
    rf"\s*{any_of_pattern(EVERY)}\s*(?:(?P<interval>[2-4])\s*{any_of_pattern(SERIES_WEEKS)}"
    rf"|(?P<days>{WEEKDAY}(?:\s*(?:{any_of_pattern(SERIES_AND)}|,)\s*{WEEKDAY})*))\s*,?\s*{END}[\s.!。！]*"
)


@dataclass(frozen=True, kw_only=True)
class WrittenSeries:
    """On these weekdays (0 is Monday; none: those of the drop), every `interval` weeks, for so many weeks or until a day; without either it has no end."""

    weekdays: tuple[int, ...]
    interval: int
    weeks: int | None
    until: date | None


def read_series(text: str, today: date) -> WrittenSeries | None:
    """Return what the whole text says of a series; None if it is about something else."""
    found = REPEATED.fullmatch(normalize(text))
    if found is None:
        return None
    until = read_hours(found["until"], today).day if found["until"] else None
    weeks = _number(found["weeks"]) if found["weeks"] else None
    if (found["until"] and until is None) or (found["weeks"] and weeks is None):
        return None
    days = [DAYS[word] for word in re.findall(any_of_pattern(DAYS), found["days"] or "")]
    return WrittenSeries(
        weekdays=tuple(sorted(set(days))), interval=int(found["interval"] or 1), weeks=weeks, until=until
    )


def _number(words: str) -> int | None:
    return latin_value(words) if words.isascii() and words[0].isalpha() else to_number(words)
