"""Help and support."""

from handlers.help import views
from handlers.help.callbacks import Role, ShowHelp
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from locales.words import name as isolated_name
from market.refusal import ButtonForged

routes = Routes()


@routes.command("help")
async def help_page(tap: Tap, words: str) -> Screen:
    return views.help_page(tap.say, await _role(tap))


@routes.wish(ShowHelp)
async def show_help(tap: Tap, wish: ShowHelp) -> Screen:
    if wish.role and wish.role not in [*Role]:
        raise ButtonForged
    return views.help_page(tap.say, Role(wish.role) if wish.role else await _role(tap))


@routes.command("support")
async def support(tap: Tap, words: str) -> Screen:
    return views.support(tap.say, tap.house.contact)


async def unknown_command(tap: Tap, name: str) -> Shown:
    """A command that Lorong does not have."""
    note = tap.say("There is no command /{name}. Here is how it works.", name=isolated_name(name, 32))
    return Shown(views.help_page(tap.say, await _role(tap)), note=note)


async def _role(tap: Tap) -> Role:
    """Who has several is shown the one with the most to ask."""
    me = await tap.known()
    if tap.acting.named or (me is not None and me.organises):
        return Role.ORGANISER
    return Role.VENDOR if me is not None and me.has_stall else Role.SHOPPER
