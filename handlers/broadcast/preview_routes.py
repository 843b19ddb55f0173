"""Routes that preview a broadcast, send its author a test, and ask for confirmation."""

from handlers.broadcast import preview_views as views
from handlers.broadcast.audience_routes import my_draft
from handlers.broadcast.schedule_routes import schedule_page
from handlers.callbacks.broadcast import (
    ConfirmBroadcast,
    PreviewBroadcast,
    PreviewIn,
    ShowSending,
    ShowStopPromotions,
    TestBroadcast,
)
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply, Toast
from locales.formats import format_language, format_list_and
from locales.refusals import sentence
from market.broadcast.draft import BroadcastDraft
from market.broadcast.refusals import NobodyToNotify, NothingWritten, PromotionalTooSoon
from market.broadcast.sample import send_sample
from market.drop.refusals import DropUnknown
from market.refusal import Refusal, WhenPassed

routes = Routes()


@routes.callback(PreviewBroadcast)
async def preview_broadcast(ctx: HandlerContext, callback: PreviewBroadcast) -> Screen:
    draft = await _worded_draft(ctx)
    return _preview(ctx, draft, max(draft.words, key=draft.readers_of))


@routes.callback(PreviewIn)
async def preview_in(ctx: HandlerContext, callback: PreviewIn) -> Screen:
    draft = await _worded_draft(ctx)
    return _preview(
        ctx, draft, callback.language if callback.language in draft.words else next(iter(draft.words))
    )


def _preview(ctx: HandlerContext, draft: BroadcastDraft, language: str) -> Screen:
    return views.preview(ctx.say, draft, language, ctx.services.username, now=ctx.now)


async def _worded_draft(ctx: HandlerContext) -> BroadcastDraft:
    """Returns the draft. Raises NotOrganiser, or NothingWritten if it has no text."""
    draft = await my_draft(ctx)
    if not draft.words:
        raise NothingWritten
    return draft


@routes.callback(ShowStopPromotions)
async def show_stop_promotions(ctx: HandlerContext, callback: ShowStopPromotions) -> Toast:
    return Toast(ctx.say.plain("Readers tap here to stop promotions."))


@routes.callback(ShowSending)
async def show_sending(ctx: HandlerContext, callback: ShowSending) -> Screen:
    return views.sending_page(ctx.say, await _worded_draft(ctx), ctx.now)


@routes.callback(TestBroadcast)
async def test_broadcast_tapped(ctx: HandlerContext, callback: TestBroadcast) -> ScreenReply | Toast | Done:
    languages = await ctx.act(send_sample, ctx.actor, ctx.now)
    if not languages:
        return Done(ctx.say.plain("On its way already."))
    names = format_list_and(ctx.say, [format_language(ctx.say, code) for code in languages])
    return Toast(ctx.say.plain("On its way to you: {languages}.", languages=names))


@routes.callback(ConfirmBroadcast)
async def confirm_broadcast(ctx: HandlerContext, callback: ConfirmBroadcast) -> Screen | ScreenReply:
    """Asks for confirmation. A broadcast that may not be sent at its time leads to the allowed times."""
    draft = await _worded_draft(ctx)
    if not draft.readers.total:
        raise NobodyToNotify
    if refusal := _check_schedule(draft):
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        return ScreenReply(await schedule_page(ctx), toast=note.unescape(), note=note)
    return views.confirm(ctx.say, draft, ctx.now, ctx.services.paid_broadcast)


def _check_schedule(draft: BroadcastDraft) -> Refusal | None:
    if draft.when.over:
        return WhenPassed(draft.when.at, draft.zone) if draft.when.at else DropUnknown()
    return PromotionalTooSoon(draft.next_promotion, draft.zone) if draft.next_promotion else None
