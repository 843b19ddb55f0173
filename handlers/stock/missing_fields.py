"""The fields a message leaves out, as short codes for buttons and prompts: "quantity", "price" and "when", then "q2", "p3"."""

import re

from handlers.callbacks.stock import DropField
from market.stock.parsed_message import ParsedMessage

QUANTITY, PRICE, WHEN = DropField.QUANTITY, DropField.PRICE, DropField.WHEN
ITEM_FIELD = re.compile(r"(q|p)([2-9])")


def missing_fields(message: ParsedMessage, has_last_time: bool) -> list[str]:
    """Returns the fields that no line has; with `has_last_time`, the last time counts as "when"."""
    first, *others = message.items
    lacks: dict[str, bool] = {
        QUANTITY: first.quantity is None,
        PRICE: first.price is None,
        WHEN: message.day is None and not has_last_time,
    }
    for place, item in enumerate(others, 2):
        lacks[f"q{place}"] = item.quantity is None
        lacks[f"p{place}"] = item.offered and item.price is None
    return [field for field, is_so in lacks.items() if is_so]


def further_fields(missing: list[str], had: int) -> list[str]:
    """Returns the fields of items that were added to a drop that `had` some."""
    places = [field_and_item(field) for field in missing if field != WHEN]
    letters = {QUANTITY: "q", PRICE: "p"}
    return [f"{letters[field]}{place + had}" for field, place in places]


def known_fields(words: str) -> list[str]:
    """Returns the codes of a button that are fields."""
    codes = words.split(".")
    return [field for field in codes if field in (QUANTITY, PRICE, WHEN) or ITEM_FIELD.fullmatch(field)]


def field_and_item(field: str) -> tuple[DropField, int]:
    """Returns the field and the number of the item, counted from 1."""
    of_line = ITEM_FIELD.fullmatch(field)
    if of_line is None:
        return DropField(field), 1
    return {"q": QUANTITY, "p": PRICE}[of_line[1]], int(of_line[2])
