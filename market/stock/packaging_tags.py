"""The tags with which a drop is posted again: those about all of it, and for each item the one that says what it is sold in."""

from locales.stock import PACKAGING_TAGS, tag_of_packaging
from market.drop.facts import DropFacts, ItemFacts


def tags_of_all(drop: DropFacts) -> tuple[str, ...]:
    """Return the tags of a drop that say nothing of packaging."""
    return tuple(tag for tag in drop.tags if tag not in PACKAGING_TAGS)


def tags_of_item(drop: DropFacts, item: ItemFacts) -> tuple[str, ...]:
    """Return the tag that says what an item is sold in; none where the stall did not say, or only a deposit or type says it."""
    if item.sold_in is None:
        return ()
    tag = tag_of_packaging(item.sold_in, drop.tags)
    is_said_apart = item.packaging_id is not None or item.loan_deposit
    return () if is_said_apart and tag not in drop.tags else (tag,)
