"""The result of a correction of an item, with Undo; and the question which item it means."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.correction import CorrectPrice, CorrectQuantity, SellOutItem
from handlers.callbacks.desk import ShowDesk, ShowQuantity
from handlers.callbacks.stock import AskCancel
from handlers.stock.correction_parser import (
    AddUnits,
    CancelItem,
    ChangePrice,
    ChangeUnits,
    ItemCorrection,
    LeftUnits,
    SellOut,
)
from handlers.stock.item_views import price_tag
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons, shorten_label
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_day
from locales.say import Say
from locales.user_text import ITEM, sanitize_name, width
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import item_name
from market.stock.correction import Corrected
from market.stock.items_ahead import ItemAhead

MOST = 8


def quantity_corrected(say: Say, drop: DropFacts, corrected: Corrected) -> Screen:
    """Shows the new quantity; where nothing is left, that it is sold out."""
    if not corrected.became:
        return sold_out(say, drop, corrected)
    item = _item(drop, corrected.item)
    text = say(
        "Now {count} × {item}, {day}.",
        count=corrected.became,
        item=_name(say, drop, item),
        day=_day(say, drop, item),
    )
    told = say("We told number {number}.", number=corrected.number) if corrected.number else ""
    return _with_undo(say, say.sentences(text, told), _undo_quantity(corrected), item)


def sold_out(say: Say, drop: DropFacts, corrected: Corrected) -> Screen:
    """Shows that nothing is left, and how much was."""
    item = _item(drop, corrected.item)
    text = say("Sold out: {item}, {day}.", item=_name(say, drop, item), day=_day(say, drop, item))
    left = corrected.was - corrected.became
    rest = say.many("{count} was left.", "{count} were left.", left) if left else say("Nothing was left.")
    undo = _undo_quantity(corrected) if left else None
    return _with_undo(say, say.sentences(text, rest), undo, item)


def left_corrected(say: Say, drop: DropFacts, corrected: Corrected, units: int) -> Screen:
    """Shows how many units are left of how many; where people who wait got some, the new quantity."""
    if corrected.number:
        return quantity_corrected(say, drop, corrected)
    item = _item(drop, corrected.item)
    text = say(
        "{item}, {day}: {left} of {count} left.",
        item=_name(say, drop, item),
        day=_day(say, drop, item),
        left=units,
        count=corrected.became,
    )
    return _with_undo(say, text, _undo_quantity(corrected), item)


def price_corrected(say: Say, drop: DropFacts, corrected: Corrected) -> Screen:
    """Shows the new and the old price."""
    item = _item(drop, corrected.item)
    text = say(
        "{item}, {day}: now {price} each, before {old}.",
        item=_name(say, drop, item),
        day=_day(say, drop, item),
        price=price_tag(say, drop, corrected.became),
        old=price_tag(say, drop, corrected.was),
    )
    undo = CorrectPrice(item=item.id, price=corrected.was, was=corrected.became)
    return _with_undo(say, text, undo, item)


def which_item(say: Say, items: Sequence[ItemAhead], correction: ItemCorrection) -> Screen:
    """Asks which of several items is meant."""
    return Screen(
        text=say("Which one?"),
        rows=layout_buttons(
            *(
                [Button(label=_item_label(say, item), callback=correct_item(item, correction))]
                for item in items[:MOST]
            ),
            [Button(label=say.label("Desk"), callback=ShowDesk())],
        ),
    )


def correct_item(item: ItemAhead, correction: ItemCorrection) -> Callback:
    """Returns the callback that corrects this item."""
    match correction:
        case AddUnits():
            total = max(0, item.quantity + correction.units)
            return CorrectQuantity(item=item.id, quantity=total, was=item.quantity)
        case SellOut():
            return SellOutItem(item=item.id)
        case LeftUnits():
            total = item.taken + correction.units
            return CorrectQuantity(item=item.id, quantity=total, was=item.quantity)
        case ChangeUnits():
            return CorrectQuantity(item=item.id, quantity=correction.units, was=item.quantity)
        case ChangePrice():
            return CorrectPrice(item=item.id, price=correction.price, was=item.price)
        case CancelItem():
            return AskCancel(drop=item.drop)


def _with_undo(say: Say, text: Markup, undo: Callback | None, item: ItemFacts) -> Screen:
    undoing = [Button(label=say.label("Undo"), callback=undo)] if undo else []
    return Screen(
        text=text,
        rows=layout_buttons(
            undoing,
            [
                Button(label=say.label("Numbers"), callback=ShowQuantity(item=item.id)),
                Button(label=say.label("Desk"), callback=ShowDesk()),
            ],
        ),
    )


def _undo_quantity(corrected: Corrected) -> CorrectQuantity:
    return CorrectQuantity(item=corrected.item, quantity=corrected.was, was=corrected.became)


def _item_label(say: Say, item: ItemAhead) -> str:
    end = f", {format_date(say, item.day)}"
    return shorten_label(sanitize_name(item.title, ITEM), LABEL_WIDTHS[1] - width(end)) + end


def _name(say: Say, drop: DropFacts, item: ItemFacts) -> str:
    """Returns the item's name; one alone in its drop is called like the drop."""
    return item_name(say, drop, item) if len(drop.items) > 1 else sanitize_name(drop.name, ITEM)


def _day(say: Say, drop: DropFacts, item: ItemFacts) -> str:
    return format_day(say, item.starts_at or drop.starts_at, drop.alley.zone)


def _item(drop: DropFacts, item: int) -> ItemFacts:
    return next((each for each in drop.items if each.id == item), drop.items[0])


def addition_edited(say: Say) -> Screen:
    """Says that an edited line adds nothing: what it said before was added."""
    text = say(
        "You edited a message after its units were added, so nothing was changed. Send the difference as a new message, such as +2 kuih lapis."
    )
    return Screen(text=text, rows=layout_buttons([Button(label=say.label("Desk"), callback=ShowDesk())]))
