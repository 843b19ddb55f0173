"""A reminder of one's own, from what was read to what it says when it comes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.own_reminder.callbacks import (
    AskReminder,
    ChangeReminder,
    ConfirmReminder,
    LaterReminder,
    ShowOwnReminder,
    UndoReminder,
)
from handlers.reminder.steps import reminder_steps
from handlers.settings.callbacks import ShowReminders
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.formats import dated, moment
from locales.say import Say
from locales.words import name
from market.own_reminder import LONGEST, OwnReminder


def reminder_read(say: Say, own: OwnReminder, now: datetime) -> Screen:
    """What was read, before it is set; whose moment went by meanwhile is changed first."""
    words, when = name(own.words, LONGEST), _when(say, own, now)
    if own.at is None or own.at <= now:
        first = replace(_change(say, own), style="primary")
        return Screen(
            say("{when} has passed: “{words}”.", when=when, words=words)
            if own.at
            else say("No time yet: “{words}”.", words=words),
            packed([first, _undo(say, own)], [_back(say)]),
        )
    text = say("Got it: {when}, “{words}”.", when=when, words=words)
    take = Button(say.label("Set it"), ConfirmReminder(reminder=own.id), style="primary")
    return Screen(text, packed([take], [_change(say, own), _undo(say, own)]))


def reminder_over(say: Say, own: OwnReminder, over: datetime, now: datetime) -> Screen:
    """What was said is past; the next like it stands in for it."""
    text = say(
        "{past} has passed. Do you mean {when}, “{words}”?",
        past=dated(say, over, own.zone, now),
        when=_when(say, own, now),
        words=name(own.words, LONGEST),
    )
    take = Button(say.label("Yes, set it"), ConfirmReminder(reminder=own.id), style="primary")
    return Screen(text, packed([take], [_change(say, own), _undo(say, own)]))


def reminder_set(say: Say, own: OwnReminder, now: datetime) -> Screen:
    """Set: it waits, was put off, or has been."""
    words, when = name(own.words, LONGEST), _when(say, own, now)
    if own.comes_at is None:
        text = say("Was due {when}: “{words}”.", when=when, words=words)
        return Screen(text, packed([_back(say)]))
    text = say("Set for {when}: “{words}”.", when=when, words=words)
    if own.comes_at != own.at:
        text += "\n" + say("We remind you again {when}.", when=dated(say, own.comes_at, own.zone, now))
    take_back = Button(say.label("Cancel reminder"), UndoReminder(reminder=own.id))
    return Screen(text, packed([take_back, _change(say, own)], [_back(say)]))


def reminder_change(say: Say, own: OwnReminder, now: datetime) -> Screen:
    text = say("{when}, “{words}”.", when=_when(say, own, now), words=name(own.words, LONGEST))
    how = say("Tap to move it later, or write it again.")
    return Screen(
        Markup("\n").join([text, how]),
        packed(
            [
                Button(say.label("1 hour later"), LaterReminder(reminder=own.id, by="hour")),
                Button(say.label("1 day later"), LaterReminder(reminder=own.id, by="day")),
            ],
            [Button(say.label("Write it again"), AskReminder(reminder=own.id))],
            [Button(say.label("Back"), ShowOwnReminder(reminder=own.id))],
        ),
    )


def reminder_ask(say: Say) -> Screen:
    return Screen(
        say("When, and about what? Write it like: fri 5pm load-in"), ask=say.plain("fri 5pm load-in")
    )


def when_ask(say: Say, own: OwnReminder) -> Screen:
    """The time is not there; the words may be."""
    return Screen(
        say("“{words}”: when? Write a day and a time, like: fri 5pm", words=name(own.words, LONGEST))
        if own.words
        else say("When? Write a day and a time, like: fri 5pm"),
        ask=say.plain("fri 5pm"),
    )


def words_ask(say: Say, own: OwnReminder, now: datetime) -> Screen:
    """The time is there, the words are not."""
    return Screen(
        say("{when}: what is it about? A few words will do.", when=_when(say, own, now)),
        ask=say.plain("load-in"),
    )


def reminder_due(say: Say, own: OwnReminder, letter: int, ways: Iterable[str]) -> Screen:
    """The letter, kept."""
    assert own.at is not None, "it was set"
    asked = say("You asked to be reminded {when}.", when=moment(say, own.at, own.zone))
    text = Markup("\n").join([name(own.words, LONGEST), asked])
    return Screen(text, packed(*reminder_steps(say, letter, ways)))


def _when(say: Say, own: OwnReminder, now: datetime) -> str:
    return dated(say, own.at, own.zone, now) if own.at else say.plain("no time yet")


def _undo(say: Say, own: OwnReminder) -> Button:
    return Button(say.label("Undo"), UndoReminder(reminder=own.id))


def _change(say: Say, own: OwnReminder) -> Button:
    return Button(say.label("Change"), ChangeReminder(reminder=own.id))


def _back(say: Say) -> Button:
    return Button(say.label("All reminders"), ShowReminders(page=1))
