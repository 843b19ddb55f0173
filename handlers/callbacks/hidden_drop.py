"""Callbacks of organisers who look over the drops, and hide one."""

from handlers.callbacks.callback import Callback
from locales.decision_reasons import DecisionReason


class OverseeDrops(Callback, prefix="od"):
    page: int


class OverseeDrop(Callback, prefix="odd"):
    drop: int


class AskHiding(Callback, prefix="odh", back=OverseeDrop):
    """Asks why a drop is hidden."""

    drop: int


class HideDrop(Callback, prefix="odhr", back=OverseeDrop):
    drop: int
    reason: DecisionReason


class UnhideDrop(Callback, prefix="ods", back=OverseeDrop):
    drop: int
