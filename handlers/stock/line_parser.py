"""Parses a stock line into a `StockLine`. It never fails; the parts it cannot read are quoted back.

    12 kuih lapis RM8.50 #vegan sat 7pm max 2
    kuih lapis x12 @8.50
    12个 月饼 RM15 晚上7点

Parts may stand in any order. Each is found and taken out of the line; the rest is the name.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import regex  # type: ignore[import-untyped]

from handlers.stock.amount_parsing import minor_units, nearest_price
from handlers.typed_time.hours_reading import HoursReading, read_hours
from handlers.typed_time.normalized_text import CONSUMED, Span, any_of_pattern, consume, normalize
from locales.formats import EXPONENT
from locales.stock_vocabulary import (
    ALLERGENS,
    CENTS,
    CONTAINS,
    CURRENCY_SIGNS,
    DEPOSIT,
    FREE_WORDS,
    LIMIT,
    NEGATIONS,
    NOISE,
    PACKAGING,
    PER_PERSON,
    THOUSAND,
    UNITS,
)
from locales.units import ItemUnit
from market.stock.stock_line import StockLine

TAG = regex.compile(r"#([\p{L}\p{M}\p{N}_-]{1,24})(?![\p{L}\p{M}\p{N}_-])")
QUOTED = re.compile(r'"([^"\0]+)"|“([^”\0]+)”|「([^」\0]+)」')
AMOUNT = r"\d(?:[\d.,]*\d)?"
COUNT = r"(?<![\w.,:/-])(\d{1,3}(?:,\d{3})+|\d{1,6})"
AROUND_NAME = " \t\n,;:.-·•*|/()[]@=+"
AROUND_ALLERGENS = f"{AROUND_NAME}，、；：。"
LIMITED = re.compile(
    rf"{any_of_pattern(LIMIT)}\s*:?\s*(\d{{1,3}})(?!\d)\s*{any_of_pattern(PER_PERSON)}?|{COUNT}\s*{any_of_pattern(PER_PERSON[:7])}"
)
COUNTED = tuple(
    map(
        re.compile,
        (
            r"(?<!\w)x\s*(\d{1,3}(?:,\d{3})+|\d{1,6})(?![\w.,]*\d)",
            rf"{COUNT}\s*x(?=[\s\0]|$)",
            rf"{COUNT}\s*(?P<unit>{any_of_pattern(UNITS)})",
            rf"^[\s\0,]*{COUNT}(?=[\s\0\u3400-\u9fff]|$)",
            rf"{COUNT}(?=[\s\0]*$)",
        ),
    )
)
BARE_PRICE = re.compile(rf"(?<![\w.,])({AMOUNT})(?P<k>{any_of_pattern(THOUSAND)})?(?=[\s\0]*$)")
DECIMAL_PRICE = re.compile(
    rf"(?<![\w.,])(\d+[.,]\d{{1,2}})(?![\w.,]*\d)(?P<k>{any_of_pattern(THOUSAND)})?(?=[\s\0]|$)"
)
FOREIGN = regex.compile(rf"\p{{Sc}}\s*({AMOUNT})")
AFFIRMED = "".join(f"(?<!{word})" for word in NEGATIONS)
CONTAINED = re.compile(
    rf"(?:{any_of_pattern(ALLERGENS)}\s*:|{AFFIRMED}{any_of_pattern(CONTAINS)}\s*:?)((?:(?![\s\0]*(?<![a-z])x?\s*\d)[^\0])+)"
)
"""Allergens, to the next field that was taken out, the next number, or the end."""
LONGEST_ALLERGENS = 80
FREE_PRICE = re.compile(any_of_pattern(FREE_WORDS))
TRIMMED = rf"(?:{any_of_pattern(NOISE)}|[{re.escape(AROUND_NAME)}])*"
NAME = re.compile(rf"{TRIMMED}(.*?){TRIMMED}", re.DOTALL)


@dataclass(frozen=True)
class UnparsedSpan:
    """Text that was not understood: its position in the line, and the price it may mean."""

    words: str
    offset: int
    price: int | None = None


@dataclass(frozen=True)
class StockLineReading:
    stock: StockLine
    unparsed: tuple[UnparsedSpan, ...] = ()

    @property
    def sure(self) -> bool:
        """Returns whether all of the line was understood."""
        return not self.unparsed

    @property
    def looks_like_stock(self) -> bool:
        """Returns whether a free text is a stock line."""
        return self.stock.quantity is not None and bool(self.stock.name)

    @property
    def has_fields(self) -> bool:
        return bool(self.stock.name) and (self.stock.quantity is not None or self.stock.price is not None)


def read_line(text: str, currency: str, today: date) -> StockLineReading:
    """Parses one line by the alley's currency and calendar."""
    return _LineParser(text, currency, today).read()


