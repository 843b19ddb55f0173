"""The accuracy that everybody sees: the same as counted by hand, and nothing of a single stall, by whatever figures are compared."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from market.forecast.forecast import Score
from market.forecast.public_scores import (
    FEWEST_FORECASTS,
    FEWEST_STALLS,
    WEEK,
    WEEKS,
    ForecastCell,
    PublicScores,
    WeeklyScores,
    alley_cells,
    closed_weeks,
    market_cells,
    public_scores,
    weekly_scores,
)
from storage.alley import Alley
from storage.forecast import Forecast, StallDayCount
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.people import add_people
from tests.seeds import seeds

NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)
"""A Wednesday."""
LAST_MONDAY = date(2026, 11, 23)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OWNER = 9001


@dataclass(frozen=True)
class Scored:
    """A forecast with what came, and when that was counted."""

    stall: int
    day: date
    said: tuple[int, int, int]
    last_time: int
    came: int
    counted_at: datetime | None


def add_alleys(session: Session, stalls: dict[int, int], closed: int = 0) -> None:
    """Add stalls by their id, with the alley of each; one alley may be closed."""
    add_people(session, {OWNER: "Ros"}, created_at=NOW - 365 * DAY)
    for alley in sorted(set(stalls.values())):
        session.add(
            Alley(
                id=alley, code=f"A{alley}", name=f"Lorong {alley}", city="Kota Kinabalu", zone="Asia/Kuching",
                territory="MY", currency="MYR", latitude=5.98, longitude=116.07,
                closed_at=NOW - DAY if alley == closed else None,
            )
        )  # fmt: skip
    session.flush()
    for stall, alley in stalls.items():
        session.add(
            Stall(
                id=stall, code=f"S{stall}", name=f"Dapur {stall}", owner_id=OWNER, alley_id=alley,
                language="ms", state=StallApproval.APPROVED, asked_at=NOW - 365 * DAY,
            )
        )  # fmt: skip
    session.flush()


def add_forecasts(session: Session, forecasts: list[Scored]) -> None:
    for each in forecasts:
        low, expected, high = each.said
        session.add(
            Forecast(
                stall_id=each.stall, day=each.day, made_at=NOW, low=low, expected=expected, high=high, staff=1,
                with_deposit=0, without_deposit=0, share_with_deposit=75, share_without_deposit=50, others=0,
                market_days=4, last_time=each.last_time,
            )
        )  # fmt: skip
        others, came = each.came % 3, each.came - each.came % 3
        session.add(
            StallDayCount(
                stall_id=each.stall, day=each.day, count_at=NOW, counted_at=each.counted_at,
                with_deposit=came, came_with_deposit=came, without_deposit=5, others=others,
            )
        )  # fmt: skip


def random_forecasts(rng: Random, stalls: dict[int, int]) -> list[Scored]:
    """Forecasts of two and more weeks than are shown; most were counted in time."""
    forecasts = {}
    for _ in range(rng.choice((40, 300))):
        stall, day = rng.choice([*stalls]), LAST_MONDAY + timedelta(days=rng.randint(-200, 12))
        low = rng.randint(0, 20)
        expected = low + rng.randint(0, 6)
        late = rng.choice((timedelta(hours=30), timedelta(hours=30), timedelta(days=20), None))
        forecasts[stall, day] = Scored(
            stall=stall,
            day=day,
            said=(low, expected, expected + rng.randint(0, 6)),
            last_time=rng.randint(0, 30),
            came=rng.randint(0, 30),
            counted_at=None if late is None else datetime.combine(day, datetime.min.time(), UTC) + late,
        )
    return [*forecasts.values()]


def by_hand(forecasts: list[Scored], stalls: dict[int, int], alley: int | None) -> dict[date | None, Score]:
    """The scores of an alley, or of the whole market, by week; under None that of all weeks."""
    cells: dict[tuple[date, int], list[Scored]] = defaultdict(list)
    for each in forecasts:
        monday = each.day - timedelta(days=each.day.weekday())
        closes = datetime.combine(monday + timedelta(days=9), datetime.min.time(), UTC)
        if each.counted_at and each.counted_at < closes and monday in closed_weeks(NOW):
            cells[monday, stalls[each.stall]].append(each)
    weeks: dict[date | None, list[Scored]] = defaultdict(list)
    rest: dict[date, list[Scored]] = defaultdict(list)
    for (monday, place), found in cells.items():
        if not enough(found):
            rest[monday] += found
        elif alley in (None, place):
            weeks[monday] += found
    for monday, found in rest.items():
        if alley is None and enough(found):
            weeks[monday] += found
    weeks[None] = [each for found in [*weeks.values()] for each in found]
    return {week: hand_score(found) for week, found in weeks.items() if found}


def enough(found: list[Scored]) -> bool:
    return len(found) >= 4 and len({each.stall for each in found}) >= 3


def hand_score(found: list[Scored]) -> Score:
    return Score(
        forecasts=len(found),
        held=len([each for each in found if each.said[0] <= each.came <= each.said[2]]),
        off=sum(abs(each.came - each.said[1]) for each in found) / len(found),
        last_time_off=sum(abs(each.came - each.last_time) for each in found) / len(found),
    )


def as_found(scores: WeeklyScores) -> dict[date | None, Score]:
    weeks = {week.monday: week.score for week in scores.weeks} | {None: scores.total}
    return {week: score for week, score in weeks.items() if score is not None}


@pytest.mark.feature("X12")
@pytest.mark.empty_market("the figures of all stalls")
@pytest.mark.parametrize("seed", seeds(4, proof=40))
async def test_the_figures_are_those_of_a_count_by_hand(store: Store, seed: int) -> None:
    rng = Random(seed)
    stalls = {stall: rng.choice((1, 1, 1, 2, 2, 3, 4)) for stall in range(1, rng.choice((6, 16)))}
    stalls |= {20: 1, 21: 2}
    closed = rng.choice((0, 2))
    forecasts = random_forecasts(rng, stalls)
    await store.write(add_alleys, stalls, closed)
    await store.write(add_forecasts, forecasts)
    found = await store.read(public_scores, NOW)
    assert as_found(found.market) == by_hand(forecasts, stalls, None)
    assert [each.alley.id for each in found.alleys] == sorted({*stalls.values()} - {closed})
    for each in found.alleys:
        assert as_found(each.scores) == by_hand(forecasts, stalls, each.alley.id)


async def scores_of(store: Store, stalls: dict[int, int], forecasts: list[Scored]) -> PublicScores:
    await store.write(add_alleys, stalls)
    await store.write(add_forecasts, forecasts)
    return await store.read(public_scores, NOW)


def on(stall: int, days: int = 0, *, came: int = 12, late: timedelta = 30 * HOUR) -> Scored:
    """A forecast of 10 to 14 people, 12 in the middle, so many days after LAST_MONDAY."""
    day = LAST_MONDAY + days * DAY
    counted_at = datetime.combine(day, datetime.min.time(), UTC) + late
    return Scored(stall, day, (10, 12, 14), 20, came, counted_at)


@pytest.mark.empty_market("the figures of all stalls")
async def test_three_forecasts_or_two_stalls_are_not_enough(store: Store) -> None:
    stalls = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2}
    three = [on(stall) for stall in (1, 2, 3)]
    two = [on(stall, days) for stall in (4, 5) for days in (-7, -6)]
    found = await scores_of(store, stalls, [*three, *two])
    assert as_found(found.market) == {}
    assert all(as_found(each.scores) == {} for each in found.alleys)
    await store.write(add_forecasts, [on(1, 1, came=20)])
    found = await store.read(public_scores, NOW)
    score = Score(forecasts=4, held=3, off=2, last_time_off=6)
    assert as_found(found.market) == {LAST_MONDAY: score, None: score}
    assert as_found(found.alleys[0].scores) == as_found(found.market)
    assert as_found(found.alleys[1].scores) == {}


@pytest.mark.empty_market("the figures of all stalls")
async def test_one_stall_beside_an_alley_cannot_be_worked_out_of_the_market(store: Store) -> None:
    stalls = {1: 1, 2: 1, 3: 1, 4: 2}
    alley = [on(stall, days) for stall in (1, 2, 3) for days in (0, 1)]
    found = await scores_of(store, stalls, [*alley, on(4, came=99)])
    assert as_found(found.market) == as_found(found.alleys[0].scores), "the other one is in neither"


@pytest.mark.empty_market("the figures of all stalls")
async def test_small_alleys_count_together_in_the_market_alone(store: Store) -> None:
    stalls = {1: 1, 2: 1, 3: 2, 4: 3}
    found = await scores_of(store, stalls, [on(stall) for stall in stalls])
    assert [score.forecasts for score in as_found(found.market).values()] == [4, 4]
    assert all(as_found(each.scores) == {} for each in found.alleys)


@pytest.mark.empty_market("the figures of all stalls")
async def test_a_day_that_is_counted_late_changes_no_week_that_was_shown(store: Store) -> None:
    stalls = {1: 1, 2: 1, 3: 1}
    in_time = [on(stall, days) for stall in stalls for days in (0, 6)]
    found = await scores_of(store, stalls, in_time)
    assert found.market.total is not None
    late = [on(1, 1, late=9 * DAY), on(1, 2, late=7 * DAY), on(1, 3, late=6 * DAY)]
    await store.write(add_forecasts, late)
    assert await store.read(public_scores, NOW) == found
    await store.write(add_forecasts, [on(1, 4, late=5 * DAY - HOUR)])
    assert await store.read(public_scores, NOW) != found, "this one was in time"


def test_a_week_is_shown_from_the_wednesday_after_it() -> None:
    tuesday = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
    assert closed_weeks(tuesday)[-1] == LAST_MONDAY - WEEK
    wednesday = tuesday + timedelta(minutes=1)
    weeks = closed_weeks(wednesday)
    assert weeks[-1] == LAST_MONDAY
    assert len(weeks) == WEEKS
    assert {week.weekday() for week in weeks} == {0}
    assert {later - earlier for earlier, later in pairwise(weeks)} == {WEEK}
    for ahead in range(400):
        assert closed_weeks(wednesday + ahead * DAY)[-1] + 9 * DAY <= (wednesday + ahead * DAY).date()


CELL = st.builds(
    lambda stalls, more: (stalls, stalls + more), st.integers(1, 5), st.sampled_from((0, 0, 1, 2, 5))
)


@given(st.dictionaries(st.tuples(st.sampled_from(closed_weeks(NOW)[:4]), st.integers(1, 5)), CELL))
def test_whatever_figures_are_compared_enough_stalls_remain(sizes: dict[Any, tuple[int, int]]) -> None:
    """Each cell has people of its own, a power of two, so that a figure says which cells are in it.

    Cells that are in the same figures cannot be told apart; those that can are what somebody may learn, and they are enough.
    """
    cells = {
        key: ForecastCell(stalls=stalls, forecasts=forecasts, held=0, off=2**place, last_time_off=0)
        for place, (key, (stalls, forecasts)) in enumerate(sizes.items())
    }
    alleys = {alley for _, alley in cells}
    figures = [weekly_scores(closed_weeks(NOW), market_cells(cells))]
    figures += [weekly_scores(closed_weeks(NOW), alley_cells(cells, alley)) for alley in alleys]
    members: dict[Any, list[bool]] = defaultdict(list)
    for score in [score for weekly in figures for score in as_found(weekly).values()]:
        within = round(score.off * score.forecasts)
        for place, key in enumerate(cells):
            members[key].append(bool(within >> place & 1))
    learnt: dict[Any, list[ForecastCell]] = defaultdict(list)
    for key, figures_of in members.items():
        if any(figures_of):
            learnt[tuple(figures_of)].append(cells[key])
    for apart in learnt.values():
        assert sum(cell.forecasts for cell in apart) >= FEWEST_FORECASTS
        assert sum(cell.stalls for cell in apart) >= FEWEST_STALLS
