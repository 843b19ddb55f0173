"""Routes for automatic reminders and the person's own."""

from handlers.callbacks.settings import MuteReminderKind, ShowReminders, UnmuteReminderKind
from handlers.settings import reminder_views
from handlers.settings.routes import my_preferences
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.own_reminder import waiting_reminders
from market.preferences.preferences import mute_reminder, unmute_reminder

routes = Routes()


@routes.callback(ShowReminders)
async def show_reminders(ctx: HandlerContext, callback: ShowReminders) -> Screen:
    waiting = await ctx.read(waiting_reminders, ctx.person)
    return reminder_views.reminders(ctx.say, await my_preferences(ctx), waiting, callback.page, now=ctx.now)


@routes.callback(MuteReminderKind)
async def mute_kind(ctx: HandlerContext, callback: MuteReminderKind) -> Done:
    await ctx.act(mute_reminder, ctx.person, callback.kind, ctx.now)
    return Done(ctx.say.plain("Reminders off."))


@routes.callback(UnmuteReminderKind)
async def unmute_kind(ctx: HandlerContext, callback: UnmuteReminderKind) -> Done:
    await ctx.act(unmute_reminder, ctx.person, callback.kind)
    return Done(ctx.say.plain("Reminders on."))
