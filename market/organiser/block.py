"""Blocking a person from the market: their units go to the next entry, their drops are paused, their stall takes no deposits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.admins import Admins
from market.audit_log import record_change
from market.deposit.payee import allow_deposits
from market.drop.locked_item import LockedItem, lock_item
from market.follow.following import unfollow_all
from market.ledger.deposit_end import refund_in_full
from market.market_day.place import lock_stall_days_ahead
from market.notification.outbox import notify
from market.organiser.notifications import BlockLifted, PersonBlocked
from market.organiser.objection_end import end_objection, of_block
from market.organiser.reason import fit_reason, logged_reason
from market.organiser.refusals import OrganiserNotBlocked, PersonUnknown
from market.showroom.ended import end_visits_of
from market.split.ended import end_splits_of
from market.staff.helpers import leave_all_stalls
from market.stall import has_open_stall, stalls_without_deposits
from market.stock.pause import pause
from market.ticket.issue import revoke
from market.waitlist.allocate import allocate, end_hold
from storage.audit import AuditAction
from storage.dossier import delete_dossier_links_of
from storage.drop import Drop, DropState, Item
from storage.office import delete_sessions
from storage.organiser import Organiser
from storage.person import Person
from storage.split import Split, SplitParty
from storage.stall import Stall
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState


@dataclass(frozen=True)
class OwnBlock:
    """A block, for the person who is blocked: since when, and a prepared reason or own words."""

    since: datetime
    reason: str | None


def block(
    session: Session, actor: Actor, person: int, admins: Admins, now: datetime, *, reason: str = ""
) -> None:
    """End the person's entries, holds and visits, release their uncollected bookings, pause the drops of their stall, and stop its deposits.

    They are told why, once. They follow nothing and help at no stall any more; shares of drops that have not sold end.
    Raises NotOrganiser, PersonUnknown, OrganiserNotBlocked, TooLong. locks: person, stall, stall day, drop, item, hold
    """
    require_organiser(session, actor)
    row = _locked(session, person)
    if admins.include(session, person) or session.get(Organiser, person) is not None:
        raise OrganiserNotBlocked
    if row.blocked_at:
        return
    end_visits_of(session, person, now)
    items = _items_of(session, person)
    own_drops = _lock_drops(session, person, items, now)
    _close_stalls(session, actor, person, own_drops, now=now)
    why = fit_reason(reason)
    row.blocked_at, row.blocked_reason, row.pending_prompt = now, why or None, ""
    delete_sessions(session, person)
    delete_dossier_links_of(session, person)
    unfollow_all(session, person)
    leave_all_stalls(session, person, actor.person, now)
    end_splits_of(session, person, now)
    session.flush()
    released = [_release_item(session, item, person, now) for item in items]
    decision = record_change(
        session,
        AuditAction.PERSON_BLOCKED,
        actor.person,
        now,
        subject=person,
        details=logged_reason(why),
    )
    blocked = PersonBlocked(released=sum(released), decision_id=decision, reason=why)
    notify(session, person, blocked, now, about=f"person:{person}")
    mark_changed(session, ("person", person))


def own_block(session: Session, person: int) -> OwnBlock | None:
    """Return since when and why a person is blocked, for themselves; None where they are not."""
    row = session.get(Person, person)
    if row is None or row.blocked_at is None:
        return None
    return OwnBlock(row.blocked_at, row.blocked_reason)


def _lock_drops(session: Session, person: int, items: list[int], now: datetime) -> list[int]:
    """Lock the days on which the person has shifts, and every drop that the block concerns; return those of their own stalls that are published and not over.

    locks: stall, stall day, drop
    """
    owned = select(Stall.id).where(col(Stall.owner_id) == person).order_by(col(Stall.id))
    stalls = list(session.exec(owned.with_for_update(key_share=True)))
    lock_stall_days_ahead(session, now, helpers=(person,))
    entered = select(Item.drop_id).where(col(Item.id).in_(items))
    shared = select(Split.drop_id).join(SplitParty, col(SplitParty.split_id) == col(Split.id))
    shares = col(Drop.id).in_(shared.where(col(SplitParty.person_id) == person))
    concerned = or_(col(Drop.stall_id).in_(stalls), col(Drop.id).in_(entered), shares)
    rows = select(Drop).where(concerned, col(Drop.ends_at) > now).order_by(col(Drop.id))
    drops = session.exec(rows.with_for_update(key_share=True)).all()
    published = [drop for drop in drops if drop.state == DropState.PUBLISHED and drop.stall_id in stalls]
    return [drop.id or 0 for drop in published]


def _close_stalls(session: Session, actor: Actor, person: int, drops: list[int], now: datetime) -> None:
    """Pause these drops of the person's stalls, as the person would, and stop the stalls' deposits. locks: person, drop, item, hold"""
    for drop in drops:
        pause(session, Actor(person), drop, now)
    for stall in session.exec(select(Stall.id).where(col(Stall.owner_id) == person)):
        allow_deposits(session, actor, stall or 0, False, now=now)


def unblock(session: Session, actor: Actor, person: int, now: datetime) -> None:
    """Lift the block and tell the person, who joins waitlists at the end again, and resumes their drops themselves. Deposits stay stopped.

    Raises NotOrganiser, PersonUnknown. locks: person, objection
    """
    require_organiser(session, actor)
    row = _locked(session, person)
    if row.blocked_at is None:
        return
    row.blocked_at, row.blocked_reason = None, None
    record_change(session, AuditAction.BLOCK_LIFTED, actor.person, now, subject=person)
    if not end_objection(session, actor, of_block(person), now):
        notify(session, person, _lifted(session, person), now, about=f"person:{person}")
    mark_changed(session, ("person", person))


def _lifted(session: Session, person: int) -> BlockLifted:
    return BlockLifted(
        has_stall=has_open_stall(session, person),
        deposits_stopped=bool(stalls_without_deposits(session, person)),
    )


def _locked(session: Session, person: int) -> Person:
    return PersonUnknown.unless(
        session.exec(select(Person).where(col(Person.id) == person).with_for_update(key_share=True)).first()
    )


def _items_of(session: Session, person: int) -> list[int]:
    """Return the items with entries of this person, in the order of locking."""
    of = select(Entry.item_id).where(col(Entry.person_id) == person)
    open_items = of.where(col(Entry.state).in_((EntryState.WAITING, EntryState.HELD, EntryState.BOOKED)))
    rows = select(Item.id).where(col(Item.id).in_(open_items)).order_by(col(Item.drop_id), col(Item.id))
    return [item or 0 for item in session.exec(rows)]


def _release_item(session: Session, item: int, person: int, now: datetime) -> int:
    """Release everything this person has of an item and return how many bookings that were. locks: drop, item, hold, booking"""
    locked = lock_item(session, item)
    if locked is None:
        return 0
    for hold in session.exec(select(Hold).where(*_of(Hold, item, person), col(Hold.state) == HoldState.LIVE)):
        end_hold(session, locked, hold, HoldState.CANCELLED, now=now)
    for entry in session.exec(
        select(Entry).where(*_of(Entry, item, person), col(Entry.state) == EntryState.WAITING)
    ):
        entry.state, entry.ended_at = EntryState.CLOSED, now
        locked.item.waiting -= entry.units
    uncollected = select(Booking).where(
        *_of(Booking, item, person), col(Booking.state) == BookingState.BOOKED, col(Booking.collected) == 0
    )
    bookings = session.exec(uncollected.with_for_update(key_share=True)).all()
    for booking in bookings:
        _release(session, locked, booking, now)
    allocate(session, locked, now)
    return len(bookings)


def _release(session: Session, locked: LockedItem, booking: Booking, now: datetime) -> None:
    booking.state, booking.ended_at = BookingState.RELEASED, now
    locked.change_counts(booked=-booking.units)
    revoke(session, booking, now)
    refund_in_full(session, booking, now)


def _of(
    table: type[Entry] | type[Hold] | type[Booking], item: int, person: int
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(table.item_id) == item, col(table.person_id) == person
