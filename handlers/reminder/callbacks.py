"""The wishes about a reminder, by its letter's id: of any notice in the lane of reminders."""

from handlers.ui.wish import Wish


class ShowReminder(Wish, prefix="rmv"):
    """As it is now."""

    letter: int


class SnoozeReminder(Wish, prefix="rmz"):
    """`how`: "1h", "night" or "morning"."""

    letter: int
    how: str

    def instead(self) -> Wish:
        return ShowReminder(letter=self.letter)


class UndoSnooze(Wish, prefix="rmu"):
    letter: int

    def instead(self) -> Wish:
        return ShowReminder(letter=self.letter)


class MarkDone(Wish, prefix="rmd"):
    letter: int

    def instead(self) -> Wish:
        return ShowReminder(letter=self.letter)


class StopReminder(Wish, prefix="rms"):
    """No more of this notice."""

    letter: int

    def instead(self) -> Wish:
        return ShowReminder(letter=self.letter)


class UnmuteReminder(Wish, prefix="rmn"):
    """`letter` is shown again then; 0: none is."""

    notice: str
    letter: int = 0

    def instead(self) -> Wish:
        return ShowReminder(letter=self.letter)
