"""A stall's statements in the office: its weeks beside each other, and one week by its days with each movement."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_date, format_datetime, format_long_date, format_money
from locales.say import Say
from locales.user_text import ITEM, sanitize_name
from market.actor import Actor
from market.office.statement import PeriodSums, days_of
from market.paging import KeyPage, PageKey
from market.sale.movements import Movement, MovementKind
from market.sale.statement import Statement, StatementSums
from market.sale.till import StallMoney
from web.office.money_words import major
from web.office.office_page import (
    STALLS,
    Office,
    OfficeRequest,
    add_office_page,
    office_html,
    stall_path,
    way_path,
)
from web.office.office_table import OfficeTable, add_office_table
from web.office.screens import OfficeWay
from web.parts.table import Column, TablePart, csv_response, shown_table

PAGE_WEEKS, FILE_WEEKS = 12, 53
SHOWN_MOVEMENTS = 100
"""Movements on the page of a week; all are in its file."""


@dataclass(frozen=True, kw_only=True)
class StatementPages:
    """Where the pages come from. `week` returns the statement of the week of a day, None for a day that has none."""

    weeks: Callable[[Actor, int, PageKey, int], Awaitable[KeyPage[PeriodSums]]]
    week: Callable[[Actor, int, date], Awaitable[Statement | None]]


def statement_path(stall: int) -> str:
    """Return the address of a stall's statements."""
    return f"{stall_path(stall)}/statement"


def add_statement_pages(app: web.Application, office: Office, pages: StatementPages) -> None:
    """Add `/office/stalls/ID/statement` and `/office/stalls/ID/statement/DATE`, and both as CSV."""
    path = f"{STALLS}/{{code:[0-9]{{1,9}}}}/statement"

    async def load(office_request: OfficeRequest, page_key: PageKey, size: int) -> KeyPage[PeriodSums]:
        return await pages.weeks(office_request.reader.actor, int(office_request.page.code), page_key, size)

    async def found(office_request: OfficeRequest) -> Statement | None:
        try:
            day = date.fromisoformat(office_request.page.serial)
        except ValueError:
            return None
        return await pages.week(office_request.reader.actor, int(office_request.page.code), day)

    async def week(office_request: OfficeRequest) -> str | None:
        statement = await found(office_request)
        return statement_html(office, office_request, statement) if statement else None

    async def week_file(office_request: OfficeRequest) -> web.Response | None:
        statement = await found(office_request)
        if statement is None:
            return None
        columns = movement_columns(statement.money)
        return await csv_response(office_request.page.say, columns, statement.movements, "movements")

    def ways(office_request: OfficeRequest) -> Sequence[tuple[str, str]]:
        return _ways(office_request.page.say, office, int(office_request.page.code))

    table = OfficeTable(
        path=path,
        name="statement",
        title=lambda say: say.label("Statement"),
        columns=sums_columns(leads_on=True),
        load=load,
        nothing=lambda say: say.plain("Nothing was sold, paid or handed over."),
        ways=ways,
        here=STALLS,
        page_rows=PAGE_WEEKS,
        most_rows=FILE_WEEKS,
    )
    add_office_table(app, office, table)
    one = f"{path}/{{serial:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}}}"
    add_office_page(app, one, office, week)
    add_office_page(app, f"{one}.csv", office, week_file)


def statement_html(office: Office, office_request: OfficeRequest, week: Statement) -> str:
    """Return the page of a week."""
    say = office_request.page.say
    days: TablePart[PeriodSums] = TablePart(
        caption=say("Days"),
        columns=sums_columns(leads_on=False),
        page=KeyPage(days_of(week)),
        nothing=say("Nothing was sold, paid or handed over."),
        name="days",
    )
    newest = week.movements[::-1][:SHOWN_MOVEMENTS]
    movements: TablePart[Movement] = TablePart(
        caption=say("Movements"),
        columns=movement_columns(week.money),
        page=KeyPage(newest),
        nothing=say("Nothing was sold, paid or handed over."),
        csv_path=f"{statement_path(week.stall)}/{week.first}.csv",
        name="movements",
    )
    tables: list[TablePart[Any]] = [days, movements] if week.movements else [days]
    more = len(week.movements) - len(newest)
    return office_html(
        "office_tables.html",
        office,
        office_request,
        title=_period_text(say, week.first, week.last),
        here=STALLS,
        tables=[shown_table(office_request.page, table) for table in tables],
        notes=(),
        lines=_more_line(say, more),
        ways=((say.label("Statement"), statement_path(week.stall)), *_ways(say, office, week.stall)[:1]),
        places_label="",
        places=(),
    )


def _more_line(say: Say, more: int) -> Sequence[Markup]:
    if not more:
        return ()
    return (
        say.many(
            "{count} earlier movement is in the file alone.",
            "{count} earlier movements are in the file alone.",
            more,
        ),
    )


def _ways(say: Say, office: Office, stall: int) -> Sequence[tuple[str, str]]:
    return (
        (say.plain("Stall"), stall_path(stall)),
        (say.plain("As in the chat"), way_path(office, OfficeWay.STATEMENT, stall)),
    )


