"""The buttons under an announcement."""

from handlers.broadcast import button_views as views
from handlers.broadcast.audience_routes import own
from handlers.broadcast.callbacks import AddButton, ChooseButton, RemoveButton, ShowButtons
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from market.broadcast.choices import coming_drops, coming_stalls
from market.broadcast.preparing import BUTTONS, add_button, remove_button
from market.refusal import TooManyButtons

routes = Routes()


@routes.wish(ShowButtons)
async def show_buttons(tap: Tap, wish: ShowButtons) -> Screen:
    return views.buttons(tap.say, await own(tap))


@routes.wish(ChooseButton)
async def choose_button(tap: Tap, wish: ChooseButton) -> Screen:
    if len((await own(tap)).announcement.buttons) >= BUTTONS:
        raise TooManyButtons(BUTTONS)
    choices = await tap.read(coming_drops if wish.sort == "d" else coming_stalls, tap.acting, tap.now)
    return views.button_choice(tap.say, wish.sort, choices, tap.house.zone, wish.page)


@routes.wish(AddButton)
async def add(tap: Tap, wish: AddButton) -> Shown:
    await tap.act(add_button, tap.acting, wish.sort, wish.to, tap.now)
    return Shown(await show_buttons(tap, ShowButtons()), toast=tap.say.plain("Put under the message."))


@routes.wish(RemoveButton)
async def remove(tap: Tap, wish: RemoveButton) -> Shown:
    await tap.act(remove_button, tap.acting, wish.sort, wish.to, tap.now)
    return Shown(await show_buttons(tap, ShowButtons()), toast=tap.say.plain("Removed."))
