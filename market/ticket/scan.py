"""Scanning a ticket: collect its units, take its packaging back, swap it, or undo any of these.

A scan names the ticket by its code, so that only a ticket that was seen is scanned. Which scans count follows from all of a ticket's (`recount`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import update
from sqlmodel import Session, col, select

from market.actor import Actor, Right, is_organiser, require_right, stalls_with
from market.drop.locked_item import LockedItem, lock_item
from market.packaging.ledger import reverse_all
from market.packaging.loan import Handling, refuse_other_types, swap_units
from market.packaging.movement import reverse_movements
from market.packaging.packaging_type import packaging_row
from market.packaging.place import (
    PlaceRef,
    hub_ref,
    hubs_of,
    place_facts,
    place_row,
    ref_of,
    require_place_staff,
    stall_ref,
)
from market.packaging.refusals import HubDoesNotTake
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from market.ticket.facts import ScanFacts, TicketFacts, TicketStatus, facts_of, ticket_status
from market.ticket.packaging_recount import place_of, set_due, swapped_loans
from market.ticket.recount import Recount, recount
from market.ticket.refusals import (
    CollectedMeanwhile,
    NotStaff,
    OwnPackaging,
    PackagingDiffers,
    PackagingIsBack,
    TicketDone,
    TicketEnded,
    TicketUnknown,
    UndoExpired,
    UndoTooLate,
)
from market.ticket.scan_rule import UNDOABLE
from storage.packaging import PlaceKind
from storage.sale import SaleMethod
from storage.shown import mark_place
from storage.stall import Stall, StallApproval
from storage.store import mark_changed
from storage.ticket import Loan, ReturnCondition, Scan, ScanDecision, Ticket, TicketKind, TicketSubject
from storage.waitlist import Booking


@dataclass(frozen=True, kw_only=True)
class PackagingReturn:
    """The return of packaging: at which hub or stall (None: where the actor works), in which condition, and the pieces with a serial among it."""

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


@dataclass(frozen=True, kw_only=True)
class HandOverPayment:
    """The payment of units that are handed over, and how many of their ticket had been collected when it was asked for; None: not said.

    `began` is the second of Unix time in which the seller was shown the ticket, 0 where that is not known.
    """

    method: SaleMethod | None = None
    done: int | None = None
    began: int = 0


NOT_SAID = HandOverPayment()
AS_USUAL, EMPTY_FOR_FULL = PackagingReturn(), PackagingSwap()


def collect(
    session: Session,
    actor: Actor,
    code: str,
    units: int,
    now: datetime,
    rng: Random,
    assets: tuple[int, ...] = (),
    payment: HandOverPayment = NOT_SAID,
) -> int:
    """Collect units of a booking, lending its packaging, and return the scan's id. For the stall's staff who may scan and organisers.

    `assets` are the pieces of packaging with a serial that go out. Raises TicketUnknown, NotYourStall, TicketDone, CollectedMeanwhile, TicketEnded,
    AssetElsewhere, LidMissing.
    locks: person, drop, item, booking, loan, asset, stock
    """
    lock_unblocked_person(session, actor.person)
    locked, ticket = lock_ticket(session, code, TicketSubject.BOOKING)
    _require_scanner(session, actor, ticket.stall)
    refuse_invalid(ticket, units, now)
    _refuse_too_many(assets, units)
    if payment.done not in (None, ticket.done):
        raise CollectedMeanwhile
    scan = add_scan(session, ticket.id, actor.person, stall_ref(ticket.stall), units=units, scanned_at=now)
    session.get_one(Scan, scan).method = payment.method if ticket.to_take(units) else None
    named = {scan: assets}
    recount(Recount(session=session, locked=locked, ticket=ticket, now=now, rng=rng, assets=named))
    return scan


def take_packaging_back(
    session: Session,
    actor: Actor,
    code: str,
    units: int,
    now: datetime,
    packaging_return: PackagingReturn = AS_USUAL,
) -> int:
    """Take packaging back and return the scan's id. For organisers, staff of approved stalls who may scan and staff of hubs, except its holder.

    Untyped packaging comes back at stalls alone. Units that were written off are taken back too, without a refund.
    Raises TicketUnknown, NotStaff, OwnPackaging, TicketDone, TicketEnded, HubDoesNotTake, AssetElsewhere, and as `require_place_staff`.
    locks: person, drop, item, booking, loan, asset, stock
    """
    lock_unblocked_person(session, actor.person)
    locked, ticket = lock_ticket(session, code, TicketSubject.LOAN)
    place = _return_place(session, actor, ticket, packaging_return.place)
    if ticket.holder == actor.person:
        raise OwnPackaging
    _refuse_not_back(ticket, units, now)
    _refuse_too_many(packaging_return.assets, units)
    _refuse_untaken(session, ticket, place)
    person, condition = actor.person, packaging_return.condition
    scan = add_scan(session, ticket.id, person, place, units=units, scanned_at=now, condition=condition)
    named = {scan: packaging_return.assets}
    recount(Recount(session=session, locked=locked, ticket=ticket, now=now, assets=named))
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
    lock_unblocked_person(session, actor.person)
    pickup = lock_ticket(session, swap.pickup, TicketSubject.BOOKING) if swap.pickup else None
    _, ticket = lock_ticket(session, code, TicketSubject.LOAN)
    booked = pickup[1] if pickup else None
    place = _swap_place(session, actor, ticket, swap, booked=booked)
    refuse_invalid(ticket, units, now)
    for assets in (swap.empty, swap.full):
        _refuse_too_many(assets, units)
    _refuse_untaken(session, ticket, place)
    scanned = booked or ticket
    refuse_invalid(scanned, units, now)
    person, swapped = actor.person, booked is None
    scan = add_scan(session, scanned.id, person, place, units=units, scanned_at=now, swapped=swapped)
    loan, row = session.get_one(Loan, ticket.loan), place_row(session, place)
    handling = Handling(place=row, by=person, at=now, scan=scan, assets=swap.empty)
    swap_units(session, loan, units, handling, fresh=swap.full)
    set_due(session, loan)
    if pickup:
        recount(Recount(session=session, locked=pickup[0], ticket=pickup[1], now=now))
    mark_place(session, ticket.item_id, ticket.holder, now)
    mark_changed(session, "units", "packaging")
    return scan


def undo_scan(session: Session, actor: Actor, scan: int, now: datetime, rng: Random) -> None:
    """Undo a scan, once, within a minute, by the person who made it, who still works there. What was paid for it was taken back with it.

    Raises UndoExpired, UndoTooLate, NotYourStall, HubClosed, NotHubStaff, TicketEnded, PackagingIsBack, PackagingMovedOn.
    locks: person, drop, item, booking, loan, asset, stock
    """
    lock_unblocked_person(session, actor.person)
    row = session.get(Scan, scan)
    if row is None or row.by_id != actor.person:
        raise UndoExpired
    known = session.get_one(Ticket, row.ticket_id)
    locked, ticket = lock_ticket(session, known.code, known.kind.subject)
    session.refresh(row)
    if row.hub_id:
        require_place_staff(session, actor, hub_ref(row.hub_id))
    if row.stall_id:
        _require_scanner(session, actor, row.stall_id)
    still_undoable = update(Scan).where(
        col(Scan.id) == scan, col(Scan.undone_at).is_(None), col(Scan.scanned_at) > now - UNDOABLE
    )
    undone = still_undoable.values(undone_at=now, decision=ScanDecision.UNDONE)
    if session.connection().execute(undone).rowcount != 1:
        raise UndoTooLate
    if ticket.kind.subject is TicketSubject.BOOKING:
        _refuse_packaging_back(session, ticket, row)
    swapped = _swapped_loan(session, scan)
    reverse_movements(session, scan, actor.person, now)
    reverse_all(session, scan, actor.person, now)
    if swapped is not None:
        set_due(session, swapped)
    recount(Recount(session=session, locked=locked, ticket=ticket, now=now, rng=rng))


def _swapped_loan(session: Session, scan: int) -> Loan | None:
    """Return the loan that a scan swapped; None where it swapped nothing. locks: loan"""
    place = swapped_loans(session, [scan]).get(scan)
    rows = select(Loan).where(col(Loan.place_id) == place).with_for_update(key_share=True)
    return session.exec(rows).one() if place else None


def _refuse_packaging_back(session: Session, ticket: TicketFacts, scan: Scan) -> None:
    """Refuse to undo the handing over of units whose packaging came back, or was written off. Raises PackagingIsBack."""
    loan = session.exec(select(Loan).where(col(Loan.booking_id) == ticket.booking)).first()
    if loan is not None and not swapped_loans(session, [scan.id or 0]) and loan.out < scan.units:
        raise PackagingIsBack


def undoable(ticket: TicketFacts, person: int, now: datetime) -> int:
    """Return the id of this person's scan that can still be undone; 0 for none."""
    last = ticket.last
    return last.id if last and last.by_id == person and last.at > now - UNDOABLE else 0


