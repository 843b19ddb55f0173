"""Rules of series: what an RRULE says, and no other rule than weekly ones."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.series.rule import SeriesRule, UnknownRule, read_rule, weeks_of

SATURDAY = date(2026, 12, 5)


def test_so_many_weeks_on_the_first_day_and_after() -> None:
    rule = weeks_of((5,), 8)
    assert rule.text() == "FREQ=WEEKLY;BYDAY=SA;COUNT=8"
    assert list(rule.dates(SATURDAY)) == [SATURDAY + timedelta(weeks=week) for week in range(8)]


def test_two_weekdays_are_two_dates_a_week_and_every_second_week_half_of_them() -> None:
    assert weeks_of((1, 5), 4).count == 8
    rule = weeks_of((5,), 8, interval=2)
    assert rule.text() == "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;COUNT=4"
    assert [day.day for day in rule.dates(SATURDAY)] == [5, 19, 2, 16]


def test_a_rule_without_an_end_has_none() -> None:
    assert len(list(islice(weeks_of((5,), None).dates(SATURDAY), 1000))) == 1000


def test_a_rule_until_a_day_has_that_day() -> None:
    rule = SeriesRule(weekdays=(5,), until=date(2026, 12, 19))
    assert [day.day for day in rule.dates(SATURDAY)] == [5, 12, 19]
    assert rule.last(SATURDAY) == date(2026, 12, 19)
    assert rule.last(date(2026, 12, 20)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=DAILY;COUNT=8",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;COUNT=8",
        "FREQ=WEEKLY;BYDAY=1SA;COUNT=8",
        "FREQ=WEEKLY;BYDAY=SA;BYHOUR=9",
        "FREQ=WEEKLY;INTERVAL=5;BYDAY=SA",
        "FREQ=WEEKLY;INTERVAL=0;BYDAY=SA",
        "FREQ=WEEKLY;BYDAY=SA;COUNT=0",
        "FREQ=WEEKLY;BYDAY=SA;COUNT=105",
        "FREQ=WEEKLY;BYDAY=SA;COUNT=8;UNTIL=20261219",
        "FREQ=WEEKLY;BYDAY=SA;UNTIL=20261319",
        "FREQ=WEEKLY;BYDAY=SA;COUNT=8;EXDATE=20261219",
        "RRULE:FREQ=WEEKLY;BYDAY=SA;COUNT=8",
    ],
)
def test_any_other_rule_is_refused(text: str) -> None:
    with pytest.raises(UnknownRule):
        read_rule(text)


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    interval=st.integers(1, 4),
    end=st.one_of(st.none(), st.integers(1, 104), st.dates(date(2026, 12, 5), date(2028, 1, 1))),
    first=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_a_rule_is_read_as_it_was_written_and_its_dates_are_on_its_weekdays(
    weekdays: set[int], interval: int, end: int | date | None, first: date
) -> None:
    rule = SeriesRule(
        weekdays=tuple(sorted(weekdays)),
        interval=interval,
        count=end if isinstance(end, int) else None,
        until=end if isinstance(end, date) else None,
    )
    assert read_rule(rule.text()) == rule
    dates = list(islice(rule.dates(first), 120))
    assert dates == sorted(set(dates))
    assert {day.weekday() for day in dates} <= weekdays
    assert all(day >= first for day in dates)
    assert len(dates) == rule.count if rule.count else True
    assert all(rule.until is None or day <= rule.until for day in dates)
