"""The link that makes its opener the first organiser."""

from handlers.organiser.routes import admin
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import ScreenReply
from market.organiser.first_organiser import become_first_organiser

routes = Routes()


@routes.link("o")
async def open_organiser_link(ctx: HandlerContext, code: str) -> ScreenReply:
    await ctx.act(become_first_organiser, ctx.actor, code, ctx.now)
    return ScreenReply(await admin(ctx, ""), note=ctx.say("You are the organiser of this market."))
