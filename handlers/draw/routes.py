"""Routes that show a draw, send its proof, and accept a beacon round by hand."""

import json
from collections.abc import Mapping
from typing import Any

from handlers.callbacks.draw import (
    AskSignature,
    SendEntry,
    SendProof,
    ShowDraw,
    ShowProof,
    ShowProofHelp,
    ShowWaitingDraws,
)
from handlers.callbacks.list_location import ListLocation
from handlers.draw import views, waiting_views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Done, Screen
from market.draw.overdue_draws import decide_by_round, overdue_draw, overdue_draws
from market.draw.published_draw import PublishedDraw, entry_file, proof_file, published_draw
from market.draw.refusals import SignatureWrong

routes = Routes()


class SignaturePrompt(Prompt, name="signature", returns_to=AskSignature, free_words=True):
    """The beacon's signature for a draw that is overdue."""

    draw: int


@routes.callback(ShowDraw)
async def show_draw(ctx: HandlerContext, callback: ShowDraw) -> Screen:
    page = await ctx.read_slowly(published_draw, callback.item, ctx.person)
    return views.draw_card(ctx.say, page, ListLocation.read(callback.back_to))


@routes.callback(ShowProof)
async def show_proof(ctx: HandlerContext, callback: ShowProof) -> Screen:
    page = await ctx.read_slowly(published_draw, callback.item, ctx.person)
    return views.draw_proof(ctx.say, page, ListLocation.read(callback.back_to), ctx.services.public_url)


@routes.callback(ShowProofHelp)
async def show_help(ctx: HandlerContext, callback: ShowProofHelp) -> Screen:
    page = await ctx.read_slowly(published_draw, callback.item, ctx.person)
    return views.proof_help(ctx.say, page, ListLocation.read(callback.back_to))


@routes.callback(SendProof)
async def send_proof(ctx: HandlerContext, callback: SendProof) -> Screen:
    page = await ctx.read_slowly(published_draw, callback.item, ctx.person)
    return _document_reply(
        ctx, page, callback.back_to, await ctx.read_slowly(proof_file, callback.item), kind="draw"
    )


@routes.callback(SendEntry)
async def send_entry(ctx: HandlerContext, callback: SendEntry) -> Screen:
    page = await ctx.read_slowly(published_draw, callback.item, ctx.person)
    return _document_reply(
        ctx,
        page,
        callback.back_to,
        await ctx.read_slowly(entry_file, callback.item, ctx.person),
        kind="entry",
    )


def _document_reply(
    ctx: HandlerContext, page: PublishedDraw, back_to: str, document: Mapping[str, Any], kind: str
) -> Screen:
    data = json.dumps(document, ensure_ascii=False, indent=1).encode()
    file = Document(f"{kind}-{document['draw']}.json", data)
    return views.file_sent(ctx.say, page, ListLocation.read(back_to), file)


@routes.command("beacon")
async def beacon(ctx: HandlerContext, words: str) -> Screen:
    return await show_waiting(ctx, ShowWaitingDraws())


@routes.callback(ShowWaitingDraws)
async def show_waiting(ctx: HandlerContext, callback: ShowWaitingDraws) -> Screen:
    draws = await ctx.read(overdue_draws, ctx.actor, ctx.now)
    return waiting_views.waiting_list(ctx.say, draws, callback.page)


@routes.question(SignaturePrompt)
async def ask_signature(ctx: HandlerContext, callback: AskSignature) -> Screen:
    overdue = await ctx.read(overdue_draw, ctx.actor, callback.draw, ctx.now)
    return waiting_views.ask_signature(ctx.say, overdue)


@routes.prompt(SignaturePrompt)
async def signature_received(ctx: HandlerContext, prompt: SignaturePrompt, words: str) -> Done:
    overdue = await ctx.read(overdue_draw, ctx.actor, prompt.draw, ctx.now)
    try:
        light = ctx.services.beacon.proven(overdue.round, words)
    except ValueError as error:
        raise SignatureWrong(overdue.round) from error
    await ctx.act(
        decide_by_round, ctx.actor, overdue.draw, light.randomness, signature=light.signature, now=ctx.now
    )
    return Done(ctx.say.plain("That is the right round. The numbers are out."), ShowWaitingDraws())
