"""A person's own reminder, from the reading to the notification."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.own_reminder import (
    AskReminder,
    ChangeReminder,
    ConfirmReminder,
    PostponeReminder,
    ShowOwnReminder,
    UndoReminder,
)
from handlers.callbacks.settings import ShowReminders
from handlers.reminder.reminder_buttons import reminder_buttons
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_datetime_with_year
from locales.say import Say
from locales.user_text import sanitize_name
from market.own_reminder import LONGEST, OwnReminder


def reminder_read(say: Say, reminder: OwnReminder, now: datetime) -> Screen:
    """Shows the reading before it is set; if its time passed meanwhile, asks for another."""
    words, when = sanitize_name(reminder.words, LONGEST), _when(say, reminder, now)
    if reminder.at is None or reminder.at <= now:
        first = replace(_change(say, reminder), style="primary")
        return Screen(
            text=say("{when} has passed: “{words}”.", when=when, words=words)
            if reminder.at
            else say("No time yet: “{words}”.", words=words),
            rows=layout_buttons([first, _undo(say, reminder)], [_back(say)]),
        )
    text = say("Got it: {when}, “{words}”.", when=when, words=words)
    take = Button(label=say.label("Set it"), callback=ConfirmReminder(reminder=reminder.id), style="primary")
    return Screen(text=text, rows=layout_buttons([take], [_change(say, reminder), _undo(say, reminder)]))


def reminder_set(say: Say, reminder: OwnReminder, now: datetime, is_new: bool = False) -> Screen:
    """Shows a set reminder: waiting, postponed or sent. One that was set just now can be undone."""
    words, when = sanitize_name(reminder.words, LONGEST), _when(say, reminder, now)
    if reminder.comes_at is None:
        text = say("Was due {when}: “{words}”.", when=when, words=words)
        return Screen(text=text, rows=layout_buttons([_back(say)]))
    text = say("Set for {when}: “{words}”.", when=when, words=words)
    if reminder.comes_at != reminder.at:
        text += "\n" + say(
            "We remind you again {when}.",
            when=format_datetime_with_year(say, reminder.comes_at, reminder.zone, now),
        )
    cancel = (
        _undo(say, reminder)
        if is_new
        else Button(label=say.label("Cancel reminder"), callback=UndoReminder(reminder=reminder.id))
    )
    return Screen(text=text, rows=layout_buttons([cancel, _change(say, reminder)], [_back(say)]))


def reminder_change(say: Say, reminder: OwnReminder, now: datetime) -> Screen:
    text = say(
        "{when}, “{words}”.", when=_when(say, reminder, now), words=sanitize_name(reminder.words, LONGEST)
    )
    how = say("Tap to move it later, or write it again.")
    return Screen(
        text=Markup("\n").join([text, how]),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("1 hour later"),
                    callback=PostponeReminder(reminder=reminder.id, step="hour"),
                ),
                Button(
                    label=say.label("1 day later"),
                    callback=PostponeReminder(reminder=reminder.id, step="day"),
                ),
            ],
            [Button(label=say.label("Write it again"), callback=AskReminder(reminder=reminder.id))],
            [Button(label=say.label("Back"), callback=ShowOwnReminder(reminder=reminder.id))],
        ),
    )


def reminder_ask(say: Say) -> Screen:
    return Screen(
        text=say("When, and about what? Write it like: fri 5pm load-in"),
        reply_placeholder=say.plain("fri 5pm load-in"),
    )


def when_ask(say: Say, reminder: OwnReminder) -> Screen:
    """Asks for the missing time; the words may exist."""
    return Screen(
        text=say(
            "“{words}”: when? Write a day and a time, like: fri 5pm",
            words=sanitize_name(reminder.words, LONGEST),
        )
        if reminder.words
        else say("When? Write a day and a time, like: fri 5pm"),
        reply_placeholder=say.plain("fri 5pm"),
    )


def words_ask(say: Say, reminder: OwnReminder, now: datetime) -> Screen:
    """Asks for the missing words; the time exists."""
    return Screen(
        text=say("{when}: what is it about? A few words will do.", when=_when(say, reminder, now)),
        reply_placeholder=say.plain("load-in"),
    )


def reminder_due(say: Say, reminder: OwnReminder, notification: int, delays: Iterable[str]) -> Screen:
    """Returns the notification, which stays in the chat."""
    assert reminder.at is not None, "it was set"
    note = say("You asked to be reminded {when}.", when=format_datetime(say, reminder.at, reminder.zone))
    text = Markup("\n").join([sanitize_name(reminder.words, LONGEST), note])
    return Screen(text=text, rows=layout_buttons(*reminder_buttons(say, notification, delays)))


def _when(say: Say, reminder: OwnReminder, now: datetime) -> str:
    return (
        format_datetime_with_year(say, reminder.at, reminder.zone, now)
        if reminder.at
        else say.plain("no time yet")
    )


def _undo(say: Say, reminder: OwnReminder) -> Button:
    return Button(label=say.label("Undo"), callback=UndoReminder(reminder=reminder.id))


def _change(say: Say, reminder: OwnReminder) -> Button:
    return Button(label=say.label("Change"), callback=ChangeReminder(reminder=reminder.id))


def _back(say: Say) -> Button:
    return Button(label=say.label("All reminders"), callback=ShowReminders(page=1))
