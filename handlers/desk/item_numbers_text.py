"""The units of an item in words, before and after its drop. What is zero is left out."""

from collections.abc import Sequence
from functools import reduce

from markupsafe import Markup

from handlers.drop.item_text import full_name
from handlers.ui.button_layout import LABEL_WIDTHS, shorten_label
from locales.say import Say
from locales.user_text import ITEM, sanitize_name
from market.desk import ItemNumbers
from market.drop.facts import DropFacts


def item_numbers_row(say: Say, drop: DropFacts, numbers: ItemNumbers) -> Markup:
    """Returns "Kuih lapis: 3 left of 12, 9 booked (3 collected), 7 waiting"."""
    parts = [
        _left(say, numbers),
        _booked(say, numbers),
        say("{count} sold at the stall", count=numbers.sold) if numbers.sold else Markup(),
        say("{count} on hold", count=numbers.held) if numbers.held else Markup(),
        say("{count} waiting", count=numbers.waiting) if numbers.waiting else Markup(),
    ]
    return _named(say, drop, numbers, parts)


def past_numbers_row(say: Say, drop: DropFacts, numbers: ItemNumbers) -> Markup:
    """Returns "Kuih lapis: 9 of 12 booked, 7 collected, 2 not collected", of a drop that is over."""
    return _named(say, drop, numbers, past_numbers(say, (numbers,)))


def past_numbers(say: Say, items: Sequence[ItemNumbers]) -> list[Markup]:
    """Returns what became of the units of some items, in all."""
    quantity = sum(each.item.quantity for each in items)
    collected, missing = sum(each.collected for each in items), sum(each.booked for each in items)
    sold = sum(each.sold for each in items)
    at_stall = [say("{count} sold at the stall", count=sold)] if sold else []
    if not collected + missing:
        return [say("none of {count} booked", count=quantity), *at_stall]
    return [
        say("{booked} of {count} booked", booked=collected + missing, count=quantity),
        *_outcome(say, collected, missing),
        *at_stall,
    ]


def numbered_label(number: int, name: str) -> str:
    """Returns "3 Kuih lapis", short enough for two in a row."""
    return shorten_label(f"{number} {sanitize_name(name, ITEM)}", LABEL_WIDTHS[2])


def in_a_row(say: Say, parts: Sequence[Markup]) -> Markup:
    """Returns the parts with a comma between them; empty ones are left out."""
    # text: two parts of a list of numbers
    return reduce(
        lambda first, rest: say("{first}, {rest}", first=first, rest=rest), [part for part in parts if part]
    )


def _named(say: Say, drop: DropFacts, numbers: ItemNumbers, parts: Sequence[Markup]) -> Markup:
    # text: an item, and its numbers
    return say(
        "<b>{item}</b>: {numbers}",
        item=full_name(say, drop, numbers.item),
        numbers=in_a_row(say, parts),
    )


def _left(say: Say, numbers: ItemNumbers) -> Markup:
    if numbers.free:
        return say("{free} left of {count}", free=numbers.free, count=numbers.item.quantity)
    if numbers.held:
        return say("none left of {count}", count=numbers.item.quantity)
    return say("sold out")


def _booked(say: Say, numbers: ItemNumbers) -> Markup:
    booked = numbers.booked + numbers.collected
    if not booked:
        return Markup()
    if not numbers.collected:
        return say("{count} booked", count=booked)
    if not numbers.booked:
        return say("{count} booked (all collected)", count=booked)
    return say("{count} booked ({collected} collected)", count=booked, collected=numbers.collected)


def _outcome(say: Say, collected: int, missing: int) -> list[Markup]:
    if not missing:
        return [say("all collected")]
    if not collected:
        return [say("none collected")]
    return [
        say("{count} collected", count=collected),
        say("{count} not collected", count=missing),
    ]
