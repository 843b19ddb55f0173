"""Sends where an alley is."""

from handlers.alley import views
from handlers.callbacks.alley import SendVenue
from handlers.callbacks.callback import Callback
from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.start import ShowStart
from handlers.callbacks.ticket import ShowTicket
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from market.alley import alley_location

routes = Routes()


@routes.callback(SendVenue)
async def send_venue(ctx: HandlerContext, callback: SendVenue) -> Screen:
    alley = await ctx.read_cached(alley_location, callback.alley)
    return views.directions(ctx.say, callback.alley, alley, back_from(callback))


def back_from(callback: SendVenue) -> Callback:
    """Returns what Back shows: the ticket or the drop that the map was opened from."""
    if callback.ticket:
        return ShowTicket(ticket=callback.ticket)
    return ShowDrop(drop=callback.drop, back_to=ListLocation().code) if callback.drop else ShowStart()
