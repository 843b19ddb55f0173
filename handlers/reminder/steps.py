"""What can be done about a reminder: done, later, no more of these."""

from collections.abc import Iterable

from handlers.reminder.callbacks import MarkDone, SnoozeReminder, StopReminder
from handlers.ui.screen import Button, Row
from locales.say import Say


def reminder_steps(say: Say, letter: int, ways: Iterable[str]) -> list[list[Button]]:
    """Done, and the `ways` to put it off that are in time; "Stop these" is the caller's, for its place is the last row."""
    done = Button(say.label("Done"), MarkDone(letter=letter), style="primary")
    later = [Button(_way(say, how), SnoozeReminder(letter=letter, how=how)) for how in ways]
    return [[done], later]


def stop_step(say: Say, letter: int) -> Button:
    return Button(say.label("Stop these"), StopReminder(letter=letter))


def without_steps(rows: Iterable[Row]) -> list[Row]:
    """What else a reminder's buttons lead to."""
    steps = (MarkDone, SnoozeReminder, StopReminder)
    left = [tuple(button for button in row if not isinstance(button.wish, steps)) for row in rows]
    return [row for row in left if row]


def _way(say: Say, how: str) -> str:
    match how:
        case "1h":
            return say.label("In 1 h")
        case "night":
            return say.label("Tonight")
        case _:
            return say.label("Tomorrow 09:00")
