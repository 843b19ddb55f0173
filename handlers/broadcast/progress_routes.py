"""A broadcast from Send on."""

from handlers.broadcast import progress_views
from handlers.broadcast.progress_callbacks import SendBroadcast, ShowProgress, StopBroadcast
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from handlers.ui.tap import Tap
from market.broadcast.sending import followed, send_broadcast, stop_broadcast

routes = Routes()


@routes.wish(SendBroadcast)
async def send(tap: Tap, wish: SendBroadcast) -> Screen:
    """The confirmation becomes the progress message."""
    sent = await tap.act(send_broadcast, tap.acting, wish.broadcast, tap.message, tap.house.admins, tap.now)
    return progress_views.broadcast_progress(tap.say, sent, tap.house.zone, tap.now)


@routes.wish(StopBroadcast)
async def stop(tap: Tap, wish: StopBroadcast) -> Screen:
    stopped = await tap.act(stop_broadcast, tap.acting, wish.broadcast, tap.now)
    return progress_views.broadcast_progress(tap.say, stopped, tap.house.zone, tap.now)


@routes.wish(ShowProgress)
async def progress(tap: Tap, wish: ShowProgress) -> Screen:
    found = await tap.read(followed, tap.acting, wish.broadcast)
    return progress_views.broadcast_progress(tap.say, found, tap.house.zone, tap.now)
