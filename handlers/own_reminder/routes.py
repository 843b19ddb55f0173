"""Routes for a person's own reminders: the text is read and set at once, then undone or changed."""

from contextlib import suppress
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
from handlers.own_reminder import views
from handlers.own_reminder.reminder_parser import (
    ReminderReading,
    begins_with_repeat,
    is_bare_repeat,
    is_reminder,
    read_reminder,
)
from handlers.settings.reminder_routes import show_reminders
from handlers.settings.routes import my_preferences
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Reply, Screen, ScreenReply
from locales.formats import format_datetime_with_year
from locales.refusals import sentence
from locales.user_text import REMINDER, sanitize_name
from market.own_reminder import (
    OwnReminder,
    RemindAt,
    ReminderTooFar,
    complete_reminder,
    confirm_reminder,
    own_reminder,
    postpone_reminder,
    set_reminder,
    undo_reminder,
)
from market.reminder.refusals import ReminderUnknown
from market.text_checks import check_words
from storage.reminder import ReminderState

routes = Routes()

MAX_QUOTED = 40


class ReminderPrompt(Prompt, name="remind", returns_to=AskReminder, free_words=True):
    """A reminder in words; `reminder` is the one that is written again, 0 for a new one."""

    reminder: int = 0


class ReminderTimePrompt(Prompt, name="remindwhen", returns_to=AskReminder):
    """The time of a reminder that has its words."""

    reminder: int


async def reminder_asked(ctx: HandlerContext, words: str) -> Reply | None:
    """Stores a text that asks for a reminder, or begins with a repeat; None for any other. A repeat alone may answer an open question."""
    asks = is_reminder(words)
    if not asks and len(words) <= REMINDER.longest and begins_with_repeat(words):
        zone = (await my_preferences(ctx)).quiet_hours.zone
        asks = is_bare_repeat(words, ctx.now, zone, needs_words=ctx.pending_prompt is not None)
    return await reminder_received(ctx, ReminderPrompt(), words) if asks else None


async def _ask_again(ctx: HandlerContext, prompt: ReminderPrompt | ReminderTimePrompt) -> Screen:
    """Asks for what the reminder lacks; a new one, and one that has all, is asked for whole."""
    row = await ctx.read(own_reminder, ctx.person, prompt.reminder) if prompt.reminder else None
    if row is None or (row.at and row.words):
        return views.reminder_ask(ctx.say)
    return views.words_ask(ctx.say, row, ctx.now) if row.at else views.when_ask(ctx.say, row)


@routes.prompt(ReminderPrompt, ask_again=_ask_again)
async def reminder_received(ctx: HandlerContext, prompt: ReminderPrompt, words: str) -> Reply:
    """Stores the reading and asks for what is missing."""
    reminder = prompt.reminder
    zone = (await my_preferences(ctx)).quiet_hours.zone
    read = read_reminder(check_words(words, REMINDER), ctx.now, zone)
    if not reminder and not read.words and read.due_at is None:
        note = ctx.say("There is no such day. Write another one.") if read.no_day else Markup()
        return ScreenReply(await _prompt(ctx, 0, views.reminder_ask(ctx.say)), note=note)
    return await _saved(ctx, reminder, read, zone)


@routes.prompt(ReminderTimePrompt, ask_again=_ask_again)
async def time_received(ctx: HandlerContext, prompt: ReminderTimePrompt, words: str) -> Reply:
    """Reads only a time; the words of the reminder stay."""
    zone = (await my_preferences(ctx)).quiet_hours.zone
    read = replace(read_reminder(words[: REMINDER.longest], ctx.now, zone), words="")
    if read.due_at is None and not read.no_day:
        said = sanitize_name(words, MAX_QUOTED)
        raise NoAnswer(ctx.say("We did not find a time in “{said}”. Write it like: fri 5pm", said=said))
    return await _saved(ctx, prompt.reminder, read, zone)


async def _saved(ctx: HandlerContext, reminder: int, read: ReminderReading, zone: str) -> Reply:
    """Stores the reading. If its date does not exist, only the words are stored."""
    try:
        row = await _save(ctx, reminder, read.words, read.repeats or read.due_at, zone=zone)
    except ReminderTooFar as refusal:
        row = await _save(ctx, reminder, read.words, None, zone=zone)
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        return ScreenReply(await _prompt_time(ctx, row), note=note)
    if read.no_day:
        return ScreenReply(
            await _prompt_time(ctx, row), note=ctx.say("There is no such day. Write another one.")
        )
    return await _next_question(ctx, row, read)


async def _save(
    ctx: HandlerContext, reminder: int, words: str, remind_at: RemindAt | None, zone: str
) -> OwnReminder:
    if reminder:
        return await ctx.act(
            complete_reminder, ctx.person, reminder, words, remind_at=remind_at, zone=zone, now=ctx.now
        )
    return await ctx.act(set_reminder, ctx.person, words, remind_at, zone=zone, now=ctx.now)


