"""Callbacks about a sent reminder of any kind, by the id of its notification."""

from handlers.callbacks.callback import Callback, LongId
from market.reminder.snooze_choices import SnoozeDelay


class ShowReminder(Callback, prefix="rmv"):
    """Shows the reminder as it is now."""

    notification: LongId


class SnoozeReminder(Callback, prefix="rmz"):
    notification: LongId
    delay: SnoozeDelay

    def fallback(self) -> Callback:
        return ShowReminder(notification=self.notification)


class UndoSnooze(Callback, prefix="rmu"):
    notification: LongId

    def fallback(self) -> Callback:
        return ShowReminder(notification=self.notification)


class MarkDone(Callback, prefix="rmd"):
    notification: LongId

    def fallback(self) -> Callback:
        return ShowReminder(notification=self.notification)


class StopReminder(Callback, prefix="rms"):
    """Stops reminders of this kind."""

    notification: LongId

    def fallback(self) -> Callback:
        return ShowReminder(notification=self.notification)


class UnmuteReminder(Callback, prefix="rmn"):
    """Allows the kind again, then shows `notification`; 0: none."""

    kind: str
    notification: LongId = 0

    def fallback(self) -> Callback:
        return ShowReminder(notification=self.notification)
