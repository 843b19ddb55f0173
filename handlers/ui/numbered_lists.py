"""The numbered list that each person was shown last, so that a typed number opens its line. It is forgotten when the process ends."""

from collections import OrderedDict

from handlers.callbacks.callback import Callback
from handlers.ui.screen import Reply, Screen, ScreenReply

MOST_PEOPLE = 10_000
"""Whose list is kept; beyond it that of whoever was shown none for the longest time is forgotten."""


class NumberedLists:
    """The lines of each person's last list, by number."""

    def __init__(self) -> None:
        self._lines: OrderedDict[int, dict[int, Callback]] = OrderedDict()

    def note(self, person: int, reply: Reply) -> None:
        """Keep the lines of what a person is shown, if it is a numbered list."""
        screen = reply.screen if isinstance(reply, ScreenReply) else reply
        if not isinstance(screen, Screen):
            return
        lines = {
            button.line: button.callback
            for row in screen.rows
            for button in row
            if button.line and button.callback
        }
        if lines:
            self._lines[person] = lines
            self._lines.move_to_end(person)
            if len(self._lines) > MOST_PEOPLE:
                self._lines.popitem(last=False)

    def has_list(self, person: int) -> bool:
        """Return whether a person was shown a numbered list."""
        return person in self._lines

    def line(self, person: int, number: int) -> Callback | None:
        """Return what the line of this number opens; None where the last list has none, or no list is remembered."""
        return self._lines.get(person, {}).get(number)
