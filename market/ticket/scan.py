"""Scanning a ticket: collect its units, take its packaging back, or undo either.

A scan names the ticket by its code, so that only a ticket that was seen is scanned.
"""

from datetime import datetime
from random import Random

from sqlalchemy import update
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall, is_organiser
from market.drop.locked_item import LockedItem, lock_item
from market.person import lock_unbanned_person
from market.ticket.facts import ScanFacts, TicketFacts, TicketStatus, facts_of, ticket_status
from market.ticket.recount import Recount, recount
from market.ticket.refusals import (
    NotStaff,
    OwnPackaging,
    PackagingIsBack,
    TicketDone,
    TicketEnded,
    TicketUnknown,
    UndoExpired,
)
from market.ticket.scan_rule import UNDOABLE
from storage.stall import Stall, StallApproval
from storage.ticket import Loan, Scan, ScanDecision, Ticket, TicketKind, TicketSubject
from storage.waitlist import Booking


def collect(session: Session, actor: Actor, code: str, units: int, now: datetime, rng: Random) -> int:
    """Collect units of a booking, lending its packaging, and return the scan's id. For the stall's owner and organisers.

    Raises TicketUnknown, NotYourStall, TicketDone, TicketEnded. locks: person, drop, item, booking, loan
    """
    lock_unbanned_person(session, actor.person)
    locked, ticket = lock_ticket(session, code, TicketSubject.BOOKING)
    if ticket.owner != actor.person and not is_organiser(session, actor):
        raise NotYourStall(ticket.stall_name)
    _refuse_invalid(ticket, units, now)
    scan = add_scan(session, ticket.id, actor.person, ticket.stall, units=units, at=now)
    recount(Recount(session=session, locked=locked, ticket=ticket, now=now, rng=rng))
    return scan


def take_packaging_back(session: Session, actor: Actor, code: str, units: int, now: datetime) -> int:
    """Take packaging back and return the scan's id. For organisers and owners of approved stalls, except its holder.

    Raises TicketUnknown, NotStaff, OwnPackaging, TicketDone, TicketEnded. locks: person, drop, item, booking, loan
    """
    lock_unbanned_person(session, actor.person)
    locked, ticket = lock_ticket(session, code, TicketSubject.LOAN)
    stall = stall_of(session, actor.person)
    if stall is None and not is_organiser(session, actor):
        raise NotStaff
    if ticket.holder == actor.person:
        raise OwnPackaging
    _refuse_invalid(ticket, units, now)
    scan = add_scan(session, ticket.id, actor.person, stall or ticket.stall, units=units, at=now)
    recount(Recount(session=session, locked=locked, ticket=ticket, now=now))
    return scan


def undo_scan(session: Session, actor: Actor, scan: int, now: datetime, rng: Random) -> None:
    """Undo a scan, once, within a minute, by the person who made it.

    Raises UndoExpired, TicketEnded, PackagingIsBack. locks: person, drop, item, booking, loan
    """
    lock_unbanned_person(session, actor.person)
    row = session.get(Scan, scan)
    if row is None or row.by_id != actor.person:
        raise UndoExpired
    known = session.get_one(Ticket, row.ticket_id)
    locked, ticket = lock_ticket(session, known.code, known.kind.subject)
    still_undoable = update(Scan).where(
        col(Scan.id) == scan, col(Scan.undone_at).is_(None), col(Scan.scanned_at) > now - UNDOABLE
    )
    undone = still_undoable.values(undone_at=now, decision=ScanDecision.UNDONE)
    if session.connection().execute(undone).rowcount != 1:
        raise UndoExpired
    if ticket.kind.subject is TicketSubject.BOOKING:
        _refuse_packaging_back(session, ticket, row.units)
    recount(Recount(session=session, locked=locked, ticket=ticket, now=now, rng=rng))


def _refuse_packaging_back(session: Session, ticket: TicketFacts, units: int) -> None:
    """Refuse to undo the handing over of units whose packaging came back. Raises PackagingIsBack."""
    loan = session.exec(select(Loan).where(col(Loan.booking_id) == ticket.booking)).first()
    if ticket.deposit and loan is not None and loan.units - units < loan.returned:
        raise PackagingIsBack


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


def lock_ticket(session: Session, code: str, subject: TicketSubject) -> tuple[LockedItem, TicketFacts]:
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


def add_scan(session: Session, ticket: int, person: int, stall: int, *, units: int, at: datetime) -> int:
    """Add a scan of a ticket by a person at a stall and return its id; it does not count before the ticket's scans are counted anew."""
    scan = Scan(ticket_id=ticket, stall_id=stall, by_id=person, units=units, scanned_at=at, undone_at=at)
    session.add(scan)
    session.flush()
    assert scan.id is not None
    return scan.id
