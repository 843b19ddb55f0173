"""A stall and its cart as a few bytes of a button: "k.1a-2.1b-1" is stall 20 with 2 of item 46 and 1 of item 47."""

from market.refusal import ButtonForged
from market.sale.cart import MAX_ITEMS, MAX_UNITS, Cart, CartLine
from market.sale.refusals import CartFull

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MAX_ID = 2**31 - 1
LONGEST = 34
"""Characters: of the 64 of a button, its prefix, a total of ten digits, the method and the number of an update of ten take the rest."""


def pack_cart(stall: int, cart: Cart = ()) -> str:
    """Returns the code of a cart. Raises CartFull where it would leave no room in the button that sells it."""
    code = ".".join((_written(stall), *(f"{_written(line.item)}-{line.units}" for line in cart)))
    if len(code) > LONGEST:
        raise CartFull(MAX_ITEMS, MAX_UNITS)
    return code


def read_cart(code: str) -> tuple[int, Cart]:
    """Returns the stall and the cart of a code. Raises ButtonForged for any text that is none."""
    stall, *lines = code.split(".")
    return _read(stall), tuple(_line(line) for line in lines)


def _line(text: str) -> CartLine:
    item, _, units = text.partition("-")
    if not (units.isascii() and units.isdecimal() and len(units) <= 3):
        raise ButtonForged
    return CartLine(_read(item), int(units))


def _written(number: int) -> str:
    """Returns a number in base 36."""
    digits = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits or "0"


def _read(text: str) -> int:
    if not 1 <= len(text) <= 6 or not set(text) <= set(DIGITS):
        raise ButtonForged
    number = int(text, len(DIGITS))
    if number > MAX_ID:
        raise ButtonForged
    return number
