"""The drops that a filter selects: days by the alley's calendar, alleys, tags, words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.drop.planned_drops import DropFilter, span, weekend
from tests.market.samples import planned

FRIDAY, SUNDAY = 4, 6
TODAY = date(2026, 11, 24)


@given(st.dates(date(2020, 1, 1), date(2080, 1, 1)))
def test_the_weekend_is_friday_to_sunday_the_coming_one_or_what_is_left_of_this_one(today: date) -> None:
    first, last = weekend(today)
    assert last.weekday() == SUNDAY
    assert today <= first <= last <= today + timedelta(days=6)
    assert first.weekday() == FRIDAY or first == today
    assert last - first <= timedelta(days=2)


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 11, 26), (date(2026, 11, 27), date(2026, 11, 29))),
        (date(2026, 11, 27), (date(2026, 11, 27), date(2026, 11, 29))),
        (date(2026, 11, 29), (date(2026, 11, 29), date(2026, 11, 29))),
        (date(2026, 11, 30), (date(2026, 12, 4), date(2026, 12, 6))),
        (date(2026, 12, 31), (date(2027, 1, 1), date(2027, 1, 3))),
    ],
)
def test_the_weekend_on_some_days(today: date, days: tuple[date, date]) -> None:
    assert weekend(today) == days


@given(st.dates(date(2020, 1, 1), date(2080, 1, 1)))
def test_next_week_is_the_coming_monday_to_sunday(today: date) -> None:
    first, last = DropFilter("next").days(today)
    assert (first.weekday(), last.weekday()) == (0, SUNDAY)
    assert today < first <= today + timedelta(days=7)
    assert last - first == timedelta(days=6)


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("20261127", (date(2026, 11, 27), date(2026, 11, 27))),
        ("202611", (date(2026, 11, 1), date(2026, 11, 30))),
        ("202802", (date(2028, 2, 1), date(2028, 2, 29))),
        ("20280229", (date(2028, 2, 29), date(2028, 2, 29))),
        ("20270229", None),
        ("202613", None),
        ("999912", None),
        ("000101", None),
        ("weekend", None),
        ("２０２６１１", None),
        ("", None),
    ],
)
def test_a_day_or_a_month_is_read(when: str, days: tuple[date, date] | None) -> None:
    assert span(when) == days


@pytest.mark.parametrize("zone", ["Asia/Kuching", "UTC", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_a_drop_around_midnight_is_on_its_alley_s_day(zone: str, minutes: int) -> None:
    midnight = datetime(2026, 11, 28, tzinfo=ZoneInfo(zone))
    starts_at = (midnight + timedelta(minutes=minutes)).astimezone(UTC)
    saturday = (planned(starts_at=starts_at, zone=zone),)
    assert saturday[0].day == (date(2026, 11, 27) if minutes < 0 else date(2026, 11, 28))
    assert bool(DropFilter("20261128").chosen(saturday, TODAY)) is (minutes >= 0)
    assert DropFilter("weekend").chosen(saturday, TODAY) == saturday


def test_the_weekend_ends_at_midnight_in_the_alley_and_not_in_utc() -> None:
    last = planned(1, starts_at=datetime(2026, 11, 29, 15, 59, tzinfo=UTC))
    next_week = planned(2, starts_at=datetime(2026, 11, 29, 16, 0, tzinfo=UTC))
    assert DropFilter("weekend").chosen((last, next_week), TODAY) == (last,)


def test_alley_and_tag_narrow_what_the_days_leave() -> None:
    drops = (planned(1), planned(2, alley=2), planned(3, tags=("vegan", "halal")), planned(4, tags=()))

    def ids(criteria: DropFilter) -> list[int]:
        return [drop.id for drop in criteria.chosen(drops, TODAY)]

    assert ids(DropFilter("all")) == [1, 2, 3, 4]
    assert ids(DropFilter("all", 2)) == [2]
    assert ids(DropFilter("all", 0, "halal")) == [1, 2, 3]
    assert ids(DropFilter("all", 1, "vegan")) == [3]
    assert ids(DropFilter("20261201")) == []
    assert ids(DropFilter("week")) == [1, 2, 3, 4]
    assert ids(DropFilter("nonsense", 2)) == [2]


def test_a_condition_is_taken_off_and_the_others_stay() -> None:
    criteria = DropFilter("202611", 2, "halal")
    assert criteria.without("alley") == DropFilter("202611", 0, "halal")
    assert criteria.without("when", "tag") == DropFilter("all", 2)


def test_today_tonight_and_tomorrow_are_days_of_the_alley() -> None:
    morning, evening = (
        planned(
            number,
            starts_at=datetime(2026, 11, 24, begins, tzinfo=UTC),
            ends_at=datetime(2026, 11, 24, ends, tzinfo=UTC),
        )
        for number, begins, ends in ((1, 1, 9), (2, 10, 14))
    )
    next_day = planned(
        3, starts_at=datetime(2026, 11, 24, 17, tzinfo=UTC), ends_at=datetime(2026, 11, 24, 19, tzinfo=UTC)
    )
    drops = (morning, evening, next_day)
    assert DropFilter("today").chosen(drops, TODAY) == (morning, evening)
    assert DropFilter("tonight").chosen(drops, TODAY) == (evening,)
    assert DropFilter("tomorrow").chosen(drops, TODAY) == (next_day,)
