"""Looking at a draw, taking its proof along, and bringing a round by hand."""

import json
from collections.abc import Mapping
from typing import Any

from handlers.draw import views, waiting_views
from handlers.draw.callbacks import (
    AskSignature,
    SendEntry,
    SendProof,
    ShowDraw,
    ShowProofHelp,
    ShowWaitingDraws,
)
from handlers.drop.where import Where
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Screen, Shown
from handlers.ui.tap import Tap
from market.draw.published import PublishedDraw, entry_file, proof_file, published_draw
from market.draw.waiting import bring_round, waiting_draw, waiting_draws
from market.refusal import SignatureWrong

routes = Routes()


@routes.wish(ShowDraw)
async def show_draw(tap: Tap, wish: ShowDraw) -> Screen:
    page = await tap.read(published_draw, wish.line, tap.person)
    return views.draw_card(tap.say, page, Where.read(wish.where), tap.house.public_url)


@routes.wish(ShowProofHelp)
async def show_help(tap: Tap, wish: ShowProofHelp) -> Screen:
    page = await tap.read(published_draw, wish.line, tap.person)
    return views.proof_help(tap.say, page, Where.read(wish.where))


@routes.wish(SendProof)
async def send_proof(tap: Tap, wish: SendProof) -> Screen:
    page = await tap.read(published_draw, wish.line, tap.person)
    return _sent(tap, page, wish.where, await tap.read(proof_file, wish.line), "draw")


@routes.wish(SendEntry)
async def send_entry(tap: Tap, wish: SendEntry) -> Screen:
    page = await tap.read(published_draw, wish.line, tap.person)
    return _sent(tap, page, wish.where, await tap.read(entry_file, wish.line, tap.person), "entry")


def _sent(tap: Tap, page: PublishedDraw, where: str, document: Mapping[str, Any], kind: str) -> Screen:
    data = json.dumps(document, ensure_ascii=False, indent=1).encode()
    file = Document(f"{kind}-{document['draw']}.json", data)
    return views.file_sent(tap.say, page, Where.read(where), file)


@routes.command("beacon")
async def beacon(tap: Tap, words: str) -> Screen:
    return waiting_views.waiting_list(tap.say, await tap.read(waiting_draws, tap.acting, tap.now))


@routes.wish(ShowWaitingDraws)
async def show_waiting(tap: Tap, wish: ShowWaitingDraws) -> Screen:
    return await beacon(tap, "")


@routes.wish(AskSignature)
async def ask_signature(tap: Tap, wish: AskSignature) -> Screen:
    waits = await tap.read(waiting_draw, tap.acting, wish.draw, tap.now)
    await tap.ask(f"signature:{wish.draw}")
    return waiting_views.ask_signature(tap.say, waits)


@routes.answer("signature")
async def bring_signature(tap: Tap, words: str, about: str) -> Shown:
    waits = await tap.read(waiting_draw, tap.acting, int(about), tap.now)
    try:
        light = tap.house.beacon.proven(waits.round, words)
    except ValueError as error:
        raise SignatureWrong(waits.round) from error
    await tap.act(bring_round, tap.acting, waits.draw, light.randomness, light.signature, tap.now)
    screen = waiting_views.waiting_list(tap.say, await tap.read(waiting_draws, tap.acting, tap.now))
    return Shown(screen, note=tap.say("That is the right round. The numbers are out."))
