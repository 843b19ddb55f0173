"""Splits a line that names sizes or parts of the same goods: "denim jackets size M 4 pcs RM55, size L 3 pcs RM55"."""

import re
from collections.abc import Callable

from handlers.stock.reading.result import StockLineReading
from handlers.stock.reading.split import MOST_PARTS, LinePart
from handlers.typed_time.normalized_text import any_of_pattern, normalize
from locales.stock import words_for

VARIANT = re.compile(
    rf"(?<![\d'])(?:{any_of_pattern(words_for('before_variant'))}\s*)?{any_of_pattern(words_for('variants'))}"
    r"(?=[\s:=]*(?:rm|rp|[$@x])?\s*\d)"
)
"""Before a number, so that it is no other word of the name."""
AROUND = " \t,;:-/|，；、：()"


def split_variants(text: str, read: Callable[[str], StockLineReading]) -> list[LinePart]:
    """Returns a line for each size or part of the goods if every one is clear: it is sure, with a quantity and a price. Else nothing.

    Each is named after the goods before the first: `"denim jackets size L" 3 pcs RM55`.
    """
    found = list(VARIANT.finditer(normalize(text)))
    base = text[: found[0].start()].strip(AROUND) if found else ""
    if not base or any(sign.isdigit() or sign == '"' for sign in base) or not 2 <= len(found) <= MOST_PARTS:
        return []
    if len({match[0] for match in found}) < len(found):
        return []
    ends = [*(match.start() for match in found[1:]), len(text)]
    parts = [
        LinePart(
            f'"{base} {text[slice(*match.span())]}" {text[match.end() : end].strip(AROUND)}', match.start()
        )
        for match, end in zip(found, ends, strict=True)
    ]
    readings = [read(part.words) for part in parts]
    are_clear = all(each.sure and each.stock.quantity and each.stock.price is not None for each in readings)
    return parts if are_clear else []
