"""Shows where an alley is."""

from handlers.alley import views
from handlers.callbacks.alley import ShowAlley
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from market.alley import alley_location

routes = Routes()


@routes.callback(ShowAlley)
async def show_alley(ctx: HandlerContext, callback: ShowAlley) -> Screen:
    return views.directions(ctx.say, callback.alley, await ctx.read_cached(alley_location, callback.alley))
