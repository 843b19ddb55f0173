"""The options of an item as texts: how they are stored, counted and changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.drop.item_options import (
    ChosenOptions,
    are_still_there,
    check_options,
    chosen_options,
    option_names,
)
from market.drop.refusals import OptionsUnfit


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("hot/iced", "hot / iced"),
        ("  S /M/ L ", "S / M / L"),
        ("热／冰".replace("／", "/"), "热 / 冰"),
        ("less   sugar / no sugar", "less sugar / no sugar"),
        ("a/b/c/d/e/f", "a / b / c / d / e / f"),
        ("🍵 / 🧊", "🍵 / 🧊"),
        (f"{'x' * 16} / y", f"{'x' * 16} / y"),
    ],
)
def test_options_are_stored_with_a_slash_between(typed: str, stored: str) -> None:
    assert check_options(typed) == stored
    assert check_options(stored) == stored


@pytest.mark.parametrize(
    "typed", ["hot", "/", "hot/", "hot//iced", "hot/Hot", "a/b/c/d/e/f/g", f"{'x' * 17}/y", " / ", "🍵"]
)
def test_too_few_too_many_too_long_and_twice_the_same_are_refused(typed: str) -> None:
    with pytest.raises(OptionsUnfit):
        check_options(typed)


def test_what_was_chosen_is_counted_in_the_order_of_the_options() -> None:
    assert chosen_options("hot / iced", "10", 3) == ChosenOptions((("hot", 1), ("iced", 1)), 1)
    assert chosen_options("hot / iced", "11", 2) == ChosenOptions((("iced", 2),), 0)
    assert chosen_options("", "", 2) == ChosenOptions((), 0), "nothing is asked of an item without options"
    assert chosen_options("hot / iced", "5", 1) == ChosenOptions((), 1), "an option that is gone"


@given(
    st.lists(st.text("abcdef", min_size=1, max_size=5), min_size=2, max_size=6, unique=True),
    st.text("0123456", max_size=6),
    st.integers(1, 6),
)
def test_the_counts_sum_to_the_units(names: list[str], chosen: str, units: int) -> None:
    found = chosen_options("/".join(names), chosen[:units], units)
    assert sum(count for _, count in found.units) + found.unsaid == units
    assert found.unsaid >= 0
    assert {name for name, _ in found.units} <= {*names}


def test_what_somebody_chose_stays_in_its_place() -> None:
    was = "hot / iced / warm"
    assert are_still_there(was, "hot / iced / warm / less sugar", {0, 2})
    assert are_still_there(was, "hot / cold", {0})
    assert are_still_there(was, "", set())
    assert not are_still_there(was, "iced / hot", {0})
    assert not are_still_there(was, "hot", {2})
    assert option_names("") == ()
