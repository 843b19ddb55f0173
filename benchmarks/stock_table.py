"""The reader of tables of stock lines for `benchmarks.stock`."""

import re
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("locale", "currency", "line", "quantity", "price", "name", "tags")
HEADS = ("locale", "language", "lang")
"""The first cell of a row that names the columns."""
NOT_GIVEN, DOUBT = ("", "-"), ("?", "？")
BETWEEN_TAGS = re.compile(r"[\s,，、]+")


class MalformedTable(ValueError):
    """A table cannot be read; the message says where and why."""


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """The facts of a line that are compared. The price is in minor units, tags have no `#`; None is not in the line."""

    quantity: int | None
    price: int | None
    name: str
    tags: tuple[str, ...]

    @property
    def comparable(self) -> tuple[object, ...]:
        """Return the facts without case, spaces in a row and the order of tags."""
        name = " ".join(self.name.casefold().split())
        return self.quantity, self.price, name, {tag.casefold() for tag in self.tags}

    def __str__(self) -> str:
        shown = (self.quantity, self.price, self.name or None, ",".join(self.tags) or None)
        return " | ".join("-" if each is None else str(each) for each in shown)


@dataclass(frozen=True, kw_only=True)
class ExpectedLine:
    """A line of the table, and what a careful clerk reads in it; `row` counts from 1 within the file."""

    row: int
    locale: str
    currency: str
    text: str
    facts: LineFacts
    must_ask: bool


def expected_lines(file: Path) -> list[ExpectedLine]:
    """Return the lines of a table. Raises MalformedTable where a row cannot be read, and OSError where the file cannot."""
    rows = [
        (number, [cell.strip() for cell in row.split("\t")])
        for number, row in enumerate(file.read_text(encoding="utf-8-sig").split("\n"), start=1)
        if row.strip() and not row.lstrip().startswith("#")
    ]
    if rows and rows[0][1][0].casefold() in HEADS:
        rows = rows[1:]
    if not rows:
        raise MalformedTable("there is no stock line in it")
    return [_expected_line(number, cells) for number, cells in rows]


def _expected_line(row: int, cells: list[str]) -> ExpectedLine:
    while len(cells) > len(COLUMNS) and cells[-1] in NOT_GIVEN:
        cells = cells[:-1]
    if not len(COLUMNS) <= len(cells) <= len(COLUMNS) + 1:
        raise MalformedTable(f"row {row} has {len(cells)} columns instead of 7 or 8")
    locale, currency, text, quantity, price, name, tags, *last = cells
    if last and last[0] not in DOUBT:
        raise MalformedTable(f"row {row}: the eighth column is {last[0]!r} instead of ? or nothing")
    for column, cell in zip(COLUMNS[:3], cells, strict=False):
        if not cell:
            raise MalformedTable(f"row {row} has no {column}")
    facts = LineFacts(
        quantity=_number(row, "quantity", quantity),
        price=_number(row, "price", price),
        name="" if name in (*NOT_GIVEN, *DOUBT) else name,
        tags=_tags(tags),
    )
    return ExpectedLine(
        row=row,
        locale=locale,
        currency=currency.upper(),
        text=text,
        facts=facts,
        must_ask=any(cell in DOUBT for cell in cells[3:]),
    )


def _number(row: int, column: str, cell: str) -> int | None:
    if cell in (*NOT_GIVEN, *DOUBT):
        return None
    if not (cell.isascii() and cell.isdecimal()):
        raise MalformedTable(f"row {row}: {column} is {cell!r} instead of a whole number, - or ?")
    return int(cell)


def _tags(cell: str) -> tuple[str, ...]:
    if cell in (*NOT_GIVEN, *DOUBT):
        return ()
    return tuple(tag.lstrip("#＃") for tag in BETWEEN_TAGS.split(cell) if tag.lstrip("#＃"))
