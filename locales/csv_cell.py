"""The cells of CSV files: texts that a spreadsheet does not evaluate, and amounts."""

import unicodedata
from decimal import Decimal

from locales.formats import exponent

SIGNS = frozenset("=+-@\u2212")
"""A spreadsheet evaluates a text whose first visible sign is one of these, in any width; the last is the mathematical minus."""
CONTROLS = ("\t", "\r", "\n")
UNSEEN = {"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"}
"""Unicode's categories of spaces, controls and signs without a width, which may stand before it."""


def text_cell(words: str) -> str:
    """Returns a text, with an apostrophe before what would be evaluated."""
    seen = (sign for sign in words if unicodedata.category(sign) not in UNSEEN)
    first = unicodedata.normalize("NFKC", next(seen, ""))
    return f"'{words}" if first in SIGNS or words.startswith(CONTROLS) else words


def amount_cell(minor: int, currency: str) -> str:
    """Returns minor units with all decimal digits of the currency: -850 of ringgit is -8.50."""
    return f"{Decimal(minor).scaleb(-exponent(currency)):f}"
