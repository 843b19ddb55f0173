"""The notification kinds of the ledger: refunds that fall due. The deposit kinds have the same bases."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind
from market.notification.priority import Priority

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class AboutDeposit(NotificationKind, abstract=True):
    """The base of what is sent about one deposit."""

    priority: ClassVar[Priority] = Priority.BOOKING
    useful_for: ClassVar[timedelta | None] = WEEK
    deposit_id: int


@dataclass(frozen=True, kw_only=True)
class RefundDue(AboutDeposit):
    """To the payer: the stall will refund the deposit. Of a cancelled drop it follows what says so, which is queued before it."""

    priority: ClassVar[Priority] = Priority.GENERAL


@dataclass(frozen=True, kw_only=True)
class AboutStallDeposits(NotificationKind, abstract=True):
    """The base of what is sent to a stall about its deposits."""

    useful_for: ClassVar[timedelta | None] = WEEK
    stall_id: int


@dataclass(frozen=True, kw_only=True)
class RefundsToMake(AboutStallDeposits):
    """The stall owes refunds; sent once for all that fell due at one time."""
