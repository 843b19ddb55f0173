"""The buttons of a reminder: done, later, stop."""

from collections.abc import Iterable
from typing import assert_never

from handlers.callbacks.reminder import MarkDone, SnoozeReminder, StopReminder
from handlers.ui.screen import Button, Row
from locales.say import Say
from market.reminder.snooze_choices import SnoozeDelay


def reminder_buttons(say: Say, notification: int, delays: Iterable[SnoozeDelay]) -> list[list[Button]]:
    """Returns Done, and the `delays` that are still in time. The caller adds "Stop these" as the last row."""
    done = Button(label=say.label("Done"), callback=MarkDone(notification=notification), style="primary")
    return [[done], snooze_buttons(say, notification, delays)]


def snooze_buttons(say: Say, notification: int, delays: Iterable[SnoozeDelay]) -> list[Button]:
    """Returns the `delays` to choose from."""
    return [
        Button(
            label=_snooze_label(say, delay), callback=SnoozeReminder(notification=notification, delay=delay)
        )
        for delay in delays
    ]


def stop_button(say: Say, notification: int) -> Button:
    return Button(label=say.label("Stop these"), callback=StopReminder(notification=notification))


def without_reminder_buttons(rows: Iterable[Row]) -> list[Row]:
    """Returns the other buttons of a reminder."""
    steps = (MarkDone, SnoozeReminder, StopReminder)
    left = [tuple(button for button in row if not isinstance(button.callback, steps)) for row in rows]
    return [row for row in left if row]


def _snooze_label(say: Say, delay: SnoozeDelay) -> str:
    match delay:
        case SnoozeDelay.HOUR:
            return say.label("In 1 h")
        case SnoozeDelay.NIGHT:
            return say.label("Tonight")
        case SnoozeDelay.MORNING:
            return say.label("Tomorrow 09:00")
        case _:
            assert_never(delay)
