"""Routes that close an alley, and open it again."""

from handlers.alley import closing_views as views
from handlers.callbacks.alley import AskCloseAlley, CloseAlley, OpenAlley, ShowClosings
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.organiser.alleys import alley_closing, close_alley, open_alley, overseen_alleys

routes = Routes()


@routes.callback(ShowClosings)
async def show_closings(ctx: HandlerContext, callback: ShowClosings) -> Screen:
    return views.closing_list(ctx.say, await ctx.read(overseen_alleys, ctx.actor), callback.page)


@routes.callback(AskCloseAlley)
async def ask_close(ctx: HandlerContext, callback: AskCloseAlley) -> Screen:
    alleys = await ctx.read(overseen_alleys, ctx.actor)
    if callback.alley not in [each.id for each in alleys if each.closed_at is None]:
        return views.closing_list(ctx.say, alleys, 1)
    return views.close_alley_ask(ctx.say, await ctx.read(alley_closing, callback.alley, ctx.now))


@routes.callback(CloseAlley)
async def close_alley_tapped(ctx: HandlerContext, callback: CloseAlley) -> Done:
    await ctx.act(close_alley, ctx.actor, callback.alley, ctx.now)
    return Done(ctx.say.plain("Closed. Until you open it again, its waitlists stand still."))


@routes.callback(OpenAlley)
async def open_again(ctx: HandlerContext, callback: OpenAlley) -> Done:
    await ctx.act(open_alley, ctx.actor, callback.alley, ctx.now)
    return Done(ctx.say.plain("Open again."))
