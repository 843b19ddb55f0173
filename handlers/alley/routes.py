"""Sends where an alley is."""

from handlers.alley import views
from handlers.callbacks.alley import SendVenue
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from market.alley import alley_location

routes = Routes()


@routes.callback(SendVenue)
async def send_venue(ctx: HandlerContext, callback: SendVenue) -> Screen:
    return views.directions(ctx.say, callback, await ctx.read_cached(alley_location, callback.alley))
