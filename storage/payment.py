"""Payments by invoice, as Telegram reported them, and what became of each."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, text

from storage.column import AUTOINCREMENT, BIG, OWNER, TRACE, column, enum_column, one_of
from storage.row import Row


class SettledHow(StrEnum):
    """The ways in which an organiser settles a payment that belongs to no deposit."""

    REFUNDED = "refunded"
    PASSED_ON = "passed on"
    NOTHING = "nothing"


RAW_COLUMNS = ("charge", "payload", "amount", "currency", "raw", "received_at")
"""The columns that nobody may change; a trigger refuses it, and the deletion of a row."""

OPEN = "matched_at IS NULL AND settled_at IS NULL"


class Payment(Row, table=True):
    """A payment in minor units, recorded before anything else is done with it. `raw` is Telegram's own record, without personal details.

    It is matched to its deposit, or an organiser settles it by hand. `reason` says why the last try to match it failed, "" before the first.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint(one_of("settled_how", SettledHow), name="payment_settled_how"),
        CheckConstraint("(settled_at IS NULL) = (settled_how IS NULL)", name="payment_settled"),
        CheckConstraint("matched_at IS NULL OR settled_at IS NULL", name="payment_ended_once"),
        Index("payment_open", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    charge: str = column(TRACE, max_length=255, unique=True)
    payload: str = column(TRACE, max_length=128)
    amount: int = column(TRACE, sa_type=BigInteger)
    currency: str = column(TRACE, max_length=3)
    raw: dict[str, Any] = column(TRACE, sa_type=JSON)
    received_at: datetime = column(TRACE)
    payer_id: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    deposit_id: int | None = column(TRACE, default=None, sa_type=BIG, foreign_key="deposit.id", index=True)
    matched_at: datetime | None = column(TRACE, default=None)
    reason: str = column(TRACE, default="", max_length=64)
    settled_at: datetime | None = column(TRACE, default=None)
    settled_how: SettledHow | None = enum_column(TRACE, SettledHow, 12, default=None)
    settled_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
