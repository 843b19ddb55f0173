"""Routes of a vendor who leaves the market."""

from handlers.callbacks.stall import ShowMyStall
from handlers.callbacks.stall_closing import AskCloseStall, CloseStall, ReopenStall, ShowLeaving
from handlers.stall_closing import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from handlers.ui.told_count import told_count
from market.stall_closing import close_stall, leaving, reopen_stall

routes = Routes()


@routes.callback(ShowLeaving)
async def show_leaving(ctx: HandlerContext, callback: ShowLeaving) -> Screen:
    return views.leaving_page(ctx.say, await ctx.read(leaving, ctx.actor, callback.stall, ctx.now))


@routes.callback(AskCloseStall)
async def ask_close(ctx: HandlerContext, callback: AskCloseStall) -> Screen:
    """Asks, unless something is to be settled first."""
    found = await ctx.read(leaving, ctx.actor, callback.stall, ctx.now)
    if found.matters.hold_it_open:
        return views.leaving_page(ctx.say, found)
    return views.close_question(ctx.say, found)


@routes.callback(CloseStall)
async def close_stall_tapped(ctx: HandlerContext, callback: CloseStall) -> Done:
    closed = await ctx.act(close_stall, ctx.actor, callback.stall, callback.drops, now=ctx.now)
    told = told_count(ctx.say, closed.told) if closed.told else ""
    return Done(ctx.say.sentences(ctx.say("Closed."), told), ShowMyStall())


@routes.callback(ReopenStall)
async def reopen_stall_tapped(ctx: HandlerContext, callback: ReopenStall) -> Done:
    await ctx.act(reopen_stall, ctx.actor, callback.stall, ctx.now)
    return Done(ctx.say.plain("Your stall is open again."))
