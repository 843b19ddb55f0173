"""The raw numbers of each week for organisers, of the whole market or of an alley: numerators and denominators, summed by the database.

A week is that of the market day, Monday to Sunday. Only evenings that have begun are counted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from market.actor import Actor, require_organiser
from market.drop.facts import AlleyFacts, alley_facts
from market.forecast.week import in_vain, is_ran_out, waiting_person
from market.market_day.day import day_of
from market.office.evenings import EveningFigures, Taken, figures_by, is_last_of_date
from market.power.cuts import cuts_of
from storage.alley import Alley
from storage.drop import TAKES_PLACE, Drop, Item
from storage.forecast import StallDayCount
from storage.market_day import MarketDay, StallDay, StallDayState
from storage.waitlist import HAD, Booking, BookingState, Entry, EntryState, Hold, HoldState

WEEK = timedelta(days=7)
SHOWN_WEEKS, WEEKS_BEFORE = 12, 4
"""Complete weeks that are shown, and those before each with which it is compared."""
ANSWERS = (HoldState.BOOKED, HoldState.DECLINED, HoldState.EXPIRED)


@dataclass(frozen=True, kw_only=True)
class WeekNumbers:
    """A week from its Monday on; `is_over`, or so far.

    People: `booked`, `came` and `waited` in vain, each once a week. `arrived` once an evening and stall, `arrived_ahead` of them with a booking
    two hours before. Offers: `confirmed` of `offered`. Units: `taken_again` of those `given_back`.
    Bookings that ended: `missed` of `ended`. Items: `ran_out` of `items`. `dark_minutes` were without power.
    """

    monday: date
    is_over: bool
    evenings: int = 0
    stall_evenings: int = 0
    booked: int = 0
    came: int = 0
    arrived_ahead: int = 0
    arrived: int = 0
    confirmed: int = 0
    offered: int = 0
    taken_again: int = 0
    given_back: int = 0
    missed: int = 0
    ended: int = 0
    ran_out: int = 0
    items: int = 0
    waited: int = 0
    dark_minutes: int = 0
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MarketWeeks:
    """The weeks of an alley, None: of the whole market, the earliest first and the present one last, by the clock of `zone`.

    `alleys` are the open ones. `territories` says for each currency how prices are written.
    """

    alley: AlleyFacts | None
    alleys: tuple[AlleyFacts, ...]
    territories: Mapping[str, str]
    zone: str
    weeks: tuple[WeekNumbers, ...]


def market_weeks(
    session: Session, actor: Actor, now: datetime, *, zone: str, alley: int | None = None
) -> MarketWeeks:
    """Return the last SHOWN_WEEKS complete weeks, WEEKS_BEFORE before them, and the present one, by the clock of the alley or else of `zone`.

    An alley that is not open is none. Raises NotOrganiser.
    """
    require_organiser(session, actor)
    rows = session.scalars(select(Alley).order_by(col(Alley.id))).all()
    open_alleys = tuple(alley_facts(row) for row in rows if row.closed_at is None)
    chosen = next((each for each in open_alleys if each.id == alley), None)
    there = chosen.zone if chosen else zone
    mondays = week_mondays(day_of(now, there))
    here = [chosen.id] if chosen else [row.id or 0 for row in rows]
    return MarketWeeks(
        alley=chosen,
        alleys=open_alleys,
        territories={row.currency: row.territory for row in reversed(rows)},
        zone=there,
        weeks=_weeks(session, mondays, here, now),
    )


def week_mondays(day: date) -> tuple[date, ...]:
    """Return the Mondays of the weeks that are read on a day, that of its own week last."""
    present = day - timedelta(days=day.weekday())
    return tuple(present - place * WEEK for place in reversed(range(SHOWN_WEEKS + WEEKS_BEFORE + 1)))


def _weeks(
    session: Session, mondays: Sequence[date], alleys: Sequence[int], now: datetime
) -> tuple[WeekNumbers, ...]:
    day = col(StallDay.day)
    week = case(*((day < monday + WEEK, place) for place, monday in enumerate(mondays)))
    # market days first, by their index: a range of dates alone would have SQLite read each table of bookings whole
    market_days = select(col(MarketDay.id)).where(
        col(MarketDay.alley_id).in_(alleys),
        col(MarketDay.day) >= mondays[0],
        col(MarketDay.day) < mondays[-1] + WEEK,
    )
    within = (
        col(StallDay.market_day_id).in_(market_days),
        day >= mondays[0],
        day < mondays[-1] + WEEK,
        col(StallDay.starts_at) <= now,
    )
    figures = figures_by(session, week, *within)
    numbers: list[dict[str, int]] = [{} for _ in mondays]
    for rows in (_evenings, _arrivals, _offers, _bookings, _items, _waited):
        for row in session.connection().execute(rows(week, within)).mappings():
            numbers[row["week"]] |= {name: int(value) for name, value in row.items() if name != "week"}
    for place, minutes in _dark_minutes(session, week, within, now).items():
        numbers[place]["dark_minutes"] = minutes
    return tuple(
        _week_numbers(monday, monday != mondays[-1], numbers[place], figures.get(place, EveningFigures()))
        for place, monday in enumerate(mondays)
    )


def _week_numbers(
    monday: date, is_over: bool, numbers: Mapping[str, int], figures: EveningFigures
) -> WeekNumbers:
    return WeekNumbers(
        monday=monday,
        is_over=is_over,
        booked=figures.people,
        came=figures.came,
        taken=tuple(sorted(figures.taken, key=lambda taken: taken.currency)),
        **numbers,
    )


def _evenings(week: Any, within: Sequence[ColumnElement[bool]]) -> Any:
    return (
        select(
            week.label("week"),
            func.count(col(StallDay.market_day_id).distinct()).label("evenings"),
            func.count().label("stall_evenings"),
        )
        .where(*within, col(StallDay.state) == StallDayState.ON)
        .group_by(week)
    )


def _dark_minutes(
    session: Session, week: Any, within: Sequence[ColumnElement[bool]], now: datetime
) -> Mapping[int, int]:
    """Return the minutes without power of each week that had some."""
    days = select(col(StallDay.market_day_id)).where(*within)
    found = cuts_of(session, days, now)
    rows = select(col(StallDay.market_day_id), week).where(*within).distinct()
    weeks = {day: place for day, place in session.connection().execute(rows) if day in found}
    dark = Counter[int]()
    for day, place in weeks.items():
        dark[place] += found[day].minutes
    return dark


def _arrivals(week: Any, within: Sequence[ColumnElement[bool]]) -> Any:
    """Select those who came by the counts that forecasts are made from: a stall that is at two alleys on one date is counted at the later."""
    ahead = col(StallDayCount.came_with_deposit) + col(StallDayCount.came_without_deposit)
    count = and_(
        col(StallDayCount.stall_id) == col(StallDay.stall_id), col(StallDayCount.day) == col(StallDay.day)
    )
    return (
        select(
            week.label("week"),
            func.sum(ahead).label("arrived_ahead"),
            func.sum(ahead + col(StallDayCount.others)).label("arrived"),
        )
        .select_from(StallDay)
        .join(StallDayCount, count)
        .where(*within, is_last_of_date(), col(StallDayCount.counted_at).is_not(None))
        .group_by(week)
    )


def _offers(week: Any, within: Sequence[ColumnElement[bool]]) -> Any:
    """Select holds that somebody was told of and that are answered or over. What was kept for an undo is nobody's."""
    is_somebodys = or_(
        col(Hold.person_id).is_not(None),
        col(Hold.state) != HoldState.EXPIRED,
        col(Entry.state) == EntryState.EXPIRED,
    )
    return (
        select(
            week.label("week"),
            func.sum(case((col(Hold.state) == HoldState.BOOKED, 1), else_=0)).label("confirmed"),
            func.count().label("offered"),
        )
        .select_from(StallDay)
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .join(Hold, col(Hold.item_id) == col(Item.id))
        .join(Entry, col(Entry.id) == col(Hold.entry_id))
        .where(
            *within, col(Hold.state).in_(ANSWERS), col(Hold.notified_at).is_not(None), is_somebodys, _stands()
        )
        .group_by(week)
    )


