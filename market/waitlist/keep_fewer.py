"""Keeping fewer units of a booking than were booked."""

from datetime import datetime

from sqlmodel import Session

from market.ledger.deposit_facts import deposit_of_booking
from market.person import lock_unblocked_person
from market.waitlist.allocate import allocate
from market.waitlist.person_units import holders, went_to
from market.waitlist.refusals import DepositForAll
from market.waitlist.shopper_actions import lock_booking, refuse_unbooked
from storage.shown import mark_place


def keep_fewer(session: Session, person: int, booking: int, units: int, now: datetime) -> int | None:
    """Keep `units` of a booking; the others go to the waitlist at once. Return the number that got them, if any.

    A booking of as many or fewer stays as it is, so that a second tap gives nothing more up. Who chose options keeps those of the first units.
    Raises Blocked, BookingNotYours, AlreadyCollected, DropCancelled, DropOver, DepositForAll. locks: person, drop, item, hold
    """
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    refuse_unbooked(locked, row, now)
    kept = max(1, units)
    if kept >= row.units:
        return None
    if deposit_of_booking(session, booking) is not None:
        raise DepositForAll(row.units)
    holders_before = holders(session, locked)
    locked.change_counts(booked=kept - row.units)
    row.units, row.options = kept, row.options[:kept]
    mark_place(session, row.item_id, person, now)
    allocate(session, locked, now)
    return went_to(session, locked, holders_before)
