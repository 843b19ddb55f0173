"""Asking what one unit of an item costs the stall."""

from handlers.ui.screen import Screen
from locales.formats import format_money
from locales.say import Say
from market.drop.item_text import full_name
from market.sale.cost import ItemCost


def cost_ask(say: Say, item: ItemCost) -> Screen:
    name = full_name(say, item.drop, item.item)
    if item.cost is None:
        text = say(
            "What does one {item} cost you? Only you see it, in the margin of your statement.", item=name
        )
    else:
        text = say(
            "What does one {item} cost you? Now {cost}. Only you see it, in the margin of your statement.",
            item=name,
            cost=format_money(say, item.cost, item.drop.alley.currency, item.drop.alley.territory),
        )
    return Screen(text=text, reply_placeholder="3.20")
