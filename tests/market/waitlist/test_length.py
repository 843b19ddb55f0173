"""The length of a hold, over all hours, zones and distances; and a fortnight hour by hour."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from market.drop.hold_length import LONGEST, NEAR, SHORTEST, half_gone, hold_until
from market.quiet_hours import QuietHours
from storage.store import Store
from tests.market.waitlist.conftest import HOUR, NOW
from tests.market.waitlist.simulation import new_simulation

ZONES = (
    *("Asia/Kuching", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Yangon", "Asia/Tehran", "Asia/Tokyo"),
    *("Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Chatham", "Pacific/Apia", "America/St_Johns"),
    *("America/New_York", "America/Santiago", "Europe/Berlin", "Africa/Casablanca", "Africa/Cairo", "UTC"),
)
NIGHT, MORNING, MINUTE = time(21), time(8), timedelta(minutes=1)

moments = st.integers(0, 60 * 24 * 1000).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE
)
aheads = st.integers(-240, 60 * 24 * 30).map(lambda minutes: timedelta(minutes=minutes))
lengths = st.integers(1, 60 * 12).map(lambda minutes: timedelta(minutes=minutes))
zones = st.sampled_from(ZONES)


def usual_hours(zone: str) -> QuietHours:
    return QuietHours(21 * 60, 8 * 60, zone)


def quiet_at(at: datetime, zone: str) -> bool:
    wall = at.astimezone(ZoneInfo(zone)).time()
    return wall >= NIGHT or wall < MORNING


def minutes_that_count(start: datetime, end: datetime, near: datetime, zone: str) -> int:
    """Minute by minute, as one would with a watch."""
    count, at = 0, start
    while at < end:
        count += at >= near or not quiet_at(at, zone)
        at += MINUTE
    return count


def asked(now: datetime, starts_at: datetime) -> timedelta:
    return min(LONGEST, max(SHORTEST, (starts_at - now) / 4))


@settings(max_examples=300, deadline=None)
@given(now=moments, ahead=aheads, lasts=lengths, zone=zones)
@example(datetime(2026, 3, 28, 20, tzinfo=UTC), timedelta(days=3), HOUR, "Europe/Berlin")
@example(datetime(2026, 4, 4, 9, tzinfo=UTC), timedelta(days=2), HOUR, "Australia/Lord_Howe")
@pytest.mark.feature("S05")
def test_no_hold_ends_while_the_alley_sleeps_unless_the_drop_is_near(
    now: datetime, ahead: timedelta, lasts: timedelta, zone: str
) -> None:
    starts_at, cut_off = now + ahead, now + max(ahead + lasts, MINUTE)
    until = hold_until(now, starts_at, cut_off, usual_hours(zone))
    assert min(now + SHORTEST, cut_off) <= until <= cut_off
    if until != cut_off and until < starts_at - NEAR:
        before = until - timedelta(microseconds=1)
        assert not quiet_at(before, zone), "it ends in the night"
    if until != cut_off and ahead <= NEAR:
        assert until == now + asked(now, starts_at)


@settings(max_examples=60, deadline=None)
@given(now=moments, ahead=aheads, zone=zones)
def test_only_waking_hours_count_and_none_of_them_is_missing(
    now: datetime, ahead: timedelta, zone: str
) -> None:
    starts_at = now + ahead
    far = starts_at + timedelta(days=60)
    until = hold_until(now, starts_at, far, usual_hours(zone))
    counted = minutes_that_count(now, until, starts_at - NEAR, zone)
    assert abs(counted - asked(now, starts_at) / MINUTE) <= 1


@settings(max_examples=60, deadline=None)
@given(now=moments, ahead=aheads, lasts=lengths, zone=zones)
def test_at_half_time_half_of_what_counts_is_over(
    now: datetime, ahead: timedelta, lasts: timedelta, zone: str
) -> None:
    starts_at, near = now + ahead, now + ahead - NEAR
    until = hold_until(now, starts_at, now + max(ahead + lasts, MINUTE), usual_hours(zone))
    half = half_gone(now, until, starts_at, usual_hours(zone))
    assert now <= half <= until
    first, second = (minutes_that_count(*span, near, zone) for span in ((now, half), (half, until)))
    assert abs(first - second) <= 2
    if half < near and first:
        assert not quiet_at(half - timedelta(microseconds=1), zone), "a nudge in the night"


@pytest.mark.parametrize(("days", "least"), [(5, 4), pytest.param(14, 12, marks=pytest.mark.proof)])
async def test_hour_by_hour_every_hold_ends_by_day_and_goes_to_the_next(
    store: Store, days: int, least: int
) -> None:
    simulation = await new_simulation(store, "plain", [2], ahead=24 * days)
    for person in range(1, 31):
        await simulation.act(("hold", person, 0, 1))
    near = NOW + timedelta(days=days) - NEAR
    while simulation.now < near - HOUR:
        simulation.now += HOUR
        await simulation.sweep()
    seen = await simulation.take_snapshot()
    ended = [one for one in seen.holds.values() if one.state == "expired"]
    assert len(ended) >= least
    for one in ended:
        assert not quiet_at(one.until - timedelta(microseconds=1), "Asia/Kuching")
        assert one.ended_at == one.until, "however late the sweep comes"
    following = sorted(one.given_at for one in seen.holds.values())[2:]
    for given_at, ended_at in zip(following, sorted(one.ended_at for one in ended), strict=False):
        assert ended_at <= given_at < ended_at + HOUR
    assert [one.units for one in seen.live] == [1, 1]
