"""The rule of the forecast: a worked example, and properties for any days."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.forecast.rule import (
    FEWEST_DAYS,
    BookedAhead,
    PastDay,
    Visitors,
    forecast_visitors,
    habits_of,
    pinball,
    staff_for,
)


def day(with_deposit: int, came_with: int, without: int, came_without: int, others: int = 0) -> PastDay:
    return PastDay(BookedAhead(with_deposit, without), BookedAhead(came_with, came_without), others)


people = st.integers(0, 400)


@st.composite
def any_day(draw: st.DrawFn) -> PastDay:
    with_deposit, without = draw(people), draw(people)
    came_with, came_without = draw(st.integers(0, with_deposit)), draw(st.integers(0, without))
    return day(with_deposit, came_with, without, came_without, draw(people))


booked_ahead = st.builds(BookedAhead, people, people)
enough_days = st.lists(any_day(), min_size=FEWEST_DAYS, max_size=30)


def test_a_worked_example() -> None:
    """Four days of ten with a deposit, of whom 9, 8, 10 and 9 came, and ten are booked now.

    All days: (36 + 1.8) / (40 + 2.4) = 0.891509, so E = 8.91509.
    Without the day of 9, 27 of 30 came: (27 + 1.8) / 32.4 = 0.888889, E = 8.88889, R = 1.012500; that is the first and the fourth.
    Without the day of 8: (28 + 1.8) / 32.4 = 0.919753, R = 0.869799. Without the day of 10: (26 + 1.8) / 32.4 = 0.858025, R = 1.165468.
    mu = (1.0125 + 0.869799 + 1.165468 + 1.0125 + 1) / 5 = 1.012053.
    The squares sum to 0.020236 + 0.023536 = 0.043773, and s^2 = 0.053773 / 6 * 1.25 = 0.011203, s = 0.105843.
    1.53 s = 0.161939: 8.91509 * 0.850114 = 7.58, 8.91509 * 1.173993 = 10.47; the median of R and 1 is 1.0125: 9.03.
    """
    days = [day(10, came, 0, 0) for came in (9, 8, 10, 9)]
    assert habits_of(days).with_deposit == pytest.approx(0.891509, abs=1e-6)
    assert forecast_visitors(days, BookedAhead(10, 0)) == Visitors(low=7, expected=9, high=11)
    assert forecast_visitors(days, BookedAhead(100, 0)) == Visitors(low=75, expected=90, high=105)


def test_people_with_and_without_a_deposit_and_others_each_count_by_their_own_habit() -> None:
    habits = habits_of([day(30, 27, 20, 8, 5), day(20, 19, 30, 16, 3)])
    assert habits.with_deposit == pytest.approx((46 + 1.8) / 52.4)
    assert habits.without_deposit == pytest.approx((24 + 1.2) / 52.4)
    assert habits.others == 4
    assert habits.visitors(BookedAhead(10, 20)) == pytest.approx(9.122 + 9.618 + 4, abs=0.001)


@pytest.mark.parametrize("count", range(FEWEST_DAYS))
def test_too_few_days_give_no_forecast(count: int) -> None:
    assert forecast_visitors([day(10, 9, 0, 0)] * count, BookedAhead(10, 0)) is None


def test_days_that_were_all_alike_give_a_narrow_range_and_rain_a_wide_one() -> None:
    alike = forecast_visitors([day(20, 18, 20, 10)] * 9, BookedAhead(20, 20))
    rain = forecast_visitors([day(20, 18, 20, 10)] * 6 + [day(20, 9, 20, 4)] * 3, BookedAhead(20, 20))
    assert alike is not None
    assert rain is not None
    assert alike.high - alike.low < 6
    assert rain.high - rain.low > 12


@given(enough_days, booked_ahead)
def test_the_figures_are_in_order_finite_and_never_negative(days: list[PastDay], booked: BookedAhead) -> None:
    found = forecast_visitors(days, booked)
    assert found is not None
    assert 0 <= found.low <= found.expected <= found.high
    assert math.isfinite(found.high)


@given(enough_days, booked_ahead, st.integers(0, 50), st.integers(0, 50))
def test_more_who_book_ahead_lower_no_figure(
    days: list[PastDay], booked: BookedAhead, more_with: int, more_without: int
) -> None:
    more = BookedAhead(booked.with_deposit + more_with, booked.without_deposit + more_without)
    before, after = forecast_visitors(days, booked), forecast_visitors(days, more)
    assert before is not None
    assert after is not None
    assert before.low <= after.low
    assert before.expected <= after.expected
    assert before.high <= after.high


@given(enough_days, booked_ahead)
def test_the_order_of_the_days_does_not_matter(days: list[PastDay], booked: BookedAhead) -> None:
    ahead, back = forecast_visitors(days, booked), forecast_visitors(days[::-1], booked)
    assert ahead is not None
    assert back is not None
    for one, other in ((ahead.low, back.low), (ahead.expected, back.expected), (ahead.high, back.high)):
        assert abs(one - other) <= 1, "sums in another order may round to the next person"


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0.25, 36))
def test_more_visitors_or_fewer_hours_never_need_less_staff(high: int, more: int, hours: float) -> None:
    staff = staff_for(Visitors(0, 0, high), hours)
    assert staff >= 1
    assert staff_for(Visitors(0, 0, high + more), hours) >= staff
    assert staff_for(Visitors(0, 0, high), hours / 2) >= staff


@pytest.mark.parametrize(
    ("high", "hours", "staff"), [(0, 4, 1), (30, 4, 1), (31, 4, 2), (51, 4, 2), (51, 1, 5), (100, 8, 2)]
)
def test_staff_by_the_busiest_hour(high: int, hours: float, staff: int) -> None:
    assert staff_for(Visitors(0, 0, high), hours) == staff


def test_the_pinball_loss() -> None:
    assert pinball(40, (30, 40, 50)) == pytest.approx(0.1 * 10 + 0 + 0.1 * 10)
    assert pinball(60, (30, 40, 50)) == pytest.approx(0.1 * 30 + 0.5 * 20 + 0.9 * 10)
    assert pinball(20, (30, 40, 50)) == pytest.approx(0.9 * 10 + 0.5 * 20 + 0.1 * 30)
