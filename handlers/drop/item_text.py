"""The items of a drop on its card, and their names: a slot by its hour, a bundle with its components."""

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from locales.formats import format_list_and, format_money, format_time
from locales.say import Say
from locales.user_text import format_tags, quoted, sanitize_name
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


def slot_name(say: Say, drop: DropFacts, item: ItemFacts, words: str) -> str:
    """Returns "A first string of beads, 10:00" for a slot, after its drop's name; `words` for any other item."""
    # text: a drop, and one of its slots
    return (
        say.plain("{drop}, {slot}", drop=sanitize_name(drop.name, ITEM), slot=words)
        if item.starts_at
        else words
    )


def item_with_components(say: Say, drop: DropFacts, item: ItemFacts) -> str:
    """Returns "10:00 stitching, with kit"."""
    if not item.components:
        return item_name(say, drop, item)
    parts = [
        sanitize_name(component.name, COMPONENT)
        if component.units == 1
        else f"{component.units} × {sanitize_name(component.name, COMPONENT)}"
        for component in item.components
    ]
    # text: a thing for sale, and what goes with it
    return say.plain(
        "{item}, with {components}", item=item_name(say, drop, item), components=format_list_and(say, parts)
    )


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
    alley = drop.alley
    price = format_money(say, item.price, alley.currency, alley.territory)
    parts = [say("{item}: {price}", item=item_with_components(say, drop, item), price=price)]
    if item.loan_deposit:
        deposit = format_money(say, item.loan_deposit, alley.currency, alley.territory)
        parts.append(say("{deposit} deposit, refunded when you return the packaging", deposit=deposit))
    if with_left:
        parts.append(say("{free} of {count} left", free=item.free, count=item.quantity))
    return Markup(" · ").join(parts)


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
