"""Amounts of money in the currency of a drop's alley."""

from locales.formats import format_money
from locales.say import Say
from market.drop.facts import DropFacts


def format_amount(say: Say, drop: DropFacts, minor: int) -> str:
    """Returns minor units in the currency of the drop's alley."""
    return format_money(say, minor, drop.alley.currency, drop.alley.territory)
