"""Routes for the outbox: its state, one person's notifications, and failed ones."""

from handlers.callbacks.outbox import ShowFailures, ShowNotifications, ShowOutbox
from handlers.outbox import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from market.organiser.outbox_overview import missed_notifications, notifications_to, outbox_overview

routes = Routes()


@routes.callback(ShowOutbox)
async def show_outbox(ctx: HandlerContext, callback: ShowOutbox) -> Screen:
    return views.outbox_page(
        ctx.say, await ctx.read_slowly(outbox_overview, ctx.actor, ctx.now), ctx.services.zone
    )


@routes.callback(ShowNotifications)
async def show_notifications(ctx: HandlerContext, callback: ShowNotifications) -> Screen:
    notifications = await ctx.read(notifications_to, ctx.actor, callback.person, callback.page, now=ctx.now)
    return views.notification_list(ctx.say, callback.person, notifications, ctx.services.zone, now=ctx.now)


@routes.callback(ShowFailures)
async def show_failures(ctx: HandlerContext, callback: ShowFailures) -> Screen:
    notifications = await ctx.read_slowly(missed_notifications, ctx.actor, callback.page, ctx.now)
    return views.failure_list(ctx.say, notifications, ctx.services.zone, ctx.now)
