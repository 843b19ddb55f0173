"""Deposits: the account that a stall is paid to, what a hold costs, and the ledger of the money."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Index,
    Select,
    UniqueConstraint,
    and_,
    case,
    func,
    select,
    text,
)
from sqlmodel import Session, col

from locales.user_text import PAYEE
from storage.column import AUTOINCREMENT, BIG, OWNER, PUBLIC, TRACE, column, enum_column, one_of
from storage.param import Param, param
from storage.row import Row


class PaymentMethod(StrEnum):
    """The ways to pay a deposit."""

    CASH = "cash"
    BANK = "bank"
    INVOICE = "invoice"


class DepositState(StrEnum):
    """The states of a deposit."""

    ASKED = "asked"
    SAID = "said"
    PAID = "paid"
    SETTLED = "settled"
    KEPT = "kept"
    DUE = "due"
    RETURNED = "returned"
    VOID = "void"
    REVIEW = "review"


class LedgerAccount(StrEnum):
    """The accounts of a stall: where its money is, what it holds and owes, and what became its own."""

    CASH = "cash"
    BANK = "bank"
    PROVIDER = "provider"
    DEPOSITS = "deposits"
    REFUNDS = "refunds"
    KEPT = "kept"
    SALES = "sales"


class TransferKind(StrEnum):
    """The reasons for which money moves between two accounts of a stall."""

    RECEIVED = "received"
    SETTLED = "settled"
    REOPENED = "reopened"
    KEPT = "kept"
    OWED = "owed"
    RETURNED = "returned"


OPEN_STATES = "state IN ('asked', 'said', 'paid')"
CURRENT = (DepositState.ASKED, DepositState.SAID, DepositState.PAID, DepositState.SETTLED)
"""A hold has at most one deposit in one of these states: it is asked for, or it was paid."""
TOWARDS_PRICE = (DepositState.PAID, DepositState.SETTLED, DepositState.KEPT, DepositState.REVIEW)
"""A deposit in one of these states is with the stall, and part of the price of units that are collected, however late."""


class Payee(Row, table=True):
    """A stall's bank QR: its EMVCo payload and the payee's name in it.

    It is used from one day after it was confirmed; the newest that may be used counts. One that was replaced before that, or stopped,
    is revoked and never used again.
    """

    __tablename__ = "payee"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = column(PUBLIC, default=None, primary_key=True, sa_type=BIG)
    stall_id: int = column(PUBLIC, foreign_key="stall.id", index=True)
    payload: str = column(PUBLIC, max_length=512)
    name: str = column(PUBLIC, max_length=PAYEE.longest)
    set_by: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    set_at: datetime = column(PUBLIC)
    confirmed_at: datetime | None = column(PUBLIC, default=None)
    revoked_at: datetime | None = column(PUBLIC, default=None)


class Deposit(Row, table=True):
    """A deposit for a hold, in minor units.

    asked -> said ("I paid") -> paid (confirmed) -> settled (deducted from the price) | kept (by the stall) | due -> returned (refunded);
    asked, said -> void; paid -> review -> kept | due, where Lorong was away in the hours of the drop. A payment that came too late or twice is a
    row of its own that starts as due. `until` is the deadline that the hold had when "I paid" stopped its clock. `denied_at` is when the vendor last
    said that nothing had arrived.
    """

    __tablename__ = "deposit"
    __table_args__ = (
        CheckConstraint(one_of("way", PaymentMethod), name="deposit_way"),
        CheckConstraint(
            one_of("state", DepositState),
            name="deposit_state",
        ),
        CheckConstraint("amount > 0", name="deposit_amount"),
        CheckConstraint("units BETWEEN 1 AND 6", name="deposit_units"),
        Index(
            "deposit_open",
            "hold_id",
            unique=True,
            sqlite_where=text(OPEN_STATES),
            postgresql_where=text(OPEN_STATES),
        ),
        Index("deposit_of_stall", "stall_id", "state"),
        Index("deposit_of_state", "state", "id"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    hold_id: int = column(TRACE, foreign_key="hold.id", index=True, sa_type=BIG)
    booking_id: int | None = column(TRACE, default=None, foreign_key="booking.id", index=True, sa_type=BIG)
    stall_id: int = column(TRACE, foreign_key="stall.id")
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    units: int = column(TRACE)
    amount: int = column(TRACE, sa_type=BigInteger)
    currency: str = column(TRACE, max_length=3)
    way: PaymentMethod = enum_column(TRACE, PaymentMethod, 8)
    reference: str = column(TRACE, max_length=12, unique=True)
    charge: str | None = column(TRACE, default=None, max_length=255, unique=True)
    state: DepositState = enum_column(TRACE, DepositState, 8, default=DepositState.ASKED)
    refund_until: datetime = column(TRACE)
    until: datetime | None = column(TRACE, default=None)
    asked_at: datetime = column(TRACE)
    said_at: datetime | None = column(TRACE, default=None)
    denied_at: datetime | None = column(TRACE, default=None)
    paid_at: datetime | None = column(TRACE, default=None)
    due_at: datetime | None = column(TRACE, default=None)
    ended_at: datetime | None = column(TRACE, default=None)


class Transfer(Row, table=True):
    """Money that moved from one account of a stall to another, so that the ledger always sums to zero.

    Each kind is posted once for a deposit; `settled` again in the next `round`, after an undone scan has reopened it.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint(one_of("kind", TransferKind), name="transfer_kind"),
        CheckConstraint("amount > 0", name="transfer_amount"),
        CheckConstraint("debit <> credit", name="transfer_accounts"),
        UniqueConstraint("deposit_id", "kind", "round", name="transfer_once"),
        Index("transfer_of_stall", "stall_id", "made_at"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    deposit_id: int = column(TRACE, foreign_key="deposit.id", sa_type=BIG)
    stall_id: int = column(TRACE, foreign_key="stall.id")
    kind: TransferKind = enum_column(TRACE, TransferKind, 8)
    round: int = column(TRACE, default=0)
    debit: str = column(TRACE, max_length=16)
    credit: str = column(TRACE, max_length=16)
    amount: int = column(TRACE, sa_type=BigInteger)
    currency: str = column(TRACE, max_length=3)
    made_at: datetime = column(TRACE)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)


