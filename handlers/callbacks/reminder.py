"""Callbacks about a sent reminder of any kind, by the id of its notification."""

from handlers.callbacks.callback import Callback, LongId
from market.reminder.snooze_choices import SnoozeDelay


class ShowReminder(Callback, prefix="rmv"):
    """Shows the reminder as it is now."""

    notification: LongId


class SnoozeReminder(Callback, prefix="rmz", back=ShowReminder):
    notification: LongId
    delay: SnoozeDelay


class UndoSnooze(Callback, prefix="rmu", back=ShowReminder):
    notification: LongId


class MarkDone(Callback, prefix="rmd", back=ShowReminder):
    notification: LongId


class StopReminder(Callback, prefix="rms", back=ShowReminder):
    """Stops reminders of this kind."""

    notification: LongId


class UnmuteReminder(Callback, prefix="rmn", back=ShowReminder):
    """Allows the kind again, then shows `notification`; 0: none."""

    kind: str
    notification: LongId = 0
