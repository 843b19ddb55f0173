"""Callbacks of lost phones: asked for by their person, decided by an organiser, objected to by the old account."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.support import ShowSupport


class AskRecovery(Callback, prefix="lp"):
    """Shows the person's own request, or asks for what names the old account."""

    def fallback(self) -> Callback:
        return ShowSupport()


class WithdrawRecovery(Callback, prefix="lpw"):
    def fallback(self) -> Callback:
        return ShowSupport()


class ObjectToMove(Callback, prefix="lpo"):
    """Says that another account should not have got what this one had."""

    recovery: LongId

    def fallback(self) -> Callback:
        return ShowSupport()


class ShowRecoveries(Callback, prefix="olp"):
    """Shows organisers the requests."""


class ShowRecovery(Callback, prefix="olps"):
    recovery: LongId

    def fallback(self) -> Callback:
        return ShowRecoveries()


class AskMove(Callback, prefix="olpa"):
    """Asks an organiser whether to move an account, and says what happens."""

    recovery: LongId

    def fallback(self) -> Callback:
        return ShowRecovery(recovery=self.recovery)


class MoveAccount(Callback, prefix="olpm"):
    recovery: LongId

    def fallback(self) -> Callback:
        return ShowRecovery(recovery=self.recovery)


class RefuseRecovery(Callback, prefix="olpx"):
    recovery: LongId

    def fallback(self) -> Callback:
        return ShowRecovery(recovery=self.recovery)
