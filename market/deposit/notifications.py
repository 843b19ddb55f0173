"""The notification kinds of deposits and payees."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.ledger.notifications import WEEK, AboutDeposit, AboutStallDeposits
from market.notification.kind import NotificationKind


@dataclass(frozen=True, kw_only=True)
class DepositToConfirm(AboutDeposit):
    """To the stall: a person says that they have paid."""


@dataclass(frozen=True, kw_only=True)
class DepositNotReceived(AboutDeposit):
    """To the payer: the stall has not received the deposit yet."""


@dataclass(frozen=True, kw_only=True)
class DepositRefunded(AboutDeposit):
    """To the payer: the stall says that it has refunded the deposit."""


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
