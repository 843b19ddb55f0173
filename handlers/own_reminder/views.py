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
    StopRepeating,
    UndoReminder,
)
from handlers.callbacks.settings import ShowReminders
from handlers.ui.button_layout import layout_buttons
from handlers.ui.reminder_buttons import reminder_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_datetime_with_year, format_repeat
from locales.say import Say
from locales.user_text import REMINDER, sanitize_name
from market.own_reminder import OwnReminder, PostponeStep
from market.recurrence import Recurrence
from market.reminder.snooze_choices import SnoozeDelay


def reminder_read(say: Say, reminder: OwnReminder, now: datetime) -> Screen:
    """Shows the reading before it is set; if its time passed meanwhile, asks for another."""
    words, when = sanitize_name(reminder.words, REMINDER), _when(say, reminder, now)
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
    """Shows a set reminder: waiting, postponed, sent or repeating. One that was set just now can be undone."""
    words, when = sanitize_name(reminder.words, REMINDER), _when(say, reminder, now)
    if reminder.comes_at is None and reminder.repeats is None:
        text = say("Was due {when}: “{words}”.", when=when, words=words)
        return Screen(text=text, rows=layout_buttons([_back(say)]))
    text = (
        say("Set for {when}: “{words}”.", when=when, words=words)
        if reminder.repeats is None
        else _set_repeat(say, reminder, now)
    )
    if reminder.comes_at and reminder.comes_at != reminder.at:
        text += "\n" + say(
            "We remind you again {when}.",
            when=format_datetime_with_year(say, reminder.comes_at, reminder.zone, now),
        )
    end = _undo(say, reminder) if is_new else _cancel(say, reminder)
    return Screen(text=text, rows=layout_buttons([end, _change(say, reminder)], [_back(say)]))


def _set_repeat(say: Say, reminder: OwnReminder, now: datetime) -> Markup:
    assert reminder.at is not None, "one that repeats has a time"
    return say(
        "Set. {when}: “{words}”. Next: {next}.",
        when=_when(say, reminder, now),
        words=sanitize_name(reminder.words, REMINDER),
        next=format_datetime_with_year(say, reminder.at, reminder.zone, now),
    )


def reminder_change(say: Say, reminder: OwnReminder, now: datetime) -> Screen:
    """Offers other times; what comes every day is not moved by days."""
    text = say(
        "{when}, “{words}”.", when=_when(say, reminder, now), words=sanitize_name(reminder.words, REMINDER)
    )
    how = say("Tap a button to move it later, or to write it again.")
    hour = Button(
        label=say.label("1 hour later"),
        callback=PostponeReminder(reminder=reminder.id, step=PostponeStep.HOUR),
    )
    day = Button(
        label=say.label("1 day later"), callback=PostponeReminder(reminder=reminder.id, step=PostponeStep.DAY)
    )
    is_daily = reminder.repeats is not None and reminder.repeats.weekday is None
    return Screen(
        text=Markup("\n").join([text, how]),
        rows=layout_buttons(
            [hour] if is_daily else [hour, day],
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
            words=sanitize_name(reminder.words, REMINDER),
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


def reminder_due(say: Say, reminder: OwnReminder, notification: int, delays: Iterable[SnoozeDelay]) -> Screen:
    """Returns the notification, which stays in the chat. One that repeats can be stopped there."""
    assert reminder.at is not None, "it was set"
    rows = reminder_buttons(say, notification, delays)
    if reminder.repeats:
        note = say("{when}.", when=_every(say, reminder.repeats))
        rows.append([_cancel(say, reminder)])
    else:
        note = say("You asked to be reminded {when}.", when=format_datetime(say, reminder.at, reminder.zone))
    text = Markup("\n").join([sanitize_name(reminder.words, REMINDER), note])
    return Screen(text=text, rows=layout_buttons(*rows))


def _when(say: Say, reminder: OwnReminder, now: datetime) -> str:
    if reminder.repeats:
        return _every(say, reminder.repeats)
    return (
        format_datetime_with_year(say, reminder.at, reminder.zone, now)
        if reminder.at
        else say.plain("no time yet")
    )


def _every(say: Say, repeats: Recurrence) -> str:
    return format_repeat(say, repeats.minute, repeats.weekday)


def _cancel(say: Say, reminder: OwnReminder) -> Button:
    if reminder.repeats:
        return Button(label=say.label("Stop repeating"), callback=StopRepeating(reminder=reminder.id))
    return Button(label=say.label("Cancel reminder"), callback=UndoReminder(reminder=reminder.id))


def _undo(say: Say, reminder: OwnReminder) -> Button:
    return Button(label=say.label("Undo"), callback=UndoReminder(reminder=reminder.id))


def _change(say: Say, reminder: OwnReminder) -> Button:
    return Button(label=say.label("Change"), callback=ChangeReminder(reminder=reminder.id))


def _back(say: Say) -> Button:
    return Button(label=say.label("All reminders"), callback=ShowReminders(page=1))
