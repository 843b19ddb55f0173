"""The wishes about a reminder of one's own."""

from handlers.settings.callbacks import ShowReminders
from handlers.ui.wish import Wish


class ShowOwnReminder(Wish, prefix="xr"):
    reminder: int


class ConfirmReminder(Wish, prefix="xs"):
    reminder: int

    def instead(self) -> Wish:
        return ShowOwnReminder(reminder=self.reminder)


class ChangeReminder(Wish, prefix="xc"):
    reminder: int

    def instead(self) -> Wish:
        return ShowOwnReminder(reminder=self.reminder)


class LaterReminder(Wish, prefix="xl"):
    """`by` is "hour" or "day"."""

    reminder: int
    by: str

    def instead(self) -> Wish:
        return ShowOwnReminder(reminder=self.reminder)


class AskReminder(Wish, prefix="xa"):
    """To write it again; 0: a new one."""

    reminder: int

    def instead(self) -> Wish:
        return ShowReminders(page=1)


class UndoReminder(Wish, prefix="xu"):
    reminder: int

    def instead(self) -> Wish:
        return ShowReminders(page=1)
