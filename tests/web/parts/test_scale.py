"""Scales of charts: round numbers, whatever the values are, and each value in its place."""

from itertools import pairwise
from math import inf, isclose, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.parts.scale import MOST_TICKS, Scale, thinned, ticks


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((), (0, 1)),
        ((0,), (0, 1)),
        ((0, 0, 0), (0, 1)),
        ((3,), (0, 1, 2, 3)),
        ((7, 7, 7), (0, 2, 4, 6, 8)),
        ((0.4,), (0, 1)),
        ((-3, -1), (-3, -2, -1, 0)),
        ((-3, 12), (-5, 0, 5, 10, 15)),
        ((100,), (0, 20, 40, 60, 80, 100)),
        ((101,), (0, 50, 100, 150)),
        ((10**15,), (0, 2e14, 4e14, 6e14, 8e14, 1e15)),
    ],
)
def test_ticks_are_round_and_have_all_values_between_them(
    values: tuple[float, ...], shown: tuple[float, ...]
) -> None:
    assert ticks(values) == shown


def test_ticks_are_no_nearer_than_numbers_are_written() -> None:
    assert [f"{each:.1f}" for each in ticks([0.3], 0.1)] == ["0.0", "0.1", "0.2", "0.3"]
    assert ticks([0.03], 0.1) == (0, 0.1)
    assert ticks([1.4], 0.5) == (0, 0.5, 1, 1.5)


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_a_value_without_an_end_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="with an end"):
        ticks([1, value])


@given(st.lists(st.floats(-1e300, 1e300)), st.sampled_from([0.01, 0.1, 0.5, 1, 5]))
def test_there_are_few_ticks_evenly_apart_around_zero_and_every_value(
    values: list[float], finest: float
) -> None:
    shown = ticks(values, finest)
    assert 2 <= len(shown) <= MOST_TICKS + 2
    rounding = 1e-9 * (shown[-1] - shown[0])
    assert shown[0] <= min([0.0, *values]) + rounding
    assert shown[-1] >= max([0.0, *values]) - rounding
    assert 0 in shown
    apart = [after - before for before, after in pairwise(shown)]
    assert all(isclose(each, apart[0], rel_tol=1e-6) and each >= finest * 0.999 for each in apart)


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_a_scale_keeps_order_and_ends(first: float, second: float) -> None:
    steps = ticks([first, second])
    scale = Scale(low=steps[0], high=steps[-1], start=146, end=12)
    assert (scale.at(steps[0]), scale.at(steps[-1])) == (146, 12)
    for value in (first, second, 0):
        assert 12 - 1e-6 <= scale.at(value) <= 146 + 1e-6
    assert (first < second) <= (scale.at(first) >= scale.at(second))


@pytest.mark.parametrize(
    ("count", "most", "places"),
    [(0, 4, ()), (1, 4, (0,)), (4, 4, (0, 1, 2, 3)), (5, 4, (0, 2, 4)), (26, 4, (4, 11, 18, 25))],
)
def test_the_newest_is_always_named(count: int, most: int, places: tuple[int, ...]) -> None:
    assert thinned(count, most) == places


@given(st.integers(1, 500), st.integers(1, 20))
def test_never_more_are_named_than_have_room(count: int, most: int) -> None:
    places = thinned(count, most)
    assert len(places) <= most
    assert places[-1] == count - 1
    assert list(places) == sorted(set(places))
