"""Hours of rest: when those that a moment falls into end, in zones that put their clocks forward and back too."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from market.rest import Rest, rest_end
from tests.market.reminder.test_moments import minutes, zones

MINUTE = timedelta(minutes=1)
rests = st.builds(Rest, st.integers(0, 1439), st.integers(0, 1439), zones)


def holds(rest: Rest, at: datetime) -> bool:
    wall = at.astimezone(ZoneInfo(rest.zone))
    return rest.holds(wall.hour * 60 + wall.minute)


def jumps(rest: Rest, at: datetime) -> bool:
    """Whether the clock is put forward or back within a few hours of a moment."""
    offsets = {
        (at + timedelta(hours=hours)).astimezone(ZoneInfo(rest.zone)).utcoffset() for hours in range(-3, 4)
    }
    return len(offsets) > 1


@given(minutes, rests)
def test_rest_ends_when_it_no_longer_holds_and_not_before(now: datetime, rest: Rest) -> None:
    end = rest_end(now, rest)
    assert (end is None) == (not holds(rest, now))
    if end is None:
        return
    assert now < end <= now + timedelta(hours=25)
    if jumps(rest, end):
        return
    assert not holds(rest, end)
    steps = int((end - now) / MINUTE)
    sampled = {*range(0, steps, 7), *range(max(0, steps - 3), steps)}
    assert all(holds(rest, now + step * MINUTE) for step in sampled)


@given(minutes, st.integers(0, 1439), zones)
def test_the_same_hour_twice_is_no_rest(now: datetime, minute: int, zone: str) -> None:
    assert rest_end(now, Rest(minute, minute, zone)) is None
