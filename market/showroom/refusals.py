"""Refusals of showrooms."""

from dataclasses import dataclass
from datetime import date, datetime

from market.refusal import Refusal


@dataclass
class ShowroomClosed(Refusal):
    """The stall has no showroom that anybody can visit now."""


@dataclass
class SlotTaken(Refusal):
    """The time is taken, over or not one of the showroom's, and there is none near it."""


@dataclass
class SlotTakenNear(Refusal):
    """The time is taken, over or not one of the showroom's; `nearest` is available."""

    nearest: datetime
    zone: str


@dataclass
class VisitAhead(Refusal):
    """The person has a visit ahead at this showroom."""

    at: datetime
    zone: str


@dataclass
class VisitUnknown(Refusal):
    pass


@dataclass
class VisitSettled(Refusal):
    """The visit has begun, or is not booked any more."""


@dataclass
class VisitNotYet(Refusal):
    """The host marks it from `opens` on."""

    opens: datetime
    zone: str


@dataclass
class UndoVisitOver(Refusal):
    pass


@dataclass
class WindowUnfit(Refusal):
    """Its hours are not in steps of five minutes, shorter than a visit, or past midnight."""


@dataclass
class VisitsUnfit(Refusal):
    """Visits of that length, buffer, number of people or share of walk-ins are not offered."""


@dataclass
class WindowExists(Refusal):
    """Another window of the weekday begins at that time."""


@dataclass
class TooManyWindows(Refusal):
    limit: int


@dataclass
class WindowUnknown(Refusal):
    pass


@dataclass
class CurationPassed(Refusal):
    """A curation begins today or later."""

    today: date


@dataclass
class TooManyCurations(Refusal):
    limit: int


@dataclass
class CurationUnknown(Refusal):
    pass
