"""The accuracy of all forecasts, by week, as anybody may see it: for the whole market and for each open alley, nothing of a single stall.

Forecasts are summed in cells: those of an alley in a week and, for alleys too small for a cell, those of all of them in that week.
Only a cell of enough forecasts of enough stalls is part of any figure, so that each figure, and each difference of figures, is a sum
of whole cells. A week's cells are closed two days after it and do not change from then on, as a difference in time is a difference, too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, case, func, or_
from sqlmodel import Session, col, select

from market.drop.facts import AlleyFacts, alley_facts
from market.forecast.forecast import Score
from storage.alley import Alley
from storage.forecast import Forecast, StallDayCount
from storage.stall import Stall

FEWEST_FORECASTS, FEWEST_STALLS = 4, 3
"""A cell of fewer says something about single stalls."""
WEEKS = 26
WEEK = timedelta(days=7)
CLOSED_AFTER = timedelta(days=2)
"""After the end of a week: its last days are counted by then, wherever the alley is."""
MOST_ALLEYS = 100


@dataclass(frozen=True, kw_only=True)
class ForecastCell:
    """Forecasts with a score that are summed: of so many stalls; `off` and `last_time_off` are people, added up.

    Cells of one week are of different stalls, as each stall has one alley.
    """

    stalls: int
    forecasts: int
    held: int
    off: int
    last_time_off: int

    @property
    def is_enough(self) -> bool:
        return self.forecasts >= FEWEST_FORECASTS and self.stalls >= FEWEST_STALLS


@dataclass(frozen=True, kw_only=True)
class WeekScore:
    """A week from its Monday on, with its score; None where there is not enough of it."""

    monday: date
    score: Score | None


@dataclass(frozen=True, kw_only=True)
class WeeklyScores:
    """The score of each week, the earliest first, and of all of them together."""

    weeks: tuple[WeekScore, ...]
    total: Score | None


@dataclass(frozen=True, kw_only=True)
class AlleyScores:
    alley: AlleyFacts
    scores: WeeklyScores


@dataclass(frozen=True, kw_only=True)
class PublicScores:
    """The scores of the whole market, closed alleys too, and of each open alley."""

    market: WeeklyScores
    alleys: tuple[AlleyScores, ...]


def public_scores(session: Session, now: datetime) -> PublicScores:
    """Return the scores of the last WEEKS weeks that are closed."""
    mondays = closed_weeks(now)
    cells = {
        (mondays[row.week], row.alley_id): ForecastCell(
            stalls=row.stalls,
            forecasts=row.forecasts,
            held=int(row.held),
            off=int(row.off),
            last_time_off=int(row.last_time_off),
        )
        for row in session.connection().execute(_cells(mondays))
    }
    rows = select(Alley).where(col(Alley.closed_at).is_(None)).order_by(col(Alley.id)).limit(MOST_ALLEYS)
    return PublicScores(
        market=weekly_scores(mondays, market_cells(cells)),
        alleys=tuple(
            AlleyScores(alley=alley_facts(alley), scores=weekly_scores(mondays, alley_cells(cells, alley.id)))
            for alley in session.exec(rows)
        ),
    )


def closed_weeks(now: datetime) -> tuple[date, ...]:
    """Return the Mondays of the last WEEKS weeks whose cells are closed, the earliest first."""
    ended = (now.astimezone(UTC) - CLOSED_AFTER).date()
    last = ended - timedelta(days=ended.weekday()) - WEEK
    return tuple(last - place * WEEK for place in reversed(range(WEEKS)))


def market_cells(cells: Mapping[tuple[date, int], ForecastCell]) -> Iterator[tuple[date, ForecastCell]]:
    """Return the cells of the whole market: those that are enough, and of each week the others together if they are."""
    for (monday, _), cell in cells.items():
        if cell.is_enough:
            yield monday, cell
    small = sorted((monday, alley) for (monday, alley), cell in cells.items() if not cell.is_enough)
    for monday, keys in groupby(small, key=lambda key: key[0]):
        together = _sum(cells[key] for key in keys)
        if together.is_enough:
            yield monday, together


def alley_cells(
    cells: Mapping[tuple[date, int], ForecastCell], alley: int | None
) -> Iterator[tuple[date, ForecastCell]]:
    """Return the cells of an alley that are enough by themselves."""
    return ((monday, cell) for (monday, each), cell in cells.items() if each == alley and cell.is_enough)


def weekly_scores(mondays: Sequence[date], cells: Iterable[tuple[date, ForecastCell]]) -> WeeklyScores:
    """Return the scores of cells, by week and of all of them."""
    by_week: dict[date, ForecastCell] = {}
    for monday, cell in cells:
        by_week[monday] = _sum([by_week[monday], cell]) if monday in by_week else cell
    return WeeklyScores(
        weeks=tuple(
            WeekScore(monday=monday, score=_score(by_week[monday]) if monday in by_week else None)
            for monday in mondays
        ),
        total=_score(_sum(by_week.values())) if by_week else None,
    )


def _sum(cells: Iterable[ForecastCell]) -> ForecastCell:
    first, *others = cells
    for each in others:
        first = replace(
            first,
            stalls=first.stalls + each.stalls,
            forecasts=first.forecasts + each.forecasts,
            held=first.held + each.held,
            off=first.off + each.off,
            last_time_off=first.last_time_off + each.last_time_off,
        )
    return first


def _score(cell: ForecastCell) -> Score:
    return Score(
        forecasts=cell.forecasts,
        held=cell.held,
        off=cell.off / cell.forecasts,
        last_time_off=cell.last_time_off / cell.forecasts,
    )


def _cells(mondays: Sequence[date]) -> Select[Any]:
    """Return the sums of scored forecasts by the place of their week and by alley: as many rows as there are of these, however many forecasts."""
    scored = _scored(mondays).subquery().c
    sums = select(scored.week, scored.alley_id).add_columns(
        func.count(func.distinct(scored.stall_id)).label("stalls"),
        func.count().label("forecasts"),
        func.sum(case((scored.came.between(scored.low, scored.high), 1), else_=0)).label("held"),
        func.sum(func.abs(scored.came - scored.expected)).label("off"),
        func.sum(func.abs(scored.came - scored.last_time)).label("last_time_off"),
    )
    return sums.group_by(scored.week, scored.alley_id)


def _scored(mondays: Sequence[date]) -> Select[Any]:
    """Return the forecasts whose day was counted before its week was closed, each with its week and how many came."""
    day, counted_at = col(Forecast.day), col(StallDayCount.counted_at)
    came = (
        col(StallDayCount.came_with_deposit)
        + col(StallDayCount.came_without_deposit)
        + col(StallDayCount.others)
    )
    in_time = or_(
        *(and_(day >= monday, day < monday + WEEK, counted_at < _closes_at(monday)) for monday in mondays)
    )
    return (
        select(Stall.alley_id)
        .add_columns(
            case(*((day < monday + WEEK, place) for place, monday in enumerate(mondays))).label("week"),
            col(Forecast.stall_id),
            col(Forecast.low),
            col(Forecast.expected),
            col(Forecast.high),
            col(Forecast.last_time),
            came.label("came"),
        )
        .join(Forecast, col(Forecast.stall_id) == col(Stall.id))
        .join(
            StallDayCount,
            (col(StallDayCount.stall_id) == col(Forecast.stall_id)) & (col(StallDayCount.day) == day),
        )
        .where(day >= mondays[0], day < mondays[-1] + WEEK, in_time)
    )


def _closes_at(monday: date) -> datetime:
    return datetime.combine(monday + WEEK, time(), UTC) + CLOSED_AFTER
