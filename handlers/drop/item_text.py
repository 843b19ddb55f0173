"""The items of a drop on its card, and their names: a slot by its hour, a bundle with its components."""

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from handlers.drop.amounts import format_amount
from handlers.ui.button_layout import fit_label
from locales.formats import format_list_and, format_time
from locales.say import Say
from locales.user_text import format_tags, quoted, sanitize_name, width
from market.drop.facts import DropFacts, ItemFacts
from market.drop.status import Status

ITEM, COMPONENT, ALLERGENS, MAX_ITEMS = 40, 24, 80, 6
CERTIFIED = frozenset({"halal"})
"""Tags that by law only a certified seller may state as a fact."""


def item_name(say: Say, drop: DropFacts, item: ItemFacts) -> str:
    """Returns "10:00 stitching"; a slot without another name is "10:00"."""
    words = sanitize_name(item.name, ITEM)
    if item.starts_at is None:
        return words
    start = format_time(say, item.starts_at, drop.alley.zone)
    # text: an hour, and what is at that hour
    return words if item.name.strip() == start else say.plain("{start} {item}", start=start, item=words)


def full_name(say: Say, drop: DropFacts, item: ItemFacts) -> str:
    """Returns an item's name where its drop is not named: "Linangkit stitching, 10:00" for a slot, "Hinava, small" for one of several."""
    words = item_name(say, drop, item)
    if not _needs_drop_name(drop, item):
        return words
    # text: a drop, and one of its slots
    return say.plain("{drop}, {slot}", drop=sanitize_name(drop.name, ITEM), slot=words)


def short_name(say: Say, drop: DropFacts, item: ItemFacts, room: int) -> str:
    """Returns the full name within the width of a button; of a slot the hour is never cut off."""
    words = item_name(say, drop, item)
    if item.starts_at is None:
        return fit_label(words, room)
    hour = fit_label(words, room)
    name = fit_label(sanitize_name(drop.name, ITEM), max(1, room - width(hour) - 2))
    # text: a drop, and one of its slots
    return fit_label(say.plain("{drop}, {slot}", drop=name, slot=hour), room)


def _needs_drop_name(drop: DropFacts, item: ItemFacts) -> bool:
    """Returns whether an item's name says too little: a slot's hour, or one of several that shares no word with its drop."""
    if item.starts_at:
        return True
    shared = {*_words(drop.name)} & {*_words(item.name)}
    return len(drop.offered) > 1 and not shared


def _words(name: str) -> list[str]:
    return [word.strip(",.:;()") for word in name.casefold().split()]


def full_name_with_components(say: Say, drop: DropFacts, item: ItemFacts) -> str:
    """Returns "Linangkit stitching, 10:00, with kit"."""
    return _with_components(say, item, full_name(say, drop, item))


def item_with_components(say: Say, drop: DropFacts, item: ItemFacts) -> str:
    """Returns "10:00 stitching, with kit"."""
    return _with_components(say, item, item_name(say, drop, item))


def _with_components(say: Say, item: ItemFacts, name: str) -> str:
    if not item.components:
        return name
    parts = [
        sanitize_name(component.name, COMPONENT)
        if component.units == 1
        else f"{component.units} × {sanitize_name(component.name, COMPONENT)}"
        for component in item.components
    ]
    # text: a thing for sale, and what goes with it
    return say.plain("{item}, with {components}", item=name, components=format_list_and(say, parts))


def bundle_text(say: Say, items: Iterable[ItemFacts]) -> list[Markup]:
    """Returns the explanation of bundles if one of these is a bundle."""
    return (
        [say("Sold as a set: you get everything listed, or nothing.")]
        if any(item.components for item in items)
        else []
    )


def tag_words(say: Say, tags: Iterable[str]) -> Markup:
    """Returns "#kuih #vegan". A tag that needs a certificate is attributed to the stall."""
    words = [*tags]
    shown = format_tags(words)
    return say("{tags}, says the stall", tags=shown) if CERTIFIED.intersection(words) else shown


def item_rows(say: Say, drop: DropFacts, drop_status: Status) -> list[Markup]:
    """Returns a row for each item on offer, and the explanation of bundles."""
    with_left = _shows_left(drop, drop_status)
    shown = [
        row
        for item in drop.offered[:MAX_ITEMS]
        for row in (item_row(say, drop, item, with_left), *allergen_rows(say, drop, item))
    ]
    return [*shown, *_more_row(say, drop, MAX_ITEMS), *bundle_text(say, drop.offered)]


def first_item_rows(say: Say, drop: DropFacts, drop_status: Status) -> list[Markup]:
    """Returns the first item only, for a card without room for more."""
    with_left = _shows_left(drop, drop_status)
    shown = [
        row
        for item in drop.offered[:1]
        for row in (
            item_row(say, drop, replace(item, components=()), with_left),
            *allergen_rows(say, drop, item),
        )
    ]
    return [*shown, *_more_row(say, drop, 1)]


def item_row(say: Say, drop: DropFacts, item: ItemFacts, with_left: bool) -> Markup:
    """Returns the hour of a slot, name, components, price, packaging deposit, and the units left."""
    price = price_text(say, drop, item)
    parts = [say("{item}: {price}", item=item_with_components(say, drop, item), price=price)]
    if with_left:
        parts.append(say("{free} of {count} left", free=item.free, count=item.quantity))
    return Markup(" · ").join(parts)


def price_text(say: Say, drop: DropFacts, item: ItemFacts) -> Markup:
    """Returns "RM12.00", and with packaging "RM12.00 + RM5.00 for packaging, refunded when you return it"."""
    price = format_amount(say, drop, item.price)
    if not item.loan_deposit:
        return Markup("{}").format(price)
    return say(
        "{price} + {deposit} for packaging, refunded when you return it",
        price=price,
        deposit=format_amount(say, drop, item.loan_deposit),
    )


def allergen_rows(say: Say, drop: DropFacts, item: ItemFacts) -> list[Markup]:
    """Returns the allergens of an item and its components, in the stall's own words and attributed to it."""
    inside = {component.item for component in item.components}
    parts = (item, *(other for other in drop.items if other.id in inside))
    named = dict.fromkeys(quoted(part.allergens, ALLERGENS) for part in parts if part.allergens)
    if not named:
        return []
    return [say("Allergens, says the stall: {allergens}.", allergens=format_list_and(say, [*named]))]


def _shows_left(drop: DropFacts, drop_status: Status) -> bool:
    return drop_status in (Status.FREE, Status.FULL, Status.LAST) and len(drop.offered) > 1


def _more_row(say: Say, drop: DropFacts, shown: int) -> list[Markup]:
    more = len(drop.offered) - shown
    return [say.many("and {count} more item", "and {count} more items", more)] if more > 0 else []
