"""Privacy in words."""

from handlers.privacy import views
from handlers.privacy.callbacks import ShowPrivacy
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from handlers.ui.tap import Tap
from market.mailbox import letters_kept

routes = Routes()


@routes.command("privacy")
async def privacy(tap: Tap, words: str) -> Screen:
    return views.privacy_summary(tap.say, await tap.read(letters_kept, tap.person), tap.house.contact)


@routes.wish(ShowPrivacy)
async def show_privacy(tap: Tap, wish: ShowPrivacy) -> Screen:
    return await privacy(tap, "")
