"""A list of the office: one table on a page of its own, by key, searched where it says so, and all of its rows as CSV."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from aiohttp import web

from locales.say import Say
from market.actor import Actor
from market.paging import KeyPage, PageKey
from web.office.office_page import Office, OfficeRequest, add_office_page, office_html
from web.parts.table import TABLE_PARAMS, Column, TablePart, csv_response, read_page_key, shown_table

PAGE_ROWS, MOST_CSV_ROWS = 50, 100_000

Row = TypeVar("Row")
Way = tuple[str, str]
"""A label and the path that it leads to."""


@dataclass(frozen=True, kw_only=True)
class OfficeTable(Generic[Row]):
    """A list. Its columns may depend on the rows that its reader is shown.

    `load` returns a page of so many rows, and raises a Refusal to whom it is not for. `search` is the label of its field.

    `ways` are what one may do from here, shown above the table; `params` are parameters by which the list is narrowed.
    `page_rows` are on a page, `most_rows` in the file.
    `here` is the part of the office that it belongs to, "" where it is one itself.
    """

    path: str
    name: str
    title: Callable[[Say], str]
    columns: Sequence[Column[Row]] | Callable[[Sequence[Row]], Sequence[Column[Row]]]
    load: Callable[[OfficeRequest, PageKey, int], Awaitable[KeyPage[Row]]]
    nothing: Callable[[Say], str]
    search: Callable[[Say], str] | None = None
    ways: Callable[[OfficeRequest], Sequence[Way]] | None = None
    params: tuple[str, ...] = ()
    here: str = ""
    page_rows: int = PAGE_ROWS
    most_rows: int = MOST_CSV_ROWS


def for_actor(
    load: Callable[[Actor, PageKey, int], Awaitable[KeyPage[Row]]],
) -> Callable[[OfficeRequest, PageKey, int], Awaitable[KeyPage[Row]]]:
    """Return what loads a list that depends on nothing but who asks."""

    async def of_reader(office_request: OfficeRequest, page_key: PageKey, size: int) -> KeyPage[Row]:
        return await load(office_request.reader.actor, page_key, size)

    return of_reader


def add_office_table(app: web.Application, office: Office, table: OfficeTable[Any]) -> None:
    """Add the page of a list, and its rows as a file."""

    async def page(office_request: OfficeRequest) -> str:
        rows = await table.load(office_request, read_page_key(office_request.page), table.page_rows)
        return table_html(office, office_request, table, rows)

    async def file(office_request: OfficeRequest) -> web.Response:
        rows = await table.load(office_request, PageKey(), table.most_rows)
        return await csv_response(office_request.page.say, _columns(table, rows.rows), rows.rows, table.name)

    params = (*TABLE_PARAMS, *table.params)
    add_office_page(app, table.path, office, page, params=params)
    add_office_page(app, f"{table.path}.csv", office, file, params=params)


def _columns(table: OfficeTable[Row], rows: Sequence[Row]) -> Sequence[Column[Row]]:
    return table.columns(rows) if callable(table.columns) else table.columns


def table_html(
    office: Office, office_request: OfficeRequest, table: OfficeTable[Any], rows: KeyPage[Any]
) -> str:
    """Return the page of a list."""
    page_request, say = office_request.page, office_request.page.say
    title = table.title(say)
    part = TablePart(
        caption=title,
        columns=_columns(table, rows.rows),
        page=rows,
        nothing=table.nothing(say),
        search=table.search(say) if table.search else "",
        csv_path=f"{page_request.path}.csv",
        name=table.name,
    )
    return office_html(
        "office_table.html",
        office,
        office_request,
        title=title,
        here=table.here or table.path,
        look="wide list",
        ways=table.ways(office_request) if table.ways else (),
        table=shown_table(page_request, part),
    )
