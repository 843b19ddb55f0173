"""The hours of a drop by the alley's clock, and the times and rules it can have."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from market.drop.refusals import HoursUnfit, NumberUnfit
from market.refusal import WhenPassed
from market.stock.draft import MAX_PER_PERSON, POT, check_hours, limit_of, set_policy, within
from market.stock.entry_close import DRAWN_AFTER, MIN_OPEN, check_close
from market.stock.refusals import CloseUnfit, NoTimeToDraw
from market.stock.stock_line import (
    AHEAD,
    LONGEST,
    SHORTEST,
    DropHours,
    StockLine,
    hours_on,
    local_moment,
    moved_to,
    next_day,
    next_hours,
)
from storage.drop import Drop

ZONE = "Asia/Kuching"
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
"""Ten in the morning there."""
TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)
TICK, HOUR = timedelta(microseconds=1), timedelta(hours=1)


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    return local_moment(day, time(hour, minute), ZoneInfo(ZONE))


def test_the_wall_is_the_alleys_and_the_moment_is_told_in_utc() -> None:
    assert wall(TODAY, 10) == NOW
    assert wall(TODAY, 10).tzinfo == UTC
    berlin = ZoneInfo("Europe/Berlin")
    noons = [local_moment(date(2026, 3, day), time(12), berlin).hour for day in (28, 29)]
    assert noons == [11, 10], "over a change of the clock"


@pytest.mark.parametrize(
    ("start", "day"), [(time(10, 1), TODAY), (time(10), TOMORROW), (time(9, 59), TOMORROW)]
)
def test_without_a_day_it_is_today_while_it_is_before_the_start(start: time, day: date) -> None:
    assert next_day(start, NOW, ZONE) == day


LAST = DropHours(wall(date(2026, 11, 20), 17, 30), wall(date(2026, 11, 20), 21))


@pytest.mark.parametrize(
    ("stock", "last", "first", "end"),
    [
        (StockLine(), None, wall(TODAY, 18), wall(TODAY, 22)),
        (StockLine(), LAST, wall(TODAY, 17, 30), wall(TODAY, 21)),
        (StockLine(start=time(9)), LAST, wall(TOMORROW, 9), wall(TOMORROW, 21)),
        (StockLine(end=time(20)), LAST, wall(TODAY, 17, 30), wall(TODAY, 20)),
        (
            StockLine(day=date(2026, 12, 1)),
            LAST,
            wall(date(2026, 12, 1), 17, 30),
            wall(date(2026, 12, 1), 21),
        ),
        (StockLine(start=time(23)), None, wall(TODAY, 23), wall(TODAY, 23) + SHORTEST),
        (StockLine(start=time(22)), None, wall(TODAY, 22), wall(TODAY, 22) + SHORTEST),
        (StockLine(start=time(22), end=time(1)), None, wall(TODAY, 22), wall(TOMORROW, 1)),
    ],
)
def test_what_is_left_out_is_as_last_time_or_as_usual(
    stock: StockLine, last: DropHours | None, first: datetime, end: datetime
) -> None:
    assert next_hours(stock, last, NOW, ZONE) == DropHours(first, end)


@pytest.mark.parametrize(
    ("now", "stock", "first", "end"),
    [
        ((11, 3), {}, (11, 15), (22, 0)),
        ((11, 15), {}, (11, 30), (22, 0)),
        ((15, 0), {}, (15, 15), (22, 0)),
        ((11, 3), {"start": time(9)}, (11, 15), (22, 0)),
        ((11, 3), {"start": time(9), "end": time(13)}, (11, 15), (13, 0)),
        ((11, 3), {"start": time(8), "end": time(10)}, (11, 15), (22, 0)),
        ((21, 50), {}, (22, 0), (25, 0)),
        ((9, 0), {}, (10, 0), (14, 0)),
        ((11, 3), {"start": time(19)}, (19, 0), (22, 0)),
    ],
)
def test_today_after_the_usual_hour_it_begins_now_and_never_in_hours_that_are_over(
    now: tuple[int, int], stock: dict[str, time], first: tuple[int, int], end: tuple[int, int]
) -> None:
    """The last drop was from 10:00 to 14:00."""
    last = DropHours(wall(date(2026, 11, 20), 10), wall(date(2026, 11, 20), 14))
    said = StockLine(day=TODAY, **stock)
    midnight = wall(TODAY, 0)
    expected = [midnight + timedelta(hours=hour, minutes=minute) for hour, minute in (now, first, end)]
    assert next_hours(said, last, expected[0], ZONE) == DropHours(*expected[1:])


def test_an_end_that_was_said_before_its_start_is_on_the_next_day() -> None:
    assert hours_on(TODAY, time(20), time(20), ZONE) == DropHours(wall(TODAY, 20), wall(TOMORROW, 20))
    assert hours_on(TODAY, time(20), time(20, 1), ZONE) == DropHours(wall(TODAY, 20), wall(TODAY, 20, 1))
    assert hours_on(TODAY, time(20), time(4), ZONE, exact=False).ends_at == wall(TODAY, 20) + SHORTEST


@pytest.mark.parametrize(
    ("stock", "first", "end"),
    [
        (StockLine(), wall(TODAY, 18), wall(TODAY, 22)),
        (StockLine(day=TOMORROW), wall(TOMORROW, 18), wall(TOMORROW, 22)),
        (StockLine(start=time(20, 30)), wall(TODAY, 20, 30), wall(TOMORROW, 0, 30)),
        (StockLine(end=time(23)), wall(TODAY, 18), wall(TODAY, 23)),
        (StockLine(start=time(23), end=time(2)), wall(TODAY, 23), wall(TOMORROW, 2)),
    ],
)
def test_a_move_changes_what_it_names_and_keeps_the_length(
    stock: StockLine, first: datetime, end: datetime
) -> None:
    assert moved_to(stock, DropHours(wall(TODAY, 18), wall(TODAY, 22)), ZONE) == DropHours(first, end)


def test_hours_are_ahead_a_year_at_most_and_a_day_and_a_half_long_at_most() -> None:
    check_hours(DropHours(NOW + TICK, NOW + TICK + LONGEST), ZONE, NOW)
    check_hours(DropHours(NOW + AHEAD, NOW + AHEAD + HOUR), ZONE, NOW)
    with pytest.raises(WhenPassed):
        check_hours(DropHours(NOW, NOW + HOUR), ZONE, NOW)
    for unfit in (
        DropHours(NOW + HOUR, NOW + HOUR + LONGEST + TICK),
        DropHours(NOW + AHEAD + TICK, NOW + AHEAD + HOUR),
    ):
        with pytest.raises(HoursUnfit):
            check_hours(unfit, ZONE, NOW)


def test_entries_close_an_hour_from_now_at_least_and_four_minutes_before_the_start_at_most() -> None:
    starts_at = NOW + MIN_OPEN + DRAWN_AFTER
    drop = Drop(starts_at=starts_at)
    check_close(drop, NOW + MIN_OPEN, NOW, ZONE)
    for unfit in (NOW + MIN_OPEN - TICK, NOW + MIN_OPEN + TICK):
        with pytest.raises(CloseUnfit) as refused:
            check_close(drop, unfit, NOW, ZONE)
        assert refused.value.args == (NOW + MIN_OPEN, NOW + MIN_OPEN, ZONE)
    with pytest.raises(NoTimeToDraw):
        check_close(Drop(starts_at=starts_at - TICK), NOW + MIN_OPEN, NOW, ZONE)


def test_a_limit_is_one_to_six_and_a_number_has_its_most() -> None:
    assert [limit_of(1), limit_of(MAX_PER_PERSON), within(0, 9), within(9, 9)] == [1, 6, 0, 9]
    for unfit in (0, MAX_PER_PERSON + 1):
        with pytest.raises(NumberUnfit):
            limit_of(unfit)
    for unfit in (-1, 10):
        with pytest.raises(NumberUnfit):
            within(unfit, 9)


DRAW = {"closes_at": NOW + HOUR, "draws_at": NOW + HOUR + DRAWN_AFTER, "weighing": "patience"}
CLOSES = {"closes_at": NOW + HOUR}


@pytest.mark.parametrize(
    ("was", "given", "policy", "becomes"),
    [
        ("draw", DRAW, "draw", ("draw", None, DRAW["closes_at"], DRAW["draws_at"], "patience")),
        ("draw", DRAW, "queue", ("queue", None, None, None, "equal")),
        ("draw", DRAW, "pot", ("pot", NOW + POT, None, None, "equal")),
        ("queue", CLOSES, "pot", ("pot", NOW + POT, NOW + HOUR, None, "equal")),
        ("pot", {"pot_until": NOW}, "pot", ("pot", NOW + POT, None, None, "equal")),
        ("pot", {"pot_until": NOW, **CLOSES}, "queue", ("queue", None, NOW + HOUR, None, "equal")),
        ("queue", {}, "draw", ("queue", None, None, None, "equal")),
    ],
)
def test_a_rule_leaves_nothing_of_the_one_before(
    was: str, given: dict[str, Any], policy: str, becomes: tuple[Any, ...]
) -> None:
    drop = Drop(policy=was, **given)
    set_policy(drop, policy, NOW)
    assert (drop.policy, drop.pot_until, drop.closes_at, drop.draws_at, drop.weighing) == becomes
