"""The way to an alley."""

from handlers.alley import views
from handlers.alley.callbacks import ShowAlley
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from handlers.ui.tap import Tap
from market.alley import alley_place

routes = Routes()


@routes.wish(ShowAlley)
async def show_alley(tap: Tap, wish: ShowAlley) -> Screen:
    return views.directions(tap.say, wish.alley, await tap.look(alley_place, wish.alley))
