"""The notification kinds of deposits, refunds and payees."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class AboutDeposit(NotificationKind, abstract=True):
    """The base of what is sent about one deposit."""

    useful_for: ClassVar[timedelta | None] = WEEK
    deposit_id: int


@dataclass(frozen=True, kw_only=True)
class DepositToConfirm(AboutDeposit):
    """To the stall: a person says that they have paid."""


@dataclass(frozen=True, kw_only=True)
class DepositNotReceived(AboutDeposit):
    """To the payer: the stall has not received the deposit yet."""


@dataclass(frozen=True, kw_only=True)
class RefundDue(AboutDeposit):
    """To the payer: the stall will refund the deposit."""


@dataclass(frozen=True, kw_only=True)
class DepositRefunded(AboutDeposit):
    """To the payer: the stall says that it has refunded the deposit."""


@dataclass(frozen=True, kw_only=True)
class AboutStallDeposits(NotificationKind, abstract=True):
    """The base of what is sent to a stall about its deposits."""

    useful_for: ClassVar[timedelta | None] = WEEK
    stall_id: int


@dataclass(frozen=True, kw_only=True)
class RefundsToMake(AboutStallDeposits):
    """The stall owes refunds; sent once for all that fell due at one time."""


@dataclass(frozen=True, kw_only=True)
class DepositsAllowed(AboutStallDeposits):
    """An organiser allowed the stall to take deposits."""


@dataclass(frozen=True, kw_only=True)
class DepositsStopped(AboutStallDeposits):
    """An organiser stopped the stall from taking deposits."""


@dataclass(frozen=True, kw_only=True)
class PayeeChanged(NotificationKind):
    """To the owner and to organisers: a stall has a new bank QR."""

    useful_for: ClassVar[timedelta | None] = WEEK
    payee_id: int
