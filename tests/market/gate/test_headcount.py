"""The number inside: minutes in sequence, never negative, whatever sequence the counts are given in."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from market.gate.headcount import CountedMinute, headcount, headcount_by_hour, is_full, is_near

SEVEN = datetime(2026, 11, 24, 11, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def minute(number: int, entered: int, exited: int = 0) -> CountedMinute:
    return CountedMinute(minute=SEVEN + number * MINUTE, entered=entered, exited=exited)


COUNTS = st.lists(st.builds(minute, st.integers(0, 240), st.integers(0, 30), st.integers(0, 30)), max_size=40)


def test_the_example_of_the_page() -> None:
    found = headcount([minute(0, 12), minute(1, 3, 5), minute(2, 0, 14), minute(3, 2)])
    assert (found.entered, found.exited, found.inside) == (17, 19, 2)
    assert (found.peak, found.peak_at) == (12, SEVEN)


def test_nobody_counted_is_nobody_inside() -> None:
    found = headcount([])
    assert (found.inside, found.peak, found.peak_at) == (0, 0, None)
    assert headcount([minute(0, 0, 9)]).inside == 0
    assert list(headcount_by_hour([])) == []


def test_the_counts_of_one_minute_are_one_step() -> None:
    """Of two gates in one minute it does not matter which is read first: nobody is lost at zero between them."""
    assert headcount([minute(0, 0, 5), minute(0, 5, 0)]).inside == 0
    assert headcount([minute(0, 0, 3), minute(0, 5, 0)]).inside == 2


def test_hours_go_on_from_the_hour_before_on_the_clock_of_the_alley() -> None:
    zone = ZoneInfo("Asia/Yangon")
    begins = datetime(2026, 11, 24, 18, 50, tzinfo=zone)
    counted = [
        CountedMinute(minute=begins + number * MINUTE, entered=entered, exited=exited)
        for number, entered, exited in ((0, 20, 0), (11, 5, 0), (15, 0, 10), (130, 1, 0))
    ]
    hours = [
        (hour.hour, each.entered, each.exited, each.peak, each.inside)
        for hour, each in headcount_by_hour(counted)
    ]
    assert hours == [(18, 20, 0, 20, 20), (19, 5, 10, 25, 15), (21, 1, 0, 16, 16)]


@given(counts=COUNTS, seed=st.integers())
def test_any_sequence_is_one_number(counts: list[CountedMinute], seed: int) -> None:
    other = counts[:]
    Random(seed).shuffle(other)
    assert headcount(other) == headcount(counts)
    assert headcount(counts).inside >= 0


def test_the_warning_begins_at_nine_tenths_and_ends_nowhere() -> None:
    assert [is_near(inside, 30) for inside in (26, 27, 30, 31)] == [False, True, True, True]
    assert [is_full(inside, 30) for inside in (29, 30, 31)] == [False, True, True]
    assert not is_near(10**6, None)
    assert not is_full(10**6, None)
    assert is_full(1, 1)
