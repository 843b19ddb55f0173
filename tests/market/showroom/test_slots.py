"""Slots by the clock of the alley: in their order, apart by their buffer, also in nights when clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from market.showroom.slots import WindowTerms, slots_on
from tests.market.showroom.conftest import MORNING, SATURDAY, TEN

MINUTE = timedelta(minutes=1)


def test_a_window_has_as_many_slots_as_end_in_it() -> None:
    slots = slots_on((MORNING,), SATURDAY, "Asia/Kuching")
    assert [slot.starts_at - TEN for slot in slots] == [number * 20 * MINUTE for number in range(9)]
    assert all(slot.ends_at - slot.starts_at == 15 * MINUTE for slot in slots)
    assert all(slot.busy_until - slot.ends_at == 5 * MINUTE for slot in slots)
    assert slots_on((MORNING,), date(2026, 11, 27), "Asia/Kuching") == ()
    exact = replace(MORNING, ends=600 + 15)
    assert len(slots_on((exact,), SATURDAY, "Asia/Kuching")) == 1


def test_every_third_is_kept_for_walk_ins() -> None:
    slots = slots_on((replace(MORNING, walk_in_every=3),), SATURDAY, "Asia/Kuching")
    assert [slot.for_walk_ins for slot in slots] == [False, False, True] * 3


def test_of_two_windows_the_slots_are_in_order_and_none_begins_twice() -> None:
    later = replace(MORNING, begins=620, ends=800, places=4)
    slots = slots_on((MORNING, later), SATURDAY, "Asia/Kuching")
    assert [slot.places for slot in slots] == [*[1] * 9, 4]
    assert len({slot.starts_at for slot in slots}) == len(slots)


@pytest.mark.parametrize(
    ("day", "opens", "hours"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 29, 0, tzinfo=UTC), 2),
        (date(2026, 10, 25), datetime(2026, 10, 24, 23, tzinfo=UTC), 4),
        (date(2026, 7, 5), datetime(2026, 7, 4, 23, tzinfo=UTC), 3),
    ],
)
def test_when_clocks_change_a_window_is_an_hour_shorter_or_longer(
    day: date, opens: datetime, hours: int
) -> None:
    night = WindowTerms(weekday=6, begins=60, ends=240, visit_minutes=10)
    slots = slots_on((night,), day, "Europe/Berlin")
    assert slots[0].starts_at == opens
    assert len(slots) == hours * 6
    assert all(one.busy_until <= other.starts_at for one, other in pairwise(slots))


def test_a_window_until_midnight_ends_with_the_day() -> None:
    late = WindowTerms(weekday=5, begins=1430, ends=1440, visit_minutes=10)
    (slot,) = slots_on((late,), SATURDAY, "Asia/Kuching")
    assert slot.ends_at == datetime(2026, 11, 28, 16, tzinfo=UTC)
