"""Settings."""

from handlers.settings import views
from handlers.settings.callbacks import ShowSettings
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from handlers.ui.tap import Tap

routes = Routes()


@routes.command("settings")
async def settings(tap: Tap, words: str) -> Screen:
    return views.settings(tap.say, tap.chosen)


@routes.wish(ShowSettings)
async def show_settings(tap: Tap, wish: ShowSettings) -> Screen:
    return views.settings(tap.say, tap.chosen)
