"""The calendar for organisers: who stands where in an alley, day by day, and what does not work out."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown
from market.calendar.pitches import PitchFacts, pitches_in_use
from market.drop.facts import AlleyFacts, alley_facts
from market.market_day.day import day_of
from storage.alley import Alley
from storage.market_day import MarketDay, StallDay, StallDayState
from storage.pitch import Pitch, PitchDay
from storage.stall import Stall

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class PlannedStallDay:
    """A stall day that takes place. `pitch` and `place` are the id and the code of its place, None and "" without one.

    `elsewhere` is the alley in which its stall is at the same time, "" for none.
    """

    id: int
    day: date
    stall: int
    stall_code: str
    name: str
    starts_at: datetime
    ends_at: datetime
    pitch: int | None
    place: str
    elsewhere: str


@dataclass(frozen=True)
class FullDay:
    """A market day with more stalls than its alley has places."""

    day: date
    stalls: int
    pitches: int


@dataclass(frozen=True, kw_only=True)
class AlleyWeek:
    """Seven days of an alley from `first` on: its places that are in use, and its stall days by day and stall."""

    alley: AlleyFacts
    first: date
    pitches: tuple[PitchFacts, ...]
    stall_days: tuple[PlannedStallDay, ...]

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + number * DAY for number in range(WEEK.days))

    @cached_property
    def standing(self) -> dict[tuple[str, date], PlannedStallDay]:
        """Return who stands at which place on which day."""
        return {(each.place, each.day): each for each in self.stall_days if each.place}

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Return the codes of places in use, then those where somebody stood before they were retired."""
        used = [pitch.code for pitch in self.pitches]
        return (*used, *sorted({place for place, _ in self.standing} - {*used}))

    def without_place(self, day: date) -> tuple[PlannedStallDay, ...]:
        """Return the stall days of a day that have no place."""
        return tuple(each for each in self.stall_days if each.day == day and not each.place)

    @property
    def full_days(self) -> tuple[FullDay, ...]:
        """Return the days on which not everybody can have a place; none of an alley that has none."""
        counts = [(day, sum(each.day == day for each in self.stall_days)) for day in self.days]
        most = len(self.pitches)
        return tuple(FullDay(day, stalls, most) for day, stalls in counts if 0 < most < stalls)

    @property
    def in_two_alleys(self) -> tuple[PlannedStallDay, ...]:
        return tuple(each for each in self.stall_days if each.elsewhere)


@dataclass(frozen=True, kw_only=True)
class CalendarAlley:
    """An open alley: its places, the stall days that begin within a week with and without one, and the days with more stalls than places."""

    id: int
    name: str
    city: str
    pitches: int
    placed: int
    without_place: int
    full_days: int


def alley_week(session: Session, actor: Actor, alley: int, first: date | None, *, now: datetime) -> AlleyWeek:
    """Return seven days of an alley; None: from its present market day on. Raises NotOrganiser, AlleyUnknown."""
    require_organiser(session, actor)
    row = AlleyUnknown.unless(session.get(Alley, alley))
    begins = first or day_of(now, row.zone)
    return AlleyWeek(
        alley=alley_facts(row),
        first=begins,
        pitches=pitches_in_use(session, alley),
        stall_days=_stall_days(session, alley, begins),
    )


def calendar_alleys(session: Session, actor: Actor, now: datetime) -> tuple[CalendarAlley, ...]:
    """Return the open alleys in the order of adding, with two statements however many there are. Raises NotOrganiser."""
    require_organiser(session, actor)
    in_use = col(Pitch.alley_id) == col(Alley.id), col(Pitch.retired_at).is_(None)
    pitches = select(func.count()).select_from(Pitch).where(*in_use).scalar_subquery()
    rows = select(Alley, pitches).where(col(Alley.closed_at).is_(None)).order_by(col(Alley.id))
    counts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for alley, stalls, placed in session.exec(_counts(now)):
        counts[alley].append((stalls, placed))
    return tuple(
        CalendarAlley(
            id=row.id or 0,
            name=row.name,
            city=row.city,
            pitches=most,
            placed=sum(placed for _, placed in counts[row.id or 0]),
            without_place=sum(stalls - placed for stalls, placed in counts[row.id or 0]),
            full_days=sum(0 < most < stalls for stalls, _ in counts[row.id or 0]),
        )
        for row, most in session.exec(rows)
    )


def _counts(now: datetime) -> Any:
    """Select alley, stall days and those with a place, of each market day ahead within a week."""
    return (
        select(StallDay.alley_id, func.count(), func.count(col(PitchDay.pitch_id)))
        .outerjoin(PitchDay, col(PitchDay.stall_day_id) == col(StallDay.id))
        .where(col(StallDay.state) == StallDayState.ON)
        .where(col(StallDay.ends_at) > now, col(StallDay.starts_at) < now + WEEK)
        .group_by(col(StallDay.alley_id), col(StallDay.market_day_id))
    )


def _stall_days(session: Session, alley: int, first: date) -> tuple[PlannedStallDay, ...]:
    other, there = aliased(StallDay), aliased(Alley)
    elsewhere = (
        select(func.min(there.name))
        .join(other, col(other.alley_id) == col(there.id))
        .where(
            col(other.stall_id) == col(StallDay.stall_id),
            col(other.alley_id) != col(StallDay.alley_id),
            col(other.state) == StallDayState.ON,
            col(other.day).between(first - DAY, first + WEEK),
            col(other.ends_at) > col(StallDay.starts_at),
            col(other.starts_at) < col(StallDay.ends_at),
        )
        .correlate(StallDay)
        .scalar_subquery()
    )
    rows: Any = (
        select(StallDay, Stall.code, Stall.name, Pitch)
        .add_columns(elsewhere)
        .join(Stall, col(Stall.id) == col(StallDay.stall_id))
        .outerjoin(PitchDay, col(PitchDay.stall_day_id) == col(StallDay.id))
        .outerjoin(Pitch, col(Pitch.id) == col(PitchDay.pitch_id))
        .join(MarketDay, col(MarketDay.id) == col(StallDay.market_day_id))
        .where(col(MarketDay.alley_id) == alley, col(StallDay.state) == StallDayState.ON)
        .where(col(MarketDay.day) >= first, col(MarketDay.day) < first + WEEK)
        .order_by(col(StallDay.day), func.lower(col(Stall.name)), col(StallDay.id))
    )
    return tuple(
        PlannedStallDay(
            id=row.id or 0,
            day=row.day,
            stall=row.stall_id,
            stall_code=code,
            name=name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            pitch=pitch.id if pitch else None,
            place=pitch.code if pitch else "",
            elsewhere=alley_name or "",
        )
        for row, code, name, pitch, alley_name in session.exec(rows)
    )
