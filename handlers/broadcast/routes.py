"""Writing to many."""

from handlers.broadcast import progress_views, views
from handlers.broadcast.callbacks import (
    AimBroadcast,
    AskBroadcast,
    ChooseAudience,
    ConfirmBroadcast,
    EditBroadcast,
    PreviewBroadcast,
    SendBroadcast,
    ShowProgress,
    StopBroadcast,
)
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from locales.languages import CODES
from locales.refusals import sentence
from market.alley import alley_names
from market.broadcast.draft import Draft, aim_broadcast, broadcast_draft, write_broadcast
from market.broadcast.sending import followed, last_sent, send_broadcast, stop_broadcast
from market.refusal import NothingWritten, TextTooLong

routes = Routes()

QUESTION = "broadcast"


@routes.command("broadcast")
async def broadcast(tap: Tap, words: str) -> Screen:
    return views.broadcast_home(tap.say, await _draft(tap), await tap.read(last_sent, tap.acting))


@routes.wish(EditBroadcast)
async def edit(tap: Tap, wish: EditBroadcast) -> Screen:
    return await broadcast(tap, "")


async def _draft(tap: Tap) -> Draft:
    return await tap.read(broadcast_draft, tap.acting, tap.house.admins)


@routes.wish(AskBroadcast)
async def ask(tap: Tap, wish: AskBroadcast) -> Screen:
    await _draft(tap)
    await tap.ask(QUESTION)
    return views.broadcast_ask(tap.say)


@routes.answer(QUESTION)
async def written(tap: Tap, words: str, about: str) -> Screen | Shown:
    """What is too long is asked for again."""
    try:
        await tap.act(write_broadcast, tap.acting, words, tap.now)
    except (TextTooLong, NothingWritten) as refusal:
        note = sentence(tap.say, type(refusal).__name__, refusal.facts())
        return Shown(views.broadcast_ask(tap.say), note=note)
    await tap.ask("")
    return await broadcast(tap, "")


@routes.wish(ChooseAudience)
async def choose(tap: Tap, wish: ChooseAudience) -> Screen:
    draft = await _draft(tap)
    return views.audience_choice(tap.say, wish.what, draft.audience, await tap.look(alley_names))


@routes.wish(AimBroadcast)
async def aim(tap: Tap, wish: AimBroadcast) -> Screen:
    await tap.act(aim_broadcast, tap.acting, tap.now, _choice(wish))
    return await broadcast(tap, "")


def _choice(wish: AimBroadcast) -> dict[str, str | int]:
    """What a button of ours can say; anything else narrows nothing."""
    match wish.what:
        case "alley":
            return {"alley": int(wish.value) if wish.value.isdecimal() and len(wish.value) < 10 else 0}
        case "language":
            return {"language": wish.value if wish.value in CODES else ""}
        case _:
            return {"role": wish.value}


@routes.wish(PreviewBroadcast)
async def preview(tap: Tap, wish: PreviewBroadcast) -> Screen:
    draft = await _draft(tap)
    if not draft.words:
        raise NothingWritten
    return views.broadcast_preview(tap.say, draft)


@routes.wish(ConfirmBroadcast)
async def confirm(tap: Tap, wish: ConfirmBroadcast) -> Screen:
    draft = await _draft(tap)
    if not draft.words:
        raise NothingWritten
    return views.broadcast_confirm(tap.say, draft)


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
