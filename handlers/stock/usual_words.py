"""Reads what a vendor writes about usual drops: "save as my usual Friday", "my usual". Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.typed_time.hours_reading import read_hours
from handlers.typed_time.normalized_text import Span, any_of_pattern, normalize
from locales.conversation_vocabulary import SAVE_USUAL, USUAL

AROUND = " \t\n,.;:!，。、；：！"
SAVING = re.compile(rf"\s*{any_of_pattern(SAVE_USUAL)}(?P<rest>.*)", re.DOTALL)
LISTING = re.compile(rf"\s*{any_of_pattern(USUAL)}[\s,.;:!?，。、！？]*")


@dataclass(frozen=True)
class SaveUsual:
    """The drop is the usual one of the weekday of `day`; None: of its own."""

    day: date | None


@dataclass(frozen=True)
class ListUsual:
    """The usual drops are asked for."""


def read_usual(text: str, today: date) -> SaveUsual | ListUsual | None:
    """Return what the whole text asks for; None if it is about something else."""
    plain = normalize(text)
    if LISTING.fullmatch(plain):
        return ListUsual()
    found = SAVING.fullmatch(plain)
    if found is None:
        return None
    rest = found["rest"].strip(AROUND)
    hours = read_hours(rest, today)
    if not rest:
        return SaveUsual(None)
    left = "".join(character for place, character in enumerate(rest) if not _within(place, hours.spans))
    return SaveUsual(hours.day) if hours.day and not left.strip(AROUND) else None


def _within(place: int, spans: Sequence[Span]) -> bool:
    return any(begin <= place < end for begin, end in spans)
