"""A stall and its cart as a few bytes of a button: "k_k2c1~1a" is stall 20 with 2 of item 10 and 1 of item 12, and the amount of row 46.

The first item is its number in letters, each other one how far it is from the one before: what a stall sells tonight was posted together. Buttons of
earlier versions carry whole numbers, "k.1a-2.1b-1", and are read as well.
"""

import re
from collections.abc import Sequence

from market.refusal import ButtonForged
from market.sale.cart import Cart, CartLine
from market.sale.refusals import CartFull

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_ID = 2**31 - 1
LONGEST = 34
"""Characters: of the 64 of a button, its prefix, a total of ten digits, the method and the number of an update of ten take the rest."""
SCREENS = 10**9
"""Screens have one of so many numbers: those of updates go far beyond what a button holds, and the demo's are times."""
LINE = re.compile(r"(?P<sign>-?)(?P<step>[a-zA-Z]{1,6})(?P<units>[0-9]{1,3})")


def pack_cart(stall: int, cart: Cart = (), amounts: Sequence[int] = ()) -> str:
    """Returns the code of a cart with the rows of its amounts. Raises CartFull where it would leave no room in the button that sells it."""
    before = (0, *(line.item for line in cart))
    lines = (_packed(line, line.item - previous) for line, previous in zip(cart, before, strict=False))
    code = _written(stall, DIGITS)
    code += f"_{''.join(lines)}" if cart else ""
    code += f"~{'.'.join(_written(row, DIGITS) for row in amounts)}" if amounts else ""
    if len(code) > LONGEST:
        raise CartFull
    return code


def read_amounts(code: str) -> tuple[int, ...]:
    """Returns the rows of the amounts of a code. Raises ButtonForged for any text that is none."""
    _, sign, rows = code.partition("~")
    return tuple(_read(row, DIGITS) for row in rows.split(".")) if sign else ()


def read_cart(code: str) -> tuple[int, Cart]:
    """Returns the stall and the cart of a code without its amounts. Raises ButtonForged for any text that is none."""
    code, _, _ = code.partition("~")
    stall, sign, lines = code.partition("_")
    if sign:
        return _read(stall, DIGITS), _unpacked(lines)
    stall, *former = code.split(".")
    return _read(stall, DIGITS), tuple(_former_line(line) for line in former)


def screen_number(update: int) -> int:
    """Returns the number of the screen that answers an update, in nine digits; never 0, which is for none."""
    return update % (SCREENS - 1) + 1


def _packed(line: CartLine, step: int) -> str:
    return f"{'-' if step < 0 else ''}{_written(abs(step), LETTERS)}{line.units}"


def _unpacked(lines: str) -> Cart:
    found_lines = [*LINE.finditer(lines)]
    if "".join(found[0] for found in found_lines) != lines:
        raise ButtonForged
    item, cart = 0, []
    for found in found_lines:
        step = _read(found["step"], LETTERS)
        item += -step if found["sign"] else step
        cart.append(CartLine(item, int(found["units"])))
    if not all(1 <= line.item <= MAX_ID for line in cart):
        raise ButtonForged
    return tuple(cart)


def _former_line(text: str) -> CartLine:
    item, _, units = text.partition("-")
    if not (units.isascii() and units.isdecimal() and len(units) <= 3):
        raise ButtonForged
    return CartLine(_read(item, DIGITS), int(units))


def _written(number: int, digits: str) -> str:
    """Returns a number in the base of so many digits."""
    written = ""
    while number:
        number, digit = divmod(number, len(digits))
        written = digits[digit] + written
    return written or digits[0]


def _read(text: str, digits: str) -> int:
    if not 1 <= len(text) <= 6 or not set(text) <= set(digits):
        raise ButtonForged
    number = 0
    for digit in text:
        number = number * len(digits) + digits.index(digit)
    if number > MAX_ID:
        raise ButtonForged
    return number
