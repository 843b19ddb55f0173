"""One scan for all tickets of one kind that a person has at a stall: goods or seats of several bookings, or packaging of several loans."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import assert_never

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.actor import Actor
from market.packaging.place import PlaceRef
from market.packaging.refund import ReturnMoney, pay_back, return_money, take_fee
from market.packaging.refusals import NothingOwed
from market.person import lock_unblocked_person
from market.ticket.facts import (
    TicketFacts,
    TicketStatus,
    facts_of,
    facts_of_all,
    is_collectable,
    ticket_status,
)
from market.ticket.refusals import TicketUnknown, UndoExpired, UndoTooLate
from market.ticket.scan import (
    HandOverPayment,
    PackagingReturn,
    collect,
    lock_tickets,
    return_place,
    take_packaging_back,
    undo_scan,
)
from storage.drop import Drop, Item
from storage.hub import HubSlot
from storage.packaging import PackagingType, PlaceKind
from storage.sale import SaleMethod
from storage.ticket import Loan, Scan, Ticket, TicketSubject
from storage.waitlist import Booking

MAX_TOGETHER = 20
"""Tickets of one scan, the first included: a message has room for their names."""


@dataclass(frozen=True, kw_only=True)
class ScannedTogether:
    """The tickets that one tap scanned: the ticket that was shown and the others, as they were before, and the id of one of the scans.

    `method` is how goods were paid; None: it was not said, or nothing was to pay.
    """

    ticket: TicketFacts
    others: tuple[TicketFacts, ...]
    scan: int
    method: SaleMethod | None = None


def to_take_together(tickets: Sequence[TicketFacts]) -> int | None:
    """Return what a stall takes for all that is left on bookings; None where they are in several currencies, which nobody adds up."""
    if len({ticket.alley.currency for ticket in tickets}) > 1:
        return None
    return sum(ticket.to_take(ticket.left) for ticket in tickets)


def others_here(
    session: Session, ticket: TicketFacts, now: datetime, hub: int | None = None
) -> tuple[TicketFacts, ...]:
    """Return the other valid tickets of the same kind that a ticket's holder has: for bookings at the same stall, or with packaging to return.

    At a hub (None: at a stall), only packaging that it takes. Pieces with a serial are scanned one by one.
    """
    if ticket.holder is None or ticket_status(ticket, now) is not TicketStatus.VALID:
        return ()
    alike = (
        col(Ticket.person_id) == ticket.holder,
        col(Ticket.kind) == ticket.kind,
        col(Ticket.id) != ticket.id,
    )
    match ticket.kind.subject:
        case TicketSubject.BOOKING:
            others = (
                select(Ticket)
                .join(Booking, col(Booking.id) == col(Ticket.booking_id))
                .join(Item, col(Item.id) == col(Booking.item_id))
                .join(Drop, col(Drop.id) == col(Item.drop_id))
                .where(
                    col(Drop.stall_id) == ticket.stall,
                    is_collectable(now),
                    col(Ticket.revoked_at).is_(None),
                )
            )
        case TicketSubject.LOAN:
            others = (
                select(Ticket)
                .join(Loan, col(Loan.id) == col(Ticket.loan_id))
                .outerjoin(PackagingType, col(PackagingType.id) == col(Loan.type_id))
                .where(
                    col(Loan.returned) + col(Loan.lost) < col(Loan.units),
                    col(Ticket.revoked_at).is_(None),
                    func.coalesce(col(PackagingType.single), False).is_(False),
                )
            )
            if hub is not None:
                taken = select(HubSlot.type_id).where(col(HubSlot.hub_id) == hub)
                others = others.where(col(Loan.type_id).in_(taken))
        case _:
            assert_never(ticket.kind.subject)
    rows = session.exec(others.where(*alike).order_by(col(Ticket.id)).limit(MAX_TOGETHER - 1)).all()
    found = facts_of_all(session, rows)
    return tuple(other for other in found if ticket_status(other, now) is TicketStatus.VALID)


def pickup_here(session: Session, ticket: TicketFacts, stall: int, now: datetime) -> TicketFacts | None:
    """Return a valid pickup ticket that the holder of a returns ticket has at a stall, for goods in the same packaging; None for none."""
    if ticket.holder is None or ticket.packaging is None:
        return None
    rows = (
        select(Ticket)
        .join(Booking, col(Booking.id) == col(Ticket.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(col(Ticket.person_id) == ticket.holder, col(Ticket.revoked_at).is_(None), is_collectable(now))
        .where(
            col(Item.packaging_id) == ticket.packaging,
            col(Drop.stall_id) == stall,
        )
        .order_by(col(Drop.starts_at), col(Ticket.id))
        .limit(MAX_TOGETHER)
    )
    found = facts_of_all(session, session.exec(rows).all())
    return next((each for each in found if ticket_status(each, now) is TicketStatus.VALID), None)


def scan_together(
    session: Session,
    actor: Actor,
    code: str,
    *,
    now: datetime,
    rng: Random,
    place: PlaceRef | None = None,
    method: SaleMethod | None = None,
) -> ScannedTogether:
    """Collect, or take back, all that is left on this ticket and on the others of its holder here; all of it or nothing.

    Packaging comes back at `place` (None: where the actor works); goods are paid by `method` (None: not said). Raises as `collect` and `take_packaging_back`.
    locks: person, drop, item, booking, loan, asset, stock
    """
    lock_unblocked_person(session, actor.person)
    row = TicketUnknown.unless(session.exec(select(Ticket).where(col(Ticket.code) == code)).first())
    ticket = facts_of(session, row)
    here = _place(session, actor, ticket, place)
    others = others_here(session, ticket, now, here.id if here and here.kind is PlaceKind.HUB else None)
    ordered = sorted((ticket, *others), key=_lock_order)
    lock_tickets(session, [(each.code, each.kind.subject) for each in ordered])
    for each in ordered:
        scan = _scan_rest(session, actor, each, now, rng=rng, place=here, method=method)
    takes = ticket.kind.subject is TicketSubject.BOOKING and to_take_together(ordered)
    return ScannedTogether(ticket=ticket, others=others, scan=scan, method=method if takes else None)


def _place(session: Session, actor: Actor, ticket: TicketFacts, place: PlaceRef | None) -> PlaceRef | None:
    """Return where packaging comes back; None for goods and seats, which are a stall's. Raises NotStaff."""
    if ticket.kind.subject is TicketSubject.BOOKING:
        return None
    return place or return_place(session, actor, ticket)


