"""Writing to many."""

from handlers.broadcast import views
from handlers.broadcast.callbacks import (
    AimBroadcast,
    AskBroadcast,
    ChooseAudience,
    ConfirmBroadcast,
    EditBroadcast,
    PreviewBroadcast,
)
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from locales.languages import CODES
from locales.refusals import sentence
from market.alley import alley_names
from market.broadcast.draft import Draft, aim_broadcast, broadcast_draft, write_broadcast
from market.broadcast.sending import last_sent
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
    return await tap.read(broadcast_draft, tap.acting, tap.house.admins, tap.now)


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
    await tap.act(aim_broadcast, tap.acting, *_choice(wish), tap.now)
    return await broadcast(tap, "")


def _choice(wish: AimBroadcast) -> tuple[str, str | int]:
    """What a button of ours can say; anything else narrows nothing."""
    match wish.what:
        case "alley":
            return "alleys", int(wish.value) if wish.value.isdecimal() and len(wish.value) < 10 else 0
        case "language":
            return "languages", wish.value if wish.value in CODES else ""
        case _:
            return "roles", wish.value


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
