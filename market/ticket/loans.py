"""Packaging that is out, for notifications."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, false, or_, select

from locales.units import ItemUnit
from market.reminder.loan_messages import is_due_on, out_with_people
from market.ticket.facts import TicketFacts, facts_of, facts_of_all
from market.ticket.issue import returns_ticket
from market.ticket.refusals import PackagingIsBack
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.market_day import StallDay
from storage.ticket import Loan, Ticket
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


def packaging_out_with(session: Session, person: int, market_day: int) -> PackagingOut | None:
    """Return the packaging that a person has from a market day; None for none."""
    drops = select(Drop.id).join(StallDay, col(StallDay.id) == col(Drop.stall_day_id))
    there = drops.where(col(StallDay.market_day_id) == market_day)
    return _packaging_out(session, col(Item.drop_id).in_(there), col(Loan.person_id) == person)


def loans_due_on(session: Session, person: int, due_on: date) -> tuple[TicketFacts, ...]:
    """Return the returns tickets of what is out with a person and due on a date by the clock of its alley. Raises PackagingIsBack where nothing is."""
    zones = session.execute(out_with_people(col(Alley.zone)).where(col(Loan.person_id) == person).distinct())
    due = [is_due_on(due_on, zone) for (zone,) in zones]
    rows = out_with_people(col(Loan.id)).where(col(Loan.person_id) == person, or_(false(), *due))
    valid = col(Ticket.loan_id).in_(rows), col(Ticket.revoked_at).is_(None)
    tickets = session.exec(select(Ticket).where(*valid).order_by(col(Ticket.id))).all()
    if not tickets:
        raise PackagingIsBack
    return facts_of_all(session, tickets)


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
