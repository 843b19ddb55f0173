"""The messages to shoppers about what waits for them on a market day: three days or a day before, and two hours before."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlmodel import Session, col

from market.reminder.due_messages import DueMessage, first_due_at, items_of, lacking, tell
from market.reminder.moments import BookingStage, StageMoment, booking_moments
from market.reminder.near_days import NearStallDay, is_near, near_stall_days
from market.reminder.notifications import MarketDayNear
from storage.drop import Drop, DropState, Item, is_shown, is_stopped
from storage.market_day import StallDay
from storage.notification import Notification, NotificationState
from storage.stall import Stall
from storage.waitlist import Booking, BookingState

UNSAID = (NotificationState.DROPPED, NotificationState.FAILED, NotificationState.UNREACHABLE)
STARTS_AT = func.coalesce(col(Item.starts_at), col(Drop.starts_at))
Start = tuple[int, datetime]
"""A market day, and an hour at which something begins on it that is booked."""


def stands() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that something booked waits for its person: who is told of it, and what they read, follow from the same."""
    return (
        is_shown(),
        ~is_stopped(),
        col(Drop.state) == DropState.PUBLISHED,
        col(Booking.state) == BookingState.BOOKED,
        col(Booking.collected) == 0,
        col(Booking.person_id).is_not(None),
    )


def booked_on(market_day: int, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Select columns of what was booked of a market day, in any state."""
    return booked(*columns).where(col(StallDay.market_day_id) == market_day)


def booked(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Select columns of what was booked, with its market day, in any state."""
    return (
        select(*columns)
        .select_from(StallDay)
        .join(Stall, col(Stall.id) == col(StallDay.stall_id))
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .join(Booking, col(Booking.item_id) == col(Item.id))
    )


def market_days_to_tell(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the market days of which a shopper is to be told what they booked. One statement where no stage can be open."""
    due = _due(session, near_stall_days(session, is_near(now)), now)
    return items_of(lacking(session, due))


def tell_shoppers(session: Session, market_day: int, now: datetime) -> int:
    """Tell shoppers what waits for them on a market day, a chunk of them at each stage; return how many. locks: notification"""
    days = near_stall_days(session, col(StallDay.market_day_id) == market_day)
    return sum(tell(session, message, now) for message in _due(session, days, now))


def next_shopper_message(session: Session, since: datetime, days: Sequence[NearStallDay]) -> datetime | None:
    """Return when the next message about one of these days is due of which a shopper is told."""
    zones = {day.market_day: day.hours.zone for day in days}
    ahead = [
        near_message(market_day, moment.stage, [(starts_at, moment)])
        for market_day, starts_at in _starts(session, zones)
        for moment in booking_moments(starts_at, zones[market_day])
        if moment.due_at > since
    ]
    return first_due_at(session, ahead)


def _due(session: Session, days: Sequence[NearStallDay], now: datetime) -> list[DueMessage]:
    """Return the messages whose stage is open for something that is booked on these days."""
    zones = {day.market_day: day.hours.zone for day in days if _may_be_open(day, now)}
    found: dict[tuple[int, BookingStage], list[tuple[datetime, StageMoment[BookingStage]]]] = {}
    for market_day, starts_at in _starts(session, zones):
        for moment in booking_moments(starts_at, zones[market_day]):
            if moment.due_at <= now < moment.late_after:
                found.setdefault((market_day, moment.stage), []).append((starts_at, moment))
    return [near_message(day, stage, moments) for (day, stage), moments in found.items()]


def _may_be_open(day: NearStallDay, now: datetime) -> bool:
    """Return whether a stage can be open for anything that begins in the hours of a stall day."""
    return next(booking_moments(day.hours.starts_at, day.hours.zone)).due_at <= now < day.hours.ends_at


def _starts(session: Session, market_days: Collection[int]) -> Sequence[Start]:
    """Return the hours at which something begins on these market days that anybody booked."""
    if not market_days:
        return []
    rows = (
        select(col(StallDay.market_day_id), STARTS_AT)
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .where(
            col(StallDay.market_day_id).in_(market_days),
            col(Drop.state) == DropState.PUBLISHED,
            col(Item.booked) > 0,
        )
        .distinct()
    )
    found = session.connection().execute(rows.order_by(col(StallDay.market_day_id), STARTS_AT))
    return [(market_day, starts_at) for market_day, starts_at in found]


def near_message(
    market_day: int, stage: BookingStage, moments: Sequence[tuple[datetime, StageMoment[BookingStage]]]
) -> DueMessage:
    """Return the message to who has something booked on a market day, at a stage that is due at these moments by when it begins."""
    return DueMessage(
        item=market_day,
        notification=MarketDayNear(market_day_id=market_day, stage=stage),
        about=f"market_day:{market_day}",
        once=_once(market_day, stage),
        people=_people(market_day, stage),
        moments=moments,
    )


def _people(market_day: int, stage: BookingStage) -> Select[*tuple[Any, ...]]:
    """Select who has something booked, when the first of it begins, and since when they have it with these hours."""
    person = col(Booking.person_id)
    known_at = case(
        (col(Drop.placed_at) > col(Booking.booked_at), col(Drop.placed_at)), else_=col(Booking.booked_at)
    )
    columns: tuple[Any, ...] = (
        person.label("person_id"),
        func.min(STARTS_AT).label("at"),
        func.min(known_at).label("known_at"),
    )
    people = booked_on(market_day, *columns).where(*stands()).group_by(person)
    match stage:
        case BookingStage.THREE_DAYS:
            return people.having(func.min(case((col(Booking.coming), 1), else_=0)) == 0)
        case BookingStage.EVE:
            return people.where(~_asked_before(market_day))
        case BookingStage.SOON:
            return people


def _asked_before(market_day: int) -> ColumnElement[bool]:
    """Return the condition that a person was told three days before, or is about to be."""
    return exists().where(
        col(Notification.person_id) == col(Booking.person_id),
        col(Notification.once) == _once(market_day, BookingStage.THREE_DAYS),
        col(Notification.state).not_in(UNSAID),
    )


def _once(market_day: int, stage: BookingStage) -> str:
    return f"near:{market_day}:{stage}"
