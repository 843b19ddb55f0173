"""A day in a button is a number of eight digits; any other is forged."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ui.day_number import day_in, day_number
from market.refusal import ButtonForged


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_read_as_it_was_written(day: date) -> None:
    assert day_in(day_number(day)) == day


@pytest.mark.parametrize("number", [0, 2026, 2026112, 20261131, 20260229, 202611240, -2026112])
def test_what_is_no_day_is_forged(number: int) -> None:
    with pytest.raises(ButtonForged):
        day_in(number)
