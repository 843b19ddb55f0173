"""The code under a QR, to read and type: 8 Crockford symbols and a check symbol from the same 32."""

import re
import unicodedata
from random import Random

from market.public_code import SYMBOLS

VALUES = {symbol: value for value, symbol in enumerate(SYMBOLS)}
CHECKED = SYMBOLS + "*~$=U"
PLAIN = "23456789"
"""Digits that look like no letter."""
ALIKE = str.maketrans("ILO", "110")
GAP = re.compile(r"[\W_]+")
SHAPES = {(9,), (8, 1), (4, 5), (4, 4, 1), (1,) * 9}
"""The ways in which people group nine characters; "10 karipap" has nine as well."""


def draw_code(rng: Random) -> str:
    """Return a random code of nine symbols.

    The check symbol is one of the 32, so that nobody types `$`; a plain digit is among them, so that no word is a code.
    """
    while True:
        body = "".join(rng.choices(SYMBOLS, k=8))
        code = body + check_symbol(body)
        if is_code(code):
            return code


def is_code(code: str) -> bool:
    """Return whether these nine symbols, as stored, agree with their check symbol."""
    return (
        len(code) == 9
        and all(symbol in SYMBOLS for symbol in code)
        and any(symbol in PLAIN for symbol in code)
        and check_symbol(code[:8]) == code[8]
    )


def check_symbol(body: str) -> str:
    """Return Crockford's check symbol: the number modulo 37, which detects each substitution and each swap of neighbours."""
    number = 0
    for symbol in body:
        number = number * 32 + VALUES[symbol]
    return CHECKED[number % 37]


def read_code(text: str) -> str | None:
    """Return the nine symbols of a typed code in any spelling; None for no code."""
    code = "".join(_groups(text)).translate(ALIKE)
    return code if is_code(code) else None


def seems_code(text: str) -> bool:
    """Return whether the text is written like a code, right or wrong."""
    groups = _groups(text)
    symbols = "".join(groups)
    return (
        tuple(map(len, groups)) in SHAPES and symbols.isascii() and any(symbol in PLAIN for symbol in symbols)
    )


def grouped(code: str) -> str:
    """Return the code as it is shown: `7KQ2-M9XF-3`."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def _groups(text: str) -> list[str]:
    """Return the parts between spaces and dashes; full-width characters count as ordinary ones."""
    return [group for group in GAP.split(unicodedata.normalize("NFKC", text).upper()) if group]
