"""The voids and refunds of a stall's helpers, for its owner."""

from collections.abc import Sequence

from markupsafe import Markup

from locales.formats import format_money
from locales.say import Say
from locales.user_text import sanitize_name
from market.sale.day import HelperVoids
from market.sale.till import StallMoney

NAME = 24


def helpers_voids_lines(say: Say, voids: Sequence[HelperVoids], money: StallMoney) -> list[Markup]:
    """Returns a line for each helper who voided or refunded anything."""
    return [
        say.many(
            "{helper} voided or refunded {count} sale, {amount}.",
            "{helper} voided or refunded {count} sales, {amount}.",
            each.count,
            helper=sanitize_name(each.by, NAME),
            amount=format_money(say, each.amount, money.currency, money.territory),
        )
        for each in voids
    ]
