"""Amounts of money in the currency of a drop's alley."""

from markupsafe import Markup

from locales.formats import format_money
from locales.say import Say
from market.drop.facts import DropFacts


def format_amount(say: Say, drop: DropFacts, minor: int) -> str:
    """Returns minor units in the currency of the drop's alley."""
    return format_money(say, minor, drop.alley.currency, drop.alley.territory)


def format_total(say: Say, drop: DropFacts, price: int, packaging: int) -> Markup:
    """Returns what goods and their packaging deposits cost together: "RM17.00 (RM12.00 + RM5.00 for packaging, refunded when you return it)"."""
    total = format_amount(say, drop, price + packaging)
    if not packaging:
        return Markup("{}").format(total)
    return say(
        "{total} ({price} + {deposit} packaging deposit, refunded on return)",
        total=total,
        price=format_amount(say, drop, price),
        deposit=format_amount(say, drop, packaging),
    )


def total_text(say: Say, drop: DropFacts, price: int, packaging: int) -> Markup:
    """Returns what is to be paid at the stall for goods and packaging, in a sentence."""
    if not price and not packaging:
        return say("Nothing to pay at the stall.")
    return say("Total at the stall: {total}.", total=format_total(say, drop, price, packaging))
