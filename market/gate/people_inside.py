"""The people inside an alley, from what its gates counted: now, and on the market days of the past."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select as columns
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown
from market.gate.headcount import CountedMinute, GateFigures, headcount, headcount_by_hour
from market.market_day.day import begins, day_of
from storage.alley import Alley
from storage.gate import GateCount
from storage.insert import insert_once

ONE_DAY = timedelta(days=1)
PAGE_DAYS, FILE_DAYS = 30, 366
"""Days back that the office's page shows, and its file."""

CountKey = tuple[int, int, datetime]
"""A device, its alley, and the beginning of a minute."""


@dataclass(frozen=True, kw_only=True)
class PeopleInside:
    """The number of people inside an alley on this market day, which ends at `ends_at`, and the most that may be, None for no limit.

    `is_counted`: a gate has counted something on this market day.
    """

    alley: int
    code: str
    name: str
    inside: int
    limit: int | None
    is_counted: bool
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class CountedHour:
    """An hour of a market day, by the alley's clock, and its figures."""

    day: date
    begins_at: datetime
    people: GateFigures


@dataclass(frozen=True, kw_only=True)
class CountedMarketDay:
    """A market day with its figures, and each hour from the first count to the last."""

    day: date
    people: GateFigures
    hours: tuple[CountedHour, ...]


@dataclass(frozen=True, kw_only=True)
class CountedAlley:
    """An alley with the market days that were counted, the newest first."""

    people: PeopleInside
    zone: str
    days: tuple[CountedMarketDay, ...]


def add_people(session: Session, key: CountKey, *, entered: int = 0, exited: int = 0) -> None:
    """Add to how many went in and out at a gate in a minute; what is undone is below zero."""
    device, alley, minute = key
    insert_once(session, GateCount, device_id=device, minute=minute, alley_id=alley, entered=0, exited=0)
    same = col(GateCount.device_id) == device, col(GateCount.minute) == minute
    more = {"entered": col(GateCount.entered) + entered, "exited": col(GateCount.exited) + exited}
    session.connection().execute(update(GateCount).where(*same).values(more))


def people_inside(session: Session, alley: Alley, now: datetime) -> PeopleInside:
    """Return the people inside an alley now."""
    day = day_of(now, alley.zone)
    ends_at = begins(day + ONE_DAY, alley.zone)
    counted = [*_counted(session, alley, begins(day, alley.zone), ends_at)]
    return PeopleInside(
        alley=alley.id or 0,
        code=alley.code,
        name=alley.name,
        inside=headcount(counted).inside,
        limit=alley.people_limit,
        is_counted=bool(counted),
        ends_at=ends_at,
    )


def public_people_inside(session: Session, code: str, now: datetime) -> PeopleInside:
    """Return the people inside the alley with a code. Raises AlleyUnknown."""
    row = AlleyUnknown.unless(session.exec(select(Alley).where(col(Alley.code) == code)).first())
    return people_inside(session, row, now)


def counted_alley(session: Session, actor: Actor, alley: int, now: datetime, *, days: int) -> CountedAlley:
    """Return the market days of so many days back on which the gates of an alley counted. Raises NotOrganiser, AlleyUnknown."""
    require_organiser(session, actor)
    row = AlleyUnknown.unless(session.get(Alley, alley))
    today = day_of(now, row.zone)
    by_day = defaultdict[date, list[CountedMinute]](list)
    since, until = begins(today - (days - 1) * ONE_DAY, row.zone), begins(today + ONE_DAY, row.zone)
    for each in _counted(session, row, since, until):
        by_day[day_of(each.minute, row.zone)].append(each)
    return CountedAlley(
        people=people_inside(session, row, now),
        zone=row.zone,
        days=tuple(_counted_day(day, by_day[day]) for day in sorted(by_day, reverse=True)),
    )


def _counted_day(day: date, counted: list[CountedMinute]) -> CountedMarketDay:
    hours = (
        CountedHour(day=day, begins_at=hour, people=people) for hour, people in headcount_by_hour(counted)
    )
    return CountedMarketDay(day=day, people=headcount(counted), hours=tuple(hours))


def _counted(session: Session, alley: Alley, since: datetime, until: datetime) -> Iterator[CountedMinute]:
    """Yield what all gates of an alley counted, by minute, on the alley's clock. Minutes of which all was undone are left out."""
    minute = col(GateCount.minute)
    rows = (
        columns(minute, func.sum(GateCount.entered), func.sum(GateCount.exited))
        .where(col(GateCount.alley_id) == alley.id, minute >= since, minute < until)
        .group_by(minute)
    )
    zone = ZoneInfo(alley.zone)
    for at, entered, exited in session.execute(rows):
        if entered or exited:
            yield CountedMinute(minute=at.astimezone(zone), entered=entered, exited=exited)
