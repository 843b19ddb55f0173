"""Callbacks about a person's own reminders."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.settings import ShowReminders
from market.own_reminder import PostponeStep


class ShowOwnReminder(Callback, prefix="xr"):
    reminder: LongId


class ConfirmReminder(Callback, prefix="xs"):
    reminder: LongId

    def fallback(self) -> Callback:
        return ShowOwnReminder(reminder=self.reminder)


class ChangeReminder(Callback, prefix="xc"):
    reminder: LongId

    def fallback(self) -> Callback:
        return ShowOwnReminder(reminder=self.reminder)


class PostponeReminder(Callback, prefix="xl"):
    reminder: LongId
    step: PostponeStep

    def fallback(self) -> Callback:
        return ShowOwnReminder(reminder=self.reminder)


class AskReminder(Callback, prefix="xa"):
    """Asks for the reminder again; 0: for a new one."""

    reminder: LongId

    def fallback(self) -> Callback:
        return ShowReminders(page=1)


class UndoReminder(Callback, prefix="xu"):
    reminder: LongId

    def fallback(self) -> Callback:
        return ShowReminders(page=1)


class StopRepeating(Callback, prefix="xe"):
    reminder: LongId

    def fallback(self) -> Callback:
        return ShowReminders(page=1)
