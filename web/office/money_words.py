"""Money in tables of the office."""

from collections.abc import Sequence
from decimal import Decimal

from locales.formats import format_money
from locales.say import Say
from market.office.evenings import Taken


def taken_text(say: Say, taken: Sequence[Taken], territory: str) -> str:
    """Return sums of money as the alley writes them, one a currency; "" for none."""
    return ", ".join(format_money(say, each.amount, each.currency, territory) for each in taken)


def major(amount: int, exponent: int) -> Decimal:
    """Return minor units as a file has them: 850 of an exponent of 2 as 8.50."""
    return Decimal(amount).scaleb(-exponent)


def taken_raw(taken: Sequence[Taken]) -> Decimal | str | None:
    """Return sums of money for a file: a number where they are of one currency, else each with its code."""
    if not taken:
        return None
    if len(taken) == 1:
        return major(taken[0].amount, taken[0].exponent)
    return ", ".join(f"{each.currency} {major(each.amount, each.exponent)}" for each in taken)
