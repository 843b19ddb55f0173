"""Splits a line that names several goods: "kuih lapis 12 pcs, seri muka 8 box RM6"."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from handlers.stock.reading.result import StockLineReading
from handlers.typed_time.normalized_text import any_of_pattern

SEPARATOR = re.compile(rf"[,;，；、|+&](?!\d)|{any_of_pattern(('and', 'dan'))}|和")
MOST_PARTS = 6


@dataclass(frozen=True)
class LinePart:
    """The part of a line for one kind of goods, and where it begins."""

    words: str
    offset: int


def split_goods(text: str, read: Callable[[str], StockLineReading]) -> list[LinePart]:
    """Returns a part for each kind of goods if every part is clear: it is sure, has a name and a quantity. Else nothing."""
    parts, begin = [], 0
    for match in (*SEPARATOR.finditer(text), None):
        end = match.start() if match else len(text)
        parts.append(LinePart(text[begin:end], begin))
        begin = match.end() if match else end
    if not 2 <= len(parts) <= MOST_PARTS:
        return []
    readings = [read(part.words) for part in parts]
    is_clear = all(each.sure and each.stock.name and each.stock.quantity is not None for each in readings)
    return parts if is_clear else []
