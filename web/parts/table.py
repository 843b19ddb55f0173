"""Tables: columns of typed rows, a page of them by the key of a row, a field to search them, and the same rows as a CSV file.

`table.html` shows one. A page with a table is told TABLE_PARAMS; one that is searched has FORM_POLICY.
"""

import asyncio
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from aiohttp import web
from markupsafe import Markup

from locales.csv_cell import text_cell
from locales.formats import format_number
from locales.say import Say
from locales.user_text import sanitize_name, width
from market.paging import KeyPage, PageKey
from web.parts.frame import PageRequest, without_isolates
from web.parts.public_page import LONGEST_PARAM

NEXT, PREVIOUS, WORDS = "next", "previous", "words"
TABLE_PARAMS = (NEXT, PREVIOUS, WORDS)
"""The parameters by which a table is turned and searched."""
KEY = re.compile(r"[0-9]{1,18}", re.ASCII)
"""The id of a row: no longer than what a database takes."""

Row = TypeVar("Row")
Words = Markup | str
Raw = str | int | float | Decimal | date | None
"""A value of a CSV file: words are guarded against spreadsheets, anything else is written as it is."""


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """A column: its heading, and what it says of a row. A whole number is written as the reader's language does; None is nothing.

    `raw` is the value in a CSV file, where it is another one; `link` is the path that a cell leads to, "" for none.
    """

    label: Callable[[Say], Words]
    value: Callable[[Say, Row], Words | int | None]
    is_number: bool = False
    raw: Callable[[Row], Raw] | None = None
    link: Callable[[Row], str] | None = None


@dataclass(frozen=True, kw_only=True)
class TablePart(Generic[Row]):
    """A table. The first column says what a row is about. `nothing` is said where there are no rows.

    `search` is the label of its field, "" where it is not searched. `csv_path` is where the rows of all pages are as a file, "" for nowhere;
    it is told what is looked for, and the other parameters of the page.
    `name` tells the tables of a page apart.
    """

    caption: Words
    columns: Sequence[Column[Row]]
    page: KeyPage[Row]
    nothing: Words
    search: Words = ""
    csv_path: str = ""
    name: str = "table"


@dataclass(frozen=True, kw_only=True)
class TableSearch:
    """The field of a table. `kept` are the other parameters of its page, `all_address` leads to all rows."""

    label: Words
    button: str
    words: str
    longest: int
    kept: tuple[tuple[str, str], ...]
    all_label: str
    all_address: str


Cell = tuple[Words, bool, str]
"""A cell: what it says, whether that is a number, and where it leads."""


@dataclass(frozen=True, kw_only=True)
class ShownTable:
    """The values of `table.html`. Each row has its first cell apart; `links` are labels and addresses."""

    name: str
    caption: Words
    heads: tuple[tuple[Words, bool], ...]
    rows: tuple[tuple[Cell, list[Cell]], ...]
    nothing: Words
    search: TableSearch | None
    links: tuple[tuple[str, str], ...]


def read_page_key(page_request: PageRequest) -> PageKey:
    """Return the page of a list that a reader asks for; its beginning where the key is none."""
    for name in (NEXT, PREVIOUS):
        given = page_request.params.get(name, "")
        if KEY.fullmatch(given):
            return PageKey(int(given), is_backward=name == PREVIOUS)
    return PageKey()


def read_words(page_request: PageRequest) -> str:
    """Return what a reader looks for, on one line and without signs that nobody sees; "" for nothing."""
    given = page_request.params.get(WORDS, "")
    return without_isolates(sanitize_name(given, LONGEST_PARAM)) if width(given.strip()) else ""


def shown_table(page_request: PageRequest, table: TablePart[Any]) -> ShownTable:
    """Return a table in the reader's language."""
    say, words = page_request.say, read_words(page_request)
    return ShownTable(
        name=table.name,
        caption=table.caption,
        heads=tuple((column.label(say), column.is_number) for column in table.columns),
        rows=tuple(_shown_rows(say, table.columns, table.page.rows)),
        nothing=_nothing(page_request, table, words),
        search=_search(page_request, table.search, words) if table.search else None,
        links=tuple(_links(page_request, table)),
    )


