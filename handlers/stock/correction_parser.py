"""Parses a line by which a vendor corrects what is on sale: more, fewer, sold out, another price, the same again.

+5 kuih lapis
+5
habis kuih lapis
kuih lapis tinggal 3
kuih lapis RM9
again, but 20
max 4

A line with the name of something on sale is read by what else it says: "harga kek marble turun jadi RM40".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.stock.line_parser import StockLineReading, parse_line
from handlers.stock.price_parsing import read_number
from handlers.typed_time.hours_reading import read_hours
from handlers.typed_time.normalized_text import CONSUMED, any_of_pattern, consume, normalize
from locales.conversation_vocabulary import (
    AGAIN,
    BUT,
    CANCEL_ITEM,
    CORRECTION_FILLERS,
    INSTEAD_OF,
    LIMIT_AFTER,
    LIMIT_SAID,
    MORE_AFTER,
    MORE_BEFORE,
    NONE_LEFT,
    NOT_SO_MANY,
    PRICE_BECOMES,
    SOLD_OUT,
    UNITS_LEFT,
)
from locales.stock import UNITS
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


@dataclass(frozen=True, kw_only=True)
class ChangeUnits:
    """The quantity of the item is this, and not what it was posted as."""

    units: int
    was: int
    name: str
    day: date | None = None


@dataclass(frozen=True)
class ChangePrice:
    """The item costs this from now on, in minor units."""

    price: int
    name: str
    day: date | None = None


@dataclass(frozen=True)
class CancelItem:
    """The drop of the item is cancelled."""

    name: str
    day: date | None = None


@dataclass(frozen=True)
class ChangeLimit:
    """One person gets at most so many units of the newest drop."""

    limit: int


@dataclass(frozen=True)
class PostAgain:
    """The last drop once more, with these values in place of its own."""

    changes: StockLine


ItemCorrection = AddUnits | SellOut | LeftUnits | ChangeUnits | ChangePrice | CancelItem
Correction = ItemCorrection | PostAgain | ChangeLimit

SIGNED = re.compile(r"\s*(?P<sign>[+-])\s*(?=\d)")
NUMBER_ALONE = re.compile(r"\s*(?P<sign>[+-])\s*(?P<units>\d{1,4})\s*")
ADDED = re.compile(rf"\s*{any_of_pattern(MORE_BEFORE)}\s*(?=\d)")
MORE_NUMBER = re.compile(rf"\s*\d{{1,6}}(?P<more>\s*{any_of_pattern(MORE_AFTER)})(?=\s)")
ENDED = re.compile(any_of_pattern(SOLD_OUT))
LEFT = re.compile(any_of_pattern(UNITS_LEFT))
SAME = re.compile(rf"\s*{any_of_pattern(AGAIN)}[\s,.;:，。、]*(?:{any_of_pattern(BUT)}[\s,:]*)?")
FILLERS = rf"(?:{any_of_pattern(CORRECTION_FILLERS)}|[\s,.;:!-])*"
CANCELLED = re.compile(rf"{FILLERS}(?:{any_of_pattern(CANCEL_ITEM)}{FILLERS})+")
ENDED_ALONE = re.compile(rf"{FILLERS}{any_of_pattern((*SOLD_OUT, *NONE_LEFT))}{FILLERS}")
COUNTING = any_of_pattern(UNITS)
MORE_ALONE = re.compile(
    rf"{FILLERS}(?:(?:{any_of_pattern(MORE_BEFORE)}|\+)\s*(?P<units>\d{{1,4}})\s*{COUNTING}?"
    rf"|(?P<units2>\d{{1,4}})\s*{COUNTING}?\s*{any_of_pattern(MORE_AFTER)}){FILLERS}"
)
BECOMES = rf"(?:(?:{any_of_pattern(PRICE_BECOMES)}|[=:>]|->){FILLERS})"
AMOUNT = r"\D{0,4}\s*\d[\d.,]*\s*\D{0,8}?"
PRICE_SAID = re.compile(
    rf"{FILLERS}(?:"
    rf"{BECOMES}+(?P<price1>{AMOUNT})(?:{FILLERS}{any_of_pattern(INSTEAD_OF)}\s*{AMOUNT})?|(?P<price2>{AMOUNT}){FILLERS}(?:{any_of_pattern(INSTEAD_OF)}\s*{AMOUNT}|{BECOMES}+)"
    rf"|{any_of_pattern(INSTEAD_OF)}\s*{AMOUNT}(?:\s*{BECOMES}+|(?<=[,;])){FILLERS}(?P<price3>{AMOUNT})"
    rf"){FILLERS}"
)
UNITS_SAID = re.compile(
    rf"{FILLERS}(?:"
    rf"{BECOMES}*(?P<units1>\d{{1,4}})\s*{COUNTING}?{FILLERS}{any_of_pattern(NOT_SO_MANY)}\s*(?P<was1>\d{{1,4}})\s*{COUNTING}?"
    rf"|{any_of_pattern(NOT_SO_MANY)}\s*(?P<was2>\d{{1,4}})\s*{COUNTING}?(?:\s*{BECOMES}+|\s*[,;]){FILLERS}(?P<units2>\d{{1,4}})\s*{COUNTING}?"
    rf"){FILLERS}"
)
LIMIT_ALONE = re.compile(
    rf"\s*{any_of_pattern(LIMIT_SAID)}\s*:?\s*(?P<limit>\d{{1,3}})\s*(?:{any_of_pattern(LIMIT_AFTER)})?[\s.!]*"
)
AROUND = " \t\n,.;:!-，。、；：！"


def read_correction(text: str, currency: str, today: date, on_sale: Sequence[str] = ()) -> Correction | None:
    """Return what the line corrects, by the alley's currency and calendar; None if it is no such line. `on_sale` are the names of what the stall sells."""
    plain = normalize(text)
    return (
        _limit(plain)
        or _of_named(plain, currency, today, on_sale)
        or _more(text, plain, currency, today)
        or _sold_out(text, plain, currency, today)
        or _left(text, plain, currency, today)
        or _again(text, plain, currency, today)
        or _price(text, currency, today)
    )


