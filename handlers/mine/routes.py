"""All that is one's own."""

from handlers.mine.callbacks import ShowMine, ShowPast, ShowWhy
from handlers.mine.past_views import past_list
from handlers.mine.views import mine_list, why_list
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from handlers.ui.tap import Tap
from market.waitlist.past import past
from market.waitlist.standing import Held, mine
from market.waitlist.why import why

routes = Routes()


@routes.command("mine")
async def all_mine(tap: Tap, words: str) -> Screen:
    return await show_mine(tap, ShowMine())


@routes.wish(ShowMine)
async def show_mine(tap: Tap, wish: ShowMine) -> Screen:
    return mine_list(tap.say, await tap.read(mine, tap.person, tap.now), wish.page, tap.now)


@routes.wish(ShowPast)
async def show_past(tap: Tap, wish: ShowPast) -> Screen:
    return past_list(tap.say, await tap.read(past, tap.person, tap.now, wish.page))


@routes.command("why")
async def why_nothing_moves(tap: Tap, words: str) -> Screen:
    return await show_why(tap, ShowWhy())


@routes.wish(ShowWhy)
async def show_why(tap: Tap, wish: ShowWhy) -> Screen:
    everything = await tap.read(mine, tap.person, tap.now)
    held = next((one for one in everything if isinstance(one.own, Held)), None)
    return why_list(tap.say, await tap.read(why, tap.person, tap.now), held)
