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


@dataclass(frozen=True, kw_only=True)
class PayeeStopped(NotificationKind):
    """To the owner and to organisers: somebody did not know a new bank QR and stopped it, with the stall's deposits."""

    useful_for: ClassVar[timedelta | None] = WEEK
    payee_id: int
    by_owner: bool


@dataclass(frozen=True, kw_only=True)
class BankQrStopped(AboutDeposit):
    """To a person who was shown a bank QR of the stall and has had no answer: it may not be paid any more."""


@dataclass(frozen=True, kw_only=True)
class PaymentUnmatched(NotificationKind):
    """To organisers: a payment came that belongs to no deposit."""

    useful_for: ClassVar[timedelta | None] = WEEK
    payment_id: int


@dataclass(frozen=True, kw_only=True)
class PaymentSettled(NotificationKind):
    """To the payer of a payment without a deposit: an organiser has settled it."""

    useful_for: ClassVar[timedelta | None] = WEEK
    payment_id: int


@dataclass(frozen=True, kw_only=True)
class DepositToReview(AboutDeposit):
    """To organisers: Lorong was away in the hours of a drop, so that they decide about a deposit."""


@dataclass(frozen=True, kw_only=True)
class CounterReported(NotificationKind):
    """To organisers: on a stall's counter lies a payment QR that is not the stall's own."""

    useful_for: ClassVar[timedelta | None] = timedelta(hours=12)
    check_id: int
