"""The dates of a series, and which of them are published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.series.refusals import SeriesUnknown
from market.series.rule import SeriesRule, read_rule
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import DropHours, hours_on
from storage.alley import Alley
from storage.drop import Drop, DropState
from storage.permit import permit_end
from storage.series import DropSeries, SeriesProblem, SeriesState

AHEAD, SHOWN = 4, 8
"""Dates that are published ahead, and those that a series' page shows."""
MESSAGES = TypeAdapter(ParsedMessage)


@dataclass(frozen=True, kw_only=True)
class SeriesDate:
    """A date of a series with its hours, and its drop as it is now; without one it is left out or is published in its turn."""

    day: date
    starts_at: datetime
    drop: int | None
    state: DropState | None
    is_skipped: bool


@dataclass(frozen=True, kw_only=True)
class SeriesFacts:
    """A series for its stall: its rule, last day (None for no end), hours by the alley's clock, state, and next dates. `permit_until` is the alley's."""

    id: int
    name: str
    rule: SeriesRule
    last_day: date | None
    start: time
    end: time
    alley: str
    zone: str
    state: SeriesState
    dates: tuple[SeriesDate, ...]
    problem: SeriesProblem | None
    problem_day: date | None
    permit_until: date | None


def own_series(session: Session, actor: Actor, series: int, now: datetime) -> SeriesFacts:
    """Return a series to who may post for its stall. Raises SeriesUnknown, NotYourStall."""
    row = SeriesUnknown.unless(session.get(DropSeries, series))
    require_right(session, actor, row.stall_id, Right.STOCK)
    return series_facts(session, series, now)


def series_facts(session: Session, series: int, now: datetime) -> SeriesFacts:
    """Return a series, for a message about it. Raises SeriesUnknown."""
    row = SeriesUnknown.unless(session.get(DropSeries, series))
    alley = session.get_one(Alley, row.alley_id)
    rule, (start, end) = read_rule(row.rule), _clock(row)
    return SeriesFacts(
        id=series,
        name=row.name,
        rule=rule,
        last_day=rule.last(row.first_day),
        start=start,
        end=end,
        alley=alley.name,
        zone=alley.zone,
        state=row.state,
        dates=tuple(_shown_dates(session, row, alley.zone, now)),
        problem=row.problem,
        problem_day=row.problem_day,
        permit_until=session.exec(select(permit_end(col(Alley.id))).where(col(Alley.id) == alley.id)).one(),
    )


def days_to_publish(session: Session, series: int, now: datetime) -> tuple[date, ...]:
    """Return the next dates of a running series that have no drop yet, of AHEAD ahead."""
    row = session.get(DropSeries, series)
    if row is None or row.state != SeriesState.RUNNING:
        return ()
    made = {drop.series_day for drop in drops_of_series(session, series)}
    return tuple(day for day in days_ahead(session, row, now) if day not in made)


def days_ahead(session: Session, row: DropSeries, now: datetime) -> list[date]:
    """Return the next AHEAD dates of a series that begin later and are not left out."""
    zone = session.get_one(Alley, row.alley_id).zone
    kept = (day for day, _ in dates_after(row, zone, now) if day not in row.skipped_days)
    return list(islice(kept, AHEAD))


def dates_after(row: DropSeries, zone: str, now: datetime) -> Iterator[tuple[date, DropHours]]:
    """Return the dates of a series that begin later, with their hours: also those that are left out."""
    today = now.astimezone(ZoneInfo(zone)).date()
    for day in read_rule(row.rule).dates(row.first_day):
        if day >= today and (hours := hours_of(row, day, zone)).starts_at > now:
            yield day, hours


def hours_of(row: DropSeries, day: date, zone: str) -> DropHours:
    """Return the hours of a series on a date, by the clock of its alley."""
    return hours_on(day, *_clock(row), zone)


def drops_of_series(session: Session, series: int) -> list[Drop]:
    """Return the drops of a series, drafts and cancelled ones too."""
    rows = select(Drop).where(col(Drop.series_id) == series).order_by(col(Drop.series_day))
    return list(session.exec(rows))


def _shown_dates(session: Session, row: DropSeries, zone: str, now: datetime) -> Iterator[SeriesDate]:
    """Return the next dates of a series; once it has ended, those of its drops alone."""
    drops = {drop.series_day: drop for drop in drops_of_series(session, row.id or 0)}
    for day, hours in islice(dates_after(row, zone, now), SHOWN):
        drop = drops.get(day)
        if drop is not None or row.state == SeriesState.RUNNING:
            yield SeriesDate(
                day=day,
                starts_at=drop.starts_at if drop else hours.starts_at,
                drop=drop.id if drop else None,
                state=drop.state if drop else None,
                is_skipped=drop is None and day in row.skipped_days,
            )


def _clock(row: DropSeries) -> tuple[time, time]:
    """Return start and end by the alley's clock."""
    whole = MESSAGES.validate_json(row.message).stock_lines[0]
    assert whole.start is not None, "a series says its hours"
    assert whole.end is not None, "a series says its hours"
    return whole.start, whole.end
