"""Routes that stop a market day, and let it go on."""

from handlers.callbacks.market_day import AskStop, StopMarketDay, UndoStop
from handlers.market_day import stop_views as views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.organiser.stop import planned_stop, stop_market_day, undo_stop

routes = Routes()


@routes.callback(AskStop)
async def ask_stop(ctx: HandlerContext, callback: AskStop) -> Screen:
    planned = await ctx.read(planned_stop, ctx.actor, callback.market_day, ctx.now)
    return views.stop_question(ctx.say, planned, callback.kind)


@routes.callback(StopMarketDay)
async def stop_tapped(ctx: HandlerContext, callback: StopMarketDay) -> Done:
    people = await ctx.act(stop_market_day, ctx.actor, callback.market_day, kind=callback.kind, now=ctx.now)
    return _told(ctx, people)


@routes.callback(UndoStop)
async def undo_stop_tapped(ctx: HandlerContext, callback: UndoStop) -> Done:
    return _told(ctx, await ctx.act(undo_stop, ctx.actor, callback.stop, ctx.now))


def _told(ctx: HandlerContext, people: int) -> Done:
    return Done(ctx.say.many("We are telling {count} person.", "We are telling {count} people.", people))
