"""Figures of packaging: of cohorts by their week of issue, with n, and silent where there is too little."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from market.actor import NotOrganiser
from market.packaging.crate import Crate
from market.packaging.figures import (
    MINIMUM,
    MovementFacts,
    Trip,
    UseCosts,
    Window,
    break_even,
    cost_per_use,
    days_out,
    expected_uses,
    figure_rows,
    figures_csv,
    last_weeks,
    loops_per_unit,
    loss_rate,
    needed_rate,
    return_rate,
    returned_elsewhere,
    trips,
    washed_in_time,
    week_of,
)
from market.packaging.figures_of import YEAR, movement_facts, packaging_figures, type_figures
from market.packaging.washing import finish_wash, start_wash
from market.ticket.bearer import bearer_tickets, lend_apart
from storage.packaging import MovementReason, PackagingState, Stream
from tests.market.packaging.conftest import PackagingScenario
from tests.market.packaging.market_rows import BOWL, HANA, HUB, KEN, ROS, ROS_STALL, ZONE, actor_of

MONDAY = datetime(2026, 11, 23, 0, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
WINDOW = Window(since=MONDAY, until=MONDAY + WEEK)
STALL, HUB_PLACE, LOAN = 1, 2, 9
CLEAN, OUT, RETURNED, WASHING = (
    PackagingState.CLEAN,
    PackagingState.OUT,
    PackagingState.RETURNED,
    PackagingState.WASHING,
)


def trip(day: float, back: float | None = None, **values: Any) -> Trip:
    """A trip issued so many days after Monday, back after so many days."""
    issued = MONDAY + day * DAY
    returned = None if back is None else issued + back * DAY
    known = {"place": None if back is None else HUB_PLACE, **values}
    return Trip(
        packaging=BOWL, stream=Stream.HALAL, lender=STALL, issued_at=issued, returned_at=returned, **known
    )


def move(reason: MovementReason, units: int, day: float, **ends: Any) -> MovementFacts:
    known = {"source": 0, "source_state": None, "target": 0, "target_state": None, **ends}
    return MovementFacts(
        packaging=BOWL, stream=Stream.HALAL, units=units, reason=reason, at=MONDAY + day * DAY, **known
    )


def lent(units: int, day: float, loan: int = LOAN) -> MovementFacts:
    ends = {"source": STALL, "source_state": CLEAN, "target": loan, "target_state": OUT, "lender": STALL}
    return move(MovementReason.LENT, units, day, **ends)


def back(units: int, day: float, loan: int = LOAN, place: int = HUB_PLACE) -> MovementFacts:
    ends = {"source": loan, "source_state": OUT, "target": place, "target_state": RETURNED}
    return move(MovementReason.TAKEN_BACK, units, day, **ends)


def test_the_return_rate_is_of_the_units_issued_that_week_not_of_that_weeks_returns() -> None:
    """Twenty of forty of the week come back within 14 days; a hundred older ones that come back in the week do not count."""
    week = [trip(1, 10)] * 20 + [trip(2, 15)] * 10 + [trip(3)] * 10
    older = [trip(-10, 12)] * 100
    found = return_rate([*older, *week], WINDOW, 14, MONDAY + 60 * DAY)
    assert (found.value, found.n) == (Fraction(1, 2), 40)
    assert return_rate(week, WINDOW, 28, MONDAY + 60 * DAY).value == Fraction(3, 4)


def test_a_rate_is_not_known_before_all_of_the_week_had_its_days() -> None:
    week = [trip(1, 1)] * 40
    just_before = WINDOW.until + 14 * DAY - timedelta(seconds=1)
    assert return_rate(week, WINDOW, 14, just_before).value is None
    assert return_rate(week, WINDOW, 14, WINDOW.until + 14 * DAY).value == 1


@pytest.mark.parametrize(("n", "known"), [(MINIMUM - 1, False), (MINIMUM, True)])
def test_below_the_minimum_there_is_no_value_but_a_count(n: int, known: bool) -> None:
    found = return_rate([trip(1, 1)] * n, WINDOW, 14, MONDAY + 60 * DAY)
    assert (found.value is not None, found.n) == (known, n)
    assert (days_out([trip(1, 1)] * n, WINDOW, 50).value is not None) == known


def test_days_out_are_the_median_and_the_ninetieth_of_a_hundred() -> None:
    week = [trip(0, number / 20) for number in range(1, 101)]
    assert days_out(week, WINDOW, 50).value == Fraction(5, 2)
    assert days_out(week, WINDOW, 90).value == Fraction(9, 2)


def test_returns_elsewhere_loops_and_loss() -> None:
    week = [trip(1, 1)] * 15 + [trip(1, 1, place=STALL)] * 5 + [trip(1, lost=True)] * 5
    assert returned_elsewhere(week, WINDOW).value == Fraction(3, 4)
    assert loops_per_unit(week, WINDOW, 40).value == Fraction(1, 2)
    late = WINDOW.until + 30 * DAY
    assert loss_rate(week, WINDOW, 30 * DAY, late).value == Fraction(1, 5)
    assert loss_rate(week, WINDOW, 30 * DAY, late - DAY).value is None
    found_again = [trip(1, 50, lost=True)] * 25
    assert loss_rate(found_again, WINDOW, 30 * DAY, late).value == 0


def test_washed_in_time_counts_from_the_return() -> None:
    returned = MONDAY + 2 * DAY
    week = [trip(1, 1, cleaned_at=returned + DAY)] * 10
    week += [trip(1, 1, cleaned_at=returned + 2 * DAY)] * 5 + [trip(1, 1)] * 5
    assert washed_in_time(week, WINDOW, MONDAY + 60 * DAY).value == Fraction(1, 2)


def test_trips_follow_units_first_in_first_out_through_hauls_and_washes() -> None:
    to_haul = {"source": HUB_PLACE, "source_state": RETURNED, "target": 30, "target_state": RETURNED}
    off_haul = {"source": 30, "source_state": RETURNED, "target": 3, "target_state": RETURNED}
    into_wash = {"source": 3, "source_state": RETURNED, "target": 3, "target_state": WASHING}
    out_of_wash = {"source": 3, "source_state": WASHING, "target": 3, "target_state": CLEAN}
    found = trips(
        (
            lent(2, 0),
            back(1, 1),
            back(1, 3),
            move(MovementReason.SENT, 1, 3.1, **to_haul),
            move(MovementReason.ARRIVED, 1, 3.2, **off_haul),
            move(MovementReason.WASH_STARTED, 1, 3.3, **into_wash),
            move(MovementReason.WASH_DONE, 1, 3.5, **out_of_wash),
        )
    )
    first, second = found
    assert (first.returned_at, first.cleaned_at) == (MONDAY + DAY, MONDAY + 3.5 * DAY)
    assert (second.returned_at, second.cleaned_at) == (MONDAY + 3 * DAY, None)


def test_a_swap_ends_one_trip_and_begins_another() -> None:
    swapped_in = {"source": LOAN, "source_state": OUT, "target": STALL, "target_state": RETURNED}
    swapped_out = {
        "source": STALL,
        "source_state": CLEAN,
        "target": LOAN,
        "target_state": OUT,
        "lender": STALL,
    }
    found = trips(
        (
            lent(1, 0),
            move(MovementReason.SWAPPED_IN, 1, 2, **swapped_in),
            move(MovementReason.SWAPPED_OUT, 1, 2, **swapped_out),
            back(1, 5),
        )
    )
    assert [(one.issued_at - MONDAY, one.returned_at and one.returned_at - MONDAY) for one in found] == [
        (0 * DAY, 2 * DAY),
        (2 * DAY, 5 * DAY),
    ]


def test_a_unit_that_is_lent_again_makes_a_trip_of_its_own() -> None:
    into_wash = {"source": STALL, "source_state": RETURNED, "target": STALL, "target_state": WASHING}
    out_of_wash = {"source": STALL, "source_state": WASHING, "target": STALL, "target_state": CLEAN}
    found = trips(
        (
            lent(1, 0),
            back(1, 1, place=STALL),
            move(MovementReason.WASH_STARTED, 1, 1.5, **into_wash),
            move(MovementReason.WASH_DONE, 1, 1.6, **out_of_wash),
            lent(1, 2, loan=10),
        )
    )
    assert [one.returned_at for one in found] == [MONDAY + DAY, None]
    assert [one.cleaned_at for one in found] == [MONDAY + 1.6 * DAY, None]


@pytest.mark.feature("L04")
def test_the_worked_example_of_cost_per_use() -> None:
    """A bowl of RM12.00 that is expected to last 100 uses; RM0.30 a wash, RM0.10 a haul. 400 uses, 380 washes, 4 lost.

    Buying 400 × 12.00 / 100 = 48.00, washing 114.00, hauling 40.00, loss 48.00: 250.00 in all, 62.5 sen a use.
    """
    bowl = UseCosts(buy=1200, wash=30, haul=10, expected_uses=100)
    assert cost_per_use(bowl, uses=400, washes=380, lost=4) == Fraction(125, 2)
    assert cost_per_use(bowl, uses=0, washes=0, lost=0) is None


def test_break_even_and_the_rate_it_needs() -> None:
    """Against a box of RM0.80, each use saves RM0.40: RM12.00 are saved by the thirtieth use, which needs 29 of 30 to come back."""
    bowl = UseCosts(buy=1200, wash=30, haul=10, expected_uses=100)
    assert break_even(bowl, 80) == 30
    assert break_even(bowl, 40) is None
    assert needed_rate(30) == Fraction(29, 30)
    assert needed_rate(6) == Fraction(5, 6)
    assert expected_uses(Fraction(5, 6)) == 6
    assert expected_uses(Fraction(1)) is None


def test_rows_are_by_name_and_week_of_the_alley_and_csv_says_nothing_where_it_is_too_early() -> None:
    found = [trip(1, 1)] * 25 + [trip(8, 1)] * 3
    rows = figure_rows(
        found, "type", lambda _: "=Bowl", zone=ZONE, lost_after=30 * DAY, now=MONDAY + 40 * DAY
    )
    assert [(row.week, row.back_14.n) for row in rows] == [
        (MONDAY.date(), 25),
        (MONDAY.date() + WEEK, 3),
    ]
    head, first, second = figures_csv(rows).splitlines()
    assert head.startswith("kind,name,week,back_14,back_14_n,back_28,back_28_n,median_days")
    assert first.startswith("type,'=Bowl,2026-11-23,1.0000,25,1.0000,25,1.0000,25,1.0000,25,1.0000,25")
    assert second.startswith("type,'=Bowl,2026-11-30,,3,,3")


def test_a_week_begins_at_the_alleys_midnight() -> None:
    sunday_evening = datetime(2026, 11, 29, 15, 59, tzinfo=UTC)
    assert week_of(sunday_evening, ZONE) == MONDAY.date()
    assert week_of(sunday_evening + timedelta(minutes=1), ZONE) == MONDAY.date() + WEEK


async def test_the_figures_of_the_market_leave_out_what_was_undone(scenario: PackagingScenario) -> None:
    code = await scenario.lend(2)
    await scenario.undo(await scenario.take_back(code, 2))
    scenario.now += DAY
    await scenario.take_back(code, 2)
    wash = await scenario.act(start_wash, HANA, HUB, Crate(units={BOWL: 2}), now=scenario.now)
    await scenario.act(finish_wash, HANA, wash, now=scenario.now)
    facts = await scenario.store.read(movement_facts, scenario.now - 300 * DAY)
    assert [one.returned_at for one in trips(facts)] == [scenario.now, scenario.now]
    rows = await scenario.store.read(packaging_figures, actor_of(KEN), ZONE, scenario.now)
    assert [(row.kind, row.name, row.back_14.n) for row in rows] == [
        ("type", "Bowl", 2),
        ("stream", "halal", 2),
        ("place", "Ros’s", 2),
    ]
    with pytest.raises(NotOrganiser):
        await scenario.store.read(packaging_figures, actor_of(ROS), ZONE, scenario.now)


async def test_recent_figures_of_a_type_are_each_of_the_last_weeks_that_are_over(
    scenario: PackagingScenario,
) -> None:
    """20 bowls go out on Tuesday 24 November; 15 come back within the week and are washed at once. A use costs RM12.00 / 100 + 0.75 x RM0.30 + RM0.10."""
    first = await scenario.act(lend_apart, ROS, ROS_STALL, BOWL, count=20, now=scenario.now, rng=scenario.rng)
    tickets = await scenario.store.read(bearer_tickets, actor_of(ROS), first, 99)
    assert len(tickets) == 20
    scenario.now += 2 * DAY
    for ticket in tickets[:15]:
        await scenario.take_back(ticket.code)
    wash = await scenario.act(start_wash, HANA, HUB, Crate(units={BOWL: 15}), now=scenario.now)
    await scenario.act(finish_wash, HANA, wash, now=scenario.now)

    early = await scenario.store.read(type_figures, actor_of(KEN), BOWL, ZONE, now=scenario.now)
    assert (early.recent.back_14.value, early.recent.back_14.n) == (None, 0)
    late = await scenario.store.read(type_figures, actor_of(KEN), BOWL, ZONE, now=scenario.now + 33 * DAY)
    recent = late.recent
    assert (recent.back_14.value, recent.back_14.n) == (Fraction(3, 4), 20)
    assert (recent.back_28.value, recent.back_28.n) == (Fraction(3, 4), 20)
    assert (recent.loss.value, recent.loss.n) == (None, 0), (
        "a bowl may be written off 44 days after it went out"
    )
    assert (late.cost.value, late.cost.n) == (12 + Fraction(3, 4) * 30 + 10, 20)
    assert late.cost.until - late.cost.since == YEAR


def test_the_last_weeks_are_four_whole_ones_of_the_alley() -> None:
    now = datetime(2026, 11, 26, 3, tzinfo=UTC)
    window = last_weeks(now, ZONE, 14 * DAY)
    assert window.until.astimezone(ZoneInfo(ZONE)).isoformat() == "2026-11-09T00:00:00+08:00"
    assert window.until - window.since == 28 * DAY
    assert last_weeks(now, ZONE, 0 * DAY).until - window.until == 14 * DAY
