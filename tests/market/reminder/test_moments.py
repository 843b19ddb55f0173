"""The times of reminders: in every zone and at every hour in order, in time, and outside the night."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from market.reminder.moments import (
    DAY,
    SOON,
    BookingStage,
    ReminderMoment,
    booking_moments,
    loan_moment,
    vendor_moments,
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


@given(minutes, zones, st.booleans())
def test_a_bookings_moments_are_in_order_in_time_and_at_a_decent_hour(
    starts_at: datetime, zone: str, coming: bool
) -> None:
    moments = list(booking_moments(coming, starts_at, zone))
    stages = [BookingStage.EVE, BookingStage.SOON] if coming else [BookingStage.THREE_DAYS, BookingStage.EVE]
    assert [moment.stage for moment in moments] == stages
    _in_order(moments)
    for moment in moments:
        assert moment.due_at < moment.late_after <= starts_at
    days = {BookingStage.THREE_DAYS: 3, BookingStage.EVE: 1}
    for moment in (moment for moment in moments if moment.stage in days):
        assert days_before(starts_at, moment.due_at, zone) == days[moment.stage]
        assert time(10) <= wall(moment.due_at, zone).time() <= time(18)
        if time(10) <= wall(starts_at, zone).time() <= time(18):
            assert wall(moment.due_at, zone).time() == wall(starts_at, zone).time()


@given(minutes, lengths, zones)
def test_a_stalls_moments_are_in_order_in_time_and_the_crates_are_the_morning_after(
    starts_at: datetime, length: timedelta, zone: str
) -> None:
    ends_at = starts_at + length
    moments = list(vendor_moments(starts_at, ends_at, zone))
    eve, soon, opens, closes, crates = moments
    _in_order(moments)
    assert all(moment.due_at < moment.late_after for moment in moments)
    assert days_before(starts_at, eve.due_at, zone) == 1
    assert wall(eve.due_at, zone).time() == wall(crates.due_at, zone).time() == time(10)
    assert (soon.due_at, opens.due_at, closes.late_after) == (starts_at - SOON, starts_at, ends_at)
    assert ends_at - closes.due_at == min(timedelta(minutes=15), length / 2)
    assert days_before(starts_at, crates.due_at, zone) <= -1
    assert ends_at < crates.due_at <= max(ends_at, starts_at + DAY) + DAY + timedelta(hours=1)


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
