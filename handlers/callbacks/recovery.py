"""Callbacks of lost phones: asked for by their person, decided by an organiser, objected to by the old account."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.support import ShowSupport


class AskRecovery(Callback, prefix="lp", back=ShowSupport):
    """Shows the person's own request, or asks for what names the old account."""


class WithdrawRecovery(Callback, prefix="lpw", back=ShowSupport):
    pass


class StopRecovery(Callback, prefix="lps", back=ShowSupport):
    """Says for the account that is asked for that its person did not ask."""

    recovery: LongId


class ObjectToMove(Callback, prefix="lpo", back=ShowSupport):
    """Says that another account should not have got what this one had."""

    recovery: LongId


class ShowRecoveries(Callback, prefix="olp"):
    """Shows organisers the requests."""


class ShowRecovery(Callback, prefix="olps", back=ShowRecoveries):
    recovery: LongId


class AskMove(Callback, prefix="olpa", back=ShowRecovery):
    """Asks an organiser whether to move an account, and says what happens."""

    recovery: LongId


class MoveAccount(Callback, prefix="olpm", back=ShowRecovery):
    recovery: LongId


class RefuseRecovery(Callback, prefix="olpx", back=ShowRecovery):
    recovery: LongId
