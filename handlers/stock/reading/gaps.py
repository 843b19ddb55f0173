"""The text between the parts of a line: fillers and signs, or more."""

import re

from handlers.stock.reading.names import stripped
from handlers.typed_time.normalized_text import CONSUMED


def is_empty(left: str, begin: int, end: int) -> bool:
    """Returns whether there is nothing but fillers and signs."""
    first, last = stripped(left.replace(CONSUMED, " "), begin, end)
    return not any(sign.isalnum() for sign in left[first:last])


def is_gap(left: str, begin: int, end: int) -> bool:
    """Returns whether only fillers and signs stand between, in one part of the line."""
    return not re.search(r"[\0!?;。]|\.\s", left[begin:end]) and is_empty(left, begin, end)
