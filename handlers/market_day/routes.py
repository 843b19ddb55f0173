"""Routes of a market day for organisers."""

from handlers.callbacks.market_day import ShowMarketDay
from handlers.market_day import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from market.broadcast.choices import coming_market_days
from market.organiser.market_day_page import market_day_page

routes = Routes()


@routes.callback(ShowMarketDay)
async def show_market_day(ctx: HandlerContext, callback: ShowMarketDay) -> Screen:
    market_day = callback.market_day
    if not market_day:
        ahead = await ctx.read(coming_market_days, ctx.actor, ctx.now)
        if not ahead:
            return views.nothing_ahead(ctx.say)
        market_day = ahead[0].id
    return views.market_day(
        ctx.say, await ctx.read_slowly(market_day_page, ctx.actor, market_day, callback.page)
    )
