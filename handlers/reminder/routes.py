"""Answering a reminder."""

from handlers.letters import NOTICES
from handlers.reminder import after_views
from handlers.reminder.callbacks import (
    MarkDone,
    ShowReminder,
    SnoozeReminder,
    StopReminder,
    UndoSnooze,
    UnmuteReminder,
)
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from locales.formats import moment
from locales.refusals import sentence
from market.refusal import Refusal
from market.reminder.snooze import Reminded, mark_done, reminded, snooze, stop, unmute

routes = Routes()


@routes.wish(ShowReminder)
async def show_reminder(tap: Tap, wish: ShowReminder) -> Screen:
    row = await _own(tap, wish.letter)
    return after_views.as_it_is(tap.say, row, await _said_or_why(tap, row))


@routes.wish(SnoozeReminder)
async def snooze_reminder(tap: Tap, wish: SnoozeReminder) -> Shown:
    """Where there is nothing left to remind of, nothing is put off."""
    said = await _said(tap, await _own(tap, wish.letter))
    at = await tap.act(snooze, tap.person, wish.letter, wish.how, tap.house.zone, tap.now)
    row = await _own(tap, wish.letter)
    toast = tap.say.plain("We remind you again {when}.", when=moment(tap.say, at, row.zone))
    return Shown(after_views.as_it_is(tap.say, row, said), toast=toast)


@routes.wish(UndoSnooze)
async def undo_snooze(tap: Tap, wish: UndoSnooze) -> Shown:
    await tap.act(mark_done, tap.person, wish.letter)
    screen = await show_reminder(tap, ShowReminder(letter=wish.letter))
    return Shown(screen, toast=tap.say.plain("This reminder will not come again."))


@routes.wish(MarkDone)
async def done(tap: Tap, wish: MarkDone) -> Shown:
    await tap.act(mark_done, tap.person, wish.letter)
    row = await _own(tap, wish.letter)
    screen = after_views.done(tap.say, row, await _said_or_why(tap, row), tap.now)
    return Shown(screen, toast=tap.say.plain("Done."))


@routes.wish(StopReminder)
async def stop_reminder(tap: Tap, wish: StopReminder) -> Shown:
    await tap.act(stop, tap.person, wish.letter, tap.now)
    screen = await show_reminder(tap, ShowReminder(letter=wish.letter))
    return Shown(screen, toast=tap.say.plain("Stopped."))


@routes.wish(UnmuteReminder)
async def unmute_reminder(tap: Tap, wish: UnmuteReminder) -> Shown:
    await tap.act(unmute, tap.person, wish.notice)
    screen = (
        await show_reminder(tap, ShowReminder(letter=wish.letter))
        if wish.letter
        else after_views.unmuted(tap.say)
    )
    return Shown(screen, toast=tap.say.plain("You get these reminders again."))


async def _own(tap: Tap, letter: int) -> Reminded:
    return await tap.read(reminded, tap.person, letter, tap.house.zone)


async def _said(tap: Tap, row: Reminded) -> Screen:
    """What it says now. Raises as its notice where there is nothing left to remind of."""
    return await NOTICES[row.notice](tap.say, tap.house.store, {**row.facts, "letter": row.letter})


async def _said_or_why(tap: Tap, row: Reminded) -> Screen:
    """The reason, where there is nothing left to remind of: what was answered about it counts all the same."""
    try:
        return await _said(tap, row)
    except Refusal as gone:
        return after_views.over(tap.say, sentence(tap.say, type(gone).__name__, gone.facts()))