def write_line(stock: StockLine, currency: str) -> str:
    """Returns the shortest line that parses to this stock; an ambiguous name is in quotes."""
    plain = _serialized(stock, stock.name, currency)
    if read_line(plain, currency, stock.day or date.min) == StockLineReading(stock):
        return plain
    return _serialized(stock, f'"{stock.name}"', currency)


def read_price(text: str, currency: str, today: date) -> int | None:
    """Parses a price alone, the answer to a question."""
    line = _LineParser(f"@{text.strip().lstrip('@')}", currency, today)
    return line.price()


class _LineParser:
    """Parses a line. `remaining` is as long as the text, with `CONSUMED` in place of the parts understood."""

    def __init__(self, text: str, currency: str, today: date) -> None:
        self.text, self.currency, self.today = text, currency, today
        self.remaining = normalize(text.replace(CONSUMED, " "))
        self.unparsed: list[UnparsedSpan] = []
        signs = any_of_pattern((*CURRENCY_SIGNS.get(currency, ()), currency.lower()))
        k = f"(?P<k>{any_of_pattern(THOUSAND)})?"
        cents = (
            rf"(?:\s*(?P<cents>\d{{1,2}})\s*{any_of_pattern(CENTS[currency])})?"
            if currency in CENTS
            else "(?P<cents>)"
        )
        self.money = re.compile(
            rf"(?:(?:@\s*(?:{signs}\s*)?|{signs}\s*)(?P<before>{AMOUNT})\s*{k}|(?<![\w.,])(?P<after>{AMOUNT})\s*{k.replace('<k>', '<k2>')}\s*{signs}){cents}"
        )
        amount = rf"(?:{signs}\s*)?(?P<amount>{AMOUNT})"
        self.deposit_named = re.compile(
            rf"(?:{any_of_pattern(PACKAGING)}\s*)?{any_of_pattern(DEPOSIT)}\s*:?\s*{amount}"
        )
        self.deposit_meant = re.compile(rf"{any_of_pattern(PACKAGING)}\s*{signs}\s*(?P<amount>{AMOUNT})")

    def read(self) -> StockLineReading:
        quoted = self._take(QUOTED)
        tags, limit, deposit = self._tags(), self._limit(), self._deposit()
        price = self.price()
        self._foreign_price()
        hours = self._hours(dotted=price is not None)
        allergens = self._allergens()
        quantity, unit, name_start = self._quantity()
        if price is None:
            price = self._bare_price()
        name = self._name(name_start, quoted)
        stock = StockLine(
            quantity=quantity,
            name=" ".join(name.split()),
            price=price,
            unit=unit,
            limit=limit,
            deposit=deposit,
            tags=tags,
            day=hours.day,
            start=hours.start,
            end=hours.end,
            allergens=allergens,
        )
        return StockLineReading(stock, tuple(sorted(self.unparsed, key=lambda part: part.offset)))

    def price(self) -> int | None:
        """Returns the first amount of money; free is 0."""
        while found := self._take(self.money):
            number = found["before"] or found["after"]
            price = minor_units(number, bool(found["k"] or found["k2"]), self.currency)
            if price is not None:
                return price + int(found["cents"] or 0)
            self._quote(found.start(), found.end(), nearest_price(number, self.currency))
        return None

    def _foreign_price(self) -> None:
        """Returns the number beside another currency's sign, which may be the price."""
        while found := self._take(FOREIGN):
            self._quote(found.start(), found.end(), nearest_price(found[1], self.currency))

    def _limit(self) -> int | None:
        found = self._take(LIMITED)
        return int((found[1] or found[2]).replace(",", "")) if found else None

    def _tags(self) -> tuple[str, ...]:
        tags = []
        while found := self._take(TAG):
            tags.append(found[1])
        return tuple(dict.fromkeys(tags))

    def _allergens(self) -> str:
        """Returns the allergens as they were written. Too many of them are quoted, as some of them must not be left out."""
        found = self._take(CONTAINED)
        if not found:
            return ""
        words = " ".join(self.text[slice(*found.span(1))].strip(AROUND_ALLERGENS).split())
        if len(words) > LONGEST_ALLERGENS:
            self._quote(found.start(), found.end(), None)
            return ""
        return words

    def _deposit(self) -> int | None:
        found = self._take(self.deposit_named)
        if not found and len(list(self.money.finditer(self.remaining))) > 1:
            found = self._take(self.deposit_meant)
        if not found:
            return None
        deposit = minor_units(found["amount"], thousand=False, currency=self.currency)
        if deposit is None:
            self._quote(found.start(), found.end(), None)
        return deposit

    def _hours(self, dotted: bool) -> HoursReading:
        """Returns the day and the hours. "19.00" is a price, unless there is another one (`dotted`)."""
        hours = read_hours(self.remaining, self.today, dotted, among_goods=True)
        self._blank(hours.spans)
        return hours

    def _quantity(self) -> tuple[int | None, ItemUnit, int]:
        for pattern in COUNTED:
            if found := self._take(pattern):
                unit = found.groupdict().get("unit")
                return int(found[1].replace(",", "")), UNITS.get(unit or "", ItemUnit.PIECE), found.end()
        return None, ItemUnit.PIECE, 0

    def _bare_price(self) -> int | None:
        for pattern in (DECIMAL_PRICE, BARE_PRICE):
            if found := self._take(pattern):
                price = minor_units(found[1], bool(found["k"]), self.currency)
                if price is None:
                    self._quote(found.start(1), found.end(1), nearest_price(found[1], self.currency))
                return price
        return 0 if self._take(FREE_PRICE) else None

    def _name(self, name_start: int, quoted: re.Match[str] | None) -> str:
        """Returns the quoted text, else the text after the number, else the first text; the rest is unparsed."""
        parts = self._parts()
        named = [part for part in parts if any(map(_is_name_character, self.remaining[slice(*part)]))]
        chosen = next((part for part in named if part[0] >= name_start), named[0] if named else None)
        if quoted:
            chosen = quoted.start() + 1, quoted.end() - 1
        for begin, end in parts:
            if (begin, end) != chosen:
                self._quote(begin, end, None)
        return self.text[slice(*chosen)] if chosen else ""

    def _parts(self) -> list[tuple[int, int]]:
        """Returns the spans of the remaining text, without the words around a name."""
        found = []
        for part in re.finditer(r"[^\0]+", self.remaining):
            inner = NAME.fullmatch(part[0])
            if inner and any(sign.isalnum() or _is_name_character(sign) for sign in inner[1]):
                found.append((part.start() + inner.start(1), part.start() + inner.end(1)))
        return found

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.remaining)
        if found:
            self._blank([found.span()])
        return found

    def _blank(self, spans: Iterable[Span]) -> None:
        self.remaining = consume(self.remaining, spans)

    def _quote(self, begin: int, end: int, price: int | None) -> None:
        self.unparsed.append(UnparsedSpan(self.text[begin:end].strip(), begin, price))


