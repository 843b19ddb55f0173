"""Reads a number of watts."""

from markupsafe import Markup

from handlers.stock.price_parsing import read_number
from locales.say import Say


def not_watts(say: Say) -> Markup:
    """Returns how a number of watts is written."""
    return say("Write it like 1500 or 1.5 kW, or “-” if it is not known.")


def read_watts(words: str) -> int | None:
    """Returns a number of watts, as in "1500", "1500 W" or "1.5 kW"; None for anything else."""
    number = words.casefold().strip().removesuffix("w").removesuffix("watt").strip()
    if not number.endswith("k"):
        return read_number(number)
    whole, _, part = number.removesuffix("k").strip().partition(".")
    thousands = read_number(whole)
    rest = read_number(part.ljust(3, "0")) if part and len(part) <= 3 else 0
    return None if thousands is None or rest is None or len(part) > 3 else 1000 * thousands + rest
