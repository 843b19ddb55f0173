"""Scanning a ticket: collect its units, take its packaging back, or undo either.

A scan names the ticket by its code, so that only a ticket that was seen is scanned.
"""

from datetime import datetime, timedelta
from random import Random
from typing import assert_never

from sqlalchemy import Update, update
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall, is_organiser
from market.drop.locked_item import LockedItem, lock_item, notify_about
from market.ledger.deposit_end import count_towards_price, reopen
from market.notification.outbox import withdraw
from market.person import lock_unbanned_person
from market.reminder import remind_loan
from market.ticket.facts import ScanFacts, TicketFacts, TicketStatus, facts_of, ticket_status
from market.ticket.issue import lend, unlend
from market.ticket.notifications import PackagingReturned, TicketIssued
from market.ticket.refusals import (
    NotStaff,
    OwnPackaging,
    PackagingIsBack,
    TicketDone,
    TicketEnded,
    TicketUnknown,
    UndoExpired,
)
from storage.shown import mark_place
from storage.stall import Stall, StallApproval
from storage.store import mark_changed
from storage.ticket import Loan, Scan, Ticket, TicketKind, TicketSubject
from storage.waitlist import Booking, BookingState

UNDOABLE = timedelta(minutes=1)
"""The time in which a scan can be undone; the holder is notified of returned packaging after it."""


def collect(session: Session, actor: Actor, code: str, units: int, now: datetime, rng: Random) -> int:
    """Collect units of a booking, lending its packaging, and return the scan's id. For the stall's owner and organisers.

    Raises TicketUnknown, NotYourStall, TicketDone, TicketEnded. locks: person, drop, item, booking, loan
    """
    lock_unbanned_person(session, actor.person)
    locked, ticket = _locked(session, code, TicketSubject.BOOKING)
    if ticket.owner != actor.person and not is_organiser(session, actor):
        raise NotYourStall(ticket.stall_name)
    _refuse_invalid(ticket, units, now)
    if ticket.deposit:
        back = lend(session, session.get_one(Booking, ticket.booking), units, now, rng=rng)
        remind_loan(session, ticket.booking, locked.alley.zone, now)
        issued = TicketIssued(drop_id=ticket.drop, item_id=locked.item.id or 0, ticket_id=back)
        notify_about(session, ticket.holder, issued, locked, now, about=f"ticket:{back}")
    if units == ticket.left:
        _count_collected(session, ticket, units, BookingState.COLLECTED, ended_at=now)
    else:
        _count_collected(session, ticket, units, BookingState.BOOKED, ended_at=None)
    count_towards_price(session, ticket.booking, now)
    return _scanned(session, ticket, actor, ticket.stall, units=units, now=now)


def take_packaging_back(session: Session, actor: Actor, code: str, units: int, now: datetime) -> int:
    """Take packaging back and return the scan's id. For organisers and owners of approved stalls, except its holder.

    Raises TicketUnknown, NotStaff, OwnPackaging, TicketDone, TicketEnded. locks: person, drop, item, booking, loan
    """
    lock_unbanned_person(session, actor.person)
    locked, ticket = _locked(session, code, TicketSubject.LOAN)
    stall = stall_of(session, actor.person)
    if stall is None and not is_organiser(session, actor):
        raise NotStaff
    if ticket.holder == actor.person:
        raise OwnPackaging
    _refuse_invalid(ticket, units, now)
    _count_returned(session, ticket, units)
    scan = _scanned(session, ticket, actor, stall or ticket.stall, units=units, now=now)
    returned = PackagingReturned(
        drop_id=ticket.drop, item_id=locked.item.id or 0, scan_id=scan, ticket_id=ticket.id
    )
    about = f"scan:{scan}/ticket:{ticket.id}"
    notify_about(session, ticket.holder, returned, locked, now + UNDOABLE, about=about)
    return scan


def undo_scan(session: Session, actor: Actor, scan: int, now: datetime) -> None:
    """Undo a scan, once, within a minute, by the person who made it.

    Raises UndoExpired, TicketEnded, PackagingIsBack. locks: person, drop, item, booking, loan
    """
    lock_unbanned_person(session, actor.person)
    row = session.get(Scan, scan)
    if row is None or row.by_id != actor.person:
        raise UndoExpired
    known = session.get_one(Ticket, row.ticket_id)
    _, ticket = _locked(session, known.code, known.kind.subject)
    mark_place(session, ticket.item_id, ticket.holder, now)
    still_undoable = update(Scan).where(
        col(Scan.id) == scan, col(Scan.undone_at).is_(None), col(Scan.scanned_at) > now - UNDOABLE
    )
    if session.connection().execute(still_undoable.values(undone_at=now)).rowcount != 1:
        raise UndoExpired
    match ticket.kind.subject:
        case TicketSubject.BOOKING:
            _undo_collecting(session, ticket, row.units, now)
        case TicketSubject.LOAN:
            _undo_return(session, ticket, scan, row.units)
        case _:
            assert_never(ticket.kind.subject)


