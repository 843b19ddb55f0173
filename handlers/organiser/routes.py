"""Routes of the organisers' first screen."""

from handlers.callbacks.organiser import ShowAdmin, ShowMarket
from handlers.organiser import opening_views, views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from market.organiser.overview import overview

routes = Routes()


@routes.command("admin")
async def admin(ctx: HandlerContext, words: str) -> Screen:
    """Shows the checklist until the market stands."""
    seen = await ctx.read_slowly(overview, ctx.actor, ctx.now)
    if not seen.stands:
        return opening_views.checklist(ctx.say, seen)
    return views.admin_home(ctx.say, seen)


@routes.callback(ShowAdmin)
async def show_admin(ctx: HandlerContext, callback: ShowAdmin) -> Screen:
    return await admin(ctx, "")


@routes.callback(ShowMarket)
async def show_market(ctx: HandlerContext, callback: ShowMarket) -> Screen:
    return views.admin_home(ctx.say, await ctx.read_slowly(overview, ctx.actor, ctx.now))
