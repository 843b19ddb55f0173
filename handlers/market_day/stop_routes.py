"""Routes that stop a market day, and let it go on."""

from handlers.callbacks.market_day import AskCallOff, AskWaitForRain, CallOff, UndoStop, WaitForRain
from handlers.market_day import stop_views as views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.organiser.stop import planned_stop, stop_market_day, undo_stop
from storage.stop import StopKind

routes = Routes()


@routes.callback(AskWaitForRain)
async def ask_wait(ctx: HandlerContext, callback: AskWaitForRain) -> Screen:
    return views.wait_question(ctx.say, await ctx.read(planned_stop, ctx.actor, callback.market_day, ctx.now))


@routes.callback(AskCallOff)
async def ask_call_off(ctx: HandlerContext, callback: AskCallOff) -> Screen:
    return views.call_off_question(
        ctx.say, await ctx.read(planned_stop, ctx.actor, callback.market_day, ctx.now)
    )


@routes.callback(WaitForRain)
async def wait_for_rain(ctx: HandlerContext, callback: WaitForRain) -> Done:
    people = await ctx.act(
        stop_market_day, ctx.actor, callback.market_day, kind=StopKind.RAIN_WAIT, now=ctx.now
    )
    return _told(ctx, people)


@routes.callback(CallOff)
async def call_off(ctx: HandlerContext, callback: CallOff) -> Done:
    people = await ctx.act(
        stop_market_day, ctx.actor, callback.market_day, kind=StopKind.CALLED_OFF, now=ctx.now
    )
    return _told(ctx, people)


@routes.callback(UndoStop)
async def undo_stop_tapped(ctx: HandlerContext, callback: UndoStop) -> Done:
    return _told(ctx, await ctx.act(undo_stop, ctx.actor, callback.stop, ctx.now))


def _told(ctx: HandlerContext, people: int) -> Done:
    return Done(ctx.say.many("We are telling {count} person.", "We are telling {count} people.", people))
