"""The ledger of packaging: deposits, refunds and late fees, in the cash of the hubs and stalls."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, text

from storage.column import AUTOINCREMENT, BIG, OWNER, TRACE, column, enum_column, one_of
from storage.row import Row


class PackagingTransferKind(StrEnum):
    """The reasons for which money of packaging moves between two accounts."""

    TAKEN = "taken"
    OWED = "owed"
    REFUNDED = "refunded"
    LEFT = "left"
    KEPT = "kept"
    CHARGED = "charged"
    PAID = "paid"
    SETTLED_IN = "settled_in"
    SETTLED_OUT = "settled_out"
    REVERSED = "reversed"


class PackagingAccount(StrEnum):
    """The accounts: cash is that of the transfer's place, the pot that of its alley."""

    CASH = "cash"
    DEPOSITS = "deposits"
    REFUNDS = "refunds"
    POT = "pot"
    KEPT = "kept"
    DUES = "dues"
    FEES = "fees"
    MARKET = "market"


class WaiverReason(StrEnum):
    """Why a late fee was waived: something about the market, never about its borrower."""

    NONE = "none"
    CLOSED = "closed"
    MISTAKE = "mistake"


ONCE_A_SCAN = (PackagingTransferKind.TAKEN, PackagingTransferKind.OWED, PackagingTransferKind.CHARGED)
"""What is posted because a scan counts, and reversed when it does not. What was paid out, left or paid in happened, and stays."""
CLAIMED = "kind IN ('taken', 'owed', 'charged')"
ONCE = f"scan_id IS NOT NULL AND follows_id IS NULL AND {CLAIMED}"


class PackagingTransfer(Row, table=True):
    """An amount in minor units that moved from the account `credit` to the account `debit`, in the books of a hub or stall.

    Of a loan, unless the place and the market settled. A trigger refuses to change it, but for `by_id`, and to delete it.
    `follows_id` is the reversal after which the same is posted again, for a scan that counts once more.
    """

    __tablename__ = "packaging_transfer"
    __table_args__ = (
        CheckConstraint(one_of("kind", PackagingTransferKind), name="packaging_transfer_kind"),
        CheckConstraint(one_of("debit", PackagingAccount), name="packaging_transfer_debit"),
        CheckConstraint(one_of("credit", PackagingAccount), name="packaging_transfer_credit"),
        CheckConstraint("debit <> credit", name="packaging_transfer_accounts"),
        CheckConstraint("amount > 0", name="packaging_transfer_amount"),
        CheckConstraint(
            "(kind = 'reversed') = (reverses_id IS NOT NULL)", name="packaging_transfer_reverses"
        ),
        CheckConstraint(f"follows_id IS NULL OR {CLAIMED}", name="packaging_transfer_follows"),
        Index(
            "packaging_transfer_once",
            "scan_id",
            "kind",
            unique=True,
            sqlite_where=text(ONCE),
            postgresql_where=text(ONCE),
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    place_id: int = column(TRACE, foreign_key="packaging_place.id", index=True, sa_type=BIG)
    loan_id: int | None = column(TRACE, default=None, foreign_key="loan.id", index=True, sa_type=BIG)
    scan_id: int | None = column(TRACE, default=None, foreign_key="scan.id", index=True, sa_type=BIG)
    kind: PackagingTransferKind = enum_column(TRACE, PackagingTransferKind, 12)
    debit: PackagingAccount = enum_column(TRACE, PackagingAccount, 8)
    credit: PackagingAccount = enum_column(TRACE, PackagingAccount, 8)
    amount: int = column(TRACE, sa_type=BigInteger)
    currency: str = column(TRACE, max_length=3)
    reverses_id: int | None = column(
        TRACE, default=None, foreign_key="packaging_transfer.id", unique=True, sa_type=BIG
    )
    follows_id: int | None = column(
        TRACE, default=None, foreign_key="packaging_transfer.id", unique=True, sa_type=BIG
    )
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)
    made_at: datetime = column(TRACE)


class FeeWaiver(Row, table=True):
    """A late fee that was waived: the charge `transfer_id` was reversed for it, and is posted anew where the waiver is undone."""

    __tablename__ = "fee_waiver"
    __table_args__ = (
        CheckConstraint(one_of("reason", WaiverReason), name="fee_waiver_reason"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    transfer_id: int = column(TRACE, foreign_key="packaging_transfer.id", unique=True, sa_type=BIG)
    reason: WaiverReason = enum_column(TRACE, WaiverReason, 8)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)
    made_at: datetime = column(TRACE)
    undone_at: datetime | None = column(TRACE, default=None)