def current_deposit_of(hold: Any) -> ColumnElement[bool]:
    """Return the condition on the current deposit of a hold, which is a column or an id."""
    return and_(col(Deposit.hold_id) == hold, col(Deposit.state).in_(CURRENT))


def locked_deposit(session: Session, *conditions: ColumnElement[bool]) -> Deposit | None:
    """Return the first deposit that matches, locked for update."""
    rows = select(Deposit).where(*conditions).with_for_update(key_share=True)
    return session.scalars(rows, execution_options={"populate_existing": True}).first()


PAID_TOWARDS = select(func.coalesce(func.sum(col(Deposit.amount)), 0)).where(
    col(Deposit.booking_id) == param("booking"), col(Deposit.state).in_(TOWARDS_PRICE)
)


def paid_rows(bookings: Param) -> Select[*tuple[Any, ...]]:
    """Select what was paid towards each of these bookings, as `paid_towards`; no row where nothing was."""
    rows = select(col(Deposit.booking_id), func.sum(col(Deposit.amount)))
    of_bookings = col(Deposit.booking_id).in_(bookings), col(Deposit.state).in_(TOWARDS_PRICE)
    return rows.where(*of_bookings).group_by(col(Deposit.booking_id))


def paid_towards(session: Session, booking: int | None) -> int:
    """Return what was paid towards a booking before it is collected, in minor units."""
    return int(session.connection().execute(PAID_TOWARDS, {"booking": booking}).scalar_one())


def balances(stall: int) -> Select[*tuple[Any, ...]]:
    """Return the balance of each account in each currency: its debits less its credits."""
    sides = [
        select(
            col(Transfer.currency),
            side.label("account"),
            case((side == col(Transfer.debit), col(Transfer.amount)), else_=-col(Transfer.amount)).label(
                "amount"
            ),
        ).where(col(Transfer.stall_id) == stall)
        for side in (col(Transfer.debit), col(Transfer.credit))
    ]
    both = sides[0].union_all(sides[1]).subquery()
    rows = select(both.c.currency, both.c.account, func.sum(both.c.amount).label("amount"))
    return rows.group_by(both.c.currency, both.c.account).order_by(both.c.currency, both.c.account)
