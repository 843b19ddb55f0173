"""Units of each line of a receipt as a few bytes of a button: "1.0.2"."""

from collections.abc import Sequence

from market.refusal import ButtonForged

LONGEST = 24
"""Characters: eight lines of at most 99 units."""


def pack_units(units: Sequence[int]) -> str:
    """Returns the code of units."""
    return ".".join(map(str, units))


def read_units(code: str) -> tuple[int, ...]:
    """Returns the units of a code; none of an empty one. Raises ButtonForged for any text that is none."""
    parts = code.split(".") if code else []
    if len(code) > LONGEST or not all(part.isascii() and part.isdecimal() for part in parts):
        raise ButtonForged
    return tuple(map(int, parts))
