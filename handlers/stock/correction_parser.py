"""Parses a line by which a vendor corrects what is on sale: more, fewer, sold out, another price, the same again.

+5 kuih lapis
+5
habis kuih lapis
kuih lapis tinggal 3
kuih lapis RM9
again, but 20
"""

import re
from dataclasses import dataclass
from datetime import date

from handlers.stock.line_parser import StockLineReading, parse_line
from handlers.stock.price_parsing import read_number
from handlers.typed_time.normalized_text import any_of_pattern, normalize
from locales.conversation_vocabulary import AGAIN, BUT, MORE_AFTER, MORE_BEFORE, SOLD_OUT, UNITS_LEFT
from market.stock.stock_line import StockLine


@dataclass(frozen=True)
class AddUnits:
    """So many more units of the item with this name, fewer if negative; without a name, of the only one."""

    units: int
    name: str
    day: date | None = None


@dataclass(frozen=True)
class SellOut:
    """Nothing is left of the item; without a name, of the only one."""

    name: str
    day: date | None = None


@dataclass(frozen=True)
class LeftUnits:
    """So many units of the item are neither held nor booked."""

    units: int
    name: str
    day: date | None = None


@dataclass(frozen=True)
class ChangePrice:
    """The item costs this from now on, in minor units."""

    price: int
    name: str
    day: date | None = None


@dataclass(frozen=True)
class PostAgain:
    """The last drop once more, with these values in place of its own."""

    changes: StockLine


ItemCorrection = AddUnits | SellOut | LeftUnits | ChangePrice
Correction = ItemCorrection | PostAgain

SIGNED = re.compile(r"\s*(?P<sign>[+-])\s*(?=\d)")
NUMBER_ALONE = re.compile(r"\s*(?P<sign>[+-])\s*(?P<units>\d{1,4})\s*")
ADDED = re.compile(rf"\s*{any_of_pattern(MORE_BEFORE)}\s*(?=\d)")
MORE_NUMBER = re.compile(rf"\s*\d{{1,6}}(?P<more>\s*{any_of_pattern(MORE_AFTER)})(?=\s)")
ENDED = re.compile(any_of_pattern(SOLD_OUT))
LEFT = re.compile(any_of_pattern(UNITS_LEFT))
SAME = re.compile(rf"\s*{any_of_pattern(AGAIN)}[\s,.;:，。、]*(?:{any_of_pattern(BUT)}[\s,:]*)?")
AROUND = " \t\n,.;:!-，。、；：！"


def read_correction(text: str, currency: str, today: date) -> Correction | None:
    """Return what the line corrects, by the alley's currency and calendar; None if it is no such line."""
    plain = normalize(text)
    return (
        _more(text, plain, currency, today)
        or _sold_out(text, plain, currency, today)
        or _left(text, plain, currency, today)
        or _again(text, plain, currency, today)
        or _price(text, currency, today)
    )


def _more(text: str, plain: str, currency: str, today: date) -> AddUnits | None:
    """Read what is left without the sign or word as a number and a name."""
    if found := NUMBER_ALONE.fullmatch(plain):
        return AddUnits(int(found["sign"] + found["units"]), "") if int(found["units"]) else None
    sign = 1
    if found := SIGNED.match(plain):
        sign, rest = (-1 if found["sign"] == "-" else 1), text[found.end() :]
    elif found := ADDED.match(plain):
        rest = text[found.end() :]
    elif found := MORE_NUMBER.match(plain):
        rest = text[: found.start("more")] + text[found.end("more") :]
    else:
        return None
    stock = _counted(rest, currency, today)
    return AddUnits(sign * (stock.quantity or 0), stock.name, stock.day) if stock else None


def _counted(text: str, currency: str, today: date) -> StockLine | None:
    """Read a number and a name, with a day or without; None where the text says anything else."""
    reading = parse_line(text, currency, today)
    stock = reading.stock
    count = StockLine(quantity=stock.quantity, unit=stock.unit)
    return stock if stock.quantity and stock.name and _says_only(reading, count) else None


def _sold_out(text: str, plain: str, currency: str, today: date) -> SellOut | None:
    """Read the words at the beginning or the end of the line; the rest is the name."""
    for found in ENDED.finditer(plain):
        before, after = text[: found.start()].strip(AROUND), text[found.end() :].strip(AROUND)
        if not (before and after):
            return _ended_item(before or after, currency, today)
    return None


def _ended_item(name: str, currency: str, today: date) -> SellOut | None:
    if not name:
        return SellOut("")
    reading = parse_line(name, currency, today)
    if reading.stock.price is None and not reading.unparsed and (reading.stock.name or reading.stock.day):
        return SellOut(reading.stock.name, reading.stock.day)
    return None


def _left(text: str, plain: str, currency: str, today: date) -> LeftUnits | None:
    """Read what is there without "left" as a number and a name."""
    found = LEFT.search(plain)
    stock = found and _counted(f"{text[: found.start()]} {text[found.end() :]}", currency, today)
    return LeftUnits(stock.quantity or 0, stock.name, stock.day) if stock else None


def _price(text: str, currency: str, today: date) -> ChangePrice | None:
    reading = parse_line(text, currency, today)
    stock = reading.stock
    if stock.name and stock.price is not None and _says_only(reading, StockLine(price=stock.price)):
        return ChangePrice(stock.price, stock.name, stock.day)
    return None


def _again(text: str, plain: str, currency: str, today: date) -> PostAgain | None:
    found = SAME.match(plain)
    if not found:
        return None
    rest = text[found.end() :].strip(AROUND)
    if not rest:
        return PostAgain(StockLine())
    if (number := read_number(rest)) is not None:
        return PostAgain(StockLine(quantity=number))
    reading = parse_line(rest, currency, today)
    if reading.unparsed or reading.stock.name:
        return None
    return PostAgain(reading.stock)


def _says_only(reading: StockLineReading, line: StockLine) -> bool:
    """Return whether a line says only this, a name and a day."""
    stock = reading.stock
    expected = StockLine(
        quantity=line.quantity, price=line.price, unit=stock.unit, name=stock.name, day=stock.day
    )
    return not reading.unparsed and stock == expected
