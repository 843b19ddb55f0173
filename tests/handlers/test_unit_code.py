"""The code of refunded units: read as it was written, and never too long for the button that refunds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.callbacks.callback import MAX_LONG_ID
from handlers.callbacks.sale import RefundPart
from handlers.ui.unit_code import pack_units, read_units
from market.refusal import ButtonForged


@given(st.lists(st.integers(0, 99), min_size=1, max_size=8).map(tuple))
def test_units_are_read_as_they_were_written_and_fit_their_button(units: tuple[int, ...]) -> None:
    code = pack_units(units)
    assert read_units(code) == units
    button = RefundPart(receipt=MAX_LONG_ID, units=code, step=99_999, kept=True)
    assert len(button.pack().encode()) <= 64


def test_no_code_is_no_units() -> None:
    assert read_units("") == ()


@pytest.mark.parametrize("code", [".", "1.", "x", "-1.0", "1..1", "²", "1 1", "1." * 12 + "1"])
def test_any_other_text_is_a_forged_button(code: str) -> None:
    with pytest.raises(ButtonForged):
        read_units(code)
