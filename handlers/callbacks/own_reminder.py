"""Callbacks about a person's own reminders."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.settings import ShowReminders
from market.own_reminder import PostponeStep


class ShowOwnReminder(Callback, prefix="xr"):
    reminder: LongId


class ConfirmReminder(Callback, prefix="xs", back=ShowOwnReminder):
    reminder: LongId


class ChangeReminder(Callback, prefix="xc", back=ShowOwnReminder):
    reminder: LongId


class PostponeReminder(Callback, prefix="xl", back=ShowOwnReminder):
    reminder: LongId
    step: PostponeStep


class AskReminder(Callback, prefix="xa", back=ShowReminders):
    """Asks for the reminder again; 0: for a new one."""

    reminder: LongId


class UndoReminder(Callback, prefix="xu", back=ShowReminders):
    reminder: LongId


class StopRepeating(Callback, prefix="xe", back=ShowReminders):
    reminder: LongId