def scanning_stalls(session: Session, person: int) -> tuple[int, ...]:
    """Return the approved stalls where a person may scan, their own first."""
    stalls = stalls_with(session, person, Right.SCAN)
    return tuple(each for each in stalls if session.get_one(Stall, each).state == StallApproval.APPROVED)


def return_places(session: Session, person: int) -> tuple[PlaceRef, ...]:
    """Return where a person takes packaging back: at the stalls where they may scan first, then at the hubs where they work."""
    stalls = (stall_ref(stall) for stall in scanning_stalls(session, person))
    return (*stalls, *(hub_ref(hub) for hub in hubs_of(session, person)))


def scans_tickets(session: Session, actor: Actor) -> bool:
    """Return whether a person scans other people's tickets: at a stall, at a hub or as organiser."""
    return bool(return_places(session, actor.person)) or is_organiser(session, actor)


def return_place(session: Session, actor: Actor, ticket: TicketFacts) -> PlaceRef:
    """Return where an actor takes packaging back unless they say where: at the first of their places; an organiser without any acts for the lender.

    Raises NotStaff.
    """
    places = return_places(session, actor.person)
    if places:
        return places[0]
    if not is_organiser(session, actor):
        raise NotStaff
    loan = session.get_one(Loan, ticket.loan)
    return ref_of(session, loan.lender_id) if loan.lender_id else stall_ref(ticket.stall)


