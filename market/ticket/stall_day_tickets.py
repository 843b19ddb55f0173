"""The bookings of an evening, for those who hand them over: by the codes of tickets, without names."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from market.actor import Actor, Right
from market.drop.facts import AlleyFacts, alley_facts
from market.market_day.own_stall_day import own_stall_day
from market.paging import page_within
from market.ticket.facts import COLLECTABLE, TicketFacts, facts_of_all
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.stall import Stall
from storage.ticket import Ticket
from storage.waitlist import Booking

PAGE = 10


@dataclass(frozen=True, kw_only=True)
class StallDayTickets:
    """The tickets of what was booked of a stall day and may be handed over, or was, by their codes: a page of them, or all. `count` counts all."""

    stall_day: int
    day: date
    alley: AlleyFacts
    stall_name: str
    tickets: tuple[TicketFacts, ...]
    page: int
    pages: int
    count: int


def stall_day_tickets(session: Session, actor: Actor, stall_day: int, page: int | None) -> StallDayTickets:
    """Return a page of the tickets of a stall day to those who may scan them; None is all of them.

    Raises ButtonForged, StallUnknown, NotYourStall.
    """
    row = own_stall_day(session, actor, stall_day, Right.SCAN)
    tickets = (
        select(Ticket)
        .join(Booking, col(Booking.id) == col(Ticket.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(
            col(Drop.stall_day_id) == stall_day,
            col(Ticket.revoked_at).is_(None),
            col(Booking.state).in_(COLLECTABLE),
        )
    )
    count = session.exec(select(func.count()).select_from(tickets.subquery())).one()
    size = PAGE if page else max(1, count)
    page, pages = page_within(count, page or 1, size)
    shown = tickets.order_by(col(Ticket.code)).offset((page - 1) * size).limit(size)
    return StallDayTickets(
        stall_day=stall_day,
        day=row.day,
        alley=alley_facts(session.get_one(Alley, row.alley_id)),
        stall_name=session.get_one(Stall, row.stall_id).name,
        tickets=facts_of_all(session, session.exec(shown).all()),
        page=page,
        pages=pages,
        count=count,
    )
