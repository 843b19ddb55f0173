"""The market days about which something may be said now, and when: read from the rows as they are, since nothing is queued ahead."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func
from sqlmodel import Session, col, select

from market.reminder.moments import StallDayHours
from storage.address import is_reached
from storage.alley import Alley
from storage.drop import Drop, DropState
from storage.heartbeat import outages_between
from storage.market_day import StallDay, StallDayState
from storage.notification import Notification
from storage.person import Person
from storage.reminder import Mute
from storage.stall import Stall

AHEAD = BEHIND = timedelta(days=4)
"""Before its start and after its end nothing is said of a stall day farther away than this."""
ON_TIME = timedelta(minutes=1)
"""The time between two looks at what is due: no delay that anybody reads about."""


@dataclass(frozen=True, kw_only=True)
class NearStallDay:
    """A stall day that takes place. `owner`: of its stall, None where nobody can be told; `placed_at`: since when its first drop has this day."""

    id: int
    market_day: int
    owner: int | None
    placed_at: datetime
    hours: StallDayHours


def near_stall_days(session: Session, *conditions: ColumnElement[bool]) -> tuple[NearStallDay, ...]:
    """Return the stall days that take place and meet these conditions, by start."""
    placed_at = (
        select(func.min(col(Drop.placed_at)))
        .where(col(Drop.stall_day_id) == col(StallDay.id), col(Drop.state) != DropState.CANCELLED)
        .scalar_subquery()
    )
    rows = (
        select(StallDay, Alley.zone, Stall.owner_id, placed_at)
        .join(Alley, col(Alley.id) == col(StallDay.alley_id))
        .join(Stall, col(Stall.id) == col(StallDay.stall_id))
        .where(col(StallDay.state) == StallDayState.ON, *conditions)
        .order_by(col(StallDay.starts_at), col(StallDay.id))
    )
    return tuple(
        NearStallDay(
            id=day.id or 0,
            market_day=day.market_day_id,
            owner=owner,
            placed_at=placed or day.made_at,
            hours=hours_of(day, zone),
        )
        for day, zone, owner, placed in session.exec(rows)
    )


def hours_of(day: StallDay, zone: str) -> StallDayHours:
    """Return the hours of a stall day in the zone of its alley."""
    return StallDayHours(
        day=day.day,
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        set_up_at=day.set_up_at,
        ended_at=day.ended_at,
        zone=zone,
    )


def is_near(now: datetime) -> ColumnElement[bool]:
    """Return the condition that something may be said of a stall day now."""
    return (col(StallDay.ends_at) > now - BEHIND) & (col(StallDay.starts_at) < now + AHEAD)


def days_around(session: Session, since: datetime) -> tuple[NearStallDay, ...]:
    """Return the stall days among which is the next one of which something is said after `since`."""
    later = select(func.min(col(StallDay.starts_at))).where(
        col(StallDay.state) == StallDayState.ON, col(StallDay.starts_at) >= since + AHEAD
    )
    until = session.exec(later).one() or since + AHEAD
    return near_stall_days(session, col(StallDay.ends_at) > since - BEHIND, col(StallDay.starts_at) <= until)


def may_be_told(person: Any, kind: str) -> ColumnElement[bool]:
    """Return the condition that a person gets messages of a kind: one that reaches them, who is not blocked and has not muted it."""
    blocked = exists().where(col(Person.id) == person, col(Person.blocked_at).is_not(None))
    muted = exists().where(col(Mute.person_id) == person, col(Mute.kind) == kind)
    return is_reached(person) & ~blocked & ~muted


def untold(session: Session, kind: str, named: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return those of these messages of a kind, each a person and its `once`, that the person may be told and was not."""
    if not named:
        return set()
    people = {person for person, _ in named}
    reached = select(Person.id).where(col(Person.id).in_(people), may_be_told(col(Person.id), kind))
    told = select(Notification.person_id, Notification.once).where(
        col(Notification.person_id).in_(people), col(Notification.once).in_({once for _, once in named})
    )
    listening, known = set(session.exec(reached)), set(session.exec(told).all())
    return {each for each in named if each[0] in listening and each not in known}


def send_times(session: Session, moments: Collection[datetime], now: datetime) -> dict[datetime, datetime]:
    """Return since when messages that became due at some moments count as on their way: since then where Lorong was away, else for a minute at most.

    Who meets the conditions later, as by a drop that goes on, is not told that Lorong was offline.
    """
    if not moments:
        return {}
    outages = outages_between(session, min(moments), max(moments))
    return {
        due_at: due_at
        if any(began_at <= due_at <= ended_at for began_at, ended_at in outages)
        else max(due_at, now - ON_TIME)
        for due_at in moments
    }
