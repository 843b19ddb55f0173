"""Refusals of an evening."""

from dataclasses import dataclass
from datetime import date, datetime

from market.refusal import Refusal


@dataclass
class StallElsewhere(Refusal):
    """The stall stands in another alley at that hour, with a drop that lasts until then."""

    alley: str
    until: datetime
    zone: str


@dataclass
class OutsidePermit(Refusal):
    """No permit of the alley covers the hours. `until` is the last day of the one that ends last, None where none is valid."""

    alley: str
    until: date | None


@dataclass
class SetUpOver(Refusal):
    """The stall day has begun, or does not take place."""


@dataclass
class StallDayOver(Refusal):
    """Nothing of a stall day is ahead: it is over, was cancelled, or moved to another day."""


@dataclass
class BeginsAfterEnd(Refusal):
    """A drop of an evening would begin at or after the end to which all of it is to be moved."""

    drop: str
    at: datetime
    zone: str


@dataclass
class NothingShown(Refusal):
    """Nobody may see anything of a stall day: it is hidden, its alley is closed, or its stall is not approved any more."""


@dataclass
class NoteChanged(Refusal):
    """The stall has written another note for the day, or taken it away."""


@dataclass
class NoteTooSoon(Refusal):
    """A note of the day was sent within the last hour; the next one can be from then on."""

    at: datetime
    zone: str
