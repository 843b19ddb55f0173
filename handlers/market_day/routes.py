"""Routes of a market day for organisers."""

from handlers.callbacks.market_day import EndDuty, ShowMarketDay, StartDuty
from handlers.market_day import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.broadcast.choices import coming_market_days
from market.help_call.duty import duty_facts, end_duty, start_duty
from market.organiser.market_day_page import market_day_page
from market.power.cuts import market_day_cuts

routes = Routes()


@routes.callback(ShowMarketDay)
async def show_market_day(ctx: HandlerContext, callback: ShowMarketDay) -> Screen:
    market_day = callback.market_day
    if not market_day:
        ahead = await ctx.read(coming_market_days, ctx.actor, ctx.now)
        if not ahead:
            return views.nothing_ahead(ctx.say)
        market_day = ahead[0].id
    page = await ctx.read_slowly(market_day_page, ctx.actor, market_day, callback.page)
    duty = await ctx.read(duty_facts, ctx.actor, market_day, ctx.services.admins)
    cuts = await ctx.read(market_day_cuts, ctx.actor, market_day, ctx.now)
    return views.market_day(ctx.say, page, duty, ctx.now, cuts=cuts)


@routes.callback(StartDuty)
async def start_duty_tapped(ctx: HandlerContext, callback: StartDuty) -> Done:
    await ctx.act(start_duty, ctx.actor, callback.market_day, ctx.now)
    return Done(ctx.say.plain("You are on duty. Calls for help come to you first."))


@routes.callback(EndDuty)
async def end_duty_tapped(ctx: HandlerContext, callback: EndDuty) -> Done:
    await ctx.act(end_duty, ctx.actor, callback.market_day)
    return Done(ctx.say.plain("You are not on duty."))
