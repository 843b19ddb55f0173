"""The notification kinds of the waitlist: holds, available units, bookings that went to somebody else, gifts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind
from market.notification.priority import Priority

TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class UnitsHeld(NotificationKind):
    """To a person who waited: units are held for them. Of no use after the hold ends."""

    priority: ClassVar[Priority] = Priority.BOOKING
    drop_id: int
    item_id: int
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class HoldEnded(NotificationKind):
    """To the person who had a hold: nobody answered it in time."""

    priority: ClassVar[Priority] = Priority.BOOKING
    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    drop_id: int
    item_id: int
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class UnitsAvailable(NotificationKind):
    """To everyone who waits in the last hours of a drop: the first to ask gets the units. Of no use after the cut-off."""

    drop_id: int
    item_id: int
    available: int


@dataclass(frozen=True, kw_only=True)
class ItemAvailable(NotificationKind):
    """To people who asked for it: an item whose waitlist was full can be joined again. Of no use after the drop."""

    drop_id: int
    item_id: int


@dataclass(frozen=True, kw_only=True)
class BookingPassedOn(NotificationKind):
    """To a person who did not come: the stall gave their units to the next person."""

    priority: ClassVar[Priority] = Priority.BOOKING
    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    drop_id: int
    item_id: int
    booking_id: int


@dataclass(frozen=True, kw_only=True)
class BookingLate(NotificationKind):
    """To a stall's owner: somebody is late, and asks to keep what they booked. Of no use after the drop."""

    priority: ClassVar[Priority] = Priority.BOOKING
    booking_id: int


@dataclass(frozen=True, kw_only=True)
class GiftAccepted(NotificationKind):
    """To the giver: their hold or booking now belongs to somebody else."""

    priority: ClassVar[Priority] = Priority.BOOKING
    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    drop_id: int
    item_id: int
    gift_id: int
