"""A market day of an alley for organisers: its stalls, what is booked at each, who came, what was sold, who is on duty, and what went wrong."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from market.actor import Actor, require_organiser
from market.broadcast.choices import MarketDayChoice
from market.organiser.refusals import MarketDayUnknown
from market.organiser.stall_list import open_reports
from market.organiser.stop import StopFacts, place_of, running_stop
from market.paging import page_within
from market.stall_day_facts import booked_people
from storage.alley import Alley
from storage.drop import Drop, DropState, Item
from storage.market_day import StallDay, StallDayState
from storage.roster import Shift
from storage.stall import Stall
from storage.waitlist import HAD, Booking

PAGE = 5
HALF_DAY = timedelta(hours=12)
FIVE_WEEKS = timedelta(weeks=5)


@dataclass(frozen=True, kw_only=True)
class StallOfDay:
    """A stall on a market day. `booked` and `collected` are units of bookings, `sold` those that were sold there besides.

    `on_duty` of `places` in its shifts are taken. It is `paused` while all of its drops are. `reports` about it are open.
    """

    stall: int
    name: str
    paused: bool
    booked: int
    collected: int
    sold: int
    on_duty: int
    places: int
    reports: int


@dataclass(frozen=True, kw_only=True)
class MarketDayPage:
    """A page of the stalls of a market day, by name, with the place of its first one from 1. `people` have booked there, `came` of them collected something.

    `earlier` and `later` are the market days of the market next to it, in any alley. It was moved to `moved_to`, "" for under the roof, None: it was not.
    """

    id: int
    day: date
    alley: str
    zone: str
    closed_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    people: int
    came: int
    stalls: tuple[StallOfDay, ...]
    first: int
    page: int
    pages: int
    earlier: MarketDayChoice | None
    later: MarketDayChoice | None
    stop: StopFacts | None = None
    moved_to: str | None = None

    def is_near(self, now: datetime) -> bool:
        """Return whether it runs or begins within half a day, when rain may be in its way."""
        return self.starts_at - HALF_DAY <= now < self.ends_at


def market_day_page(session: Session, actor: Actor, market_day: int, page: int = 1) -> MarketDayPage:
    """Return a page of the stalls of a market day, by the same statements however many there are. Raises NotOrganiser, MarketDayUnknown."""
    require_organiser(session, actor)
    days = _stall_days(session, market_day)
    if not days:
        raise MarketDayUnknown
    alley = session.get_one(Alley, days[0][0].alley_id)
    here = MarketDayChoice(market_day, alley.name, days[0][0].day)
    starts_at, ends_at = min(day.starts_at for day, _ in days), max(day.ends_at for day, _ in days)
    number, pages = page_within(len(days), page, PAGE)
    people = booked_people(session, col(StallDay.market_day_id) == market_day)
    earlier, later = _neighbours(session, here, starts_at, ends_at)
    return MarketDayPage(
        id=market_day,
        day=here.day,
        alley=alley.name,
        zone=alley.zone,
        closed_at=alley.closed_at,
        starts_at=starts_at,
        ends_at=ends_at,
        people=people.booked,
        came=people.came,
        stalls=_stalls(session, actor, days[(number - 1) * PAGE : number * PAGE]),
        first=(number - 1) * PAGE + 1,
        page=number,
        pages=pages,
        earlier=earlier,
        later=later,
        stop=running_stop(session, market_day),
        moved_to=place_of(session, market_day),
    )


def _stall_days(session: Session, market_day: int) -> list[tuple[StallDay, str]]:
    rows = (
        select(StallDay, col(Stall.name))
        .join(Stall, col(Stall.id) == col(StallDay.stall_id))
        .where(col(StallDay.market_day_id) == market_day, col(StallDay.state) == StallDayState.ON)
        .order_by(func.lower(col(Stall.name)), col(StallDay.id))
    )
    return [(day, name) for day, name in session.execute(rows)]


def _stalls(session: Session, actor: Actor, days: list[tuple[StallDay, str]]) -> tuple[StallOfDay, ...]:
    ids = [day.id for day, _ in days]
    units, sold = _booked_units(session, ids), _sold_units(session, ids)
    shifts, running = _shifts(session, ids), _running(session, ids)
    reports = open_reports(session, actor)
    return tuple(
        StallOfDay(
            stall=day.stall_id,
            name=name,
            paused=day.id not in running,
            booked=units[day.id][0],
            collected=units[day.id][1],
            sold=sold.get(day.id, 0),
            on_duty=shifts[day.id][0],
            places=shifts[day.id][1],
            reports=reports.get(day.stall_id, 0),
        )
        for day, name in days
    )


def _booked_units(session: Session, days: list[int | None]) -> dict[int | None, tuple[int, int]]:
    rows = (
        select(col(Drop.stall_day_id), func.sum(col(Booking.units)), func.sum(col(Booking.collected)))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .join(Booking, col(Booking.item_id) == col(Item.id))
        .where(col(Drop.stall_day_id).in_(days), col(Booking.state).in_(HAD))
        .group_by(col(Drop.stall_day_id))
    )
    found = {
        day: (int(units), int(collected)) for day, units, collected in session.connection().execute(rows)
    }
    return defaultdict(lambda: (0, 0), found)


def _sold_units(session: Session, days: list[int | None]) -> dict[int | None, int]:
    rows = (
        select(col(Drop.stall_day_id), func.sum(col(Item.sold)))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .where(col(Drop.stall_day_id).in_(days), col(Drop.state) != DropState.CANCELLED)
        .group_by(col(Drop.stall_day_id))
    )
    return {day: int(units) for day, units in session.connection().execute(rows)}


def _shifts(session: Session, days: list[int | None]) -> dict[int | None, tuple[int, int]]:
    """Return how many places of the shifts of each stall day are taken, and how many there are."""
    rows = select(col(Shift.stall_day_id), func.count(col(Shift.person_id)), func.count(col(Shift.id)))
    counted = rows.where(col(Shift.stall_day_id).in_(days)).group_by(col(Shift.stall_day_id))
    found: dict[int | None, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for day, taken, places in session.connection().execute(counted):
        found[day] = taken, places
    return found


def _running(session: Session, days: list[int | None]) -> set[int | None]:
    """Return the stall days with a drop that is not paused."""
    rows = select(col(Drop.stall_day_id)).where(
        col(Drop.stall_day_id).in_(days), col(Drop.state) == DropState.PUBLISHED
    )
    return {day for (day,) in session.connection().execute(rows.distinct())}


def _neighbours(
    session: Session, here: MarketDayChoice, starts_at: datetime, ends_at: datetime
) -> tuple[MarketDayChoice | None, MarketDayChoice | None]:
    """Return the market days before and after one, by date and the name of their alley; None where there is none within five weeks."""
    rows = (
        select(col(StallDay.market_day_id), col(Alley.name), col(StallDay.day))
        .join(Alley, col(Alley.id) == col(StallDay.alley_id))
        .where(
            col(StallDay.ends_at).between(starts_at - FIVE_WEEKS, ends_at + FIVE_WEEKS),
            col(StallDay.state) == StallDayState.ON,
        )
        .distinct()
    )

    def place(day: MarketDayChoice) -> tuple[date, str, int]:
        return day.day, day.alley, day.id

    days = sorted((MarketDayChoice(*row) for row in session.connection().execute(rows)), key=place)
    earlier = [each for each in days if place(each) < place(here)]
    later = [each for each in days if place(each) > place(here)]
    return earlier[-1] if earlier else None, later[0] if later else None
