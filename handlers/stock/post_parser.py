"""Parses a stock message: one line or several, with components under them. It never fails; unreadable parts are quoted.

    8 stitching RM35 sun 10am
    + 16 kit
    8 stitching RM35 sun 2pm
    + kit
    Bring your own scissors.

A line with a quantity and a name is an item. A line with only a time, a limit or tags applies to the whole drop.
Where there are several times, one without an item is that of the items below it, until the next.
Any other line is the description. A line that begins with "+" is a component of the item above it.
An item or component named again is the same one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from handlers.stock.line_parser import Reason, StockLineReading, UnparsedSpan, parse_line, write_line
from handlers.stock.reading.split import split_goods
from handlers.stock.reading.variants import split_variants
from handlers.typed_time.normalized_text import normalize
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import StockLine

COMPONENT_MARK = "+"


@dataclass(frozen=True, kw_only=True)
class StockPost:
    """The parsed message. `unparsed` has the spans of all lines, each with its position in the message.

    `readings` are what an unclear message may mean, best first, each with the line that was `unclear`; () if it is clear.
    `reasons` are those of the only item.
    """

    message: ParsedMessage
    words: str = ""
    unparsed: tuple[UnparsedSpan, ...] = ()
    readings: tuple["StockPost", ...] = field(default=(), compare=False)
    unclear: StockLine = field(default=StockLine(), compare=False)
    reasons: tuple[Reason, ...] = field(default=(), compare=False)


def read_post(text: str, currency: str, today: date) -> StockPost:
    """Parses a message by the alley's currency and calendar. Without an item line the stock has no items."""

    def read(words: str) -> StockLineReading:
        return parse_line(words, currency, today)

    rows, offset = list[_PostRow](), 0
    for line in text.split("\n"):
        for words, begin in _parts(line, read):
            rows.append(_PostRow(words, offset + begin, read, first=not rows))
        offset += len(line) + 1
    if rows and not any(row.is_stock for row in rows):
        rows[0].is_stock = bool(rows[0].reading.stock.name and rows[0].reading.unparsed)
    return replace(_PostParser(rows).read(), readings=_readings(rows))


def _parts(line: str, read: Callable[[str], StockLineReading]) -> list[tuple[str, int]]:
    """Returns the line, or its parts if it names several goods, with their positions; nothing of an empty line."""
    if not line.strip():
        return []
    if normalize(line).lstrip().startswith(COMPONENT_MARK) or read(line).sure:
        return [(line, 0)]
    parts = split_variants(line, read) or split_goods(line, read)
    return [(part.words, part.offset) for part in parts] or [(line, 0)]


def _readings(rows: list["_PostRow"]) -> tuple[StockPost, ...]:
    """Returns what the message may mean by the first item line that is unclear."""
    unclear = next((row for row in rows if row.is_stock and not row.reading.sure), None)
    if unclear is None:
        return ()
    found, reading = [], unclear.reading
    for alternative in reading.alternatives:
        unclear.reading = alternative
        found.append(replace(_PostParser(rows).read(), unclear=alternative.stock))
    unclear.reading = reading
    return tuple(found)


def write_post(message: ParsedMessage, currency: str) -> str:
    """Returns lines that parse to this stock."""
    rows, written = [], set[int]()
    for place, stock in enumerate(message.items):
        if stock.offered:
            rows.append(write_line(stock, currency))
        for part in (part for bundle, part in message.components if bundle == place):
            known = part in written or message.items[part].offered
            item = StockLine(name=message.items[part].name) if known else message.items[part]
            rows.append(f"{COMPONENT_MARK} {write_line(replace(item, offered=True), currency)}")
            written.add(part)
    return "\n".join(rows)


class _PostRow:
    """A parsed line of the message."""

    def __init__(self, text: str, offset: int, read: Callable[[str], StockLineReading], first: bool) -> None:
        self.text, self.offset, self.first = text, offset, first
        plain = normalize(text)
        self.is_part = plain.lstrip().startswith(COMPONENT_MARK)
        self.reading = read(self._without_mark(plain) if self.is_part else text)
        if first:
            self.is_stock = self.reading.has_fields or self._has_unusual_price()
        else:
            self.is_stock = self.reading.has_fields and self._is_no_sentence()

    def _without_mark(self, plain: str) -> str:
        mark = plain.index(COMPONENT_MARK)
        return f"{self.text[:mark]} {self.text[mark + 1 :]}"

    @property
    def unparsed(self) -> tuple[UnparsedSpan, ...]:
        return tuple(replace(part, offset=part.offset + self.offset) for part in self.reading.unparsed)

    @property
    def whole(self) -> UnparsedSpan:
        """Returns the whole line as unparsed."""
        words = self.text.strip()
        return UnparsedSpan(words, self.offset + self.text.index(words))

    def _has_unusual_price(self) -> bool:
        return bool(self.reading.stock.name) and any(part.price is not None for part in self.reading.unparsed)

    def _is_no_sentence(self) -> bool:
        """Returns whether a later line is an item. A sentence with a number is not; a line with a price or without other words is."""
        stock = self.reading.stock
        whole = stock.quantity is not None and stock.price is not None
        return whole or all(part.price is not None for part in self.reading.unparsed)

    @property
    def time(self) -> StockLine:
        """Returns the day and hours of the line alone."""
        stock = self.reading.stock
        return StockLine(day=stock.day, start=stock.start, end=stock.end, part=stock.part)

    @property
    def is_heading(self) -> bool:
        """Returns whether the line says when the items below it are sold: a time without goods, or the first line with a title and an hour."""
        is_title = self.first and self.time.start is not None and self.reading.sure and not self.has_number
        return not self.is_stock and self.time != StockLine() and (self.is_about or is_title)

    @property
    def has_number(self) -> bool:
        return self.reading.stock.quantity is not None or self.reading.stock.price is not None

    @property
    def is_about(self) -> bool:
        """Returns whether the line applies to the whole drop: it has settings but no name."""
        stock = self.reading.stock
        silent = StockLine(
            limit=stock.limit,
            tags=stock.tags,
            day=stock.day,
            start=stock.start,
            end=stock.end,
            order_deposit=stock.order_deposit,
        )
        return silent == stock != StockLine() and not self.reading.unparsed


