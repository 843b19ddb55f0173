"""The people of a stall's drops, each counted once: who has booked ahead, and who came."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, or_, select
from sqlmodel import Session, col

from market.forecast.rule import BookedAhead, PastDay
from storage.deposit import Deposit
from storage.drop import Item
from storage.sale import Receipt, ReceiptLine, moves_goods
from storage.waitlist import Booking, BookingState

GIVEN_UP = (BookingState.RELEASED, BookingState.CANCELLED)


def people_of(session: Session, drops: Collection[int], ahead_at: datetime) -> PastDay:
    """Return the people of some drops; booked ahead is whose booking stood at `ahead_at`.

    A person who was forgotten counts once for each booking, and a walk-in sale as one person.
    """
    each = _people(drops, ahead_at)
    ahead, paid, came = each.c.ahead == 1, each.c.paid == 1, each.c.came == 1
    counts = select(
        _count(and_(ahead, paid)),
        _count(and_(ahead, paid, came)),
        _count(and_(ahead, ~paid)),
        _count(and_(ahead, ~paid, came)),
        _count(and_(~ahead, came)),
    ).select_from(each)
    booked_with, came_with, booked_without, came_without, others = session.connection().execute(counts).one()
    return PastDay(
        booked=BookedAhead(booked_with, booked_without),
        came=BookedAhead(came_with, came_without),
        others=others + _walk_ins(session, drops),
    )


def booking_person() -> ColumnElement[int]:
    """Return who has a booking, as a column: a person who was forgotten is another one for each."""
    return func.coalesce(col(Booking.person_id), -col(Booking.id))


def _walk_ins(session: Session, drops: Collection[int]) -> int:
    """Return the walk-in sales of these drops of which goods are still out: neither voided nor brought back in parts."""
    sale = func.coalesce(col(Receipt.refunds_id), col(Receipt.voids_id), col(Receipt.id))
    sales = (
        select(sale)
        .join(ReceiptLine, col(ReceiptLine.receipt_id) == col(Receipt.id))
        .join(Item, col(Item.id) == col(ReceiptLine.item_id))
        .where(col(Item.drop_id).in_(drops), moves_goods())
        .group_by(sale)
        .having(func.sum(col(ReceiptLine.units)) > 0)
    ).subquery()
    return session.connection().execute(select(func.count()).select_from(sales)).scalar_one()


def _people(drops: Collection[int], ahead_at: datetime) -> Any:
    """Return a row for each person, with what is true of any of their bookings."""
    person = booking_person()
    given_up = and_(col(Booking.state).in_(GIVEN_UP), col(Booking.ended_at) <= ahead_at)
    ahead = and_(col(Booking.booked_at) <= ahead_at, ~func.coalesce(given_up, False))
    paid = and_(col(Deposit.booking_id) == col(Booking.id), col(Deposit.paid_at).is_not(None))
    rows = (
        select(
            person.label("person"),
            _any(ahead).label("ahead"),
            _any(and_(ahead, col(Deposit.id).is_not(None))).label("paid"),
            _any(col(Booking.collected) > 0).label("came"),
        )
        .join(Item, col(Item.id) == col(Booking.item_id))
        .outerjoin(Deposit, paid)
        .where(col(Item.drop_id).in_(drops), or_(col(Booking.collected) > 0, ahead))
    )
    return rows.group_by(person).subquery()


def _any(condition: ColumnElement[bool]) -> Any:
    return func.max(case((condition, 1), else_=0))


def _count(condition: ColumnElement[bool]) -> Any:
    return cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)
