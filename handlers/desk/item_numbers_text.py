"""The units of an item in words, before and after its drop. What is zero is left out."""

from collections.abc import Sequence
from functools import reduce

from markupsafe import Markup

from handlers.ui.button_layout import LABEL_WIDTHS, shorten_label
from locales.say import Say
from locales.units import admits
from locales.user_text import ITEM, OPTION, sanitize_name
from market.desk import ItemNumbers
from market.drop.facts import DropFacts
from market.drop.item_text import full_name


def item_numbers_row(say: Say, drop: DropFacts, numbers: ItemNumbers) -> Markup:
    """Returns "Kuih lapis: 3 left of 12, 9 booked (3 collected), 7 waiting"."""
    sold = say("{count} sold at the stall", count=numbers.sold) if numbers.sold else Markup()
    held = say("{count} on hold", count=numbers.held) if numbers.held else Markup()
    return _named(
        say,
        drop,
        numbers,
        [_left(say, numbers), _booked(say, numbers), sold, held, _waiting(say, numbers)],
    )


def dish_row(say: Say, drop: DropFacts, numbers: ItemNumbers) -> Markup:
    """Returns "Kuih lapis: 3 left, 9 booked (3 collected), 7 waiting", a line of an evening: no more than fits in a line of a phone."""
    free = numbers.free
    left = say.many("{count} left", "{count} left", free) if free else _left(say, numbers)
    return _named(say, drop, numbers, [left, _booked(say, numbers), _waiting(say, numbers)])


def past_dish_row(say: Say, drop: DropFacts, numbers: ItemNumbers) -> Markup:
    """Returns "Kuih lapis: 10 of 12 sold, 2 not collected", of an evening that is over."""
    sold = say("{sold} of {count} sold", sold=numbers.collected + numbers.sold, count=numbers.item.quantity)
    return _named(say, drop, numbers, [sold, _missing(say, numbers)])


def _missing(say: Say, numbers: ItemNumbers) -> Markup:
    if not numbers.booked:
        return Markup()
    if admits(numbers.item.unit):
        return say("{count} did not come", count=numbers.booked)
    return say("{count} not collected", count=numbers.booked)


def options_row(say: Say, numbers: ItemNumbers) -> list[Markup]:
    """Returns "Booked: 3 hot, 2 iced, 1 not chosen"; nothing of an item without options, or of which nothing is booked."""
    found = numbers.options
    if found is None:
        return []
    # text: so many units, and the option that they have
    chosen = [
        say("{count} {option}", count=count, option=sanitize_name(option, OPTION))
        for option, count in found.units
    ]
    unsaid = [say("{count} not chosen", count=found.unsaid)] if found.unsaid else []
    return [say("Booked: {options}.", options=_in_a_row(say, [*chosen, *unsaid]))]


def numbered_label(number: int, name: str) -> str:
    """Returns "3 Kuih lapis", short enough for two in a row."""
    return shorten_label(f"{number} {sanitize_name(name, ITEM)}", LABEL_WIDTHS[2])


def _in_a_row(say: Say, parts: Sequence[Markup]) -> Markup:
    """Returns the parts with a comma between them; empty ones are left out."""
    # text: two parts of a list of numbers
    return reduce(
        lambda first, rest: say("{first}, {second}", first=first, second=rest),
        [part for part in parts if part],
    )


def cancelled(say: Say) -> Markup:
    return say("cancelled")


def _named(say: Say, drop: DropFacts, numbers: ItemNumbers, parts: Sequence[Markup]) -> Markup:
    # text: an item, and its numbers
    return say(
        "<b>{item}</b>: {numbers}",
        item=full_name(say, drop, numbers.item),
        numbers=_in_a_row(say, parts),
    )


def _left(say: Say, numbers: ItemNumbers) -> Markup:
    if numbers.free:
        return say("{free} left of {count}", free=numbers.free, count=numbers.item.quantity)
    if numbers.held:
        return say("none left of {count}", count=numbers.item.quantity)
    return say("sold out")


def _waiting(say: Say, numbers: ItemNumbers) -> Markup:
    return say("{count} waiting", count=numbers.waiting) if numbers.waiting else Markup()


def _booked(say: Say, numbers: ItemNumbers) -> Markup:
    booked = numbers.booked + numbers.collected
    if not booked:
        return Markup()
    if not numbers.collected:
        return say("{count} booked", count=booked)
    if admits(numbers.item.unit):
        return say("{count} booked ({admitted} admitted)", count=booked, admitted=numbers.collected)
    if not numbers.booked:
        return say("{count} booked (all collected)", count=booked)
    return say("{count} booked ({collected} collected)", count=booked, collected=numbers.collected)