def _undo_collecting(session: Session, ticket: TicketFacts, units: int, now: datetime) -> None:
    if ticket.deposit and not unlend(session, ticket.booking, units, now):
        raise PackagingIsBack
    _count_collected(session, ticket, -units, BookingState.BOOKED, ended_at=None)
    reopen(session, ticket.booking, now)


def _undo_return(session: Session, ticket: TicketFacts, scan: int, units: int) -> None:
    _count_returned(session, ticket, -units)
    if ticket.holder is not None:
        about = f"drop:{ticket.drop}/scan:{scan}/ticket:{ticket.id}"
        withdraw(session, ticket.holder, PackagingReturned, about)


def undoable(ticket: TicketFacts, person: int, now: datetime) -> int:
    """Return the id of this person's scan that can still be undone; 0 for none."""
    last = ticket.last
    return last.id if last and last.by_id == person and last.at > now - UNDOABLE else 0


def stall_of(session: Session, person: int) -> int | None:
    """Return the first approved stall that a person owns."""
    own = select(Stall.id).where(col(Stall.owner_id) == person, col(Stall.state) == StallApproval.APPROVED)
    return session.exec(own.order_by(col(Stall.id)).limit(1)).first()


def scan_facts(session: Session, scan: int) -> tuple[TicketFacts, ScanFacts]:
    """Return the ticket and scan of a notification. Raises TicketUnknown where the scan was undone."""
    row = session.get(Scan, scan)
    if row is None or row.undone_at:
        raise TicketUnknown
    stall = session.get_one(Stall, row.stall_id)
    scanned = ScanFacts(id=scan, units=row.units, at=row.scanned_at, by="", by_id=row.by_id, stall=stall.name)
    return facts_of(session, session.get_one(Ticket, row.ticket_id)), scanned


def _locked(session: Session, code: str, subject: TicketSubject) -> tuple[LockedItem, TicketFacts]:
    """Lock a ticket's item, booking and loan, and return the item and the ticket. Raises TicketUnknown. locks: drop, item, booking, loan"""
    ids = select(Ticket.id, Ticket.kind, Ticket.booking_id, Ticket.loan_id).where(col(Ticket.code) == code)
    found = session.exec(ids).first()
    if found is None or TicketKind(found[1]).subject is not subject:
        raise TicketUnknown
    ticket, _, booking, loan = found
    booking = booking or session.exec(select(Loan.booking_id).where(col(Loan.id) == loan)).one()
    item = session.exec(select(Booking.item_id).where(col(Booking.id) == booking)).one()
    locked = lock_item(session, item)
    assert locked is not None, "an item with bookings stays"
    fresh = {"populate_existing": True}
    session.exec(
        select(Booking).where(col(Booking.id) == booking).with_for_update(key_share=True),
        execution_options=fresh,
    )
    session.exec(
        select(Loan).where(col(Loan.booking_id) == booking).with_for_update(key_share=True),
        execution_options=fresh,
    )
    return locked, facts_of(session, session.get_one(Ticket, ticket, populate_existing=True))


def _refuse_invalid(ticket: TicketFacts, units: int, now: datetime) -> None:
    match ticket_status(ticket, now):
        case TicketStatus.VALID:
            if not 1 <= units <= ticket.left:
                raise _ticket_done(ticket)
        case TicketStatus.DONE:
            raise _ticket_done(ticket)
        case _:
            raise TicketEnded


def _ticket_done(ticket: TicketFacts) -> TicketDone:
    """Return the refusal of a ticket with fewer units left than asked for."""
    last = ticket.last
    assert last is not None or ticket.done == 0, "units are done by a scan"
    return TicketDone(
        done=ticket.done,
        units=ticket.units,
        at=last.at if last else ticket.starts_at,
        zone=ticket.alley.zone,
        by=last.by if last else "",
    )


def _count_collected(
    session: Session, ticket: TicketFacts, units: int, state: BookingState, ended_at: datetime | None
) -> None:
    """Add to the collected units of a booking, never beyond its units, and set its state."""
    done = col(Booking.collected) + units
    counted = update(Booking).where(
        col(Booking.id) == ticket.booking,
        done.between(0, col(Booking.units)),
        col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED)),
    )
    _execute_count(session, counted.values(collected=done, state=state, ended_at=ended_at))


def _count_returned(session: Session, ticket: TicketFacts, units: int) -> None:
    """Add to the returned units of a loan, never beyond its units."""
    done = col(Loan.returned) + units
    counted = update(Loan).where(col(Loan.booking_id) == ticket.booking, done.between(0, col(Loan.units)))
    _execute_count(session, counted.values(returned=done))


def _execute_count(session: Session, counted: Update) -> None:
    """Raises TicketEnded where the row no longer allows it."""
    session.flush()
    if session.connection().execute(counted).rowcount != 1:
        raise TicketEnded
    session.expire_all()
    mark_changed(session, "units")


def _scanned(
    session: Session, ticket: TicketFacts, actor: Actor, stall: int, units: int, now: datetime
) -> int:
    mark_place(session, ticket.item_id, ticket.holder, now)
    scan = Scan(ticket_id=ticket.id, stall_id=stall, by_id=actor.person, units=units, scanned_at=now)
    session.add(scan)
    session.flush()
    assert scan.id is not None
    return scan.id
