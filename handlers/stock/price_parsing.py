"""Reads the answer to a question for a price or a quantity: that and nothing else."""

import re
from datetime import date

from handlers.stock.line_parser import parse_line
from handlers.stock.reading.amounts import minor_units
from handlers.typed_time.normalized_text import normalize
from locales.stock import UNITS
from market.stock.stock_line import StockLine

AMOUNT = re.compile(r"\d(?:[\d.,]*\d)?")
MAX_DIGITS = 7


def read_price_alone(words: str, currency: str, today: date, name: str = "") -> int | None:
    """Return a price in minor units if the text is only a price: "8", "RM8.50", "8 ringgit 50 sen"; None for anything else.

    The `name` of what it is the price of may stand beside it.
    """
    text = normalize(words).strip()
    if AMOUNT.fullmatch(text):
        return minor_units(text, currency)
    reading = parse_line(words, currency, today)
    price, said = reading.stock.price, reading.stock.name
    is_alone = not reading.unparsed and reading.stock == StockLine(price=price, name=said)
    return price if is_alone and said.casefold() in ("", name.casefold()) else None


def read_number_alone(words: str, currency: str, today: date) -> int | None:
    """Return a quantity if the text is only that: "12", "12 boxes", "1,200"; None for anything else."""
    number = read_number(words)
    if number is not None:
        return number
    reading = parse_line(words, currency, today)
    stock, said = reading.stock, reading.stock.name
    is_alone = not reading.unparsed and stock == StockLine(
        quantity=stock.quantity, unit=stock.unit, name=said
    )
    return stock.quantity if is_alone and (not said or said.casefold() in UNITS) else None


def read_number(words: str) -> int | None:
    """Return a number written in digits of any script; None for anything else."""
    number = normalize(words).strip().replace(",", "")
    return int(number) if number.isdecimal() and len(number) <= MAX_DIGITS else None
