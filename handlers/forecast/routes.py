"""Routes of forecasts: the page with its picture, and a drop posted again by one tap."""

from datetime import date
from hashlib import sha256

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.forecast import PostDropAgain, ShowForecast
from handlers.desk.routes import show_desk
from handlers.forecast import views
from handlers.forecast.chart import forecast_sheet
from handlers.stock.routes import published_reply
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenPicture, ScreenReply
from market.drop.planned_drops import span
from market.forecast.forecast import ForecastHistory, forecast_history
from market.printing import LettersNotPrintable, PrintingFailed
from market.refusal import ButtonForged
from market.staff.desks import open_desk
from market.stock.post_again import post_again

routes = Routes()


@routes.callback(ShowForecast)
async def show_forecast(ctx: HandlerContext, callback: ShowForecast) -> Screen:
    own = await ctx.read(open_desk, ctx.person)
    if own is None:
        return await show_desk(ctx, ShowDesk())
    history = await ctx.read(forecast_history, ctx.actor, own.stall.id, ctx.now)
    return views.forecast_page(ctx.say, history, await _picture(ctx, history))


@routes.callback(PostDropAgain)
async def post_drop_again(ctx: HandlerContext, callback: PostDropAgain) -> ScreenReply:
    posted = await ctx.act(
        post_again,
        ctx.actor,
        callback.drop,
        _day(callback.day),
        beacon=ctx.services.beacon.kind,
        now=ctx.now,
        rng=ctx.services.rng,
    )
    return await published_reply(ctx, posted)


async def _picture(ctx: HandlerContext, history: ForecastHistory) -> ScreenPicture | None:
    """Draws the picture; None where there is nothing to draw or it cannot be drawn: the text has all of it."""
    sheet = forecast_sheet(ctx.say, history)
    if sheet is None:
        return None
    try:
        png = await ctx.services.print_sheet(sheet)
    except (LettersNotPrintable, PrintingFailed):
        return None
    return ScreenPicture(key=f"forecast:{sha256(png).hexdigest()[:48]}", png=png)


def _day(number: int) -> date:
    """Returns the day of a number such as 20261204. Raises ButtonForged."""
    days = span(str(number))
    if days is None or days[0] != days[1]:
        raise ButtonForged
    return days[0]
