"""Scanning: a link, a typed code or a photo of the picture, and what is done with the ticket."""

import asyncio
import re

from handlers.scan import views
from handlers.scan.callbacks import AskScan, CollectUnits, ShowScan, TakeBack, UndoScan
from handlers.scan.reading import LARGEST, qr_in
from handlers.ticket.views import ticket_picture
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Photo, Tap
from market.ticket.code import seems_code
from market.ticket.facts import TicketFacts
from market.ticket.scan import collect, take_back, undo_scan, undoable
from market.ticket.seen import Role, Seen, look_up, type_code

routes = Routes()

QUESTION = "code"


@routes.command("scan")
async def scan(tap: Tap, words: str) -> Screen:
    return await ask_scan(tap, AskScan())


@routes.wish(AskScan)
async def ask_scan(tap: Tap, wish: AskScan) -> Screen:
    await tap.ask(QUESTION)
    return views.scan_ask(tap.say)


@routes.answer(QUESTION)
async def answered(tap: Tap, words: str, about: str) -> Screen:
    await tap.ask("")
    return await _typed(tap, words)


@routes.guess
async def typed(tap: Tap, words: str) -> Screen | None:
    return await _typed(tap, words) if seems_code(words) else None


async def _typed(tap: Tap, words: str) -> Screen:
    seen = await tap.house.store.write(type_code, tap.acting, words, tap.house.zone, tap.now)
    return _shown(tap, seen)


@routes.link("t")
async def open_ticket(tap: Tap, code: str) -> Screen:
    return await _linked(tap, code)


@routes.photo
async def photographed(tap: Tap, photo: Photo) -> Screen | None:
    """Somebody else's QR is left to whoever reads photos next, unless a ticket was asked for."""
    asked = tap.expects == QUESTION
    said = None
    if photo.size <= LARGEST:
        said = await asyncio.to_thread(qr_in, await tap.house.fetch(photo.file_id))
    code = _link_code(tap, said or "")
    if code is None and (photo.caption or not (asked or said)):
        return None
    if asked:
        await tap.ask("")
    if code:
        return await _linked(tap, code)
    return views.not_ours(tap.say) if said else views.nothing_read(tap.say)


@routes.wish(ShowScan)
async def show_scan(tap: Tap, wish: ShowScan) -> Screen:
    return _shown(tap, await tap.read(look_up, tap.acting, wish.code))


@routes.wish(CollectUnits)
async def collect_units(tap: Tap, wish: CollectUnits) -> Shown:
    scan = await tap.act(collect, tap.acting, wish.code, wish.units, tap.now, tap.house.dice)
    screen = views.collected(tap.say, await _ticket(tap, wish.code), scan)
    return Shown(screen, toast=tap.say.plain("Handed over."))


@routes.wish(TakeBack)
async def take_back_units(tap: Tap, wish: TakeBack) -> Shown:
    scan = await tap.act(take_back, tap.acting, wish.code, wish.units, tap.now)
    screen = views.returned(tap.say, await _ticket(tap, wish.code), scan, wish.units)
    return Shown(screen, toast=tap.say.plain("Taken back."))


@routes.wish(UndoScan)
async def undo(tap: Tap, wish: UndoScan) -> Shown:
    await tap.act(undo_scan, tap.acting, wish.scan, tap.now)
    return Shown(await show_scan(tap, ShowScan(code=wish.code)), toast=tap.say.plain("Undone."))


async def _ticket(tap: Tap, code: str) -> TicketFacts:
    seen = await tap.read(look_up, tap.acting, code)
    assert seen is not None, "it was scanned just now"
    return seen.ticket


async def _linked(tap: Tap, link_code: str) -> Screen:
    code = tap.house.key.code_in(link_code)
    return _shown(tap, await tap.read(look_up, tap.acting, code) if code else None)


def _link_code(tap: Tap, said: str) -> str | None:
    """What follows `t_` in a link to this very bot."""
    link = re.fullmatch(
        rf"https://t\.me/{re.escape(tap.house.username)}\?start=t_([A-Za-z0-9_-]{{1,62}})", said
    )
    return link and link[1]


def _shown(tap: Tap, seen: Seen | None) -> Screen:
    """What this person may see of it."""
    if seen is None:
        return views.not_ours(tap.say)
    match seen.role:
        case Role.HOLDER:
            return ticket_picture(tap.say, seen.ticket, tap.now)
        case Role.STAFF:
            return views.scan_result(
                tap.say, seen.ticket, tap.now, undoable(seen.ticket, tap.person, tap.now)
            )
        case Role.ELSEWHERE:
            return views.elsewhere(tap.say, seen.ticket, tap.now)
        case Role.ANYONE:
            return views.anyone(tap.say, seen.ticket, tap.now)
