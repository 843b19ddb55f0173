"""The cells of CSV files: texts that a spreadsheet does not evaluate, and amounts."""

from decimal import Decimal

from locales.formats import exponent

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet evaluates a text that begins with one of these."""


def text_cell(words: str) -> str:
    """Returns a text, with an apostrophe before what would be evaluated."""
    return f"'{words}" if words.startswith(FORMULAS) else words


def amount_cell(minor: int, currency: str) -> str:
    """Returns minor units with all decimal digits of the currency: -850 of ringgit is -8.50."""
    return f"{Decimal(minor).scaleb(-exponent(currency)):f}"
