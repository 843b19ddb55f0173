"""A repeating reminder is due at its local time, once on each matching day, even where clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.recurrence import Recurrence

ZONES = (
    "Asia/Kuching",
    "Asia/Kathmandu",
    "Europe/London",
    "America/New_York",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "America/Nuuk",
    "Africa/Casablanca",
)
"""With summer time of an hour, of half an hour, across midnight, and none."""

minutes = st.one_of(st.integers(0, 24 * 60 - 1), st.sampled_from((0, 30, 90, 150, 1410, 1439)))
instants = st.integers(0, 5 * 366 * 24 * 60).map(
    lambda minute: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


def on_wall(day: date, minute: int, zone: str) -> datetime:
    """The instant of a wall time; of one that the clocks skip, as much later."""
    return datetime.combine(day, time(*divmod(minute, 60)), ZoneInfo(zone)).astimezone(UTC)


def wall_minute(instant: datetime, zone: str) -> int:
    wall = instant.astimezone(ZoneInfo(zone))
    return wall.hour * 60 + wall.minute


def exists_not(instant: datetime, minute: int, zone: str) -> bool:
    """Return whether the clocks skip the minute on this day or on the one before."""
    today = instant.astimezone(ZoneInfo(zone)).date()
    return any(
        wall_minute(on_wall(today - timedelta(days=back), minute, zone), zone) != minute for back in (0, 1)
    )


@settings(deadline=None, max_examples=200)
@given(minutes, st.one_of(st.none(), st.integers(0, 6)), instants, st.sampled_from(ZONES))
def test_walked_for_a_year_every_day_that_matches_comes_once_at_the_wall_time_that_was_said(
    minute: int, weekday: int | None, since: datetime, zone: str
) -> None:
    recurrence = Recurrence(minute=minute, weekday=weekday)
    found, due = [], since
    while due < since + timedelta(days=366):
        due = recurrence.next_after(due, zone)
        found.append(due)
    first = since.astimezone(ZoneInfo(zone)).date() - timedelta(days=2)
    days = [first + timedelta(days=ahead) for ahead in range(380)]
    matching = [on_wall(day, minute, zone) for day in days if weekday in (None, day.weekday())]
    assert found == [due for due in matching if since < due <= found[-1]]
    for due in found:
        assert exists_not(due, minute, zone) or wall_minute(due, zone) == minute


@settings(deadline=None, max_examples=300)
@given(minutes, st.one_of(st.none(), st.integers(0, 6)), instants, st.sampled_from(ZONES))
def test_the_latest_and_the_next_are_neighbours(
    minute: int, weekday: int | None, instant: datetime, zone: str
) -> None:
    recurrence = Recurrence(minute=minute, weekday=weekday)
    latest, following = recurrence.latest(instant, zone), recurrence.next_after(instant, zone)
    assert latest <= instant < following
    assert recurrence.next_after(latest, zone) == following
    assert recurrence.latest(latest, zone) == latest


@pytest.mark.parametrize(
    ("zone", "minute", "since", "found"),
    [
        ("Europe/London", 90, "2027-03-26", ["27 01:30", "28 02:30", "29 01:30"]),
        ("Europe/London", 90, "2027-10-29", ["30 01:30", "31 01:30", "01 01:30"]),
        ("America/Nuuk", 1410, "2026-03-27", ["27 23:30", "29 00:30", "29 23:30"]),
        ("Asia/Kuching", 1140, "2027-02-26", ["26 19:00", "27 19:00", "28 19:00", "01 19:00"]),
    ],
)
def test_after_a_night_in_which_clocks_change_it_is_the_time_that_was_said(
    zone: str, minute: int, since: str, found: list[str]
) -> None:
    due, walked = datetime.fromisoformat(f"{since}T10:00+00:00"), []
    for _ in found:
        due = Recurrence(minute=minute).next_after(due, zone)
        walked.append(f"{due.astimezone(ZoneInfo(zone)):%d %H:%M}")
    assert walked == found


def test_a_weekly_one_stays_on_its_weekday_where_a_skipped_hour_pushed_it_over_midnight() -> None:
    saturday = Recurrence(minute=1410, weekday=5)
    due, zone = datetime(2026, 3, 20, tzinfo=UTC), "America/Nuuk"
    walls = []
    for _ in range(3):
        due = saturday.next_after(due, zone)
        walls.append(f"{due.astimezone(ZoneInfo(zone)):%a %d %H:%M}")
    assert walls == ["Sat 21 23:30", "Sun 29 00:30", "Sat 04 23:30"]


def test_moved_it_passes_midnight_to_the_next_weekday() -> None:
    assert Recurrence(minute=60 * 23 + 15, weekday=6).hour_later() == Recurrence(minute=15, weekday=0)
    assert Recurrence(minute=60 * 23 + 15).hour_later() == Recurrence(minute=15)
    assert Recurrence(minute=480, weekday=6).day_later() == Recurrence(minute=480, weekday=0)
    assert Recurrence(minute=480).day_later() == Recurrence(minute=480)


def test_a_year_of_fridays_has_one_in_every_week() -> None:
    due, found = datetime(2026, 1, 1, tzinfo=UTC), []
    for _ in range(52):
        due = Recurrence(minute=480, weekday=4).next_after(due, "Asia/Kuching")
        found.append(due)
    assert {later - earlier for earlier, later in pairwise(found)} == {timedelta(days=7)}
