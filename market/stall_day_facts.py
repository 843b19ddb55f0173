"""A stall day as values, for the messages about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, case, col, select

from market.desk import DeskDrop, numbers_of_drops
from market.drop.facts import AlleyFacts, StallFacts
from market.forecast.forecast import DayForecast, TooFewDays, stall_day_forecast
from market.market_day.own_stall_day import drops_of
from market.reminder.moments import StallDayHours, StallStage
from market.reminder.near_days import hours_of
from market.reminder.refusals import MarketDayEmpty
from market.roster.roster_facts import RosterFacts, roster_if_any
from market.sale.day import ClosingVoids, closing_voids
from market.sale.stall_day_money import TakenMoney, taken_money
from market.ticket.loans import PackagingOut, packaging_out
from market.ticket.refusals import PackagingIsBack
from storage.drop import Drop, DropState, Item
from storage.market_day import StallDay, StallDayState
from storage.waitlist import HAD, Booking, BookingState


@dataclass(frozen=True)
class BookedPeople:
    """The people who booked something of an evening, those of them who collected something, and the bookings that nobody collected."""

    booked: int
    came: int
    missed: int


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

    @property
    def pitch(self) -> str:
        """Return the code of its place, "" without one."""
        return self.drops[0].drop.pitch if self.drops else ""

    @property
    def moved_to(self) -> str | None:
        """Return where its market day was moved; None: it was not."""
        return self.drops[0].drop.moved_to if self.drops else None


def stall_day_facts(session: Session, stall_day: int, stage: StallStage, now: datetime) -> StallDayFacts:
    """Return a stall day as the message of a stage needs it. Raises MarketDayEmpty; PackagingIsBack where nothing is out afterwards."""
    row = session.get(StallDay, stall_day)
    if row is None or row.state != StallDayState.ON:
        raise MarketDayEmpty
    drops = numbers_of_drops(session, drops_of(session, stall_day))
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
        people=booked_people(session, col(StallDay.id) == stall_day),
        forecast=stall_day_forecast(session, row.stall_id, row.day, now) if stage is StallStage.EVE else None,
        voids=closing_voids(session, row.stall_id, now) if stage is StallStage.CLOSE else None,
        money=taken_money(session, row) if end else None,
        packaging=packaging,
        roster=roster_if_any(session, stall_day) if before else None,
    )


def booked_people(session: Session, *stall_days: ColumnElement[bool]) -> BookedPeople:
    """Return the people of stall days that meet these conditions: only after a check of authority, or for a notification to their stall."""
    came = case((col(Booking.collected) > 0, col(Booking.person_id)))
    missed = case((col(Booking.state) == BookingState.MISSED, col(Booking.id)))
    counts = select(
        func.count(col(Booking.person_id).distinct()), func.count(came.distinct()), func.count(missed)
    )
    rows = (
        counts.select_from(StallDay)
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .join(Booking, col(Booking.item_id) == col(Item.id))
        .where(*stall_days, col(Booking.state).in_(HAD))
    )
    return BookedPeople(*session.exec(rows).one())
