"""The code of a cart: read as it was written, and never too long for the button that sells it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.callbacks.callback import parse_callback
from handlers.callbacks.sale import SellCart
from handlers.ui.cart_code import MAX_ID, pack_cart, read_amounts, read_cart, screen_number
from market.refusal import ButtonForged
from market.sale.amounts import MAX_AMOUNTS
from market.sale.cart import MAX_ITEMS, MAX_UNITS, CartLine
from market.sale.refusals import CartFull
from storage.sale import SaleMethod

ids = st.integers(1, MAX_ID)
carts = st.lists(
    st.builds(CartLine, ids, st.integers(1, MAX_UNITS)), max_size=MAX_ITEMS, unique_by=lambda line: line.item
).map(tuple)


amounts = st.lists(ids, max_size=MAX_AMOUNTS).map(tuple)


@given(stall=ids, cart=carts, amounts=amounts)
def test_a_cart_is_read_as_it_was_written_or_is_full(
    stall: int, cart: tuple[CartLine, ...], amounts: tuple[int, ...]
) -> None:
    try:
        code = pack_cart(stall, cart, amounts)
    except CartFull:
        assert len(cart) + len(amounts) >= 3, "two items or amounts fit, whatever their ids"
        return
    assert (read_cart(code), read_amounts(code)) == ((stall, cart), amounts)
    button = SellCart(cart=code, total=10**10 - 1, method=SaleMethod.CASH, screen=MAX_ID)
    assert len(button.pack().encode()) <= 64


def test_a_full_cart_of_one_evening_fits_in_a_market_of_a_million_items() -> None:
    cart = tuple(CartLine(item, 9) for item in range(1_000_000, 1_000_000 + MAX_ITEMS))
    assert read_cart(pack_cart(10_000, cart)) == (10_000, cart)


def test_eight_items_fit_of_which_a_dozen_is_sold_each() -> None:
    cart = tuple(CartLine(item, 12) for item in range(1_000_000, 1_000_008))
    assert read_cart(pack_cart(10_000, cart)) == (10_000, cart)


def test_six_items_fit_that_were_posted_at_six_times() -> None:
    cart = tuple(CartLine(1_000_000 + each * 2_000, 9) for each in range(6))
    assert read_cart(pack_cart(10_000, cart)) == (10_000, cart)


@pytest.mark.parametrize("update", [1, 100_000_001, 2**31, 1_796_116_941_497, 999_999_999, 10**9])
def test_a_cart_is_sold_from_the_screen_of_any_update(update: int) -> None:
    button = SellCart(cart="k", total=850, method=SaleMethod.CASH, screen=screen_number(update))
    assert parse_callback(button.pack()) == button
    assert 1 <= button.screen < 10**9


def test_a_button_of_an_earlier_version_is_read() -> None:
    assert read_cart("k.1a-2.1b-11") == (20, (CartLine(46, 2), CartLine(47, 11)))
    assert read_cart("k") == (20, ())


@pytest.mark.parametrize(
    "code",
    [
        *("", ".", "k.", "k.1a", "k.1a-", "k.1a-x", "k.1a-1000", "K", "k.-1", "zzzzzzz"),
        *("k_b", "k_1", "k_a1", "k_b1-c1", "k_b1.c1", "k_b1000", "_b1", "k_ZZZZZZ1"),
    ],
)
def test_any_other_text_is_a_forged_button(code: str) -> None:
    with pytest.raises(ButtonForged):
        read_cart(code)
