"""The times of reminders: in every zone and at every hour in order, in time, and outside the night."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from market.market_day.day import day_of
from market.reminder.moments import (
    DAY,
    SOON,
    BookingStage,
    ReminderMoment,
    StageMoment,
    StallDayHours,
    StallStage,
    booking_moments,
    loan_moment,
    stall_day_moments,
)
from market.reminder.snooze_choices import SnoozeDelay, snooze_choices, snooze_until

ZONES = (
    "Asia/Kuching",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Adelaide",
    "Europe/Berlin",
    "America/New_York",
)
zones = st.sampled_from(ZONES)
CLOCKS_CHANGE = ("03-08", "03-29", "04-05", "10-04", "10-25", "11-01")
"""Of 2026, in New York, Berlin and Adelaide."""
START = datetime(2026, 1, 1, tzinfo=UTC)
near_a_change = st.builds(
    lambda day, minute: datetime.fromisoformat(f"2026-{day}T00:00+00:00") + timedelta(minutes=minute),
    st.sampled_from(CLOCKS_CHANGE),
    st.integers(-4 * 1440, 4 * 1440),
)
minutes = st.integers(0, 2 * 365 * 1440).map(lambda minute: START + timedelta(minutes=minute)) | near_a_change
lengths = st.integers(1, 36 * 60).map(lambda length: timedelta(minutes=length))


def wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def days_before(moment: datetime, due: datetime, zone: str) -> int:
    return (wall(moment, zone).date() - wall(due, zone).date()).days


@given(minutes, zones)
def test_a_bookings_moments_are_in_order_in_time_and_at_a_decent_hour(starts_at: datetime, zone: str) -> None:
    moments = list(booking_moments(starts_at, zone))
    assert [moment.stage for moment in moments] == list(BookingStage)
    _in_order(moments)
    for moment in moments:
        assert moment.due_at < moment.late_after <= starts_at
    days = {BookingStage.THREE_DAYS: 3, BookingStage.EVE: 1}
    for moment in (moment for moment in moments if moment.stage in days):
        assert days_before(starts_at, moment.due_at, zone) == days[moment.stage]
        assert time(10) <= wall(moment.due_at, zone).time() <= time(18)
        if time(10) <= wall(starts_at, zone).time() <= time(18):
            assert wall(moment.due_at, zone).time() == wall(starts_at, zone).time()


def hours_of(starts_at: datetime, length: timedelta, zone: str, **more: datetime) -> StallDayHours:
    day = day_of(starts_at, zone)
    return StallDayHours(day=day, starts_at=starts_at, ends_at=starts_at + length, zone=zone, **more)


@given(minutes, lengths, zones)
def test_a_stalls_moments_are_in_order_in_time_and_the_packaging_is_the_morning_after(
    starts_at: datetime, length: timedelta, zone: str
) -> None:
    ends_at = starts_at + length
    ended_at = ends_at + timedelta(seconds=20)
    moments = list(stall_day_moments(hours_of(starts_at, length, zone, ended_at=ended_at)))
    assert [moment.stage for moment in moments] == list(StallStage)
    _in_order(moments)
    assert all(moment.due_at < moment.late_after for moment in moments)
    eve, set_up, opens, closes, end, after = moments
    day = day_of(starts_at, zone)
    assert wall(eve.due_at, zone) == datetime.combine(day - DAY, time(10), ZoneInfo(zone))
    assert (set_up.due_at, opens.due_at, closes.late_after) == (starts_at - SOON, starts_at, ends_at)
    assert ends_at - closes.due_at == min(timedelta(minutes=15), length / 2)
    assert (end.due_at, end.late_after) == (ended_at, ends_at + 2 * DAY)
    assert wall(after.due_at, zone).time() == time(10)
    assert wall(after.due_at, zone).date() > day
    assert ends_at < after.due_at <= max(ends_at, starts_at + DAY) + DAY + timedelta(hours=1)


@given(minutes, lengths, zones, st.integers(0, 1440))
def test_set_up_is_when_the_stall_said_and_the_end_is_said_once_all_is_wound_up(
    starts_at: datetime, length: timedelta, zone: str, before: int
) -> None:
    said = starts_at - timedelta(minutes=before)
    moments = {
        each.stage: each for each in stall_day_moments(hours_of(starts_at, length, zone, set_up_at=said))
    }
    assert moments[StallStage.SET_UP] == StageMoment(said, starts_at, StallStage.SET_UP)
    assert StallStage.END not in moments


@given(minutes, zones)
def test_a_loan_is_reminded_of_the_day_before_it_is_due(due_at: datetime, zone: str) -> None:
    moment = loan_moment(due_at, zone)
    assert moment.due_at < moment.late_after == due_at
    assert days_before(due_at, moment.due_at, zone) == 1
    assert time(10) <= wall(moment.due_at, zone).time() <= time(18)


@given(minutes, zones)
def test_what_is_put_off_comes_at_the_hour_that_was_said(now: datetime, zone: str) -> None:
    assert snooze_until(SnoozeDelay.HOUR, now, zone) == now + timedelta(hours=1)
    night, morning = snooze_until(SnoozeDelay.NIGHT, now, zone), snooze_until(SnoozeDelay.MORNING, now, zone)
    here = wall(now, zone)
    assert (night is None) == (here.time() > time(18, 30))
    if night:
        assert night > now
        assert (wall(night, zone).date(), wall(night, zone).time()) == (here.date(), time(19))
    assert morning
    assert wall(morning, zone).time() == time(9)
    assert timedelta(hours=4) < morning - now <= timedelta(hours=30)


@given(minutes, zones, st.integers(-60, 3000).map(lambda ahead: timedelta(minutes=ahead)))
def test_only_what_comes_in_time_is_offered(now: datetime, zone: str, ahead: timedelta) -> None:
    for how in snooze_choices(now, now + ahead, zone):
        due = snooze_until(how, now, zone)
        assert due
        assert now < due < now + ahead


def _in_order(moments: Sequence[ReminderMoment]) -> None:
    assert all(one.due_at < other.due_at for one, other in pairwise(moments))
