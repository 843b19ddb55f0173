"""Callbacks of payments without a deposit, and of deposits that their stall cannot answer."""

from enum import StrEnum

from handlers.callbacks.callback import Callback, LongId
from storage.payment import SettledHow


class SettlementAnswer(StrEnum):
    """An organiser's answer about a deposit for its stall. KEEP and REFUND decide about one under review."""

    RECEIVED = "received"
    DENIED = "denied"
    RETURNED = "returned"
    KEEP = "keep"
    REFUND = "refund"


class ShowPayments(Callback, prefix="ou"):
    """Shows the payments without a deposit."""

    page: int = 1


class ShowPayment(Callback, prefix="oup"):
    payment: LongId


class SettlePayment(Callback, prefix="oux", back=ShowPayment):
    """Records how an organiser settled a payment."""

    payment: LongId
    how: SettledHow


class ShowStalledDeposits(Callback, prefix="oe"):
    """Shows the deposits that their stall cannot answer."""

    page: int = 1


class ShowStalledDeposit(Callback, prefix="oed"):
    deposit: LongId


class OverseeScreenshot(Callback, prefix="oej", back=ShowStalledDeposit):
    """Shows the payer's screenshot to an organiser who answers for the stall."""

    deposit: LongId


class AnswerDeposit(Callback, prefix="oex", back=ShowStalledDeposit):
    """Answers a deposit for its stall."""

    deposit: LongId
    answer: SettlementAnswer
