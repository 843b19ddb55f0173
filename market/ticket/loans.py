"""Packaging that is out, for notifications."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from locales.units import ItemUnit
from market.ticket.facts import TicketFacts, facts_of
from market.ticket.issue import returns_ticket
from market.ticket.refusals import PackagingIsBack
from storage.drop import Drop, Item
from storage.ticket import Loan
from storage.waitlist import Booking


@dataclass(frozen=True, kw_only=True)
class PackagingOut:
    """Units of packaging that are out, PIECE for mixed kinds; `deposit` for all of them in minor units; the first is due at `due_at`."""

    units: int
    unit: ItemUnit
    deposit: int
    due_at: datetime


def packaging_out(session: Session, stall_day: int) -> PackagingOut | None:
    """Return the packaging that is out from a stall day, with all holders; None for none."""
    drops = select(Drop.id).where(col(Drop.stall_day_id) == stall_day)
    return _packaging_out(session, col(Item.drop_id).in_(drops))


def packaging_out_with(session: Session, booking: int) -> PackagingOut | None:
    """Return the packaging that the holder of a booking has from its drop; None for none."""
    of = select(Booking.person_id, Item.drop_id).join(Item, col(Item.id) == col(Booking.item_id))
    person, drop = session.exec(of.where(col(Booking.id) == booking)).one()
    return _packaging_out(session, col(Item.drop_id) == drop, col(Loan.person_id) == person)


def loan_ticket(session: Session, loan: int) -> TicketFacts:
    """Return the returns ticket of a loan that is still out. Raises PackagingIsBack."""
    facts = facts_of(session, returns_ticket(session, loan))
    if not facts.left:
        raise PackagingIsBack
    return facts


def written_off_ticket(session: Session, loan: int) -> TicketFacts:
    """Return the returns ticket of a loan of which units are written off. Raises PackagingIsBack."""
    facts = facts_of(session, returns_ticket(session, loan))
    if not facts.lost:
        raise PackagingIsBack
    return facts


def _packaging_out(session: Session, *conditions: Any) -> PackagingOut | None:
    rows = (
        select(Loan, Item.unit)
        .join(Booking, col(Booking.id) == col(Loan.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .where(col(Loan.returned) + col(Loan.lost) < col(Loan.units), *conditions)
    )
    loans = session.exec(rows).all()
    if not loans:
        return None
    left = [(loan.out, loan.deposit) for loan, _ in loans]
    kinds = {ItemUnit(unit) for _, unit in loans}
    return PackagingOut(
        units=sum(units for units, _ in left),
        unit=kinds.pop() if len(kinds) == 1 else ItemUnit.PIECE,
        deposit=sum(units * deposit for units, deposit in left),
        due_at=min(loan.due_at for loan, _ in loans),
    )