def scan_facts(session: Session, scan: int) -> tuple[TicketFacts, ScanFacts]:
    """Return the ticket and scan of a notification. Raises TicketUnknown where the scan was undone."""
    row = session.get(Scan, scan)
    if row is None or row.undone_at:
        raise TicketUnknown
    scanned = ScanFacts(
        id=scan,
        units=row.units,
        at=row.scanned_at,
        by="",
        by_id=row.by_id,
        stall=place_facts(session, place_of(row)).name,
        condition=row.condition,
    )
    return facts_of(session, session.get_one(Ticket, row.ticket_id)), scanned


def lock_ticket(session: Session, code: str, subject: TicketSubject) -> tuple[LockedItem | None, TicketFacts]:
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


def lock_tickets(session: Session, tickets: Iterable[tuple[str, TicketSubject]]) -> None:
    """Lock several tickets before the stock that any of them moves. They are in the order of locking. Raises TicketUnknown. locks: drop, item, booking, loan"""
    for code, subject in tickets:
        lock_ticket(session, code, subject)


def _require_scanner(session: Session, actor: Actor, stall: int) -> None:
    """Raises StallUnknown, NotYourStall."""
    if not is_organiser(session, actor):
        require_right(session, actor, stall, Right.SCAN)


def _return_place(session: Session, actor: Actor, ticket: TicketFacts, place: PlaceRef | None) -> PlaceRef:
    """Return the stated place, or as `return_place`. Raises NotStaff, and as `require_place_staff` for a stated place."""
    if place is None:
        return return_place(session, actor, ticket)
    require_place_staff(session, actor, place)
    return place


def _swap_place(
    session: Session, actor: Actor, ticket: TicketFacts, swap: PackagingSwap, *, booked: TicketFacts | None
) -> PlaceRef:
    """Return where packaging is swapped: at the stall of the goods, or as it is taken back.

    Raises NotYourStall, PackagingDiffers, OwnPackaging, and as `_return_place`.
    """
    if booked:
        _require_scanner(session, actor, booked.stall)
    place = stall_ref(booked.stall) if booked else _return_place(session, actor, ticket, swap.place)
    if ticket.packaging is None or (booked and booked.packaging != ticket.packaging):
        raise PackagingDiffers
    if ticket.holder == actor.person:
        raise OwnPackaging
    return place


def _refuse_untaken(session: Session, ticket: TicketFacts, place: PlaceRef) -> None:
    """Refuse packaging that a hub has no slot for, and untyped packaging at any hub; stalls take all. Raises HubDoesNotTake."""
    if ticket.packaging is not None:
        refuse_other_types(session, place_row(session, place), packaging_row(session, ticket.packaging))
    elif place.kind is PlaceKind.HUB:
        raise HubDoesNotTake(place_facts(session, place).name, ticket.item)


def _refuse_not_back(ticket: TicketFacts, units: int, now: datetime) -> None:
    """Refuse more units than are out, or than were written off where nothing is out. Raises TicketDone, TicketEnded."""
    if ticket_status(ticket, now) is not TicketStatus.WRITTEN_OFF:
        refuse_invalid(ticket, units, now)
    elif not 1 <= units <= ticket.lost:
        raise _ticket_done(ticket)


def _refuse_too_many(assets: tuple[int, ...], units: int) -> None:
    """Refuse more pieces than units, or one twice. Raises ButtonForged."""
    if len(set(assets)) != len(assets) or len(assets) > units:
        raise ButtonForged


def refuse_invalid(ticket: TicketFacts, units: int, now: datetime) -> None:
    """Refuse units that a ticket does not have left, or one that is not valid. Raises TicketDone, TicketEnded."""
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


def add_scan(
    session: Session,
    ticket: int,
    person: int,
    place: PlaceRef,
    *,
    units: int,
    scanned_at: datetime,
    condition: ReturnCondition = ReturnCondition.FINE,
    swapped: bool = False,
    method: SaleMethod | None = None,
) -> int:
    """Add a scan of a ticket by a person at a stall or hub and return its id. It does not count before the ticket's scans are counted anew, but for a swap."""
    at_hub = place.kind is PlaceKind.HUB
    scan = Scan(
        ticket_id=ticket,
        stall_id=None if at_hub else place.id,
        hub_id=place.id if at_hub else None,
        by_id=person,
        units=units,
        condition=condition,
        swapped=swapped,
        method=method,
        scanned_at=scanned_at,
        undone_at=None if swapped else scanned_at,
    )
    session.add(scan)
    session.flush()
    assert scan.id is not None
    return scan.id
