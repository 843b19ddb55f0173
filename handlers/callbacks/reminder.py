"""The wishes about a reminder, by its letter's id: of any notice in the lane of reminders."""

from handlers.callbacks.callback import Callback


class ShowReminder(Callback, prefix="rmv"):
    """As it is now."""

    notification: int


class SnoozeReminder(Callback, prefix="rmz"):
    """`delay`: "1h", "night" or "morning"."""

    notification: int
    delay: str

    def fallback(self) -> Callback:
        return ShowReminder(notification=self.notification)


class UndoSnooze(Callback, prefix="rmu"):
    notification: int

    def fallback(self) -> Callback:
        return ShowReminder(notification=self.notification)


class MarkDone(Callback, prefix="rmd"):
    notification: int

    def fallback(self) -> Callback:
        return ShowReminder(notification=self.notification)


class StopReminder(Callback, prefix="rms"):
    """No more of this notice."""

    notification: int

    def fallback(self) -> Callback:
        return ShowReminder(notification=self.notification)


class UnmuteReminder(Callback, prefix="rmn"):
    """`notification` is shown again then; 0: none is."""

    kind: str
    notification: int = 0

    def fallback(self) -> Callback:
        return ShowReminder(notification=self.notification)
