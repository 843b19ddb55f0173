"""The fields a message leaves out, as short codes for buttons and prompts: "quantity", "price" and "when", then "q2", "p3".

"d1-1000" asks what the deposit of 10.00 of the first item is for.
"""

import re

from handlers.callbacks.stock import DropField
from market.stock.parsed_message import ParsedMessage

QUANTITY, PRICE, WHEN, DEPOSIT = DropField.QUANTITY, DropField.PRICE, DropField.WHEN, DropField.DEPOSIT
ITEM_FIELD = re.compile(r"(q|p)([2-9])|d([1-9])-(\d{1,10})")


def missing_fields(message: ParsedMessage, has_last_time: bool) -> list[str]:
    """Returns the fields that no line has; with `has_last_time`, the last time counts as "when"."""
    first, *others = message.items
    lacks: dict[str, bool] = {
        QUANTITY: first.quantity is None,
        PRICE: first.price is None,
    }
    when = [WHEN] if message.day is None and not has_last_time else []
    for place, item in enumerate(others, 2):
        lacks[f"q{place}"] = item.quantity is None
        lacks[f"p{place}"] = item.offered and item.price is None
    deposits = [
        f"d{place}-{item.open_deposit}" for place, item in enumerate(message.items, 1) if item.open_deposit
    ]
    return [*(field for field, is_so in lacks.items() if is_so), *deposits, *when]


def further_fields(missing: list[str], had: int) -> list[str]:
    """Returns the fields of items that were added to a drop that `had` some."""
    letters, found = {QUANTITY: "q", PRICE: "p", DEPOSIT: "d"}, []
    for code in missing:
        if code != WHEN:
            field, place = field_and_item(code)
            amount = f"-{amount_of(code)}" if field == DEPOSIT else ""
            found.append(f"{letters[field]}{place + had}{amount}")
    return found


def known_fields(words: str) -> list[str]:
    """Returns the codes of a button that are fields."""
    codes = words.split(".")
    return [field for field in codes if field in (QUANTITY, PRICE, WHEN) or ITEM_FIELD.fullmatch(field)]


def field_and_item(field: str) -> tuple[DropField, int]:
    """Returns the field and the number of the item, counted from 1."""
    of_line = ITEM_FIELD.fullmatch(field)
    if of_line is None:
        return DropField(field), 1
    if of_line[3]:
        return DEPOSIT, int(of_line[3])
    return {"q": QUANTITY, "p": PRICE}[of_line[1]], int(of_line[2])


def amount_of(field: str) -> int:
    """Returns the amount in the code of a deposit, in minor units."""
    return int(field.partition("-")[2] or 0)
