"""Routes that answer a reminder."""

from handlers.callbacks.reminder import (
    MarkDone,
    ShowReminder,
    SnoozeReminder,
    StopReminder,
    UndoSnooze,
    UnmuteReminder,
)
from handlers.message_registry import RenderContext, messages
from handlers.reminder import answered_views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from locales.formats import format_datetime
from locales.refusals import sentence
from market.refusal import Refusal
from market.reminder.snooze import ReceivedReminder, mark_done, mute_kind, reminded, snooze, unmute

routes = Routes()


@routes.callback(ShowReminder)
async def show_reminder(ctx: HandlerContext, callback: ShowReminder) -> Screen:
    row = await _my_reminder(ctx, callback.notification)
    return answered_views.current_page(ctx.say, row, await _original_or_reason(ctx, row))


@routes.callback(SnoozeReminder)
async def snooze_reminder(ctx: HandlerContext, callback: SnoozeReminder) -> ScreenReply:
    """Snoozes the reminder. Raises a refusal if it no longer holds."""
    screen = await _original_screen(ctx, await _my_reminder(ctx, callback.notification))
    at = await ctx.act(
        snooze, ctx.person, callback.notification, callback.delay, zone=ctx.services.zone, now=ctx.now
    )
    row = await _my_reminder(ctx, callback.notification)
    toast = ctx.say.plain("We remind you again {when}.", when=format_datetime(ctx.say, at, row.zone))
    return ScreenReply(answered_views.current_page(ctx.say, row, screen), toast=toast)


@routes.callback(UndoSnooze)
async def undo_snooze(ctx: HandlerContext, callback: UndoSnooze) -> Done:
    await ctx.act(mark_done, ctx.person, callback.notification)
    return Done(ctx.say.plain("You will not get this reminder again."))


@routes.callback(MarkDone)
async def done(ctx: HandlerContext, callback: MarkDone) -> ScreenReply:
    await ctx.act(mark_done, ctx.person, callback.notification)
    row = await _my_reminder(ctx, callback.notification)
    screen = answered_views.done_page(ctx.say, row, await _original_or_reason(ctx, row), ctx.now)
    return ScreenReply(screen, toast=ctx.say.plain("Done."))


@routes.callback(StopReminder)
async def stop_reminder(ctx: HandlerContext, callback: StopReminder) -> Done:
    await ctx.act(mute_kind, ctx.person, callback.notification, ctx.now)
    return Done(ctx.say.plain("Stopped."))


@routes.callback(UnmuteReminder)
async def unmute_reminder(ctx: HandlerContext, callback: UnmuteReminder) -> ScreenReply:
    await ctx.act(unmute, ctx.person, callback.kind)
    screen = (
        await show_reminder(ctx, ShowReminder(notification=callback.notification))
        if callback.notification
        else answered_views.unmuted_page(ctx.say)
    )
    return ScreenReply(screen, toast=ctx.say.plain("You get these reminders again."))


async def _my_reminder(ctx: HandlerContext, notification: int) -> ReceivedReminder:
    return await ctx.read(reminded, ctx.person, notification, ctx.services.zone)


async def _original_screen(ctx: HandlerContext, row: ReceivedReminder) -> Screen:
    """The reminder as it is now. Raises the refusals of its view where nothing is left to remind of."""
    context = RenderContext(store=ctx.services.store, now=ctx.now, notification_id=row.notification)
    return await messages.render(ctx.say, context, row.reminder)


async def _original_or_reason(ctx: HandlerContext, row: ReceivedReminder) -> Screen:
    """Returns the reminder, or the reason why it no longer holds: an answer counts all the same."""
    try:
        return await _original_screen(ctx, row)
    except Refusal as gone:
        return answered_views.expired_page(ctx.say, sentence(ctx.say, type(gone).__name__, gone.facts()))
