"""Callbacks of the payment QR on a stall's counter."""

from handlers.callbacks.callback import Callback, LongId


class ShowCounter(Callback, prefix="cq"):
    """Shows when the counter of the person's stall was last checked, and which payment QRs are its own."""


class AskCounterPhoto(Callback, prefix="cqa", back=ShowCounter):
    """Asks for a photo of the payment QR on the counter."""


class ShowCounterCheck(Callback, prefix="cqs", back=ShowCounter):
    check: LongId


class CounterCheckCallback(Callback, prefix=".", back=ShowCounterCheck):
    check: LongId


class AskKeepCounter(CounterCheckCallback, prefix="cqk"):
    """Asks the owner whether an account is theirs."""


class KeepCounter(CounterCheckCallback, prefix="cqo"):
    pass


class RemoveCounter(CounterCheckCallback, prefix="cqx"):
    """Takes an account for a stranger's again."""


class ReportCounter(CounterCheckCallback, prefix="cqr"):
    """Tells the organisers of a payment QR that is not the stall's."""
