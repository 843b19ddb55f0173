"""Reads the line by which a vendor offers what is left for less: "last minute 6 kuih RM4 1.5kg". Pure functions."""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from handlers.stock.line_parser import parse_line
from handlers.typed_time.normalized_text import any_of_pattern, normalize
from locales.conversation_vocabulary import LAST_MINUTE

BEGIN = re.compile(rf"\s*{any_of_pattern(LAST_MINUTE)}[\s,.:：，]*")
WEIGHT = re.compile(
    r"(?<![\d.,])(?P<amount>\d{1,4}(?:[.,]\d{1,3})?)\s*(?P<unit>kgs?|kilos?|g|gm|grams?|gram|公斤|千克|克)(?![a-z])"
)
THOUSANDS = ("kg", "kgs", "kilo", "kilos", "公斤", "千克")


@dataclass(frozen=True, kw_only=True)
class LastMinuteLine:
    """The content of a line; None for each part that it leaves out. `price` is in minor units for each unit, `grams` what all units weigh."""

    name: str = ""
    units: int | None = None
    price: int | None = None
    grams: int | None = None

    @property
    def is_whole(self) -> bool:
        return self.units is not None and self.price is not None


def read_last_minute_line(text: str, currency: str, today: date) -> LastMinuteLine | None:
    """Return what a line that begins with a word for it says, by the alley's currency; None for any other text."""
    plain = normalize(text)
    begun = BEGIN.match(plain)
    if begun is None:
        return None
    rest = plain[begun.end() :]
    weights = list(WEIGHT.finditer(rest))
    grams = _grams(weights[-1]) if weights else None
    goods = rest[: weights[-1].start()] + rest[weights[-1].end() :] if weights else rest
    stock = parse_line(goods, currency, today).stock
    return LastMinuteLine(name=stock.name, units=stock.quantity, price=stock.price, grams=grams)


def _grams(match: re.Match[str]) -> int:
    amount = Fraction(match["amount"].replace(",", "."))
    return round(amount * 1000) if match["unit"] in THOUSANDS else round(amount)
