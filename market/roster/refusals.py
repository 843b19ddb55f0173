"""Refusals of rosters and shifts."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class RosterGone(Refusal):
    """The stall day has no roster, does not take place, or is over."""


@dataclass
class RosterClosed(Refusal):
    pass


@dataclass
class ShiftGone(Refusal):
    """The place was removed, or its stall day does not take place."""


@dataclass
class ShiftTaken(Refusal):
    """Somebody else has it, or all places of the shift are taken."""


@dataclass
class ShiftOver(Refusal):
    """The shift is over; for a swap, it has begun."""


@dataclass
class NotYourShift(Refusal):
    pass


@dataclass
class ShiftsForHelpers(Refusal):
    """The actor works at the stall and is no helper: its owner."""


@dataclass
class BusyThen(Refusal):
    """The actor has another shift, from `at`, at the same time."""

    at: datetime
    zone: str


@dataclass
class HelperBusy(Refusal):
    """The other helper has another shift at the same time."""


@dataclass
class TooLateToGiveBack(Refusal):
    until: datetime
    zone: str


@dataclass
class NotOffered(Refusal):
    pass


@dataclass
class ExchangeEnded(Refusal):
    """Either shift changed hands, moved or is no longer offered."""


@dataclass
class TooManyPlaces(Refusal):
    maximum: int


@dataclass
class PlacesHeld(Refusal):
    """All places of a shift are held, so none can be removed."""


@dataclass
class NoHelperHere(Refusal):
    pass


@dataclass
class NoEmptyPlace(Refusal):
    """All places of the stall day are taken: there is nothing to tell."""
