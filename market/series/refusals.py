"""Refusals to a stall that repeats a drop."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class SeriesUnknown(Refusal):
    pass


@dataclass
class SeriesOver(Refusal):
    """The series has ended, so its dates do not change."""


@dataclass
class NotRepeated(Refusal):
    """A draft, a cancelled drop or a draw is not repeated by a series."""


@dataclass
class SeriesTooLong(Refusal):
    """A series lasts from 2 weeks to `most`, on dates of a week."""

    most: int


@dataclass
class DatePublished(Refusal):
    """The date of a series is published meanwhile: its drop is cancelled, not left out."""