def undo_together(session: Session, actor: Actor, scan: int, now: datetime, rng: Random) -> None:
    """Undo a scan with all that the same tap scanned; all of it or nothing. Raises as `undo_scan`. locks: person, drop, item, booking, loan, asset, stock"""
    lock_unblocked_person(session, actor.person)
    row = UndoExpired.unless(session.get(Scan, scan))
    ordered = _same_tap(session, row, actor.person)
    if not ordered:
        raise UndoTooLate if row.by_id == actor.person else UndoExpired
    lock_tickets(session, [(ticket.code, ticket.kind.subject) for ticket, _ in ordered])
    for _, each in ordered:
        undo_scan(session, actor, each, now=now, rng=rng)


def together_money(session: Session, actor: Actor, scan: int) -> ReturnMoney:
    """Return the money of all returns that one tap of the actor scanned, of which this is one."""
    row = session.get(Scan, scan)
    moneys = [return_money(session, each) for _, each in _same_tap(session, row, actor.person)] if row else []
    found = [money for money in moneys if money]
    return ReturnMoney(owed=sum(money.owed for money in found), fee=sum(money.fee for money in found))


def pay_back_together(session: Session, actor: Actor, scan: int, *, now: datetime) -> int:
    """Record that all was paid out that the returns of one tap are owed, and return the amount in minor units.

    Raises as `pay_back`. locks: person, drop, item, booking, loan
    """
    return _record_together(session, actor, scan, pay_back, now=now)


def take_fees_together(session: Session, actor: Actor, scan: int, *, now: datetime) -> int:
    """Record that the late fees of the returns of one tap were paid, and return the amount in minor units.

    Raises as `take_fee`. locks: person, drop, item, booking, loan
    """
    return _record_together(session, actor, scan, take_fee, now=now)


def _record_together(
    session: Session, actor: Actor, scan: int, record: Callable[..., int], *, now: datetime
) -> int:
    """Record one kind of payment for each return of a tap for which it is open. Raises NothingOwed for none. locks: person, drop, item, booking, loan"""
    lock_unblocked_person(session, actor.person)
    row = session.get(Scan, scan)
    scans = _same_tap(session, row, actor.person) if row else []
    lock_tickets(session, [(ticket.code, ticket.kind.subject) for ticket, _ in scans])
    paid = 0
    for _, each in scans:
        try:
            paid += record(session, actor, each, now=now)
        except NothingOwed:
            continue
    if not paid:
        raise NothingOwed
    return paid


def tap_of(session: Session, scan: int) -> list[int]:
    """Return the scans that count of the tap that made this one, which counts."""
    row, ticket = aliased(Scan), aliased(Ticket)
    same = (
        select(Scan.id)
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .join(row, (col(row.by_id) == col(Scan.by_id)) & (col(row.scanned_at) == col(Scan.scanned_at)))
        .join(
            ticket, (col(ticket.id) == col(row.ticket_id)) & (col(ticket.person_id) == col(Ticket.person_id))
        )
        .where(col(row.id) == scan, col(Scan.undone_at).is_(None))
    )
    return [each or 0 for each in session.exec(same)]


def _same_tap(session: Session, row: Scan, person: int) -> list[tuple[TicketFacts, int]]:
    """Return the tickets and scans that a person scanned with one tap, in the order of locking."""
    holder = session.get_one(Ticket, row.ticket_id).person_id
    same_tap = (
        select(Scan.id, Ticket)
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .where(
            col(Scan.by_id) == person,
            col(Scan.scanned_at) == row.scanned_at,
            col(Scan.undone_at).is_(None),
            col(Ticket.person_id) == holder,
        )
    )
    rows = session.exec(same_tap).all()
    facts = facts_of_all(session, [ticket for _, ticket in rows])
    found = [(ticket, scan or 0) for ticket, (scan, _) in zip(facts, rows, strict=True)]
    return sorted(found, key=lambda each: _lock_order(each[0]))


def _lock_order(ticket: TicketFacts) -> tuple[int, int, int]:
    return ticket.drop or sys.maxsize, ticket.item_id, ticket.id


def _scan_rest(
    session: Session,
    actor: Actor,
    ticket: TicketFacts,
    now: datetime,
    *,
    rng: Random,
    place: PlaceRef | None,
    method: SaleMethod | None,
) -> int:
    match ticket.kind.subject:
        case TicketSubject.BOOKING:
            payment = HandOverPayment(method=method)
            return collect(session, actor, ticket.code, ticket.left, now=now, rng=rng, payment=payment)
        case TicketSubject.LOAN:
            how = PackagingReturn(place=place)
            return take_packaging_back(
                session, actor, ticket.code, ticket.left, now=now, packaging_return=how
            )
        case _:
            assert_never(ticket.kind.subject)
