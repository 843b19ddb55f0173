"""The day that a moment belongs to, by the clock of an alley."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.alley_zone import CITIES
from market.market_day.day import DAY_BEGINS, begins, day_of

ZONES = sorted({city.zone for city in CITIES} | {"Europe/Berlin", "America/New_York", "Pacific/Kiritimati"})
"""Those of our cities, two whose clocks change, and the one farthest ahead."""
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)

zones = st.sampled_from(ZONES)
moments = st.integers(0, 10 * 365 * 86_400_000_000).map(
    lambda microseconds: datetime(2024, 1, 2, tzinfo=UTC) + timedelta(microseconds=microseconds)
)
days = st.dates(date(2024, 1, 2), date(2034, 1, 1))


@given(moment=moments, zone=zones)
def test_each_moment_has_the_one_day_that_has_begun_and_not_ended(moment: datetime, zone: str) -> None:
    day = day_of(moment, zone)
    assert begins(day, zone).astimezone(UTC) <= moment < begins(day + DAY, zone).astimezone(UTC)


@given(day=days, zone=zones)
def test_a_day_runs_from_four_to_four_on_the_alleys_clock(day: date, zone: str) -> None:
    start, end = (begins(each, zone).astimezone(UTC) for each in (day, day + DAY))
    assert start.astimezone(ZoneInfo(zone)).time() == DAY_BEGINS
    assert (day_of(start, zone), day_of(start - TICK, zone)) == (day, day - DAY)
    assert (day_of(end - TICK, zone), day_of(end, zone)) == (day, day + DAY)


@given(earlier=moments, later=moments, zone=zones)
def test_a_later_moment_has_no_earlier_day(earlier: datetime, later: datetime, zone: str) -> None:
    earlier, later = sorted((earlier, later))
    assert day_of(earlier, zone) <= day_of(later, zone)


@pytest.mark.parametrize(
    ("local", "day"),
    [
        ("2026-11-27 18:00", 27),
        ("2026-11-28 00:30", 27),
        ("2026-11-28 03:59", 27),
        ("2026-11-28 04:00", 28),
    ],
)
def test_the_hours_after_midnight_are_of_the_evening_before(local: str, day: int) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Asia/Kuching"))
    assert day_of(moment, "Asia/Kuching") == date(2026, 11, day)


def test_one_moment_may_be_of_two_days_in_two_alleys() -> None:
    moment = datetime(2026, 11, 27, 20, tzinfo=UTC)
    assert day_of(moment, "Asia/Jakarta") == date(2026, 11, 27)
    assert day_of(moment, "Asia/Kuching") == date(2026, 11, 28)
