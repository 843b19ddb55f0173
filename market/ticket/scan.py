"""Scanning a ticket: collect its units, take its packaging back, or undo either.

A scan names the ticket by its code, so that only a ticket that was seen is scanned.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import assert_never

from sqlalchemy import Update, update
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall, is_organiser
from market.drop.locked_item import LockedItem, lock_item, notify_about
from market.ledger.deposit_end import count_towards_price, reopen
from market.notification.outbox import withdraw
from market.packaging.ledger import reverse_all
from market.packaging.loan import Handling, hand_out, loan_of_booking, swap_units, take_in
from market.packaging.movement import reverse_movements, was_moved_by
from market.packaging.place import (
    PlaceRef,
    first_hub_of,
    hub_ref,
    place_facts,
    place_row,
    ref_of,
    require_place_staff,
    stall_ref,
)
from market.packaging.refusals import HubDoesNotTake
from market.person import lock_unbanned_person
from market.refusal import ButtonForged
from market.reminder import remind_loan
from market.ticket.facts import ScanFacts, TicketFacts, TicketStatus, facts_of, ticket_status
from market.ticket.issue import lend, unlend
from market.ticket.notifications import PackagingReturned, TicketIssued
from market.ticket.refusals import (
    NotStaff,
    OwnPackaging,
    PackagingDiffers,
    PackagingIsBack,
    TicketDone,
    TicketEnded,
    TicketUnknown,
    UndoExpired,
)
from storage.packaging import MovementReason, PlaceKind
from storage.shown import mark_place
from storage.stall import Stall, StallApproval
from storage.store import mark_changed
from storage.ticket import Loan, ReturnCondition, Scan, Ticket, TicketKind, TicketSubject
from storage.waitlist import Booking, BookingState

UNDOABLE = timedelta(minutes=1)
"""The time in which a scan can be undone; the holder is notified of returned packaging after it."""


@dataclass(frozen=True, kw_only=True)
class PackagingReturn:
    """How packaging comes back: at which hub or stall (None: where the actor works), in which condition, and the pieces with a serial among it."""

    place: PlaceRef | None = None
    condition: ReturnCondition = ReturnCondition.FINE
    assets: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PackagingSwap:
    """A swap: at which hub or stall, with the goods of which pickup ticket (its code), and the pieces with a serial that come in and go out."""

    place: PlaceRef | None = None
    pickup: str | None = None
    empty: tuple[int, ...] = ()
    full: tuple[int, ...] = ()


AS_USUAL, EMPTY_FOR_FULL = PackagingReturn(), PackagingSwap()


def collect(
    session: Session,
    actor: Actor,
    code: str,
    units: int,
    now: datetime,
    rng: Random,
    assets: tuple[int, ...] = (),
) -> int:
    """Collect units of a booking, lending its packaging, and return the scan's id. For the stall's owner and organisers.

    `assets` are the pieces of packaging with a serial that go out. Raises TicketUnknown, NotYourStall, TicketDone, TicketEnded, AssetElsewhere.
    locks: person, drop, item, booking, loan, asset, stock
    """
    lock_unbanned_person(session, actor.person)
    locked, ticket = _locked_booking(session, code)
    if ticket.owner != actor.person and not is_organiser(session, actor):
        raise NotYourStall(ticket.stall_name)
    _refuse_invalid(ticket, units, now)
    lends = bool(ticket.deposit or ticket.packaging)
    if lends:
        back = lend(session, session.get_one(Booking, ticket.booking), units, now, rng=rng)
        remind_loan(session, ticket.booking, locked.alley.zone, now)
        issued = TicketIssued(drop_id=ticket.drop, item_id=locked.item.id or 0, ticket_id=back)
        notify_about(session, ticket.holder, issued, locked, now, about=f"ticket:{back}")
    scan = _collect_units(session, ticket, actor, units, now=now)
    if lends:
        loan = loan_of_booking(session, ticket.booking)
        if loan.type_id is not None:
            _refuse_too_many(assets, units)
            hand_out(session, loan, units, _handling(loan.lender_id or 0, actor, scan, now, assets=assets))
    return scan


def take_packaging_back(
    session: Session, actor: Actor, code: str, units: int, now: datetime, how: PackagingReturn = AS_USUAL
) -> int:
    """Take packaging back and return the scan's id. For organisers, owners of approved stalls and staff of hubs, except its holder.

    Untyped packaging comes back at stalls alone. Units that were written off are taken back too, without a refund.
    Raises TicketUnknown, NotStaff, OwnPackaging, TicketDone, TicketEnded, HubDoesNotTake, AssetElsewhere, and as `require_place_staff`.
    locks: person, drop, item, booking, loan, asset, stock
    """
    lock_unbanned_person(session, actor.person)
    locked, ticket = _locked(session, code, TicketSubject.LOAN)
    place = _return_place(session, actor, ticket, how.place)
    if ticket.holder == actor.person:
        raise OwnPackaging
    _refuse_not_back(ticket, units, now)
    loan = session.get_one(Loan, ticket.loan)
    written_off = not ticket.left
    scan = _scanned(session, ticket, actor, place, units=units, now=now, condition=how.condition)
    if loan.type_id is not None:
        _refuse_too_many(how.assets, units)
        row = place_row(session, place)
        take_in(session, loan, units, _handling(row, actor, scan, now, assets=how.assets), how.condition)
    elif place.kind is PlaceKind.HUB:
        raise HubDoesNotTake(place_facts(session, place).name, ticket.item)
    _count_returned(session, ticket, units, lost=-units if written_off else 0)
    if locked:
        returned = PackagingReturned(
            drop_id=ticket.drop, item_id=locked.item.id or 0, scan_id=scan, ticket_id=ticket.id
        )
        about = f"scan:{scan}/ticket:{ticket.id}"
        notify_about(session, ticket.holder, returned, locked, now + UNDOABLE, about=about)
    return scan


def swap_packaging(
    session: Session,
    actor: Actor,
    code: str,
    units: int,
    now: datetime,
    swap: PackagingSwap = EMPTY_FOR_FULL,
) -> int:
    """Take empty packaging in and hand as many clean units out, in one scan, and return its id. The loan stays, due anew; no money moves.

    With `pickup`, units of that booking are collected in it: it is at the actor's stall, in the same packaging, and lends nothing of its own.
    Raises as `take_packaging_back` and `collect`, and PackagingDiffers. locks: person, drop, item, booking, loan, asset, stock
    """
    lock_unbanned_person(session, actor.person)
    booked = _locked_booking(session, swap.pickup)[1] if swap.pickup else None
    locked, ticket = _locked(session, code, TicketSubject.LOAN)
    place = _swap_place(session, actor, ticket, swap, booked)
    _refuse_invalid(ticket, units, now)
    for assets in (swap.empty, swap.full):
        _refuse_too_many(assets, units)
    if booked:
        _refuse_invalid(booked, units, now)
        scan = _collect_units(session, booked, actor, units, now=now)
    else:
        scan = _scanned(session, ticket, actor, place, units=units, now=now, swapped=True)
    loan = session.get_one(Loan, ticket.loan)
    handling = _handling(place_row(session, place), actor, scan, now, assets=swap.empty)
    swap_units(session, loan, units, handling, swap.full)
    if locked:
        remind_loan(session, ticket.booking, locked.alley.zone, now)
    mark_place(session, ticket.item_id, ticket.holder, now)
    return scan


def undo_scan(session: Session, actor: Actor, scan: int, now: datetime) -> None:
    """Undo a scan, once, within a minute, by the person who made it, who still works there.

    Raises UndoExpired, HubClosed, NotHubStaff, TicketEnded, PackagingIsBack, PackagingMovedOn. locks: person, drop, item, booking, loan, asset, stock
    """
    lock_unbanned_person(session, actor.person)
    row = session.get(Scan, scan)
    if row is None or row.by_id != actor.person:
        raise UndoExpired
    known = session.get_one(Ticket, row.ticket_id)
    _, ticket = _locked(session, known.code, known.kind.subject)
    session.refresh(row)
    if row.hub_id:
        require_place_staff(session, actor, hub_ref(row.hub_id))
    mark_place(session, ticket.item_id, ticket.holder, now)
    still_undoable = update(Scan).where(
        col(Scan.id) == scan, col(Scan.undone_at).is_(None), col(Scan.scanned_at) > now - UNDOABLE
    )
    if session.connection().execute(still_undoable.values(undone_at=now)).rowcount != 1:
        raise UndoExpired
    match ticket.kind.subject:
        case TicketSubject.BOOKING:
            _undo_collecting(session, ticket, row, now)
        case TicketSubject.LOAN:
            _undo_return(session, ticket, row)
        case _:
            assert_never(ticket.kind.subject)
    reverse_movements(session, scan, actor.person, now)
    reverse_all(session, scan, actor.person, now)


def _undo_collecting(session: Session, ticket: TicketFacts, scan: Scan, now: datetime) -> None:
    """Undo the loan with the collecting, unless the goods went out in packaging that was swapped: then the other loan stays as it is."""
    units, swapped = scan.units, was_moved_by(session, scan.id or 0, MovementReason.SWAPPED_IN)
    lent = not swapped and bool(ticket.deposit or ticket.packaging)
    if lent and not unlend(session, ticket.booking, units, now):
        raise PackagingIsBack
    _count_collected(session, ticket, -units, BookingState.BOOKED, ended_at=None)
    reopen(session, ticket.booking, now)


def _undo_return(session: Session, ticket: TicketFacts, scan: Scan) -> None:
    """Undo a return; what had been written off before it is written off again. A swap changed no counts."""
    if scan.swapped:
        return
    written_off = was_moved_by(session, scan.id or 0, MovementReason.BACK_AFTER_ALL)
    _count_returned(session, ticket, -scan.units, lost=scan.units if written_off else 0)
    if ticket.holder is not None:
        about = f"drop:{ticket.drop}/scan:{scan.id}/ticket:{ticket.id}"
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
    place = hub_ref(row.hub_id) if row.hub_id else stall_ref(row.stall_id or 0)
    scanned = ScanFacts(
        id=scan,
        units=row.units,
        at=row.scanned_at,
        by="",
        by_id=row.by_id,
        stall=place_facts(session, place).name,
        condition=row.condition,
    )
    return facts_of(session, session.get_one(Ticket, row.ticket_id)), scanned


def _locked_booking(session: Session, code: str) -> tuple[LockedItem, TicketFacts]:
    """Lock as `_locked`, the ticket of a booking. locks: drop, item, booking, loan"""
    locked, ticket = _locked(session, code, TicketSubject.BOOKING)
    assert locked is not None, "a booking is of an item"
    return locked, ticket


def _locked(session: Session, code: str, subject: TicketSubject) -> tuple[LockedItem | None, TicketFacts]:
    """Lock a ticket's item, booking and loan, and return the item and the ticket; no item for a loan without a booking.

    Raises TicketUnknown. locks: drop, item, booking, loan
    """
    ids = select(Ticket.id, Ticket.kind, Ticket.booking_id, Ticket.loan_id).where(col(Ticket.code) == code)
    found = session.exec(ids).first()
    if found is None or TicketKind(found[1]).subject is not subject:
        raise TicketUnknown
    ticket, _, booking, loan = found
    booking = booking or session.exec(select(Loan.booking_id).where(col(Loan.id) == loan)).one()
    locked, of = None, col(Loan.id) == loan
    if booking is not None:
        locked, of = _lock_booking(session, booking), col(Loan.booking_id) == booking
    session.exec(
        select(Loan).where(of).with_for_update(key_share=True), execution_options={"populate_existing": True}
    )
    return locked, facts_of(session, session.get_one(Ticket, ticket, populate_existing=True))


def _lock_booking(session: Session, booking: int) -> LockedItem:
    """Lock a booking with its item. locks: drop, item, booking"""
    item = session.exec(select(Booking.item_id).where(col(Booking.id) == booking)).one()
    locked = lock_item(session, item)
    assert locked is not None, "an item with bookings stays"
    session.exec(
        select(Booking).where(col(Booking.id) == booking).with_for_update(key_share=True),
        execution_options={"populate_existing": True},
    )
    return locked


def _return_place(session: Session, actor: Actor, ticket: TicketFacts, place: PlaceRef | None) -> PlaceRef:
    """Return where packaging is taken back: the stated place, or the actor's stall, or their hub; an organiser without either acts for the lender.

    Raises NotStaff, and as `require_place_staff` for a stated place.
    """
    if place:
        require_place_staff(session, actor, place)
        return place
    stall, hub = stall_of(session, actor.person), first_hub_of(session, actor.person)
    if stall is not None:
        return stall_ref(stall)
    if hub is not None:
        return hub_ref(hub)
    if not is_organiser(session, actor):
        raise NotStaff
    loan = session.get_one(Loan, ticket.loan)
    return ref_of(session, loan.lender_id) if loan.lender_id else stall_ref(ticket.stall)


def _swap_place(
    session: Session, actor: Actor, ticket: TicketFacts, swap: PackagingSwap, booked: TicketFacts | None
) -> PlaceRef:
    """Return where packaging is swapped: at the stall of the goods, or as it is taken back.

    Raises NotYourStall, PackagingDiffers, OwnPackaging, and as `_return_place`.
    """
    if booked and booked.owner != actor.person and not is_organiser(session, actor):
        raise NotYourStall(booked.stall_name)
    place = stall_ref(booked.stall) if booked else _return_place(session, actor, ticket, swap.place)
    if ticket.packaging is None or (booked and booked.packaging != ticket.packaging):
        raise PackagingDiffers
    if ticket.holder == actor.person:
        raise OwnPackaging
    return place


def _refuse_not_back(ticket: TicketFacts, units: int, now: datetime) -> None:
    """Refuse more units than are out, or than were written off where nothing is out. Raises TicketDone, TicketEnded."""
    if ticket_status(ticket, now) is not TicketStatus.WRITTEN_OFF:
        _refuse_invalid(ticket, units, now)
    elif not 1 <= units <= ticket.lost:
        raise _ticket_done(ticket)


def _refuse_too_many(assets: tuple[int, ...], units: int) -> None:
    """Refuse more pieces than units, or one twice. Raises ButtonForged."""
    if len(set(assets)) != len(assets) or len(assets) > units:
        raise ButtonForged


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


def _count_returned(session: Session, ticket: TicketFacts, units: int, lost: int = 0) -> None:
    """Add to the returned and the lost units of a loan, never beyond its units."""
    done, gone = col(Loan.returned) + units, col(Loan.lost) + lost
    counted = update(Loan).where(
        col(Loan.id) == ticket.loan, done >= 0, gone >= 0, done + gone <= col(Loan.units)
    )
    _execute_count(session, counted.values(returned=done, lost=gone))


def _execute_count(session: Session, counted: Update) -> None:
    """Raises TicketEnded where the row no longer allows it."""
    session.flush()
    if session.connection().execute(counted).rowcount != 1:
        raise TicketEnded
    session.expire_all()
    mark_changed(session, "units")


def _collect_units(session: Session, ticket: TicketFacts, actor: Actor, units: int, *, now: datetime) -> int:
    """Count units as collected, and return the scan's id."""
    if units == ticket.left:
        _count_collected(session, ticket, units, BookingState.COLLECTED, ended_at=now)
    else:
        _count_collected(session, ticket, units, BookingState.BOOKED, ended_at=None)
    count_towards_price(session, ticket.booking, now)
    return _scanned(session, ticket, actor, stall_ref(ticket.stall), units=units, now=now)


def _scanned(
    session: Session,
    ticket: TicketFacts,
    actor: Actor,
    place: PlaceRef,
    *,
    units: int,
    now: datetime,
    condition: ReturnCondition = ReturnCondition.FINE,
    swapped: bool = False,
) -> int:
    mark_place(session, ticket.item_id, ticket.holder, now)
    at_hub = place.kind is PlaceKind.HUB
    scan = Scan(
        ticket_id=ticket.id,
        stall_id=None if at_hub else place.id,
        hub_id=place.id if at_hub else None,
        by_id=actor.person,
        units=units,
        condition=condition,
        swapped=swapped,
        scanned_at=now,
    )
    session.add(scan)
    session.flush()
    assert scan.id is not None
    return scan.id


def _handling(
    place: int, actor: Actor, scan: int, now: datetime, *, assets: tuple[int, ...] = ()
) -> Handling:
    return Handling(place=place, by=actor.person, at=now, scan=scan, assets=assets)
