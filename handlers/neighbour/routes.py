"""Living near an alley: asking to be told beforehand, and asking for no more of it."""

from handlers.neighbour import views
from handlers.neighbour.callbacks import LeaveNeighbour, ShowNeighbour, TellNeighbour
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from market.neighbour.listening import (
    Neighbourhood,
    listen,
    neighbourhood,
    neighbourhood_by_code,
    stop_listening,
)

routes = Routes()


@routes.wish(ShowNeighbour)
async def show_neighbour(tap: Tap, wish: ShowNeighbour) -> Screen:
    return _page(tap, await tap.read(neighbourhood, tap.person, wish.alley))


@routes.link("n")
async def open_neighbour(tap: Tap, code: str) -> Screen:
    """From a poster in the street."""
    return _page(tap, await tap.read(neighbourhood_by_code, tap.person, code))


@routes.wish(TellNeighbour)
async def tell(tap: Tap, wish: TellNeighbour) -> Shown:
    near = await tap.act(listen, tap.person, wish.alley, tap.now)
    return Shown(_page(tap, near), toast=tap.say.plain("We will notify you in advance."))


@routes.wish(LeaveNeighbour)
async def leave(tap: Tap, wish: LeaveNeighbour) -> Shown:
    near = await tap.act(stop_listening, tap.person, wish.alley)
    return Shown(_page(tap, near), toast=tap.say.plain("You will not get these any more."))


def _page(tap: Tap, near: Neighbourhood) -> Screen:
    link = f"https://t.me/{tap.house.username}?start=n_{near.code}"
    return views.neighbour_page(tap.say, near, tap.house.contact, link)
