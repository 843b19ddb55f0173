"""Routes of a market day for organisers."""

from handlers.callbacks.organiser import ShowMarketDay
from handlers.organiser import market_day_views as views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from market.organiser.market_day_page import market_day_page, present_market_day

routes = Routes()


@routes.callback(ShowMarketDay)
async def show_market_day(ctx: HandlerContext, callback: ShowMarketDay) -> Screen:
    market_day = callback.market_day or await ctx.read(present_market_day, ctx.actor, ctx.now)
    if not market_day:
        return views.nothing_ahead(ctx.say)
    return views.market_day(
        ctx.say, await ctx.read_slowly(market_day_page, ctx.actor, market_day, callback.page)
    )
