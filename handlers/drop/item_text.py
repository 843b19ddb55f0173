"""The lines of a drop on its card, and what one is called: a slot by its hour, a bundle with its parts."""

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from locales.formats import format_list_and, format_money, format_time
from locales.say import Say
from locales.user_text import format_tags, sanitize_name
from market.drop.facts import DropFacts, ItemFacts
from market.drop.status import Status

ITEM, COMPONENT, MAX_ITEMS = 40, 24, 6
CERTIFIED = frozenset({"halal"})
"""Tags that the law lets only a certified seller state as a fact."""


def item_name(say: Say, drop: DropFacts, item: ItemFacts) -> str:
    """ "10:00 stitching"; a slot that has no other name is "10:00"."""
    words = sanitize_name(item.name, ITEM)
    if item.starts_at is None:
        return words
    start = format_time(say, item.starts_at, drop.alley.zone)
    # text: an hour, and what is at that hour
    return words if item.name.strip() == start else say.plain("{start} {item}", start=start, item=words)


def slot_name(say: Say, drop: DropFacts, item: ItemFacts, words: str) -> str:
    """ "A first string of beads, 10:00": what a line is called, behind its drop where it is a slot."""
    # text: a drop, and one of its slots
    return (
        say.plain("{drop}, {slot}", drop=sanitize_name(drop.name, ITEM), slot=words)
        if item.starts_at
        else words
    )


def item_with_components(say: Say, drop: DropFacts, item: ItemFacts) -> str:
    """ "10:00 stitching, with kit"."""
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
    """What a bundle is, where one of these is one."""
    return (
        [say("Sold as a set: you get everything listed, or nothing.")]
        if any(item.components for item in items)
        else []
    )


def tag_words(say: Say, tags: Iterable[str]) -> Markup:
    """ "#kuih #vegan"; what only a certificate proves is told as the stall's own word."""
    words = [*tags]
    shown = format_tags(words)
    return say("{tags}, says the stall", tags=shown) if CERTIFIED.intersection(words) else shown


def item_rows(say: Say, drop: DropFacts, drop_status: Status) -> list[Markup]:
    """Those that are joined by themselves, and what it is to be a bundle."""
    shown = [item_row(say, drop, item, _shows_left(drop, drop_status)) for item in drop.offered[:MAX_ITEMS]]
    return [*shown, *_more_row(say, drop, MAX_ITEMS), *bundle_text(say, drop.offered)]


def first_item_rows(say: Say, drop: DropFacts, drop_status: Status) -> list[Markup]:
    """Where there is no room for more."""
    shown = [
        item_row(say, drop, replace(item, components=()), _shows_left(drop, drop_status))
        for item in drop.offered[:1]
    ]
    return [*shown, *_more_row(say, drop, 1)]


def item_row(say: Say, drop: DropFacts, item: ItemFacts, with_left: bool) -> Markup:
    """Hour if it is a slot, name, parts, price, the deposit for packaging, and what is left of it."""
    alley = drop.alley
    price = format_money(say, item.price, alley.currency, alley.territory)
    parts = [say("{item}: {price}", item=item_with_components(say, drop, item), price=price)]
    if item.loan_deposit:
        deposit = format_money(say, item.loan_deposit, alley.currency, alley.territory)
        parts.append(say("{deposit} deposit, refunded when you return the packaging", deposit=deposit))
    if with_left:
        parts.append(say("{free} of {count} left", free=item.free, count=item.quantity))
    return Markup(" · ").join(parts)


def _shows_left(drop: DropFacts, drop_status: Status) -> bool:
    return drop_status in (Status.FREE, Status.FULL, Status.LAST) and len(drop.offered) > 1


def _more_row(say: Say, drop: DropFacts, shown: int) -> list[Markup]:
    more = len(drop.offered) - shown
    return [say.many("and {count} more item", "and {count} more items", more)] if more > 0 else []
