"""Undoing a booking that was made just now: for a minute joining gives it up again, and confirming turns it back into its hold."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from market.drop.facts import LAST_CALL
from storage.waitlist import Booking, BookingState, Hold

UNDO_TIME = timedelta(minutes=1)


class UndoneAct(Enum):
    """The act by which a booking was made, and which its person may undo."""

    JOIN = auto()
    CONFIRM = auto()


@dataclass(frozen=True)
class BookingUndo:
    """An act that can be undone until then."""

    act: UndoneAct
    until: datetime


def undo_of_booking(
    booking: Booking, answered: Hold, *, cut_off: datetime, is_live: bool, has_deposit: bool
) -> BookingUndo | None:
    """Return how a booking of this hold can be undone, as long as nothing became of it; None where it cannot: it was taken, moved or paid for.

    `cut_off` is when its item is given out no more, `is_live`: it is sold in a live session.
    A hold that is confirmed in a live session or the last two hours is confirmed for good: its units go to whoever asks first.
    """
    if booking.state != BookingState.BOOKED or booking.collected or has_deposit:
        return None
    until = booking.booked_at + UNDO_TIME
    if booked_at_once(booking, answered):
        return BookingUndo(UndoneAct.JOIN, until)
    if not was_answered(booking, answered) or is_live:
        return None
    return BookingUndo(UndoneAct.CONFIRM, min(until, cut_off - LAST_CALL))


def booked_at_once(booking: Booking, hold: Hold) -> bool:
    """Return whether a booking was made by joining: nobody was told of a hold, because there was none to answer."""
    same = booking.person_id == hold.person_id and booking.booked_at == hold.given_at
    return same and hold.notified_at is None


def was_answered(booking: Booking, hold: Hold) -> bool:
    """Return whether a booking was a hold that its person answered: not one that was taken, moved or booked at once."""
    return booking.person_id == hold.person_id and hold.given_at < booking.booked_at
