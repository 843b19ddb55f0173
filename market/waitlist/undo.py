"""Giving up what can be undone for a minute, and undoing it. Each undo gives back the whole: number, units and time left."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem
from market.drop.stopped import refuse_stopped_item
from market.ledger.deposit_end import refund_or_forfeit, refuse_too_late
from market.ledger.deposit_facts import deposit_of_booking
from market.person import lock_unblocked_person
from market.reminder import remind_hold
from market.ticket.booking_undo import UNDO_TIME, UndoneAct, undo_of_booking
from market.ticket.issue import revoke, unrevoke
from market.waitlist.allocate import allocate, end_hold
from market.waitlist.booking import lock_own_hold, refuse_ended
from market.waitlist.given_up import (
    is_given_up,
    kept_for_undo,
    set_aside,
    take_back,
)
from market.waitlist.join_checks import lock_known_item, refuse_second_hold, refuse_too_many
from market.waitlist.person_units import holders, units_of, waiting_entry, went_to
from market.waitlist.refusals import AlreadyWaiting, UndoOver
from market.waitlist.shopper_actions import lock_booking, refuse_unbooked
from storage.drop import DropState
from storage.shown import mark_place
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState, first_waiting


@dataclass(frozen=True)
class GivenUp:
    """The destination of units that were given up: at `at` they go to `number`, or to nobody yet. Without `at` they have gone already."""

    at: datetime | None
    number: int | None


def give_up_booking(
    session: Session, person: int, booking: int, now: datetime, forfeit: bool = False
) -> GivenUp:
    """Release a booking. Its units go on when the minute is over, and the deposit is settled then, as of now.

    Raises BookingNotYours, AlreadyCollected, DropCancelled, DropOver, MarketDayCalledOff, WaitsForRain, RefundTooLate.
    locks: person, drop, item, hold, deposit
    """
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    entry = session.get_one(Hold, row.hold_id).entry_id
    if row.state == BookingState.RELEASED:
        return _given_up(session, locked, kept_for_undo(session, entry), holders(session, locked))
    refuse_unbooked(locked, row, now)
    refuse_stopped_item(locked)
    if not forfeit:
        refuse_too_late(session, row, locked.alley.zone, now)
    holders_before = holders(session, locked)
    row.state, row.ended_at = BookingState.RELEASED, now
    locked.change_counts(booked=-row.units)
    revoke(session, row, now)
    mark_place(session, row.item_id, person, now)
    kept = set_aside(session, locked, entry, row.units, now=now)
    if kept is None:
        refund_or_forfeit(session, row, locked.alley.zone, now, forfeit=True)
    allocate(session, locked, now)
    return _given_up(session, locked, kept, holders_before)


def undo_release(session: Session, person: int, booking: int, now: datetime) -> None:
    """Give a released booking back with its ticket. Raises BookingNotYours, UndoOver, TooManyUnits. locks: person, drop, item, hold"""
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    if row.state == BookingState.BOOKED:
        return
    entry = session.get_one(Entry, session.get_one(Hold, row.hold_id).entry_id)
    kept = _kept(session, locked, entry.id or 0, now)
    if row.state != BookingState.RELEASED or not is_given_up(session, row, entry):
        raise UndoOver
    refuse_too_many(session, locked, person, row.units, now=now)
    take_back(locked, kept, now)
    row.state, row.ended_at = BookingState.BOOKED, None
    locked.change_counts(booked=row.units)
    unrevoke(session, row)
    mark_place(session, row.item_id, person, now)


def give_up_hold(session: Session, person: int, hold: int, now: datetime) -> GivenUp:
    """Decline a hold. Its units go on when the minute is over. Raises HoldNotYours, HoldExpired. locks: person, drop, item, hold"""
    lock_unblocked_person(session, person)
    locked, row = lock_own_hold(session, person, hold)
    if row.state == HoldState.DECLINED:
        return _given_up(session, locked, kept_for_undo(session, row.entry_id), holders(session, locked))
    refuse_ended(locked, row, now)
    holders_before = holders(session, locked)
    end_hold(session, locked, row, HoldState.DECLINED, now=now)
    kept = set_aside(session, locked, row.entry_id, row.units, now=now)
    allocate(session, locked, now)
    return _given_up(session, locked, kept, holders_before)


def undo_decline(session: Session, person: int, hold: int, now: datetime) -> None:
    """Give a declined hold back with the time it had left, and the rest of a partial one with its number.

    Raises HoldNotYours, UndoOver, AlreadyHolding, AlreadyWaiting, TooManyUnits. locks: person, drop, item, hold
    """
    lock_unblocked_person(session, person)
    locked, row = lock_own_hold(session, person, hold)
    if row.state == HoldState.LIVE:
        return
    kept = _kept(session, locked, row.entry_id, now)
    if row.state != HoldState.DECLINED or row.ended_at is None:
        raise UndoOver
    refuse_second_hold(session, locked, person, now)
    _refuse_waiting(session, session.get_one(Entry, row.entry_id))
    refuse_too_many(session, locked, person, row.units, now=now)
    take_back(locked, kept, now)
    declined_at = row.ended_at
    _revive(session, locked, row, row.until, since=declined_at, now=now)
    _rejoin_remainder(session, locked, session.get_one(Entry, row.entry_id), declined_at)
    mark_place(session, row.item_id, person, now)


def undo_leave(session: Session, person: int, item: int, now: datetime) -> None:
    """Wait again with the number one had. Raises UndoOver, AlreadyHolding, TooManyUnits. locks: person, drop, item, hold"""
    lock_unblocked_person(session, person)
    locked = lock_known_item(session, item)
    if waiting_entry(session, person, item):
        return
    entry = _left_entry(session, person, item)
    if entry is None or not _just_now(entry.ended_at, now) or not _goes_on(locked, now):
        raise UndoOver
    refuse_second_hold(session, locked, person, now)
    refuse_too_many(session, locked, person, entry.units, now=now)
    entry.state, entry.ended_at = EntryState.WAITING, None
    locked.item.waiting += entry.units
    session.flush()
    mark_place(session, item, person, now)
    allocate(session, locked, now, answered=(person,))


def undo_join(session: Session, person: int, booking: int, now: datetime) -> GivenUp:
    """Give up what joining booked at once, within a minute; as `give_up_booking`, so that this can be undone as well.

    Raises BookingNotYours, UndoOver, AlreadyCollected, DropCancelled, DropOver. locks: person, drop, item, hold, deposit
    """
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    if row.state == BookingState.BOOKED:
        _refuse_for_good(session, locked, row, UndoneAct.JOIN, now=now)
    return give_up_booking(session, person, booking, now)


def undo_confirm(session: Session, person: int, booking: int, now: datetime) -> int:
    """Turn a booking that was confirmed just now back into a hold with the time it had left; return the hold's id.

    Units of the hold that were not confirmed come back too, where nobody has them yet.
    Raises BookingNotYours, UndoOver, AlreadyHolding, AlreadyWaiting, AlreadyCollected, DropCancelled, DropOver. locks: person, drop, item, hold
    """
    lock_unblocked_person(session, person)
    locked, row = lock_booking(session, person, booking)
    refuse_unbooked(locked, row, now)
    _refuse_for_good(session, locked, row, UndoneAct.CONFIRM, now=now)
    confirmed = session.get_one(Hold, row.hold_id)
    refuse_second_hold(session, locked, person, now)
    _refuse_waiting(session, session.get_one(Entry, confirmed.entry_id))
    unconfirmed = _unconfirmed_units(session, locked, row, confirmed, now=now)
    row.state, row.ended_at = BookingState.RELEASED, now
    locked.change_counts(booked=-row.units)
    revoke(session, row, now)
    hold = Hold(
        entry_id=confirmed.entry_id,
        item_id=row.item_id,
        person_id=person,
        units=row.units + unconfirmed,
        given_at=confirmed.given_at,
        notified_at=confirmed.notified_at or now,
        until=confirmed.until,
    )
    session.add(hold)
    session.flush()
    _revive(session, locked, hold, confirmed.until, since=row.booked_at, now=now)
    mark_place(session, row.item_id, person, now)
    mark_changed(session, "units")
    return hold.id or 0


def _refuse_for_good(
    session: Session, locked: LockedItem, booking: Booking, act: UndoneAct, *, now: datetime
) -> None:
    """Refuse to undo this act where it did not make the booking, or cannot be undone any more. Raises UndoOver."""
    answered = session.get_one(Hold, booking.hold_id)
    has_deposit = deposit_of_booking(session, booking.id or 0) is not None
    undo = undo_of_booking(
        booking, answered, cut_off=locked.cut_off, is_live=locked.is_live, has_deposit=has_deposit
    )
    if undo is None or undo.act is not act or now >= undo.until:
        raise UndoOver


def _unconfirmed_units(
    session: Session, locked: LockedItem, booking: Booking, confirmed: Hold, *, now: datetime
) -> int:
    """Return how many units of the hold that were not confirmed are still there, within the limit per person."""
    room = locked.drop.per_person - units_of(session, locked, booking.person_id or 0, now)
    return max(0, min(confirmed.units - booking.units, locked.free, room))


def _given_up(session: Session, locked: LockedItem, kept: Hold | None, holders_before: set[int]) -> GivenUp:
    if kept is None:
        return GivenUp(None, went_to(session, locked, holders_before))
    first = session.connection().execute(first_waiting(locked.item.id or 0)).first()
    return GivenUp(kept.until, first.number if first else None)


def _kept(session: Session, locked: LockedItem, entry: int, now: datetime) -> Hold:
    """Return what is kept for an undo. Raises UndoOver where it went on, or its drop is cancelled."""
    kept = kept_for_undo(session, entry)
    if kept is None or kept.until <= now or not _goes_on(locked, now):
        raise UndoOver
    return kept


def _refuse_waiting(session: Session, entry: Entry) -> None:
    """Refuse who waits for the item by another entry: nobody waits and holds, but with one number. Raises AlreadyWaiting."""
    waiting = waiting_entry(session, entry.person_id or 0, entry.item_id)
    if waiting and waiting.number != entry.number:
        raise AlreadyWaiting(waiting.number or 0, waiting.units)


def _revive(
    session: Session, locked: LockedItem, hold: Hold, until: datetime, since: datetime, now: datetime
) -> None:
    """Let a hold run again: it gets back the time since it was given up."""
    hold.state, hold.ended_at = HoldState.LIVE, None
    hold.until = min(locked.cut_off, until + (now - since))
    locked.change_counts(held=hold.units)
    entry = session.get_one(Entry, hold.entry_id)
    entry.state, entry.ended_at = EntryState.HELD, None
    session.flush()
    remind_hold(session, hold, now)


def _rejoin_remainder(session: Session, locked: LockedItem, entry: Entry, left_at: datetime) -> None:
    """Let the rest of a partial hold wait again."""
    rest = (
        select(Entry)
        .where(
            col(Entry.item_id) == entry.item_id,
            col(Entry.person_id) == entry.person_id,
            col(Entry.number) == entry.number,
        )
        .where(
            col(Entry.remainder) > entry.remainder,
            col(Entry.state) == EntryState.LEFT,
            col(Entry.ended_at) == left_at,
        )
    )
    for each in session.exec(rest.with_for_update(key_share=True)):
        each.state, each.ended_at = EntryState.WAITING, None
        locked.item.waiting += each.units


def _left_entry(session: Session, person: int, item: int) -> Entry | None:
    """Return the newest entry of a person for an item, if it was left. locks: entry"""
    rows = select(Entry).where(col(Entry.item_id) == item, col(Entry.person_id) == person)
    entry = session.exec(rows.order_by(col(Entry.id).desc()).limit(1).with_for_update(key_share=True)).first()
    return entry if entry and entry.state == EntryState.LEFT else None


def _just_now(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and now < instant + UNDO_TIME


def _goes_on(locked: LockedItem, now: datetime) -> bool:
    return locked.drop.state != DropState.CANCELLED and not locked.is_live and not locked.is_last_call(now)
