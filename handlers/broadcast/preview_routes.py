"""Looking at a broadcast, trying it on oneself, and the last question before it goes."""

from handlers.broadcast import preview_views as views
from handlers.broadcast.audience_routes import own
from handlers.broadcast.callbacks import (
    ConfirmBroadcast,
    PreviewBroadcast,
    PreviewIn,
    ShowSending,
    ShowStopNews,
    TestBroadcast,
)
from handlers.broadcast.when_routes import when_page
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown, Toast
from handlers.ui.tap import Tap
from locales.formats import language_in, listed
from locales.refusals import sentence
from market.broadcast.draft import Draft
from market.broadcast.trying import try_broadcast
from market.refusal import (
    DropUnknown,
    NobodyToTell,
    NothingWritten,
    PromotionalTooSoon,
    Refusal,
    WhenPassed,
)

routes = Routes()


@routes.wish(PreviewBroadcast)
async def preview(tap: Tap, wish: PreviewBroadcast) -> Screen:
    draft = await _written(tap)
    return _preview(tap, draft, max(draft.words, key=draft.readers_of))


@routes.wish(PreviewIn)
async def preview_in(tap: Tap, wish: PreviewIn) -> Screen:
    draft = await _written(tap)
    return _preview(tap, draft, wish.language if wish.language in draft.words else next(iter(draft.words)))


def _preview(tap: Tap, draft: Draft, language: str) -> Screen:
    return views.preview(tap.say, draft, language, tap.house.username, tap.now)


async def _written(tap: Tap) -> Draft:
    """Raises NotOrganiser, NothingWritten."""
    draft = await own(tap)
    if not draft.words:
        raise NothingWritten
    return draft


@routes.wish(ShowStopNews)
async def show_stop_news(tap: Tap, wish: ShowStopNews) -> Toast:
    return Toast(tap.say.plain("Readers tap here to stop promotions."))


@routes.wish(ShowSending)
async def show_sending(tap: Tap, wish: ShowSending) -> Screen:
    return views.sending(tap.say, await _written(tap), tap.now)


@routes.wish(TestBroadcast)
async def test(tap: Tap, wish: TestBroadcast) -> Shown | Toast:
    languages = await tap.act(try_broadcast, tap.acting, tap.now)
    if not languages:
        return Shown(await show_sending(tap, ShowSending()), toast=tap.say.plain("On its way already."))
    names = listed(tap.say, [language_in(tap.say, code) for code in languages])
    return Toast(tap.say.plain("On its way to you: {languages}.", languages=names))


@routes.wish(ConfirmBroadcast)
async def confirm(tap: Tap, wish: ConfirmBroadcast) -> Screen | Shown:
    """What may not go at its time leads to when it may."""
    draft = await _written(tap)
    if not draft.readers.total:
        raise NobodyToTell
    if refusal := _untimely(draft):
        note = sentence(tap.say, type(refusal).__name__, refusal.facts())
        return Shown(await when_page(tap), toast=note.unescape(), note=note)
    return views.confirm(tap.say, draft, tap.now, tap.house.paid_broadcast)


def _untimely(draft: Draft) -> Refusal | None:
    if draft.when.over:
        return WhenPassed(draft.when.at, draft.zone) if draft.when.at else DropUnknown()
    return PromotionalTooSoon(draft.next_news, draft.zone) if draft.next_news else None
