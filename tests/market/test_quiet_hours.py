"""Quiet hours: the end of those that contain a time, even in zones with daylight saving."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from market.quiet_hours import QuietHours, quiet_hours_end
from tests.market.reminder.test_moments import minutes, zones

MINUTE = timedelta(minutes=1)
quiet_hours_strategy = st.builds(QuietHours, st.integers(0, 1439), st.integers(0, 1439), zones)


def holds(quiet_hours: QuietHours, at: datetime) -> bool:
    wall = at.astimezone(ZoneInfo(quiet_hours.zone))
    return quiet_hours.includes(wall.hour * 60 + wall.minute)


def jumps(quiet_hours: QuietHours, at: datetime) -> bool:
    """Return whether the clock is put forward or back within a few hours of a moment."""
    offsets = {
        (at + timedelta(hours=hours)).astimezone(ZoneInfo(quiet_hours.zone)).utcoffset()
        for hours in range(-3, 4)
    }
    return len(offsets) > 1


@given(minutes, quiet_hours_strategy)
def test_rest_ends_when_it_no_longer_holds_and_not_before(now: datetime, quiet_hours: QuietHours) -> None:
    end = quiet_hours_end(now, quiet_hours)
    assert (end is None) == (not holds(quiet_hours, now))
    if end is None:
        return
    assert now < end <= now + timedelta(hours=25)
    if jumps(quiet_hours, now) or jumps(quiet_hours, end):
        return
    assert not holds(quiet_hours, end)
    steps = int((end - now) / MINUTE)
    sampled = {*range(0, steps, 7), *range(max(0, steps - 3), steps)}
    assert all(holds(quiet_hours, now + step * MINUTE) for step in sampled)


@given(minutes, st.integers(0, 1439), zones)
def test_the_same_hour_twice_is_no_rest(now: datetime, minute: int, zone: str) -> None:
    assert quiet_hours_end(now, QuietHours(minute, minute, zone)) is None
