"""The messages to shoppers about a market day that is over: the morning after to who had something there, at its end to who only waited."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from market.reminder.due_messages import DueMessage, items_of, lacking, next_due_at, tell
from market.reminder.moments import AFTERWARDS, ReminderMoment, after_moment
from market.reminder.near_days import BEHIND
from market.reminder.notifications import MarketDayAfter, MarketDayOver
from market.reminder.shopper_messages import booked_on
from storage.alley import Alley
from storage.drop import TAKES_PLACE, Drop, Item
from storage.market_day import StallDay
from storage.waitlist import HAD, Booking, Entry, EntryState

WAITS = (EntryState.WAITING, EntryState.HELD)
Moments = Mapping[datetime, ReminderMoment]


class _EndedDrop(NamedTuple):
    """The end of a drop that is wound up, and that of its stall day; `day_ended_at` is None while that goes on."""

    market_day: int
    day: date
    zone: str
    ends_at: datetime
    day_ends_at: datetime
    day_ended_at: datetime | None


def had() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that something of a drop that took place was its person's to the end: collected, or not."""
    return (
        col(Drop.state).in_(TAKES_PLACE),
        col(Booking.state).in_(HAD),
        col(Booking.person_id).is_not(None),
    )


def waited_on(market_day: int, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Select columns of the entries that waited to the end of a drop, of people who had nothing of its market day and wait there for nothing else."""
    booked = booked_on(market_day, col(Booking.person_id)).where(*had()).correlate(None)
    return _entries_on(market_day, Entry, *columns).where(
        col(Entry.state) == EntryState.CLOSED,
        col(Entry.ended_at) >= col(Drop.ends_at),
        col(Entry.person_id).not_in(booked),
        col(Entry.person_id).not_in(_still_waiting(market_day)),
    )


def market_days_over(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the market days afterwards of which somebody is to be told something. One statement where none has just ended."""
    return items_of(lacking(session, _due(session, now)))


def tell_afterwards(session: Session, market_day: int, now: datetime) -> int:
    """Tell people of a market day that is over for them, a chunk of them; return how many. locks: notification"""
    due = [message for message in _due(session, now) if message.item == market_day]
    return sum(tell(session, message, now) for message in due)


def next_message_afterwards(session: Session, since: datetime) -> datetime | None:
    """Return when the next message is due about a market day that is over."""
    ahead = [
        _after(day, {ends_at: moment})
        for day, moments in _mornings(_ended(session, since)).items()
        for ends_at, moment in moments.items()
        if moment.due_at > since
    ]
    return next_due_at(lacking(session, ahead))


def _due(session: Session, now: datetime) -> list[DueMessage]:
    """Return the messages that are due now about drops and stall days that have ended."""
    ended = _ended(session, now)
    kinds = (_after, _mornings(ended)), (_over, _ends(ended))
    due = [
        make(day, {at: moment for at, moment in moments.items() if moment.due_at <= now < moment.late_after})
        for make, days in kinds
        for day, moments in days.items()
    ]
    return [message for message in due if message.moments]


def _ended(session: Session, now: datetime) -> list[_EndedDrop]:
    """Return the drops that ended within the last days, by the end of their stall day."""
    rows = (
        select(
            col(StallDay.market_day_id),
            col(StallDay.day),
            col(Alley.zone),
            col(Drop.ends_at),
            col(StallDay.ends_at),
            col(StallDay.ended_at),
        )
        .select_from(Drop)
        .join(StallDay, col(StallDay.id) == col(Drop.stall_day_id))
        .join(Alley, col(Alley.id) == col(StallDay.alley_id))
        .where(
            col(Drop.ends_at) > now - BEHIND,
            col(Drop.ends_at) <= now,
            col(Drop.wound_up_at).is_not(None),
            col(Drop.state).in_(TAKES_PLACE),
        )
        .order_by(col(StallDay.ends_at), col(Drop.id))
    )
    return [_EndedDrop(*row) for row in session.connection().execute(rows)]


def _mornings(ended: list[_EndedDrop]) -> dict[int, dict[datetime, ReminderMoment]]:
    """Return by market day and end when people hear of what they had."""
    found = dict[int, dict[datetime, ReminderMoment]]()
    for drop in ended:
        moment = after_moment(drop.day, drop.ends_at, drop.zone)
        found.setdefault(drop.market_day, {})[drop.ends_at] = moment
    return found


def _ends(ended: list[_EndedDrop]) -> dict[int, dict[datetime, ReminderMoment]]:
    """Return by market day when its stall days ended, and until when that is worth saying."""
    found = dict[int, dict[datetime, ReminderMoment]]()
    for drop in ended:
        at = drop.day_ended_at
        if at is not None and at >= drop.day_ends_at:
            found.setdefault(drop.market_day, {})[at] = ReminderMoment(at, drop.day_ends_at + AFTERWARDS)
    return found


def _after(market_day: int, moments: Moments) -> DueMessage:
    """Return the message to who had something on a market day, by the end of the last of it."""
    columns: tuple[Any, ...] = (
        col(Booking.person_id).label("person_id"),
        func.max(col(Drop.ends_at)).label("at"),
        func.min(col(Booking.booked_at)).label("known_at"),
    )
    people = booked_on(market_day, *columns).where(*had()).group_by(col(Booking.person_id))
    wound_up = func.min(case((col(Drop.wound_up_at).is_(None), 0), else_=1))
    return DueMessage(
        item=market_day,
        notification=MarketDayAfter(market_day_id=market_day),
        about=f"market_day:{market_day}",
        once=f"after:{market_day}",
        people=people.having(wound_up == 1),
        moments=[*moments.items()],
    )


def _over(market_day: int, moments: Moments) -> DueMessage:
    """Return the message to who only waited on a market day, by when the last of their stalls had ended."""
    columns: tuple[Any, ...] = (
        col(Entry.person_id).label("person_id"),
        func.max(col(StallDay.ended_at)).label("at"),
        func.min(col(Entry.joined_at)).label("known_at"),
    )
    people = waited_on(market_day, *columns).group_by(col(Entry.person_id))
    ended = func.min(case((col(StallDay.ended_at) >= col(StallDay.ends_at), 1), else_=0))
    return DueMessage(
        item=market_day,
        notification=MarketDayOver(market_day_id=market_day),
        about=f"market_day:{market_day}",
        once=f"over:{market_day}",
        people=people.having(ended == 1),
        moments=[*moments.items()],
    )


def _entries_on(market_day: int, entry: type[Entry], *columns: Any) -> Select[*tuple[Any, ...]]:
    """Select columns of the entries of drops of a market day that take place, of people who were not forgotten."""
    return (
        select(*columns)
        .select_from(StallDay)
        .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
        .join(Item, col(Item.drop_id) == col(Drop.id))
        .join(entry, col(entry.item_id) == col(Item.id))
        .where(
            col(StallDay.market_day_id) == market_day,
            col(Drop.state).in_(TAKES_PLACE),
            col(entry.person_id).is_not(None),
        )
    )


def _still_waiting(market_day: int) -> Select[*tuple[Any, ...]]:
    """Select who waits for something of a market day that goes on."""
    other = aliased(Entry)
    waiting = _entries_on(market_day, other, col(other.person_id)).where(col(other.state).in_(WAITS))
    return waiting.correlate(None)
