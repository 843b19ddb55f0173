"""A message of stock: one line or several, with parts under them. Reading it never fails; what it cannot read it quotes.

    8 stitching RM35 sun 10am
    + 16 kit
    8 stitching RM35 sun 2pm
    + kit
    Bring your own scissors.

A line that says how many of what is a line of the drop; one that says only when, a limit or tags is said of the whole drop; any other is the drop's words.
A line that begins with "+" is a part of the line above it. One that is named again is the same.
"""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from handlers.stock.line import Unread, read_line, write_line
from handlers.stock.words import folded
from market.drop.facts import DropFacts, LineFacts
from market.drop.stock import Stock
from market.drop.wares import Wares

PART = "+"


@dataclass(frozen=True)
class Post:
    """`unread` of all its lines, each with where it begins in the message."""

    wares: Wares
    words: str = ""
    unread: tuple[Unread, ...] = ()

    @property
    def looks_like_stock(self) -> bool:
        """Whether somebody whom nobody asked for stock has written some."""
        return any(line.quantity is not None for line in self.wares.lines)


def read_post(text: str, currency: str, today: date) -> Post:
    """Read a message by the alley's money and calendar; without a line of stock in it, its wares have none."""
    rows, at = list[_Row](), 0
    for row in text.split("\n"):
        if row.strip():
            rows.append(_Row(row, at, currency, today, first=not rows))
        at += len(row) + 1
    if rows and not any(row.is_stock for row in rows):
        rows[0].is_stock = bool(rows[0].reading.stock.name and rows[0].reading.unread)
    return _Post(rows).read()


def write_post(wares: Wares, currency: str) -> str:
    """The lines that read back as these wares."""
    rows, written = [], set[int]()
    for place, stock in enumerate(wares.lines):
        if stock.offered:
            rows.append(write_line(stock, currency))
        for part in (part for bundle, part in wares.parts if bundle == place):
            known = part in written or wares.lines[part].offered
            line = Stock(name=wares.lines[part].name) if known else wares.lines[part]
            rows.append(f"{PART} {write_line(replace(line, offered=True), currency)}")
            written.add(part)
    return "\n".join(rows)


def as_posted(drop: DropFacts) -> Wares:
    """What a message would say that asks for the same again, the day left out."""
    places = {line.id: place for place, line in enumerate(drop.lines)}
    said = [_said(drop, line) for line in drop.lines]
    if said:
        said[0] = replace(said[0], limit=drop.per_person, tags=drop.tags)
    parts = [(places[line.id], places[part.line]) for line in drop.lines for part in line.parts]
    return Wares(tuple(said), tuple(parts))


def _said(drop: DropFacts, line: LineFacts) -> Stock:
    here = ZoneInfo(drop.alley.zone)
    start, end = (
        moment.astimezone(here).time() if moment else None for moment in (line.starts_at, line.ends_at)
    )
    price = line.price if line.offered else None
    deposit = line.loan_deposit or None
    return Stock(
        line.quantity, line.name, price, line.unit, None, deposit, (), None, start, end, line.offered
    )


class _Row:
    """A line of the message, read."""

    def __init__(self, text: str, at: int, currency: str, today: date, first: bool) -> None:
        self.text, self.at = text, at
        plain = folded(text)
        self.is_part = plain.lstrip().startswith(PART)
        self.reading = read_line(self._without_mark(plain) if self.is_part else text, currency, today)
        if first:
            self.is_stock = self.reading.says_something or self._has_an_odd_price()
        else:
            self.is_stock = self.reading.says_something and self._is_no_sentence()

    def _without_mark(self, plain: str) -> str:
        mark = plain.index(PART)
        return f"{self.text[:mark]} {self.text[mark + 1 :]}"

    @property
    def unread(self) -> tuple[Unread, ...]:
        return tuple(replace(part, at=part.at + self.at) for part in self.reading.unread)

    @property
    def whole(self) -> Unread:
        """All of it, quoted."""
        words = self.text.strip()
        return Unread(words, self.at + self.text.index(words))

    def _has_an_odd_price(self) -> bool:
        return bool(self.reading.stock.name) and any(part.price is not None for part in self.reading.unread)

    def _is_no_sentence(self) -> bool:
        """A later line may be one about the drop, with a number in it; not where it names a price too, or leaves no word over."""
        stock = self.reading.stock
        whole = stock.quantity is not None and stock.price is not None
        return whole or all(part.price is not None for part in self.reading.unread)

    @property
    def is_about(self) -> bool:
        """It says something of the drop and names nothing."""
        stock = self.reading.stock
        silent = Stock(limit=stock.limit, tags=stock.tags, day=stock.day, start=stock.start, end=stock.end)
        return silent == stock != Stock() and not self.reading.unread


class _Post:
    """A message while it is read; `lines` are those of the wares, `bundle` the place of the line above."""

    def __init__(self, rows: list[_Row]) -> None:
        self.rows = rows
        self.said: list[Stock] = []
        self.lines: list[int] = []
        self.parts: list[tuple[int, int]] = []
        self.words: list[str] = []
        self.unread: list[Unread] = []
        self.bundle: int | None = None

    def read(self) -> Post:
        for row in self.rows:
            self._row(row)
        parts = tuple(dict.fromkeys(self.parts))
        return Post(Wares(tuple(self.said), parts), " ".join(self.words), tuple(self.unread))

    def _row(self, row: _Row) -> None:
        if row.is_part and self.bundle is not None:
            self._part(row, self.bundle)
        elif row.is_stock:
            self.bundle = self._line(row, row.reading.stock)
        elif row.is_about:
            self.said.append(row.reading.stock)
        else:
            self.words.append(row.text.strip())

    def _line(self, row: _Row, stock: Stock) -> int:
        self.lines.append(len(self.said))
        self.said.append(stock)
        self.unread += row.unread
        return len(self.lines) - 1

    def _part(self, row: _Row, bundle: int) -> None:
        stock = row.reading.stock
        alike = [place for place in range(len(self.lines)) if self._named(place, stock.name)]
        whole = [place for place in alike if place != bundle and not self._is_bundle(place)]
        if not stock.name or (alike and not whole) or (whole and not self._agrees(whole[0], stock)):
            self.unread.append(row.whole)
            return
        if not whole:
            whole = [self._line(row, replace(stock, price=None, offered=False))]
            if stock.price is not None:
                self.unread.append(row.whole)
        self.parts.append((bundle, whole[0]))

    def _agrees(self, place: int, stock: Stock) -> bool:
        """Named again, it says no other number; the number may be told only now."""
        known = self.said[self.lines[place]]
        if known.quantity is None:
            self.said[self.lines[place]] = replace(known, quantity=stock.quantity)
        return stock.price is None and stock.quantity in (None, self.said[self.lines[place]].quantity)

    def _named(self, place: int, name: str) -> bool:
        return self.said[self.lines[place]].name.casefold() == name.casefold()

    def _is_bundle(self, place: int) -> bool:
        return any(bundle == place for bundle, _ in self.parts)
