"""Figures of complaints, each computed again by an independent way from the raw rows."""

import statistics
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.complaint.figures import (
    CountedComplaint,
    NightShare,
    before_and_after,
    count_kinds,
    times_until,
)
from storage.complaint import ComplaintKind

START, FIRST = datetime(2026, 9, 1, tzinfo=UTC), date(2026, 9, 1)
minutes = st.integers(0, 50_000)
complaints = st.lists(
    st.builds(
        lambda kind, night, made, seen, closed: CountedComplaint(
            kind=kind,
            night=FIRST + timedelta(days=night),
            made_at=START + timedelta(minutes=made),
            due_at=START,
            acknowledged_at=None if seen is None else START + timedelta(minutes=made + seen),
            closed_at=None
            if seen is None or closed is None
            else START + timedelta(minutes=made + seen + closed),
        ),
        st.sampled_from(ComplaintKind),
        st.integers(0, 80),
        minutes,
        st.none() | minutes,
        st.none() | minutes,
    ),
    max_size=30,
)
days = st.lists(st.integers(0, 80).map(lambda number: FIRST + timedelta(days=number)), max_size=30)


@pytest.mark.feature("X26")
@given(complaints)
def test_kinds_and_times_are_those_of_the_rows(rows: list[CountedComplaint]) -> None:
    kinds = count_kinds(rows)
    assert {each.kind: each.count for each in kinds} == dict(Counter(row.kind for row in rows))
    assert sum(each.unclosed for each in kinds) == len([row for row in rows if not row.closed_at])
    assert [each.count for each in kinds] == sorted((each.count for each in kinds), reverse=True)
    for closed in (False, True):
        ends = [(row.closed_at if closed else row.acknowledged_at, row.made_at) for row in rows]
        seconds = [Fraction((end - made) / timedelta(seconds=1)) for end, made in ends if end]
        found = times_until(rows, closed=closed)
        assert found.count == len(seconds)
        assert (found.median is None) == (found.longest is None) == (not seconds)
        if seconds:
            assert found.median == timedelta(seconds=float(statistics.median(seconds)))
            assert found.longest == timedelta(seconds=float(max(seconds)))


@given(st.data(), days, days, days)
def test_before_and_after_count_each_open_night_within_28_days_and_the_next_changes(
    data: st.DataObject, changes: list[date], nights: list[date], complained: list[date]
) -> None:
    change = data.draw(st.sampled_from(sorted({*changes, FIRST + timedelta(days=40)})))
    found = before_and_after(change, [*changes, change], nights, complained)

    def belongs(night: date, *, after: bool) -> bool:
        """Walk from the change to the night, day by day, and stop at another change or after 28 days."""
        step = timedelta(days=1) if after else timedelta(days=-1)
        day = change if after else change + step
        for _ in range(28):
            if after and day != change and day in changes:
                return False
            if day == night:
                return True
            if not after and day in changes:
                return False
            day += step
        return False

    for after, share in ((False, found.before), (True, found.after)):
        own = {night for night in nights if belongs(night, after=after)}
        assert share == NightShare(len([night for night in complained if night in own]), len(own))


def test_nothing_is_of_no_nights() -> None:
    found = before_and_after(FIRST, [FIRST], [], [FIRST])
    assert (found.before, found.after) == (NightShare(0, 0), NightShare(0, 0))
    assert times_until([], closed=True).median is None
