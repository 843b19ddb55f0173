"""A broadcast from Send on: sent, paused, stopped, looked at."""

from handlers.broadcast.callbacks import EditDrafts
from handlers.broadcast.draft_routes import edit
from handlers.broadcast.progress_callbacks import (
    ChangeBroadcast,
    PauseBroadcast,
    ResumeBroadcast,
    SendBroadcast,
    SendNow,
    ShowProgress,
    StopBroadcast,
)
from handlers.broadcast.progress_views import broadcast_progress
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from market.broadcast.pausing import pause_broadcast, resume_broadcast, stop_broadcast
from market.broadcast.progress import Progress, followed
from market.broadcast.scheduling import edit_again
from market.broadcast.sending import send_broadcast, send_now

routes = Routes()


@routes.wish(SendBroadcast)
async def send(tap: Tap, wish: SendBroadcast) -> Screen:
    """The confirmation becomes the progress message."""
    house = tap.house
    return shown(
        tap,
        await tap.act(
            send_broadcast, tap.acting, wish.broadcast, tap.message, house.admins, house.zone, tap.now
        ),
    )


@routes.wish(SendNow)
async def now(tap: Tap, wish: SendNow) -> Screen:
    house = tap.house
    return shown(tap, await tap.act(send_now, tap.acting, wish.broadcast, house.admins, house.zone, tap.now))


@routes.wish(ChangeBroadcast)
async def change(tap: Tap, wish: ChangeBroadcast) -> Shown:
    await tap.act(edit_again, tap.acting, wish.broadcast)
    off = tap.say("Schedule cancelled. It is sent when you tap Send.")
    return Shown(await edit(tap, EditDrafts()), toast=off.unescape(), note=off)


@routes.wish(PauseBroadcast)
async def pause(tap: Tap, wish: PauseBroadcast) -> Screen:
    return shown(tap, await tap.act(pause_broadcast, tap.acting, wish.broadcast, tap.now))


@routes.wish(ResumeBroadcast)
async def resume(tap: Tap, wish: ResumeBroadcast) -> Screen:
    return shown(tap, await tap.act(resume_broadcast, tap.acting, wish.broadcast, tap.now))


@routes.wish(StopBroadcast)
async def stop(tap: Tap, wish: StopBroadcast) -> Screen:
    return shown(tap, await tap.act(stop_broadcast, tap.acting, wish.broadcast, tap.now))


@routes.wish(ShowProgress)
async def progress(tap: Tap, wish: ShowProgress) -> Screen:
    found = await tap.read(followed, tap.acting, wish.broadcast, tap.now)
    return shown(tap, found) if found else await edit(tap, EditDrafts())


def shown(tap: Tap, found: Progress) -> Screen:
    return broadcast_progress(tap.say, found, tap.house.zone, tap.now)
