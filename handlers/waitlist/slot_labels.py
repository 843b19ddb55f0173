"""Labels of slots, and the other slots of a drop."""

from handlers.ui.button_layout import shorten_label
from locales.formats import format_time
from locales.say import Say
from locales.user_text import ITEM, sanitize_name, width
from market.drop.facts import DropFacts, ItemFacts

SHORTEST_NAME = 4
"""Width of a slot's own name below which it is left out."""


def other_slots(drop: DropFacts, item: int) -> tuple[ItemFacts, ...]:
    """Returns the other slots of a slot's drop; none for an item that is no slot."""
    slots = tuple(each for each in drop.offered if each.starts_at)
    if item not in {each.id for each in slots}:
        return ()
    return tuple(each for each in slots if each.id != item)


def slot_label(say: Say, drop: DropFacts, item: ItemFacts, room: int, with_left: bool) -> str:
    """Returns "10:00, 3 left" or "14:00, waitlist"; the slot's own name in between, as far as it fits."""
    hour = format_time(say, item.starts_at or drop.starts_at, drop.alley.zone)
    left = _left_label(say, item) if with_left else ""
    words = "" if item.name.strip() == hour else sanitize_name(item.name, ITEM)
    left_for = room - width(hour) - width(left) - 3
    name = f"{hour} {shorten_label(words, left_for)}" if words and left_for >= SHORTEST_NAME else hour
    return say.label("{hour}, {left}", hour=name, left=left) if left else name


def _left_label(say: Say, item: ItemFacts) -> str:
    if item.free:
        return say.label("{count} left", count=item.free)
    return say.label("waitlist")