async def _next_question(
    ctx: HandlerContext, row: OwnReminder, read: ReminderReading
) -> Screen | ScreenReply:
    if row.at is None:
        return await _prompt_time(ctx, row)
    if not row.words:
        return await _prompt(ctx, row.id, views.words_ask(ctx.say, row, ctx.now))
    if ctx.pending_prompt:
        await ctx.clear_prompt()
    screen = views.reminder_set(ctx.say, row, ctx.now, is_new=True)
    note = ctx.say.sentences(_missed_note(ctx, row, read.missed_at), _once_note(ctx, read))
    return ScreenReply(screen, note=note) if note else screen


def _missed_note(ctx: HandlerContext, row: OwnReminder, missed_at: datetime | None) -> Markup:
    if missed_at is None:
        return Markup()
    past = format_datetime_with_year(ctx.say, missed_at, row.zone, ctx.now)
    return ctx.say("{past} has passed, so this is the next one like it.", past=past)


def _once_note(ctx: HandlerContext, read: ReminderReading) -> Markup:
    if not read.asks_repeat:
        return Markup()
    return ctx.say("We remind you once. Only “every day” and one weekday “every week” can repeat.")


def _reminder_page(ctx: HandlerContext, row: OwnReminder) -> Screen:
    """Shows the reminder as it is now."""
    if row.state == ReminderState.SET:
        return views.reminder_set(ctx.say, row, ctx.now)
    return views.reminder_read(ctx.say, row, ctx.now)


async def _prompt(ctx: HandlerContext, reminder: int, screen: Screen) -> Screen:
    await ctx.set_prompt(ReminderPrompt(reminder=reminder))
    return screen


async def _prompt_time(ctx: HandlerContext, row: OwnReminder) -> Screen:
    prompt = ReminderTimePrompt(reminder=row.id) if row.words else ReminderPrompt(reminder=row.id)
    await ctx.set_prompt(prompt)
    return views.when_ask(ctx.say, row)


@routes.callback(ShowOwnReminder)
async def show_reminder(ctx: HandlerContext, callback: ShowOwnReminder) -> Screen:
    """Shows the reminder; if it is gone, the list."""
    try:
        row = await ctx.read(own_reminder, ctx.person, callback.reminder)
    except ReminderUnknown:
        return await show_reminders(ctx, ShowReminders(page=1))
    return _reminder_page(ctx, row)


@routes.callback(ConfirmReminder)
async def confirm_reminder_tapped(ctx: HandlerContext, callback: ConfirmReminder) -> ScreenReply:
    row = await ctx.act(confirm_reminder, ctx.person, callback.reminder, ctx.now)
    return ScreenReply(_reminder_page(ctx, row), toast=_set_toast(ctx, row))


@routes.callback(ChangeReminder)
async def change_reminder(ctx: HandlerContext, callback: ChangeReminder) -> Screen:
    row = await ctx.read(own_reminder, ctx.person, callback.reminder)
    return views.reminder_change(ctx.say, row, ctx.now)


@routes.callback(PostponeReminder)
async def postpone_reminder_tapped(ctx: HandlerContext, callback: PostponeReminder) -> ScreenReply:
    row = await ctx.act(postpone_reminder, ctx.person, callback.reminder, callback.step, now=ctx.now)
    return ScreenReply(views.reminder_change(ctx.say, row, ctx.now), toast=ctx.say.plain("Moved."))


@routes.callback(AskReminder)
async def write_again(ctx: HandlerContext, callback: AskReminder) -> Screen:
    """Asks for the reminder again. Raises ReminderUnknown if it is gone."""
    if callback.reminder:
        await ctx.read(own_reminder, ctx.person, callback.reminder)
    return await _prompt(ctx, callback.reminder, views.reminder_ask(ctx.say))


@routes.callback(UndoReminder)
async def undo_reminder_tapped(ctx: HandlerContext, callback: UndoReminder) -> Reply | Done:
    """Cancels the reminder; one that is gone raises nothing."""
    try:
        was_set = await ctx.act(undo_reminder, ctx.person, callback.reminder)
    except ReminderUnknown:
        return await show_reminders(ctx, ShowReminders(page=1))
    return Done(
        ctx.say.plain("Cancelled. This reminder will not come.") if was_set else ctx.say.plain("Discarded.")
    )


@routes.callback(StopRepeating)
async def stop_repeating(ctx: HandlerContext, callback: StopRepeating) -> Done:
    """Deletes the reminder, from its message or its screen; one that is gone raises nothing."""
    with suppress(ReminderUnknown):
        await ctx.act(undo_reminder, ctx.person, callback.reminder)
    return Done(ctx.say.plain("Stopped. It will not come again."))


def _set_toast(ctx: HandlerContext, row: OwnReminder) -> str:
    if row.comes_at is None:
        return ctx.say.plain("That time has passed.")
    return ctx.say.plain(
        "Set for {when}.", when=format_datetime_with_year(ctx.say, row.comes_at, row.zone, ctx.now)
    )