def _bookings(week: Any, within: Sequence[ColumnElement[bool]]) -> Any:
    return (
        select(
            week.label("week"),
            func.sum(case((col(Booking.state) == BookingState.MISSED, 1), else_=0)).label("missed"),
            func.count().label("ended"),
        )
        .select_from(StallDay)
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .join(Booking, col(Booking.item_id) == col(Item.id))
        .where(*within, *_is_over(), col(Booking.state).in_(HAD))
        .group_by(week)
    )


def _items(week: Any, within: Sequence[ColumnElement[bool]]) -> Any:
    """Select items at their end. Of the units of one that were given back, all but as many as were left went to somebody else."""
    item = (
        select(
            week.label("week"),
            case((is_ran_out(), 1), else_=0).label("ran_out"),
            (col(Item.quantity) - col(Item.booked)).label("left"),
            (_released_units() + _declined_units()).label("given"),
        )
        .select_from(StallDay)
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .where(*within, *_is_over(), col(Item.quantity) > 0)
    ).subquery()
    went = case((item.c.given > item.c.left, item.c.given - item.c.left), else_=0)
    return select(
        item.c.week,
        func.count().label("items"),
        func.sum(item.c.ran_out).label("ran_out"),
        func.sum(item.c.given).label("given_back"),
        func.sum(went).label("taken_again"),
    ).group_by(item.c.week)


def _waited(week: Any, within: Sequence[ColumnElement[bool]]) -> Any:
    return (
        select(week.label("week"), func.count(waiting_person().distinct()).label("waited"))
        .select_from(StallDay)
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .join(Entry, col(Entry.item_id) == col(Item.id))
        .where(*within, *_is_over(), *in_vain())
        .group_by(week)
    )


def _is_over() -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a drop took place and is wound up: whoever has not come by then has missed it."""
    return col(Drop.state).in_(TAKES_PLACE), col(Drop.wound_up_at).is_not(None)


def _stands() -> ColumnElement[bool]:
    """Return the condition that the confirmation of a hold was not undone: that makes a new one with the time it was given at."""
    again = aliased(Hold)
    return ~exists().where(
        col(again.entry_id) == col(Hold.entry_id),
        col(again.given_at) == col(Hold.given_at),
        col(again.id) > col(Hold.id),
    )


def _released_units() -> ColumnElement[int]:
    """Return the units of an item whose bookings were given back, as a column beside it."""
    rows = (
        select(func.coalesce(func.sum(col(Booking.units)), 0))
        .join(Hold, col(Hold.id) == col(Booking.hold_id))
        .where(col(Booking.item_id) == col(Item.id), col(Booking.state) == BookingState.RELEASED, _stands())
    )
    return rows.correlate(Item).scalar_subquery()


def _declined_units() -> ColumnElement[int]:
    """Return the units of an item whose holds were declined, as a column beside it."""
    rows = select(func.coalesce(func.sum(col(Hold.units)), 0)).where(
        col(Hold.item_id) == col(Item.id), col(Hold.state) == HoldState.DECLINED
    )
    return rows.correlate(Item).scalar_subquery()
