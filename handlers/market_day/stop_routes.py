"""Routes that stop a market day or an alley, and let it go on."""

from handlers.callbacks.alley import AskCloseForGood, CloseForGood, UndoCloseForGood
from handlers.callbacks.market_day import (
    AskMarketMove,
    AskStop,
    CallOff,
    MoveUnderRoof,
    ShowMarketDay,
    UndoStop,
    WaitForRain,
)
from handlers.market_day import stop_views as views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.organiser.stop import (
    StoppedAlley,
    StoppedDay,
    call_off,
    move_market,
    planned_stop,
    undo_stop,
    wait_for_rain,
)

routes = Routes()


class MovePrompt(Prompt, name="move-market", returns_to=AskMarketMove, free_words=True):
    """The line that says where a market day is now."""

    market_day: int


@routes.callback(AskStop)
async def ask_stop(ctx: HandlerContext, callback: AskStop) -> Screen:
    planned = await ctx.read(planned_stop, ctx.actor, StoppedDay(callback.market_day), ctx.now)
    return views.stop_question(ctx.say, planned, callback.kind)


@routes.callback(WaitForRain)
async def wait_tapped(ctx: HandlerContext, callback: WaitForRain) -> Done:
    return _told(ctx, await ctx.act(wait_for_rain, ctx.actor, callback.market_day, ctx.now))


@routes.question(MovePrompt)
async def ask_move(ctx: HandlerContext, callback: AskMarketMove) -> Screen:
    planned = await ctx.read(planned_stop, ctx.actor, StoppedDay(callback.market_day), ctx.now)
    return views.move_question(ctx.say, planned, callback.market_day)


@routes.prompt(MovePrompt)
async def place_received(ctx: HandlerContext, prompt: MovePrompt, words: str) -> Done:
    told = await ctx.act(move_market, ctx.actor, prompt.market_day, words, now=ctx.now)
    return _told(ctx, told, ShowMarketDay(market_day=prompt.market_day))


@routes.callback(MoveUnderRoof)
async def move_under_roof(ctx: HandlerContext, callback: MoveUnderRoof) -> Done:
    return _told(ctx, await ctx.act(move_market, ctx.actor, callback.market_day, "", now=ctx.now))


@routes.callback(CallOff)
async def call_off_tapped(ctx: HandlerContext, callback: CallOff) -> Done:
    day = StoppedDay(callback.market_day)
    return _told(ctx, await ctx.act(call_off, ctx.actor, day, reason=callback.reason, now=ctx.now))


@routes.callback(AskCloseForGood)
async def ask_close_for_good(ctx: HandlerContext, callback: AskCloseForGood) -> Screen:
    planned = await ctx.read(planned_stop, ctx.actor, StoppedAlley(callback.alley), ctx.now)
    return views.call_off_question(ctx.say, planned)


@routes.callback(CloseForGood)
async def close_for_good_tapped(ctx: HandlerContext, callback: CloseForGood) -> Done:
    alley = StoppedAlley(callback.alley)
    return _told(ctx, await ctx.act(call_off, ctx.actor, alley, reason=callback.reason, now=ctx.now))


@routes.callback(UndoStop)
@routes.callback(UndoCloseForGood)
async def undo_stop_tapped(ctx: HandlerContext, callback: UndoStop | UndoCloseForGood) -> Done:
    return _told(ctx, await ctx.act(undo_stop, ctx.actor, callback.stop, ctx.now))


def _told(ctx: HandlerContext, people: int, then: ShowMarketDay | None = None) -> Done:
    toast = ctx.say.many("We are telling {count} person.", "We are telling {count} people.", people)
    return Done(toast, then)