async def csv_response(
    say: Say, columns: Sequence[Column[Any]], rows: Iterable[Any], name: str
) -> web.Response:
    """Return rows as the file `name`.csv, made in a thread of its own. Nobody keeps it, unless its route says so."""
    return csv_file(await asyncio.to_thread(table_csv, say, columns, rows), name)


def csv_file(body: bytes, name: str) -> web.Response:
    """Return bytes as the file `name`.csv, which nobody keeps."""
    response = web.Response(body=body, content_type="text/csv", charset="utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def table_csv(say: Say, columns: Sequence[Column[Any]], rows: Iterable[Any]) -> bytes:
    """Return rows as RFC 4180 has them, with their headings, in UTF-8 with a byte order mark for spreadsheets."""
    text = io.StringIO(newline="")
    file = csv.writer(text)
    file.writerow([_csv_cell(column.label(say)) for column in columns])
    file.writerows([_csv_cell(_raw(say, column, row)) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _shown_rows(
    say: Say, columns: Sequence[Column[Any]], rows: Sequence[Any]
) -> Iterator[tuple[Cell, list[Cell]]]:
    for row in rows:
        first, *others = [_cell(say, column, row) for column in columns]
        yield first, others


def _cell(say: Say, column: Column[Any], row: Any) -> Cell:
    value = column.value(say, row)
    words = format_number(say, value) if isinstance(value, int) else value or ""
    return words, column.is_number, column.link(row) if column.link else ""


def _nothing(page_request: PageRequest, table: TablePart[Any], words: str) -> Words:
    """Return the sentence of a table without rows, by what was asked for."""
    say = page_request.say
    if table.page.rows:
        return ""
    if read_page_key(page_request).row is not None:
        return say("Nothing more is in this list.")
    if table.search and words:
        return say("Nothing here has “{words}” in it. Try fewer or other words.", words=words)
    return table.nothing


def _search(page_request: PageRequest, label: Words, words: str) -> TableSearch:
    say = page_request.say
    return TableSearch(
        label=label,
        button=say.label("Search"),
        words=words,
        longest=LONGEST_PARAM,
        kept=tuple((name, value) for name, value in page_request.params.items() if name not in TABLE_PARAMS),
        all_label=say.label("Show all"),
        all_address=page_request.with_params(next="", previous="", words="") if words else "",
    )


def _links(page_request: PageRequest, table: TablePart[Any]) -> Iterator[tuple[str, str]]:
    """Return the ways to the pages beside this one, to the beginning, and to the file."""
    say, page = page_request.say, table.page
    if read_page_key(page_request).row is not None:
        yield say.label("First"), _address(page_request, table.name)
    if page.previous is not None:
        yield say.label("Previous"), _address(page_request, table.name, previous=str(page.previous))
    if page.next is not None:
        yield say.label("Next"), _address(page_request, table.name, next=str(page.next))
    if table.csv_path and page.rows:
        same_rows = page_request.with_params(**{NEXT: "", PREVIOUS: ""})
        yield say.label("Save as CSV"), f"{table.csv_path}{same_rows}".removesuffix("?")


def _address(page_request: PageRequest, name: str, **key: str) -> str:
    return f"{page_request.with_params(**{NEXT: '', PREVIOUS: '', **key})}#{name}"


def _raw(say: Say, column: Column[Any], row: Any) -> Raw:
    return column.raw(row) if column.raw else column.value(say, row)


def _csv_cell(value: Raw) -> Raw:
    """Return words without tags and invisible marks, and with an apostrophe where a spreadsheet would evaluate them."""
    if isinstance(value, Markup):
        value = value.striptags()
    return text_cell(without_isolates(value)) if isinstance(value, str) else value