def _limit(plain: str) -> ChangeLimit | None:
    """Read a limit and nothing else."""
    found = LIMIT_ALONE.fullmatch(plain)
    return ChangeLimit(int(found["limit"])) if found and int(found["limit"]) else None


def _of_named(plain: str, currency: str, today: date, on_sale: Sequence[str]) -> ItemCorrection | None:
    """Read what is said beside the longest name on sale that is in the line; None where that is no correction alone."""
    names = sorted({normalize(name).strip() for name in on_sale}, key=len, reverse=True)
    name = next((name for name in names if name and re.search(any_of_pattern([name]), plain)), None)
    if name is None:
        return None
    rest = re.sub(any_of_pattern([name]), " \0 ", plain, count=1)
    rest = re.sub(any_of_pattern([name]), " ", rest)
    day = read_hours(rest, today, dotted=False, among_goods=True)
    if day.start or day.end:
        return None
    said = consume(rest, day.spans).replace(CONSUMED, " ").strip(AROUND)
    return _said_of(name, said, currency, today, day=day.day)


def _said_of(name: str, words: str, currency: str, today: date, *, day: date | None) -> ItemCorrection | None:
    """Read the words beside a name, with fillers or without: sold out, cancelled, so many more, so many and not as many, a price."""
    if ENDED_ALONE.fullmatch(words):
        return SellOut(name, day)
    if CANCELLED.fullmatch(words):
        return CancelItem(name, day)
    if found := MORE_ALONE.fullmatch(words):
        return AddUnits(int(found["units"] or found["units2"]), name, day)
    if found := UNITS_SAID.fullmatch(words):
        units, was = found["units1"] or found["units2"], found["was1"] or found["was2"]
        return ChangeUnits(units=int(units), was=int(was), name=name, day=day)
    if found := PRICE_SAID.fullmatch(words):
        amount = found["price1"] or found["price2"] or found["price3"]
        price = _money(amount, currency, today)
        return None if price is None else ChangePrice(price, name, day)
    return None


def _money(words: str, currency: str, today: date) -> int | None:
    """Read an amount that has a sign of money or decimals; a bare number may be a quantity as well."""
    if words.strip().isdecimal():
        return None
    reading = parse_line(f"X {words}", currency, today)
    return reading.stock.price if reading.sure and reading.stock.quantity is None else None


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
    stock = read_counted(rest, currency, today)
    return AddUnits(sign * (stock.quantity or 0), stock.name, stock.day) if stock else None


def read_counted(text: str, currency: str, today: date) -> StockLine | None:
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
    stock = found and read_counted(f"{text[: found.start()]} {text[found.end() :]}", currency, today)
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
