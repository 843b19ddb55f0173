"""The market days of a stall: its drops of one day, and the people who came, counted once the day is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select, update

from market.forecast.people import people_of
from market.forecast.rule import BookedAhead, PastDay
from storage.drop import TAKES_PLACE, Drop
from storage.forecast import StallDayCount
from storage.insert import insert_once
from storage.market_day import StallDay
from storage.stop import Stop, StopKind

AHEAD = timedelta(hours=2)
"""Who has booked so long before a day begins has booked ahead; then its forecast is stored."""
COUNT_AFTER = timedelta(hours=6)
"""After the end of a day: kiosks without a network have sent their scans by then."""
HISTORY = 26
"""Market days that a forecast is made from, at most."""
CHUNK = 100


@dataclass(frozen=True, kw_only=True)
class PlannedDay:
    """The drops of a stall that start on one day, from the first start to the last end."""

    stall: int
    day: date
    drops: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime

    @property
    def hours(self) -> float:
        return (self.ends_at - self.starts_at) / timedelta(hours=1)

    @property
    def ahead_at(self) -> datetime:
        """Return when who has booked has booked ahead."""
        return self.starts_at - AHEAD


@dataclass(frozen=True)
class CountedDay:
    """A market day that is over, with its people."""

    day: date
    people: PastDay


def planned_day(session: Session, stall: int, day: date) -> PlannedDay | None:
    """Return the drops of a stall on a day, in all its alleys, without cancelled ones; None where there are none."""
    rows = (
        select(Drop.id, Drop.starts_at, Drop.ends_at)
        .join(StallDay, col(StallDay.id) == col(Drop.stall_day_id))
        .where(col(StallDay.stall_id) == stall, col(StallDay.day) == day, col(Drop.state).in_(TAKES_PLACE))
    )
    found = session.exec(rows.order_by(col(Drop.id))).all()
    if not found:
        return None
    return PlannedDay(
        stall=stall,
        day=day,
        drops=tuple(drop or 0 for drop, *_ in found),
        starts_at=min(starts_at for _, starts_at, _ in found),
        ends_at=max(ends_at for *_, ends_at in found),
    )


def past_days(session: Session, stall: int, day: date) -> tuple[CountedDay, ...]:
    """Return the last counted market days of a stall before a day that were wet as it is, or dry, HISTORY at most, the earliest first.

    Without those that nobody booked or came to. A wet day says nothing of a dry one.
    """
    wet = _was_wet(col(StallDayCount.stall_id), col(StallDayCount.day))
    rows = select(StallDayCount).where(
        col(StallDayCount.stall_id) == stall,
        col(StallDayCount.day) < day,
        col(StallDayCount.counted_at).is_not(None),
        or_(
            col(StallDayCount.with_deposit) > 0,
            col(StallDayCount.without_deposit) > 0,
            col(StallDayCount.others) > 0,
        ),
        wet if is_wet(session, stall, day) else ~wet,
    )
    last = session.exec(rows.order_by(col(StallDayCount.day).desc()).limit(HISTORY)).all()
    return tuple(counted_day(row) for row in reversed(last))


def is_wet(session: Session, stall: int, day: date) -> bool:
    """Return whether the market of a stall waited for the rain on a day, or moved because of it."""
    return session.exec(select(_was_wet(stall, day))).one()


def _was_wet(stall: Any, day: Any) -> ColumnElement[bool]:
    """Return the condition that the market of a stall waited for the rain on a day, however it went on, or moved, in any of its alleys."""
    moved = and_(col(Stop.kind) == StopKind.MOVED, col(Stop.undone_at).is_(None))
    rained = (
        select(Stop.id)
        .join(StallDay, col(StallDay.market_day_id) == col(Stop.market_day_id))
        .where(
            col(StallDay.stall_id) == stall,
            col(StallDay.day) == day,
            or_(col(Stop.kind) == StopKind.RAIN_WAIT, moved),
        )
    )
    return rained.exists()


def counted_day(row: StallDayCount) -> CountedDay:
    """Return a row as values."""
    return CountedDay(
        row.day,
        PastDay(
            booked=BookedAhead(row.with_deposit, row.without_deposit),
            came=BookedAhead(row.came_with_deposit, row.came_without_deposit),
            others=row.others,
        ),
    )


def expect_count(session: Session, drop: Drop) -> None:
    """Have the market day of a drop that has ended counted, again where it was counted before its last drop."""
    day = session.get_one(StallDay, drop.stall_day_id).day
    planned = planned_day(session, drop.stall_id, day)
    count_at = (planned.ends_at if planned else drop.ends_at) + COUNT_AFTER
    row = {"stall_id": drop.stall_id, "day": day, "count_at": count_at}
    if not insert_once(session, StallDayCount, **row, **_no_people()):
        this = col(StallDayCount.stall_id) == drop.stall_id, col(StallDayCount.day) == day
        session.connection().execute(
            update(StallDayCount).where(*this).values(count_at=count_at, counted_at=None)
        )


def stalls_to_count(session: Session, now: datetime) -> Sequence[int]:
    """Return the stalls with market days whose people are to be counted, those of the CHUNK days that wait longest."""
    rows = select(StallDayCount.stall_id).where(*_uncounted(now)).order_by(col(StallDayCount.count_at))
    return tuple(dict.fromkeys(session.exec(rows.limit(CHUNK))))


def count_days(session: Session, stall: int, now: datetime) -> int:
    """Count the people of a stall's market days that are over, CHUNK at most; return how many days. Counting again gives the same."""
    rows = select(StallDayCount).where(col(StallDayCount.stall_id) == stall, *_uncounted(now))
    due = session.exec(rows.order_by(col(StallDayCount.day)).limit(CHUNK)).all()
    for row in due:
        planned = planned_day(session, stall, row.day)
        people = _columns(people_of(session, planned.drops, planned.ahead_at)) if planned else _no_people()
        row.sqlmodel_update({"counted_at": now, **people})
    return len(due)


def next_count(session: Session, since: datetime) -> datetime | None:
    """Return when the next market day is to be counted."""
    ahead = col(StallDayCount.counted_at).is_(None), col(StallDayCount.count_at) > since
    rows = select(StallDayCount.count_at).where(*ahead).order_by(col(StallDayCount.count_at))
    return session.exec(rows.limit(1)).first()


def _uncounted(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(StallDayCount.counted_at).is_(None), col(StallDayCount.count_at) <= now


def _columns(people: PastDay) -> dict[str, int]:
    return {
        "with_deposit": people.booked.with_deposit,
        "came_with_deposit": people.came.with_deposit,
        "without_deposit": people.booked.without_deposit,
        "came_without_deposit": people.came.without_deposit,
        "others": people.others,
    }


def _no_people() -> dict[str, int]:
    nobody = BookedAhead(0, 0)
    return _columns(PastDay(booked=nobody, came=nobody, others=0))
