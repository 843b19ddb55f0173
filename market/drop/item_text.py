"""The items of a drop on its card, and their names: a slot by its hour, a bundle with its components."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from markupsafe import Markup

from locales.formats import format_list_and, format_time
from locales.item_title import shares_a_word
from locales.packaging_kind import packaging_kind_word
from locales.say import Say
from locales.stock import ADULTS
from locales.user_text import ITEM, format_tags, sanitize_name
from market.drop.amounts import format_amount
from market.drop.facts import DropFacts, ItemFacts, ItemPackaging
from market.drop.item_texts import item_text_rows
from market.drop.status import GIVEN_OUT, Status

COMPONENT, MAX_ITEMS = 24, 6
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
    if item.starts_at and item.name.strip() == drop.name.strip():
        words = format_time(say, item.starts_at, drop.alley.zone)
    # text: a drop, and one of its slots
    return say.plain("{first}, {second}", first=sanitize_name(drop.name, ITEM), second=words)


def _needs_drop_name(drop: DropFacts, item: ItemFacts) -> bool:
    """Returns whether an item's name says too little: a slot's hour, or one of several that shares no word with its drop."""
    if item.starts_at:
        return True
    return len(drop.offered) > 1 and not shares_a_word(drop.name, item.name)


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


def tag_words(say: Say, tags: Collection[str]) -> Markup:
    """Returns "#kuih #vegan", without 18+, which stands beside the name. A tag that needs a certificate is attributed to the stall."""
    shown = own_tag_words(tags)
    return say("{tags}, says the stall", tags=shown) if CERTIFIED.intersection(tags) else shown


def own_tag_words(tags: Iterable[str]) -> Markup:
    """Returns the same for the stall itself: nobody has to tell it whose words they are."""
    return format_tags([tag for tag in tags if tag != ADULTS])


def age_mark(drop: DropFacts) -> str:
    """Returns " 18+", which stands beside the name of a drop for adults; "" for another."""
    return f" {ADULTS}" if drop.adults_only else ""


def head_name(drop: DropFacts) -> str:
    """Returns the name over a card: that of its only item, where it says more than the drop's."""
    if len(drop.offered) != 1:
        return drop.name
    [item] = drop.offered
    return item.name if item.starts_at is None and _says_more(item.name, drop.name) else drop.name


def _says_more(item: str, drop: str) -> bool:
    return item.casefold().startswith(drop.casefold())


def item_rows(say: Say, drop: DropFacts, drop_status: Status) -> list[Markup]:
    """Returns a row for each item on offer, and the explanation of bundles."""
    shown = [
        row
        for item in drop.offered[:MAX_ITEMS]
        for row in (item_row(say, drop, item, drop_status), *item_text_rows(say, drop, item))
    ]
    return [
        *shown,
        *_more_row(say, drop, MAX_ITEMS),
        *packaging_rows(say, drop),
        *bundle_text(say, drop.offered),
    ]


def first_item_rows(say: Say, drop: DropFacts, drop_status: Status) -> list[Markup]:
    """Returns the first item only, for a card without room for more."""
    shown = [
        row
        for item in drop.offered[:1]
        for row in (
            item_row(say, drop, replace(item, components=()), drop_status),
            *item_text_rows(say, drop, item),
        )
    ]
    return [*shown, *_more_row(say, drop, 1), *packaging_rows(say, drop)]


def item_row(say: Say, drop: DropFacts, item: ItemFacts, drop_status: Status) -> Markup:
    """Returns the hour of a slot, name, components, price, packaging, and the units left; an item alone has its name over the card."""
    price = Markup("{}").format(format_amount(say, drop, item.price))
    words = price if _same_deposit(drop) else price_text(say, drop, item)
    if len(drop.offered) > 1 or item.components or not _says_more(head_name(drop), item.name):
        words = say("{label}: {value}", label=item_with_components(say, drop, item), value=words)
    left = left_text(say, drop, item, drop_status)
    return Markup(" · ").join(part for part in (words, packaging_mark(say, item), left) if part)


def packaging_mark(say: Say, item: ItemFacts) -> Markup | None:
    """Returns the kind of packaging an item is sold in; None where its stall did not say, or a deposit or fee says more."""
    if item.sold_in is None or item.loan_deposit or item.packaging:
        return None
    return Markup("{}").format(packaging_kind_word(say, item.sold_in))


def left_text(say: Say, drop: DropFacts, item: ItemFacts, drop_status: Status) -> Markup | None:
    """Returns the units left; of an item alone that has none left, the card says more than this."""
    if len(drop.offered) == 1 and drop_status is Status.FREE:
        return say("{free} of {count} left", free=item.free, count=item.quantity)
    if drop_status not in GIVEN_OUT or len(drop.offered) == 1:
        return None
    if drop.is_full(item):
        return say("taken")
    return say.many("{count} left", "{count} left", item.free) if item.free else say("waitlist")


def price_text(say: Say, drop: DropFacts, item: ItemFacts) -> Markup:
    """Returns "RM12.00", and of what is lent out in packaging "RM12.00 + RM5.00 packaging"."""
    price = format_amount(say, drop, item.price)
    if not item.loan_deposit:
        return Markup("{}").format(price)
    return say(
        "{price} + {deposit} packaging", price=price, deposit=format_amount(say, drop, item.loan_deposit)
    )


def lowest_price(say: Say, drop: DropFacts) -> Markup:
    """Returns the price of the cheapest item; "from" where they differ."""
    prices = {item.price for item in drop.offered}
    price = Markup("{}").format(format_amount(say, drop, min(prices)))
    return say("from {price}", price=price) if len(prices) > 1 else price


def _same_deposit(drop: DropFacts) -> int:
    """Returns the packaging deposit that all items of a drop have in common; 0 where they differ."""
    deposits = {item.loan_deposit for item in drop.offered}
    return deposits.pop() if len(deposits) == 1 else 0


def packaging_rows(say: Say, drop: DropFacts) -> list[Markup]:
    """Returns what happens with the packaging deposits of a drop, and the one that all its items have in common."""
    if deposit := _same_deposit(drop):
        return [
            say("+ {deposit} for packaging, refunded on return.", deposit=format_amount(say, drop, deposit))
        ]
    return packaging_text(say, drop, drop.offered)


def packaging_text(say: Say, drop: DropFacts, items: Sequence[ItemFacts]) -> list[Markup]:
    """Returns what happens with the packaging deposit of these items, if one has it, and what packaging without one costs when it is late."""
    refunded = any(item.loan_deposit for item in items)
    late = dict.fromkeys(item.packaging for item in items if item.packaging and item.packaging.fee_per_day)
    return [
        *([say("The packaging deposit is refunded on return.")] if refunded else []),
        *(_late_fee_text(say, drop, packaging) for packaging in late if packaging),
    ]


def _late_fee_text(say: Say, drop: DropFacts, packaging: ItemPackaging) -> Markup:
    return say.many(
        "In {packaging}, without a deposit. Bring it back within {count} day: after that {fee} a day, {price} at most.",
        "In {packaging}, without a deposit. Bring it back within {count} days: after that {fee} a day, {price} at most.",
        packaging.free_days,
        packaging=sanitize_name(packaging.name, ITEM),
        fee=format_amount(say, drop, packaging.fee_per_day),
        price=format_amount(say, drop, packaging.price),
    )


def _more_row(say: Say, drop: DropFacts, shown: int) -> list[Markup]:
    more = len(drop.offered) - shown
    return [say.many("and {count} more item", "and {count} more items", more)] if more > 0 else []
