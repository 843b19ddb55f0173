"""The code of a cart: read as it was written, and never too long for the button that sells it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.callbacks.sale import SellCart
from handlers.ui.cart_code import MAX_ID, pack_cart, read_cart
from market.refusal import ButtonForged
from market.sale.cart import MAX_ITEMS, MAX_UNITS, CartLine
from market.sale.refusals import CartFull
from storage.sale import SaleMethod

ids = st.integers(1, MAX_ID)
carts = st.lists(
    st.builds(CartLine, ids, st.integers(1, MAX_UNITS)), max_size=MAX_ITEMS, unique_by=lambda line: line.item
).map(tuple)


@given(stall=ids, cart=carts)
def test_a_cart_is_read_as_it_was_written_or_is_full(stall: int, cart: tuple[CartLine, ...]) -> None:
    try:
        code = pack_cart(stall, cart)
    except CartFull:
        assert len(cart) >= 3, "two items fit, whatever their ids"
        return
    assert read_cart(code) == (stall, cart)
    button = SellCart(cart=code, total=10**10 - 1, method=SaleMethod.CASH, screen=MAX_ID)
    assert len(button.pack().encode()) <= 64


def test_four_items_fit_in_a_market_of_a_million_items() -> None:
    cart = tuple(CartLine(item, 9) for item in range(1_000_000, 1_000_000 + MAX_ITEMS))
    assert read_cart(pack_cart(10_000, cart)) == (10_000, cart)


@pytest.mark.parametrize(
    "code", ["", ".", "k.", "k.1a", "k.1a-", "k.1a-x", "k.1a-1000", "K", "k.-1", "zzzzzzz"]
)
def test_any_other_text_is_a_forged_button(code: str) -> None:
    with pytest.raises(ButtonForged):
        read_cart(code)
