"""A person's own tickets and packaging."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from market.actor import Actor
from market.packaging.place import ref_of, works_at
from market.paging import page_within
from market.ticket.facts import (
    COLLECTABLE,
    TicketFacts,
    TicketStatus,
    facts_of,
    facts_of_all,
    is_collectable,
    ticket_status,
)
from market.ticket.refusals import TicketEnded, TicketNotYours
from storage.drop import Drop, Item
from storage.ticket import Loan, Ticket
from storage.waitlist import Booking

PAGE = 5


@dataclass(frozen=True, kw_only=True)
class TicketPage:
    """A page of tickets, with the number of pages and of all tickets."""

    tickets: tuple[TicketFacts, ...]
    page: int
    pages: int
    count: int


def own_ticket(session: Session, person: int, ticket: int) -> TicketFacts:
    """Return a ticket of this person. Raises TicketNotYours, also for an unknown one."""
    row = session.get(Ticket, ticket)
    if row is None or row.person_id != person:
        raise TicketNotYours
    return facts_of(session, row)


def printable_ticket(session: Session, actor: Actor, ticket: int, now: datetime) -> TicketFacts:
    """Return a ticket that is valid now: the actor's own, or one of nobody for packaging that was lent where the actor works.

    Raises TicketNotYours, TicketEnded.
    """
    row = session.get(Ticket, ticket)
    if row is None or not (row.person_id == actor.person or _lends(session, actor, row)):
        raise TicketNotYours
    facts = facts_of(session, row)
    if ticket_status(facts, now) is not TicketStatus.VALID:
        raise TicketEnded
    return facts


def _lends(session: Session, actor: Actor, ticket: Ticket) -> bool:
    """Return whether a ticket is for a loan of nobody, from a place where the actor works."""
    loan = session.get(Loan, ticket.loan_id) if ticket.loan_id else None
    if loan is None or loan.booking_id is not None or loan.lender_id is None:
        return False
    return works_at(session, actor, ref_of(session, loan.lender_id))


def issued_ticket(session: Session, ticket: int) -> TicketFacts:
    """Return a new ticket, for its notification. Raises TicketEnded where it was revoked meanwhile."""
    row = session.get_one(Ticket, ticket)
    if row.revoked_at:
        raise TicketEnded
    return facts_of(session, row)


def own_pickup_ticket(session: Session, person: int, booking: int) -> TicketFacts:
    """Return the newest ticket of a booking. Raises TicketNotYours."""
    of_claim = select(Ticket).where(col(Ticket.booking_id) == booking).order_by(col(Ticket.id).desc())
    row = session.exec(of_claim).first()
    if row is None or row.person_id != person:
        raise TicketNotYours
    return facts_of(session, row)


def own_tickets(session: Session, person: int, now: datetime, page: int) -> TicketPage:
    """Return a page of tickets: first those to collect, the next drop first, then those collected or missed in the last month."""
    query = (
        select(Ticket)
        .join(Booking, col(Booking.id) == col(Ticket.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(col(Ticket.person_id) == person, col(Ticket.revoked_at).is_(None))
        .where(col(Booking.state).in_(COLLECTABLE), col(Drop.ends_at) > now - timedelta(days=30))
    )
    return _page(session, query, (~is_collectable(now), col(Drop.starts_at), col(Ticket.id)), page)


def own_returns(session: Session, person: int, page: int) -> TicketPage:
    """Return a page of packaging that is out, the first due first."""
    query = (
        select(Ticket)
        .join(Loan, col(Loan.id) == col(Ticket.loan_id))
        .where(col(Ticket.person_id) == person, col(Ticket.revoked_at).is_(None))
        .where(col(Loan.returned) + col(Loan.lost) < col(Loan.units))
    )
    return _page(session, query, (col(Loan.due_at), col(Ticket.id)), page)


def came_back(session: Session, person: int) -> int:
    """Return how many units of packaging this person has ever returned."""
    units = select(func.coalesce(func.sum(Loan.returned), 0)).where(col(Loan.person_id) == person)
    return session.exec(units).one()


def _page(session: Session, query: SelectOfScalar[Ticket], order: tuple[Any, ...], page: int) -> TicketPage:
    """Return a page; a page beyond the last is the last."""
    count = session.exec(select(func.count()).select_from(query.subquery())).one()
    page, pages = page_within(count, page, PAGE)
    rows = session.exec(query.order_by(*order).offset((page - 1) * PAGE).limit(PAGE)).all()
    return TicketPage(tickets=facts_of_all(session, rows), page=page, pages=pages, count=count)
