"""A stall day as values, for the messages about it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, case, col, select

from market.desk import DeskDrop, numbers_of_drops
from market.drop.browse import any_drops
from market.drop.facts import AlleyFacts, StallFacts
from market.forecast.forecast import DayForecast, TooFewDays, stall_day_forecast
from market.market_day.day import day_of
from market.reminder.moments import StallDayHours, StallStage
from market.reminder.near_days import hours_of
from market.reminder.refusals import MarketDayEmpty
from market.roster.roster_facts import RosterFacts, roster_if_any
from market.sale.day import ClosingVoids, closing_voids, figures_of
from market.sale.movements import StallPeriod, movements
from market.sale.till import StallMoney, money_of
from market.ticket.loans import PackagingOut, packaging_out
from market.ticket.refusals import PackagingIsBack
from storage.drop import Drop, DropState, Item
from storage.market_day import StallDay, StallDayState
from storage.stall import Stall
from storage.waitlist import Booking, BookingState

DAY = timedelta(days=1)
BOOKED = (BookingState.BOOKED, BookingState.COLLECTED, BookingState.MISSED)


@dataclass(frozen=True)
class BookedPeople:
    """The people who booked something of a stall day, those of them who collected something, and the bookings that nobody collected."""

    booked: int
    came: int
    missed: int


@dataclass(frozen=True, kw_only=True)
class TakenMoney:
    """The money that a stall took on the market day of a stall day, in minor units of its `money`. `day` is that market day."""

    day: date
    taken: int
    by_qr: int
    money: StallMoney


@dataclass(frozen=True, kw_only=True)
class StallDayFacts:
    """A stall day. `drops` are those that take place; it is `paused` while all of them are.

    `money` is None before the end, and where the stall has a later stall day on the same market day: it stands there.
    """

    id: int
    stall: StallFacts
    alley: AlleyFacts
    hours: StallDayHours
    paused: bool
    drops: tuple[DeskDrop, ...]
    people: BookedPeople
    forecast: DayForecast | TooFewDays | None = None
    voids: ClosingVoids | None = None
    money: TakenMoney | None = None
    packaging: PackagingOut | None = None
    roster: RosterFacts | None = None


def stall_day_facts(session: Session, stall_day: int, stage: StallStage, now: datetime) -> StallDayFacts:
    """Return a stall day as the message of a stage needs it. Raises MarketDayEmpty; PackagingIsBack where nothing is out afterwards."""
    row = session.get(StallDay, stall_day)
    if row is None or row.state != StallDayState.ON:
        raise MarketDayEmpty
    drops = numbers_of_drops(session, any_drops(session, _drops_of(session, stall_day)))
    first = drops[0].drop
    before = stage in (StallStage.EVE, StallStage.SET_UP)
    end, after = stage is StallStage.END, stage is StallStage.AFTER
    packaging = packaging_out(session, stall_day) if end or after else None
    if after and packaging is None:
        raise PackagingIsBack
    return StallDayFacts(
        id=stall_day,
        stall=first.stall,
        alley=first.alley,
        hours=hours_of(row, first.alley.zone),
        paused=all(each.drop.state == DropState.PAUSED for each in drops),
        drops=drops,
        people=_people(session, stall_day),
        forecast=stall_day_forecast(session, row.stall_id, row.day, now) if stage is StallStage.EVE else None,
        voids=closing_voids(session, row.stall_id, now) if stage is StallStage.CLOSE else None,
        money=_money(session, row) if end else None,
        packaging=packaging,
        roster=roster_if_any(session, stall_day) if before else None,
    )


def _drops_of(session: Session, stall_day: int) -> tuple[int, ...]:
    """Return the drops of a stall day that take place, by start."""
    rows = select(Drop.id).where(
        col(Drop.stall_day_id) == stall_day, col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED))
    )
    return tuple(drop or 0 for drop in session.exec(rows.order_by(col(Drop.starts_at), col(Drop.id))))


def _people(session: Session, stall_day: int) -> BookedPeople:
    came = case((col(Booking.collected) > 0, col(Booking.person_id)))
    missed = case((col(Booking.state) == BookingState.MISSED, col(Booking.id)))
    rows = (
        select(func.count(col(Booking.person_id).distinct()), func.count(came.distinct()), func.count(missed))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(col(Drop.stall_day_id) == stall_day, col(Booking.state).in_(BOOKED))
    )
    return BookedPeople(*session.exec(rows).one())


def _money(session: Session, row: StallDay) -> TakenMoney | None:
    """Return what the stall took on the market day, by the clock of its own alley; None where a later stall day on it tells so."""
    money = money_of(session, session.get_one(Stall, row.stall_id))
    day = day_of(row.starts_at, money.zone)
    others = select(StallDay).where(
        col(StallDay.stall_id) == row.stall_id,
        col(StallDay.state) == StallDayState.ON,
        col(StallDay.day).between(row.day - DAY, row.day + DAY),
    )
    same_day = [each for each in session.exec(others) if day_of(each.starts_at, money.zone) == day]
    if max((each.ends_at, each.id or 0) for each in same_day) > (row.ends_at, row.id or 0):
        return None
    figures = figures_of(
        movements(session, StallPeriod(stall=row.stall_id, money=money, first=day, last=day))
    )
    return TakenMoney(day=day, taken=figures.taken, by_qr=figures.qr_sales + figures.by_qr, money=money)