def _period_text(say: Say, first: date, last: date) -> str:
    if first == last:
        return format_date(say, first)
    # text: the first and the last day of a week
    return say.plain("{first} to {last}", first=format_date(say, first), last=format_long_date(say, last))


def sums_columns(*, leads_on: bool) -> Sequence[Column[PeriodSums]]:
    """Return the columns of weeks or days. A week `leads_on` to its page."""

    def amount(
        label: Callable[[Say], Markup], minor: Callable[[StatementSums], int | None]
    ) -> Column[PeriodSums]:
        return _money_column(label, lambda row: minor(row.sums), lambda row: row.money)

    return (
        Column(
            label=lambda say: say("Week") if leads_on else say("Day"),
            value=lambda say, row: _period_text(say, row.first, row.last),
            raw=lambda row: row.first,
            link=lambda row: f"{statement_path(row.stall)}/{row.first}" if leads_on else "",
        ),
        Column(label=lambda say: say("Sales"), value=lambda say, row: row.sums.figures.sold, is_number=True),
        amount(lambda say: say("Sold for"), lambda sums: sums.value),
        amount(
            lambda say: say("In cash"),
            lambda sums: sums.figures.taken - sums.figures.qr_sales - sums.figures.by_qr,
        ),
        amount(lambda say: say("By QR"), lambda sums: sums.figures.qr_sales + sums.figures.by_qr),
        amount(lambda say: say("Middle sale"), lambda sums: sums.median),
        amount(lambda say: say("Margin"), lambda sums: sums.margin.margin if sums.margin else None),
    )


def movement_columns(money: StallMoney) -> Sequence[Column[Movement]]:
    """Return the columns of movements in a stall's money."""
    return (
        Column(
            label=lambda say: say("Time"),
            value=lambda say, row: format_datetime(say, row.at, money.zone),
            raw=lambda row: row.at.astimezone(ZoneInfo(money.zone)).isoformat(" ", "seconds"),
        ),
        Column(label=lambda say: say("Kind"), value=lambda say, row: movement_text(say, row.kind)),
        Column(label=lambda say: say("About"), value=lambda say, row: _about(row), raw=lambda row: row.what),
        Column(label=lambda say: say("Receipt"), value=lambda say, row: row.number or None, is_number=True),
        Column(label=lambda say: say("Units"), value=lambda say, row: row.units or None, is_number=True),
        _money_column(lambda say: say("Value"), lambda row: row.value, lambda row: money),
        _money_column(lambda say: say("In cash"), lambda row: row.cash, lambda row: money),
        _money_column(lambda say: say("By QR"), lambda row: row.qr, lambda row: money),
    )


def _about(movement: Movement) -> str | None:
    """Return what was sold, or what a payment was for; nothing for packaging, whose money has but a kind."""
    is_told = movement.what and movement.kind is not MovementKind.PACKAGING_CASH
    return sanitize_name(movement.what, ITEM) if is_told else None


def _money_column(
    label: Callable[[Say], Markup], minor: Callable[[Any], int | None], money: Callable[[Any], StallMoney]
) -> Column[Any]:
    """Return a column of an amount in minor units, as the stall's territory writes it, and with all digits in the file; nothing for none."""

    def value(say: Say, row: Any) -> str | None:
        amount = minor(row)
        return format_money(say, amount, money(row).currency, money(row).territory) if amount else None

    def raw(row: Any) -> Decimal | None:
        amount = minor(row)
        return None if amount is None else major(amount, money(row).exponent)

    return Column(label=label, value=value, raw=raw, is_number=True)


def movement_text(say: Say, kind: MovementKind) -> Markup:
    """Return the kind of a movement in words."""
    match kind:
        case MovementKind.SALE:
            return say("Sale")
        case MovementKind.VOID:
            return say("Voided")
        case MovementKind.REFUND:
            return say("Refund")
        case MovementKind.REFUND_UNDONE:
            return say("Refund undone")
        case MovementKind.ROUNDING:
            return say("Rounding")
        case MovementKind.HANDED_OVER:
            return say("Booking handed over")
        case MovementKind.PACKAGING_OUT:
            return say("Packaging lent")
        case MovementKind.PACKAGING_BACK:
            return say("Packaging returned")
        case MovementKind.PACKAGING_CASH:
            return say("Money for packaging")
        case MovementKind.FLOAT:
            return say("Float")
        case MovementKind.PAY_IN:
            return say("Paid in")
        case MovementKind.PAY_OUT:
            return say("Paid out")
        case MovementKind.BY_QR:
            return say("Paid by QR")
        case MovementKind.DEPOSIT_RECEIVED:
            return say("Deposit received")
        case MovementKind.DEPOSIT_SETTLED:
            return say("Deposit counted towards the price")
        case MovementKind.DEPOSIT_REOPENED:
            return say("Deposit no longer counted")
        case MovementKind.DEPOSIT_KEPT:
            return say("Deposit kept")
        case MovementKind.DEPOSIT_OWED:
            return say("Deposit to refund")
        case MovementKind.DEPOSIT_RETURNED:
            return say("Deposit refunded")
        case _:
            assert_never(kind)
