"""The wishes about a reminder of one's own."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.settings import ShowReminders


class ShowOwnReminder(Callback, prefix="xr"):
    reminder: int


class ConfirmReminder(Callback, prefix="xs"):
    reminder: int

    def fallback(self) -> Callback:
        return ShowOwnReminder(reminder=self.reminder)


class ChangeReminder(Callback, prefix="xc"):
    reminder: int

    def fallback(self) -> Callback:
        return ShowOwnReminder(reminder=self.reminder)


class PostponeReminder(Callback, prefix="xl"):
    """`step` is "hour" or "day"."""

    reminder: int
    step: str

    def fallback(self) -> Callback:
        return ShowOwnReminder(reminder=self.reminder)


class AskReminder(Callback, prefix="xa"):
    """To write it again; 0: a new one."""

    reminder: int

    def fallback(self) -> Callback:
        return ShowReminders(page=1)


class UndoReminder(Callback, prefix="xu"):
    reminder: int

    def fallback(self) -> Callback:
        return ShowReminders(page=1)
