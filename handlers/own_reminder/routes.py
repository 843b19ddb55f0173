"""Reminders of one's own: the line is read, shown back, set or taken back."""

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.own_reminder import views
from handlers.own_reminder.callbacks import (
    AskReminder,
    ChangeReminder,
    ConfirmReminder,
    LaterReminder,
    ShowOwnReminder,
    UndoReminder,
)
from handlers.own_reminder.line import Reading, is_reminder, read_reminder
from handlers.settings.callbacks import ShowReminders
from handlers.settings.reminder_routes import show_reminders
from handlers.settings.routes import own
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, Shown
from handlers.ui.tap import Tap
from locales.formats import dated, number
from locales.refusals import sentence
from locales.words import name
from market.own_reminder import (
    LONGEST,
    OwnReminder,
    change_reminder,
    confirm_reminder,
    draft_reminder,
    later_reminder,
    own_reminder,
    undo_reminder,
)
from market.refusal import ReminderTooFar, ReminderUnknown, TooManyReminders

routes = Routes()

QUESTION, WHEN = "remind", "remindwhen"
SAID = 40


@routes.guess
async def line_written(tap: Tap, words: str) -> Reply | None:
    return await written(tap, words, "") if is_reminder(words) else None


@routes.answer(QUESTION)
async def written(tap: Tap, words: str, about: str) -> Reply:
    """Keep what was read, and ask for what it lacks. `about` names the one that is written again."""
    if len(words) > LONGEST:
        return Shown(await _ask_again(tap, about), note=_shorter(tap))
    zone = (await own(tap)).rest.zone
    read = read_reminder(words, tap.now, zone)
    if not about and not read.words and read.at is None:
        note = tap.say("There is no such day. Write another one.") if read.no_day else Markup()
        return Shown(await _ask(tap, "", views.reminder_ask(tap.say)), note=note)
    return await _kept(tap, about, read, zone)


@routes.answer(WHEN)
async def when_said(tap: Tap, words: str, about: str) -> Reply:
    """Nothing but a moment is looked for: the words it has stay."""
    row = await tap.read(own_reminder, tap.person, int(about))
    zone = (await own(tap)).rest.zone
    read = replace(read_reminder(words[:LONGEST], tap.now, zone), words="")
    if read.at is None and not read.no_day:
        note = tap.say("I did not find a time in “{said}”. Write it like: fri 5pm", said=name(words, SAID))
        return Shown(await _ask_when(tap, row), note=note)
    return await _kept(tap, about, read, zone)


async def _kept(tap: Tap, about: str, read: Reading, zone: str) -> Reply:
    """Of a day that cannot be, the words are kept."""
    try:
        row = await _keep(tap, about, read.words, read.at, zone)
    except ReminderTooFar as refusal:
        row = await _keep(tap, about, read.words, None, zone)
        note = sentence(tap.say, type(refusal).__name__, refusal.facts())
        return Shown(await _ask_when(tap, row), note=note)
    if read.no_day:
        return Shown(await _ask_when(tap, row), note=tap.say("There is no such day. Write another one."))
    return await _understood(tap, row, read.over)


async def _keep(tap: Tap, about: str, words: str, at: datetime | None, zone: str) -> OwnReminder:
    if about:
        return await tap.act(change_reminder, tap.person, int(about), words, at, zone, tap.now)
    return await tap.act(draft_reminder, tap.person, words, at, zone, tap.now)


async def _understood(tap: Tap, row: OwnReminder, over: datetime | None = None) -> Screen:
    if row.at is None:
        return await _ask_when(tap, row)
    if not row.words:
        return await _ask(tap, str(row.id), views.words_ask(tap.say, row, tap.now))
    if tap.expects:
        await tap.ask("")
    if over and row.state == "draft":
        return views.reminder_over(tap.say, row, over, tap.now)
    return _shown(tap, row)


def _shown(tap: Tap, row: OwnReminder) -> Screen:
    """As it is now."""
    if row.state == "set":
        return views.reminder_set(tap.say, row, tap.now)
    return views.reminder_read(tap.say, row, tap.now)


async def _ask(tap: Tap, about: str, screen: Screen) -> Screen:
    await tap.ask(f"{QUESTION}:{about}")
    return screen


async def _ask_when(tap: Tap, row: OwnReminder) -> Screen:
    await tap.ask(f"{WHEN if row.words else QUESTION}:{row.id}")
    return views.when_ask(tap.say, row)


async def _ask_again(tap: Tap, about: str) -> Screen:
    row = await tap.read(own_reminder, tap.person, int(about)) if about else None
    if row and row.at and not row.words:
        return await _ask(tap, about, views.words_ask(tap.say, row, tap.now))
    return await _ask(tap, about, views.reminder_ask(tap.say))


def _shorter(tap: Tap) -> Markup:
    limit = number(tap.say, LONGEST)
    return tap.say("A reminder can have up to {limit} characters. Shorten it.", limit=limit)


@routes.wish(ShowOwnReminder)
async def show_reminder(tap: Tap, wish: ShowOwnReminder) -> Screen:
    """Those that wait, where it is gone."""
    try:
        row = await tap.read(own_reminder, tap.person, wish.reminder)
    except ReminderUnknown:
        return await show_reminders(tap, ShowReminders(page=1))
    return _shown(tap, row)


@routes.wish(ConfirmReminder)
async def set_it(tap: Tap, wish: ConfirmReminder) -> Shown:
    try:
        row = await tap.act(confirm_reminder, tap.person, wish.reminder, tap.now)
    except TooManyReminders as refusal:
        note = sentence(tap.say, type(refusal).__name__, refusal.facts())
        waiting = await show_reminders(tap, ShowReminders(page=1))
        return Shown(waiting, toast=note.striptags(), note=note)
    return Shown(_shown(tap, row), toast=_set_toast(tap, row))


@routes.wish(ChangeReminder)
async def change(tap: Tap, wish: ChangeReminder) -> Screen:
    row = await tap.read(own_reminder, tap.person, wish.reminder)
    return views.reminder_change(tap.say, row, tap.now)


@routes.wish(LaterReminder)
async def later(tap: Tap, wish: LaterReminder) -> Shown:
    row = await tap.act(later_reminder, tap.person, wish.reminder, wish.by, tap.now)
    return Shown(views.reminder_change(tap.say, row, tap.now), toast=tap.say.plain("Moved."))


@routes.wish(AskReminder)
async def write_again(tap: Tap, wish: AskReminder) -> Screen:
    """Raises ReminderUnknown where there is none to write again."""
    if wish.reminder:
        await tap.read(own_reminder, tap.person, wish.reminder)
    return await _ask(tap, str(wish.reminder or ""), views.reminder_ask(tap.say))


@routes.wish(UndoReminder)
async def undo(tap: Tap, wish: UndoReminder) -> Reply:
    """Quiet where it is gone already."""
    try:
        was_set = await tap.act(undo_reminder, tap.person, wish.reminder)
    except ReminderUnknown:
        return await show_reminders(tap, ShowReminders(page=1))
    toast = (
        tap.say.plain("Cancelled. This reminder will not come.") if was_set else tap.say.plain("Discarded.")
    )
    return Shown(await show_reminders(tap, ShowReminders(page=1)), toast=toast)


def _set_toast(tap: Tap, row: OwnReminder) -> str:
    if row.comes_at is None:
        return tap.say.plain("That time has passed.")
    return tap.say.plain("Set for {when}.", when=dated(tap.say, row.comes_at, row.zone, tap.now))
