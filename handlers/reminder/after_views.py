"""What a reminder becomes once its reader has answered it: its own words stay, what was done stands above them."""

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.reminder.callbacks import ShowReminder, UndoSnooze, UnmuteReminder
from handlers.reminder.steps import without_steps
from handlers.settings.callbacks import ShowSettings
from handlers.start.callbacks import ShowStart
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.formats import moment
from locales.say import Say
from market.reminder.snooze import Reminded


def as_it_is(say: Say, row: Reminded, said: Screen) -> Screen:
    """Put off, stopped, or as it came; another choice is still there where it may be."""
    if row.stopped:
        return _stopped(say, row, said)
    if row.again_at is None:
        return said
    undo = Button(say.label("Undo"), UndoSnooze(letter=row.letter))
    head = say("We remind you again {when}.", when=moment(say, row.again_at, row.zone))
    return _under(head, said, ((undo,), *said.rows))


def done(say: Say, row: Reminded, said: Screen, now: datetime) -> Screen:
    head = say("Done {at}.", at=moment(say, now, row.zone))
    back = Button(say.label("Not done yet"), ShowReminder(letter=row.letter))
    return _under(head, said, (*without_steps(said.rows), (back,)))


def unmuted(say: Say) -> Screen:
    """Where no letter is shown again."""
    return Screen(
        say("You get these reminders again."),
        packed([Button(say.label("Settings"), ShowSettings()), Button(say.label("Back"), ShowStart())]),
    )


def over(say: Say, why: Markup) -> Screen:
    """In place of the words of one that has nothing left to remind of."""
    return Screen(why, packed([Button(say.label("Back"), ShowStart())]))


def _stopped(say: Say, row: Reminded, said: Screen) -> Screen:
    head = say("Stopped: no more reminders of this kind. Turn them on again in Settings, Reminders.")
    undo = Button(say.label("Turn on again"), UnmuteReminder(notice=row.notice, letter=row.letter))
    return _under(head, said, ((undo,), *without_steps(said.rows)))


def _under(head: Markup, said: Screen, rows: tuple[tuple[Button, ...], ...]) -> Screen:
    return replace(said, text=head + "\n\n" + said.text, rows=rows)
