"""The name of an item on a button."""

from handlers.ui.button_layout import shorten_label
from locales.say import Say
from locales.user_text import ITEM, sanitize_name, width
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import item_name


def short_name(say: Say, drop: DropFacts, item: ItemFacts, room: int) -> str:
    """Returns the full name within the width of a button; of a slot the hour is never cut off."""
    words = item_name(say, drop, item)
    if item.starts_at is None:
        return shorten_label(words, room)
    hour = shorten_label(words, room)
    name = shorten_label(sanitize_name(drop.name, ITEM), max(1, room - width(hour) - 2))
    # text: a drop, and one of its slots
    return shorten_label(say.plain("{first}, {second}", first=name, second=hour), room)