def _times_of(rows: Sequence[_PostRow]) -> list[StockLine]:
    """Returns the time that the heading above each line says; none where the message says only one time."""
    stated = [row for row in rows if row.time != StockLine()]
    heading, found = StockLine(), []
    for row in rows:
        heading = row.time if row.is_heading else heading
        found.append(heading if len(stated) > 1 else StockLine())
    return found


def _at_time(stock: StockLine, heading: StockLine) -> StockLine:
    """Returns the line at the time of its heading, where it says none itself."""
    if stock.start:
        return replace(stock, day=stock.day or heading.day)
    end = stock.end or heading.end
    return replace(
        stock, day=stock.day or heading.day, start=heading.start, end=end, part=stock.part or heading.part
    )


class _PostParser:
    """Parses a message. `bundle` is the position of the item that components belong to."""

    def __init__(self, rows: list[_PostRow]) -> None:
        self.rows = rows
        self.stock_lines: list[StockLine] = []
        self.items: list[int] = []
        self.components: list[tuple[int, int]] = []
        self.words: list[str] = []
        self.unparsed: list[UnparsedSpan] = []
        self.bundle: int | None = None

    def read(self) -> StockPost:
        for row, heading in zip(self.rows, _times_of(self.rows), strict=True):
            self._row(row, heading)
        parts = tuple(dict.fromkeys(self.components))
        stock_rows = [row for row in self.rows if row.is_stock]
        return StockPost(
            message=ParsedMessage(tuple(self.stock_lines), parts),
            words=" ".join(self.words),
            unparsed=tuple(self.unparsed),
            reasons=stock_rows[0].reading.reasons if len(stock_rows) == 1 else (),
        )

    def _row(self, row: _PostRow, heading: StockLine) -> None:
        if row.is_part and self.bundle is not None:
            self._part(row, self.bundle)
        elif row.is_stock:
            self.bundle = self._line(row, _at_time(row.reading.stock, heading))
        elif row.is_about:
            self.stock_lines.append(row.reading.stock)
        else:
            self.words.append(row.text.strip())
            if row.is_heading:
                self.stock_lines.append(row.time)

    def _line(self, row: _PostRow, stock: StockLine) -> int:
        self.items.append(len(self.stock_lines))
        self.stock_lines.append(stock)
        self.unparsed += row.unparsed
        return len(self.items) - 1

    def _part(self, row: _PostRow, bundle: int) -> None:
        stock = row.reading.stock
        alike = [place for place in range(len(self.items)) if self._named(place, stock.name)]
        whole = [place for place in alike if place != bundle and not self._is_bundle(place)]
        if not stock.name or (alike and not whole) or (whole and not self._agrees(whole[0], stock)):
            self.unparsed.append(row.whole)
            return
        if not whole:
            whole = [self._line(row, replace(stock, price=None, offered=False))]
            if stock.price is not None:
                self.unparsed.append(row.whole)
        self.components.append((bundle, whole[0]))

    def _agrees(self, place: int, stock: StockLine) -> bool:
        """Returns whether a repeated item has the same quantity and allergens, or only now has some."""
        known = self.stock_lines[self.items[place]]
        quantity = stock.quantity if known.quantity is None else known.quantity
        allergens = known.allergens or stock.allergens
        self.stock_lines[self.items[place]] = replace(known, quantity=quantity, allergens=allergens)
        same = stock.quantity in (None, quantity) and stock.allergens in ("", allergens)
        return stock.price is None and same

    def _named(self, place: int, name: str) -> bool:
        return self.stock_lines[self.items[place]].name.casefold() == name.casefold()

    def _is_bundle(self, place: int) -> bool:
        return any(bundle == place for bundle, _ in self.components)
