"""The items of a drop as its vendor sees them."""

from markupsafe import Markup

from locales.formats import format_money
from locales.packaging_kind import packaging_kind_word
from locales.say import Say
from locales.units import ItemUnit, format_units
from locales.user_text import DROP, PACKAGING, sanitize_name
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import bundle_text, item_name, item_with_components
from market.drop.item_texts import item_text_rows


def items_text(say: Say, drop: DropFacts) -> Markup:
    """Returns "12 × kuih lapis, RM8.50 each"; for several items their names."""
    if not drop.items or has_several_items(drop):
        return Markup("{}").format(sanitize_name(drop.name, DROP))
    return _counted(say, drop, drop.items[0], sanitize_name(drop.name, DROP))


def has_several_items(drop: DropFacts) -> bool:
    return len(drop.items) > 1


def vendor_item_rows(say: Say, drop: DropFacts) -> list[Markup]:
    """Returns a row for each of several items, and what is said of each."""
    rows = []
    for item in drop.items:
        rows += [_vendor_item_row(say, drop, item)] if has_several_items(drop) else []
        rows += item_text_rows(say, drop, item)
    return [*rows, *(bundle_text(say, drop.items) if has_several_items(drop) else [])]


def item_heading(say: Say, drop: DropFacts, item: ItemFacts) -> list[Markup]:
    """Returns the name of the item in question if there are several."""
    return [Markup("<b>{}</b>").format(item_name(say, drop, item))] if has_several_items(drop) else []


def _vendor_item_row(say: Say, drop: DropFacts, item: ItemFacts) -> Markup:
    if item.offered:
        row = _counted(say, drop, item, item_with_components(say, drop, item))
    else:
        row = say(
            "{count} × {item}, only as part of a set",
            count=item.quantity,
            item=item_name(say, drop, item),
        )
    return Markup(" · ").join((row, *packaging_deposit_rows(say, drop, item)))


def _counted(say: Say, drop: DropFacts, item: ItemFacts, words: str) -> Markup:
    price = price_tag(say, drop, item.price)
    if item.unit == ItemUnit.PIECE:
        return say("{count} × {drop}, {price} each", count=item.quantity, drop=words, price=price)
    units = format_units(say, item.unit, item.quantity)
    # text: so many units of something: 4 boxes of kuih lapis
    return say("{units} of {drop}, {price} each", units=units, drop=words, price=price)


def packaging_deposit_rows(say: Say, drop: DropFacts, item: ItemFacts) -> list[Markup]:
    named = (
        [say("In {packaging}.", packaging=sanitize_name(item.packaging.name, PACKAGING))]
        if item.packaging
        else []
    )
    if not item.loan_deposit:
        return named or _kind_rows(say, item)
    deposit = say(
        "{deposit} packaging deposit, refunded on return.",
        deposit=price_tag(say, drop, item.loan_deposit),
    )
    return [say.sentences(*named, deposit)]


def _kind_rows(say: Say, item: ItemFacts) -> list[Markup]:
    """Returns what kind of packaging an item is sold in, if its stall said so."""
    return [say("Packaging: {kind}.", kind=packaging_kind_word(say, item.sold_in))] if item.sold_in else []


def price_tag(say: Say, drop: DropFacts, minor: int) -> str:
    return format_money(say, minor, drop.alley.currency, drop.alley.territory)
