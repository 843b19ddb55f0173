"""Money in the office: deposits that organisers answer, refunds that are due, the ledger, payments without a deposit, and days that stalls closed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, assert_never

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_date, format_datetime, format_money
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.actor import Actor
from market.deposit.emv import decimal
from market.office.lists import DayCloseRow, DepositRow, PaymentRow, RefundRow, TransferRow
from market.paging import KeyPage, PageKey
from storage.deposit import DepositState, LedgerAccount, PaymentMethod, TransferKind
from web.office.money_words import major
from web.office.office_page import PATH, Office, OfficeRequest, way_path
from web.office.office_table import OfficeTable, add_office_table, for_actor
from web.office.screens import OfficeWay
from web.parts.table import Column

MONEY, REFUNDS, LEDGER = f"{PATH}/money", f"{PATH}/refunds", f"{PATH}/ledger"
PAYMENTS, DAYS = f"{PATH}/payments", f"{PATH}/days"


@dataclass(frozen=True, kw_only=True)
class MoneyPages:
    """Where the pages come from."""

    deposits: Callable[[Actor, PageKey, int], Awaitable[KeyPage[DepositRow]]]
    refunds: Callable[[Actor, PageKey, int], Awaitable[KeyPage[RefundRow]]]
    ledger: Callable[[Actor, PageKey, int], Awaitable[KeyPage[TransferRow]]]
    payments: Callable[[Actor, PageKey, int], Awaitable[KeyPage[PaymentRow]]]
    days: Callable[[Actor, PageKey, int], Awaitable[KeyPage[DayCloseRow]]]


def add_money_pages(app: web.Application, office: Office, pages: MoneyPages) -> None:
    """Add `/office/money`, `/office/refunds`, `/office/ledger`, `/office/payments` and `/office/days`, and their CSV."""

    tables: tuple[OfficeTable[Any], ...] = (
        OfficeTable(
            path=MONEY,
            name="deposits",
            title=lambda say: say.plain("Deposits to answer"),
            columns=deposit_columns(office),
            load=for_actor(pages.deposits),
            nothing=lambda say: say.plain("No deposit waits for you."),
            ways=_ways,
            here=MONEY,
        ),
        OfficeTable(
            path=REFUNDS,
            name="refunds",
            title=lambda say: say.plain("Refunds due"),
            columns=refund_columns(office),
            load=for_actor(pages.refunds),
            nothing=lambda say: say.plain("No stall owes a refund."),
            ways=_ways,
            here=MONEY,
        ),
        OfficeTable(
            path=LEDGER,
            name="ledger",
            title=lambda say: say.plain("Ledger of deposits"),
            columns=transfer_columns(office),
            load=for_actor(pages.ledger),
            nothing=lambda say: say.plain("No deposit was paid yet."),
            ways=_ways,
            here=MONEY,
        ),
        OfficeTable(
            path=PAYMENTS,
            name="payments",
            title=lambda say: say.plain("Payments without a deposit"),
            columns=payment_columns(office),
            load=for_actor(pages.payments),
            nothing=lambda say: say.plain("Every payment has its deposit."),
            ways=_ways,
            here=MONEY,
        ),
        OfficeTable(
            path=DAYS,
            name="days",
            title=lambda say: say.plain("Days closed"),
            columns=day_columns(),
            load=for_actor(pages.days),
            nothing=lambda say: say.plain("No stall has closed a day yet."),
            ways=_ways,
            here=MONEY,
        ),
    )
    for table in tables:
        add_office_table(app, office, table)


def _ways(office_request: OfficeRequest) -> Sequence[tuple[str, str]]:
    say = office_request.page.say
    return (
        (say.plain("Deposits to answer"), MONEY),
        (say.plain("Refunds due"), REFUNDS),
        (say.plain("Ledger of deposits"), LEDGER),
        (say.plain("Payments without a deposit"), PAYMENTS),
        (say.plain("Days closed"), DAYS),
    )


def deposit_columns(office: Office) -> Sequence[Column[DepositRow]]:
    """Return the columns of deposits."""
    return (
        Column(
            label=lambda say: say("Reference"),
            value=lambda say, row: row.reference,
            link=lambda row: way_path(office, OfficeWay.DEPOSIT, row.id),
        ),
        Column(label=lambda say: say("Stall"), value=lambda say, row: sanitize_name(row.stall, STALL)),
        _amount_column(),
        Column(label=lambda say: say("State"), value=lambda say, row: deposit_state_text(say, row.state)),
        Column(
            label=lambda say: say("Asked"),
            value=lambda say, row: format_datetime(say, row.asked_at, office.zone),
            raw=lambda row: row.asked_at.isoformat(),
        ),
    )


def deposit_state_text(say: Say, state: DepositState) -> Markup:
    """Return what a deposit waits for, in a few words."""
    match state:
        case DepositState.SAID:
            return say("said to be paid, the stall is silent")
        case DepositState.DUE:
            return say("to be refunded by the stall")
        case DepositState.REVIEW:
            return say("nobody knows whether it was collected")
        case _:
            return say("other")


def refund_columns(office: Office) -> Sequence[Column[RefundRow]]:
    """Return the columns of refunds; organisers answer one that is overdue."""
    return (
        Column(
            label=lambda say: say("Reference"),
            value=lambda say, row: row.reference,
            link=lambda row: (
                way_path(office, OfficeWay.DEPOSIT, row.id) if row.is_overdue(office.now()) else ""
            ),
        ),
        Column(label=lambda say: say("Stall"), value=lambda say, row: sanitize_name(row.stall, STALL)),
        _amount_column(),
        Column(label=lambda say: say("Paid by"), value=lambda say, row: method_text(say, row.method)),
        Column(
            label=lambda say: say("Due since"),
            value=lambda say, row: format_datetime(say, row.due_at, office.zone),
            raw=lambda row: row.due_at.isoformat(),
        ),
        Column(
            label=lambda say: say("To be back by"),
            value=lambda say, row: back_by_text(say, row, office.zone, office.now()),
            raw=lambda row: row.back_by.isoformat(),
        ),
    )


def back_by_text(say: Say, row: RefundRow, zone: str, now: datetime) -> Markup | str:
    """Return when a refund has to be back, and whether it should be by now."""
    at = format_datetime(say, row.back_by, zone)
    return say("{at}, overdue", at=at) if row.is_overdue(now) else at


def method_text(say: Say, method: PaymentMethod) -> Markup:
    """Return how a deposit was paid."""
    match method:
        case PaymentMethod.CASH:
            return say("in cash")
        case PaymentMethod.BANK:
            return say("bank QR")
        case PaymentMethod.INVOICE:
            return say("Telegram invoice")
        case _:
            assert_never(method)


def transfer_columns(office: Office) -> Sequence[Column[TransferRow]]:
    """Return the columns of the ledger."""
    return (
        Column(
            label=lambda say: say("Posted on"),
            value=lambda say, row: format_datetime(say, row.made_at, office.zone),
            raw=lambda row: row.made_at.isoformat(),
        ),
        Column(label=lambda say: say("Stall"), value=lambda say, row: sanitize_name(row.stall, STALL)),
        Column(label=lambda say: say("Reference"), value=lambda say, row: row.reference),
        Column(
            label=lambda say: say("Kind of transfer"), value=lambda say, row: transfer_text(say, row.kind)
        ),
        _amount_column(),
        Column(label=lambda say: say("Debit account"), value=lambda say, row: account_text(say, row.debit)),
        Column(label=lambda say: say("Credit account"), value=lambda say, row: account_text(say, row.credit)),
    )


def transfer_text(say: Say, kind: TransferKind) -> Markup:
    """Return why money moved, in a few words."""
    match kind:
        case TransferKind.RECEIVED:
            return say("the stall received it")
        case TransferKind.SETTLED:
            return say("counted towards the price")
        case TransferKind.REOPENED:
            return say("collection undone")
        case TransferKind.KEPT:
            return say("the stall keeps it")
        case TransferKind.OWED:
            return say("to be refunded by the stall")
        case TransferKind.RETURNED:
            return say("the stall refunded it")
        case _:
            assert_never(kind)


def account_text(say: Say, account: LedgerAccount) -> Markup:
    """Return what an account of a stall is called."""
    match account:
        case LedgerAccount.CASH:
            return say("cash box")
        case LedgerAccount.BANK:
            return say("bank account")
        case LedgerAccount.PROVIDER:
            return say("payment provider")
        case LedgerAccount.DEPOSITS:
            return say("deposits held")
        case LedgerAccount.REFUNDS:
            return say("refunds due")
        case LedgerAccount.KEPT:
            return say("deposits kept")
        case LedgerAccount.SALES:
            return say("goods sold")
        case _:
            assert_never(account)


def _amount_column() -> Column[Any]:
    return Column(
        label=lambda say: say("Amount"),
        value=lambda say, row: format_money(say, row.amount, row.currency, row.territory),
        raw=lambda row: Decimal(decimal(row.amount, row.currency)),
        is_number=True,
    )


def payment_columns(office: Office) -> Sequence[Column[PaymentRow]]:
    """Return the columns of payments."""
    return (
        Column(
            label=lambda say: say("Charge"),
            value=lambda say, row: row.charge,
            link=lambda row: way_path(office, OfficeWay.PAYMENT, row.id),
        ),
        Column(
            label=lambda say: say("Amount"),
            value=lambda say, row: decimal(row.amount, row.currency),
            raw=lambda row: Decimal(decimal(row.amount, row.currency)),
            is_number=True,
        ),
        Column(label=lambda say: say("Currency"), value=lambda say, row: row.currency),
        Column(
            label=lambda say: say("Received"),
            value=lambda say, row: format_datetime(say, row.received_at, office.zone),
            raw=lambda row: row.received_at.isoformat(),
        ),
    )


def day_columns() -> Sequence[Column[DayCloseRow]]:
    """Return the columns of days that were closed."""

    def money(say: Say, row: DayCloseRow, amount: int) -> str:
        return format_money(say, amount, row.currency, row.territory)

    return (
        Column(
            label=lambda say: say("Day"),
            value=lambda say, row: format_date(say, row.day),
            raw=lambda row: row.day,
        ),
        Column(label=lambda say: say("Stall"), value=lambda say, row: sanitize_name(row.stall, STALL)),
        Column(
            label=lambda say: say("Cash expected"),
            value=lambda say, row: money(say, row, row.expected),
            raw=lambda row: major(row.expected, row.exponent),
            is_number=True,
        ),
        Column(
            label=lambda say: say("Cash counted"),
            value=lambda say, row: money(say, row, row.counted),
            raw=lambda row: major(row.counted, row.exponent),
            is_number=True,
        ),
        Column(
            label=lambda say: say("Difference"),
            value=lambda say, row: money(say, row, row.difference),
            raw=lambda row: major(row.difference, row.exponent),
            is_number=True,
        ),
        Column(
            label=lambda say: say("State"),
            value=lambda say, row: say("open again") if row.reopened_at else say("closed"),
        ),
    )
