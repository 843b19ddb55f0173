"""A reminder after its reader has answered it: the answer stands above its own text."""

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.reminder import ShowReminder, UndoSnooze, UnmuteReminder
from handlers.callbacks.settings import ShowSettings
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.reminder_buttons import without_reminder_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from market.reminder.snooze import ReceivedReminder


def current_page(say: Say, row: ReceivedReminder, original: Screen) -> Screen:
    """Shows the reminder snoozed, stopped or as it came; other choices stay while they are possible."""
    if row.stopped:
        return _stopped_page(say, row, original)
    if row.repeat_at is None:
        return original
    undo = Button(label=say.label("Undo"), callback=UndoSnooze(notification=row.notification))
    head = say("We remind you again {when}.", when=format_datetime(say, row.repeat_at, row.zone))
    return _with_heading(head, original, ((undo,), *original.rows))


def done_page(say: Say, row: ReceivedReminder, original: Screen, now: datetime) -> Screen:
    head = say("Done {at}.", at=format_datetime(say, now, row.zone))
    back = Button(label=say.label("Not done yet"), callback=ShowReminder(notification=row.notification))
    return _with_heading(head, original, (*without_reminder_buttons(original.rows), (back,)))


def unmuted_page(say: Say) -> Screen:
    """Confirms that reminders come again, without a reminder to show."""
    return Screen(
        text=say("You get these reminders again."),
        rows=layout_buttons(
            [
                Button(label=say.label("Settings"), callback=ShowSettings()),
                Button(label=say.label("Back"), callback=ShowStart()),
            ]
        ),
    )


def expired_page(say: Say, explanation: Markup) -> Screen:
    """Shows the reason in place of a reminder that no longer holds."""
    return Screen(
        text=explanation, rows=layout_buttons([Button(label=say.label("Back"), callback=ShowStart())])
    )


def _stopped_page(say: Say, row: ReceivedReminder, original: Screen) -> Screen:
    head = say("Stopped: no more reminders of this kind. Turn them on again in Settings, Reminders.")
    undo = Button(
        label=say.label("Turn on again"),
        callback=UnmuteReminder(kind=row.reminder.kind, notification=row.notification),
    )
    return _with_heading(head, original, ((undo,), *without_reminder_buttons(original.rows)))


def _with_heading(head: Markup, original: Screen, rows: tuple[tuple[Button, ...], ...]) -> Screen:
    return replace(original, text=head + "\n\n" + original.text, rows=rows, shows=None)