def _is_name_character(sign: str) -> bool:
    """Returns whether the character is a letter or an emoji."""
    return sign.isalpha() or unicodedata.category(sign) == "So"


def _serialized(stock: StockLine, name: str, currency: str) -> str:
    parts = [name]
    if stock.quantity is not None:
        unit = next((word for word, unit in UNITS.items() if unit == stock.unit), "")
        parts.insert(0, f"{stock.quantity}x" if stock.unit == ItemUnit.PIECE else f"{stock.quantity} {unit}")
    if stock.price is not None:
        parts.append(f"@{_amount(stock.price, currency)}")
    if stock.deposit is not None:
        parts.append(f"deposit {_amount(stock.deposit, currency)}")
    if stock.limit is not None:
        parts.append(f"max {stock.limit}")
    parts += [f"#{tag}" for tag in stock.tags]
    if stock.day:
        parts.append(f"{stock.day:%d/%m/%Y}")
    if stock.start:
        parts.append(f"{stock.start:%H:%M}")
    if stock.end:
        parts.append(f"until {stock.end:%H:%M}")
    if stock.allergens:
        parts.append(f"{ALLERGENS[0]}: {stock.allergens}")
    return " ".join(parts)


def _amount(minor: int, currency: str) -> str:
    exponent = EXPONENT.get(currency, 2)
    whole, part = divmod(minor, 10**exponent)
    return f"{whole}.{part:0{exponent}}" if part else str(whole)
