"""Market days for organisers, as rows with their figures: a page of them, those of today, and the stalls of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from market.actor import Actor, require_organiser
from market.forecast.people import booking_person
from market.market_day.day import day_of
from market.organiser.refusals import MarketDayUnknown
from market.paging import KeyPage, PageKey, key_page
from storage.alley import Alley
from storage.drop import Drop, DropState, Item
from storage.help_call import OrganiserDuty
from storage.market_day import MarketDay, StallDay, StallDayState
from storage.sale import Receipt
from storage.stall import Stall
from storage.waitlist import HAD, Booking, BookingState

TODAY_AND_TOMORROW = timedelta(days=1)


@dataclass(frozen=True)
class Taken:
    """Money that was taken, in minor units of a currency, of which there are 10 ** `exponent` in one."""

    amount: int
    currency: str
    exponent: int


@dataclass(frozen=True, kw_only=True)
class EveningFigures:
    """The figures of an evening. `people` booked, `came` of them collected something; `missed` bookings nobody collected. `sold` are units of walk-in sales.

    Somebody who was forgotten counts once for each booking.

    `taken` is what changed hands at its stalls on its date, a sum a currency: a stall that is at two alleys on one date is counted at the later.
    """

    people: int = 0
    came: int = 0
    missed: int = 0
    sold: int = 0
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Evening:
    """A market day with stalls. `on_duty` organisers are on duty."""

    id: int
    day: date
    alley: str
    zone: str
    territory: str
    starts_at: datetime
    ends_at: datetime
    stalls: int
    on_duty: int
    figures: EveningFigures


@dataclass(frozen=True, kw_only=True)
class StallEvening:
    """A stall on a market day. `paused`: all of its drops are."""

    stall_day: int
    stall: int
    name: str
    starts_at: datetime
    ends_at: datetime
    paused: bool
    figures: EveningFigures


def evening_page(session: Session, actor: Actor, page_key: PageKey, *, size: int) -> KeyPage[Evening]:
    """Return a page of the market days with stalls, the latest date first. Raises NotOrganiser."""
    require_organiser(session, actor)
    found = rows_by_day(session, _days(), MarketDay, page_key, size=size)
    return key_page(_evenings(session, found), page_key, size, lambda evening: evening.id)


def rows_by_day(
    session: Session, rows: Any, table: type[MarketDay] | type[StallDay], page_key: PageKey, *, size: int
) -> list[Any]:
    """Return a page of the selected market days or stall days and one row more, the latest date first."""
    here: Any = session.get(table, page_key.row) if page_key.row else None
    place = col(table.day), col(table.id)
    if here is not None:
        known = here.day, here.id
        rows = rows.where(tuple_(*place) > known if page_key.is_backward else tuple_(*place) < known)
    order = [each.asc() if page_key.is_backward else each.desc() for each in place]
    found = [*session.connection().execute(rows.order_by(*order).limit(size + 1))]
    return found[::-1] if page_key.is_backward else found


def evenings_near(session: Session, actor: Actor, now: datetime) -> tuple[Evening, ...]:
    """Return the market days with stalls that are today by the clock of their alley, and those of tomorrow. Raises NotOrganiser."""
    require_organiser(session, actor)
    near = col(MarketDay.day).between(
        (now - TODAY_AND_TOMORROW).date(), (now + 2 * TODAY_AND_TOMORROW).date()
    )
    found = [*session.connection().execute(_days().where(near).order_by(col(MarketDay.day), col(Alley.name)))]
    days = [row for row in found if row.day - day_of(now, row.zone) in (timedelta(), TODAY_AND_TOMORROW)]
    return tuple(_evenings(session, days))


def evening(session: Session, actor: Actor, market_day: int) -> tuple[Evening, tuple[StallEvening, ...]]:
    """Return a market day and its stalls, by name, with the same statements however many there are. Raises NotOrganiser, MarketDayUnknown."""
    require_organiser(session, actor)
    found = [*session.connection().execute(_days().where(col(MarketDay.id) == market_day))]
    if not found:
        raise MarketDayUnknown
    here = col(StallDay.market_day_id) == market_day
    rows = (
        select(
            col(StallDay.id),
            col(StallDay.stall_id),
            col(Stall.name),
            col(StallDay.starts_at),
            col(StallDay.ends_at),
        )
        .join(Stall, col(Stall.id) == col(StallDay.stall_id))
        .where(here, col(StallDay.state) == StallDayState.ON)
        .order_by(func.lower(col(Stall.name)), col(StallDay.id))
    )
    figures = figures_by(session, col(StallDay.id), here)
    running = {
        day
        for (day,) in session.connection().execute(
            select(col(Drop.stall_day_id))
            .join(StallDay, col(StallDay.id) == col(Drop.stall_day_id))
            .where(here, col(Drop.state) == DropState.PUBLISHED)
            .distinct()
        )
    }
    stalls = tuple(
        StallEvening(
            stall_day=row.id,
            stall=row.stall_id,
            name=row.name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            paused=row.id not in running,
            figures=figures.get(row.id, EveningFigures()),
        )
        for row in session.connection().execute(rows)
    )
    return _evenings(session, found)[0], stalls


def figures_by(session: Session, group: Any, *conditions: ColumnElement[bool]) -> dict[int, EveningFigures]:
    """Return the figures of the stall days that meet conditions, by a column of them: only after a check of authority."""
    bookings = {row[0]: row for row in session.connection().execute(_booked(group, *conditions))}
    sold = {key: int(units) for key, units in session.connection().execute(_sold(group, *conditions))}
    taken: dict[int, list[Taken]] = {}
    for key, currency, exponent, amount in session.connection().execute(_taken(group, *conditions)):
        taken.setdefault(key, []).append(Taken(int(amount), currency, exponent))
    return {
        key: EveningFigures(
            people=bookings[key][1] if key in bookings else 0,
            came=bookings[key][2] if key in bookings else 0,
            missed=bookings[key][3] if key in bookings else 0,
            sold=sold.get(key, 0),
            taken=tuple(taken.get(key, ())),
        )
        for key in {*bookings, *sold, *taken}
    }


def is_last_of_date() -> ColumnElement[bool]:
    """Return the condition that a stall day is on and the last of its stall on its date: where a number of the date is counted once."""
    other = aliased(StallDay)
    later = exists().where(
        col(other.stall_id) == col(StallDay.stall_id),
        col(other.day) == col(StallDay.day),
        col(other.state) == StallDayState.ON,
        or_(
            col(other.ends_at) > col(StallDay.ends_at),
            and_(col(other.ends_at) == col(StallDay.ends_at), col(other.id) > col(StallDay.id)),
        ),
    )
    return and_(col(StallDay.state) == StallDayState.ON, ~later)


def _days() -> Any:
    """Select market days that have stalls, with their hours."""
    return (
        select(
            col(MarketDay.id),
            col(MarketDay.day),
            col(Alley.name),
            col(Alley.zone),
            col(Alley.territory),
            func.min(col(StallDay.starts_at)).label("starts_at"),
            func.max(col(StallDay.ends_at)).label("ends_at"),
            func.count(col(StallDay.id)).label("stalls"),
        )
        .join(Alley, col(Alley.id) == col(MarketDay.alley_id))
        .join(StallDay, col(StallDay.market_day_id) == col(MarketDay.id))
        .where(col(StallDay.state) == StallDayState.ON)
        .group_by(
            col(MarketDay.id), col(MarketDay.day), col(Alley.name), col(Alley.zone), col(Alley.territory)
        )
    )


def _evenings(session: Session, rows: Sequence[Any]) -> list[Evening]:
    ids = [row.id for row in rows]
    figures = figures_by(session, col(StallDay.market_day_id), col(StallDay.market_day_id).in_(ids))
    on_duty = select(col(OrganiserDuty.market_day_id), func.count()).where(
        col(OrganiserDuty.market_day_id).in_(ids)
    )
    counted = session.connection().execute(on_duty.group_by(col(OrganiserDuty.market_day_id)))
    duty = {row[0]: row[1] for row in counted}
    return [
        Evening(
            id=row.id,
            day=row.day,
            alley=row.name,
            zone=row.zone,
            territory=row.territory,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            stalls=row.stalls,
            on_duty=duty.get(row.id, 0),
            figures=figures.get(row.id, EveningFigures()),
        )
        for row in rows
    ]


def _booked(group: Any, *conditions: ColumnElement[bool]) -> Any:
    person = booking_person()
    came = case((col(Booking.collected) > 0, person))
    missed = case((col(Booking.state) == BookingState.MISSED, col(Booking.id)))
    return (
        select(
            group,
            func.count(person.distinct()),
            func.count(came.distinct()),
            func.count(missed),
        )
        .select_from(StallDay)
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .join(Booking, col(Booking.item_id) == col(Item.id))
        .where(*conditions, col(Booking.state).in_(HAD))
        .group_by(group)
    )


def _sold(group: Any, *conditions: ColumnElement[bool]) -> Any:
    return (
        select(group, func.sum(col(Item.sold)))
        .select_from(StallDay)
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .where(*conditions, col(Drop.state) != DropState.CANCELLED)
        .group_by(group)
    )


def _taken(group: Any, *conditions: ColumnElement[bool]) -> Any:
    return (
        select(group, col(Receipt.currency), col(Receipt.exponent), func.sum(col(Receipt.paid)))
        .select_from(StallDay)
        .join(
            Receipt,
            and_(col(Receipt.stall_id) == col(StallDay.stall_id), col(Receipt.day) == col(StallDay.day)),
        )
        .where(*conditions, is_last_of_date())
        .group_by(group, col(Receipt.currency), col(Receipt.exponent))
    )
