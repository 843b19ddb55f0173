"""Refusals of entries, holds, bookings and gifts."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class WaitlistNotOpen(Refusal):
    opens: datetime
    zone: str


@dataclass
class WaitlistClosed(Refusal):
    closed: datetime
    zone: str


@dataclass
class DrawClosed(Refusal):
    closed: datetime
    zone: str


@dataclass
class AdultsOnly(Refusal):
    """The drop is for people of 18 and over, and the person has not said that they are."""


@dataclass
class AlreadyWaiting(Refusal):
    """`number` is 0 before the draw."""

    number: int
    units: int


@dataclass
class AlreadyHolding(Refusal):
    units: int
    until: datetime
    zone: str


@dataclass
class AlreadyBooked(Refusal):
    """Booked within the last minute: a second tap is taken for a repetition."""

    units: int


@dataclass
class TooManyUnits(Refusal):
    """`maximum` is the limit for one person; `already_held` counts what this person holds, booked or waits for."""

    maximum: int
    already_held: int


@dataclass
class WaitlistFull(Refusal):
    """`available` units could be had at once, but not as many as were asked for."""

    available: int


@dataclass
class NothingFull(Refusal):
    """Everything of this drop can be joined now."""


@dataclass
class HoldExpired(Refusal):
    until: datetime
    zone: str


@dataclass
class HoldDeclined(HoldExpired):
    """Its person declined it: they may undo that for a minute, and join again."""


@dataclass
class HoldNotYours(Refusal):
    pass


@dataclass
class BookingNotYours(Refusal):
    pass


@dataclass
class NotWaiting(Refusal):
    pass


@dataclass
class AlreadyCollected(Refusal):
    """Collected units cannot be released. `admitted`: they are seats or places, and their people were let in."""

    admitted: bool = False


@dataclass
class DepositForAll(Refusal):
    """The deposit of a booking was paid for all of its `units`."""

    units: int


@dataclass
class OptionUnknown(Refusal):
    """The item has no such option any more, or the booking no such unit."""


@dataclass
class ItemNotOffered(Refusal):
    """`item` is sold only as a component of a bundle."""

    item: str


@dataclass
class SlotFull(Refusal):
    """The slot that starts `at` has only `left` units for a newcomer."""

    at: datetime
    zone: str
    left: int


@dataclass
class UnitsGone(Refusal):
    number: int


@dataclass
class UndoOver(Refusal):
    pass


@dataclass
class GiftGone(Refusal):
    pass


@dataclass
class GiftAlreadyPassedOn(Refusal):
    pass


@dataclass
class OwnGift(Refusal):
    pass


@dataclass
class BookingUnknown(Refusal):
    pass


@dataclass
class NoShowTooSoon(Refusal):
    at: datetime
    zone: str


@dataclass
class KeptForLate(Refusal):
    """The person of a booking said that they are late: it is not passed on."""

    until: datetime
    zone: str


@dataclass
class LateTooSoon(Refusal):
    """A person may say from `at` on that they are late. Nothing of theirs is passed on before."""

    at: datetime
    zone: str


@dataclass
class SlotNotKept(Refusal):
    """A slot has its own time, and is kept for nobody who is late."""


@dataclass
class NothingToKeep(Refusal):
    """A person says that they are late, and nothing waits for them."""
