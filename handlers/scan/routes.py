"""Routes for scanning: a link, a typed code or a photo of the QR, and the actions on the ticket."""

import asyncio

from handlers.callbacks.scan import (
    AcceptReturn,
    AskScan,
    CollectUnits,
    PayRefund,
    ScanTogether,
    ShowScan,
    TakeLateFee,
    UndoScan,
    UndoTogether,
)
from handlers.scan import views
from handlers.ticket.ticket_kinds import kind_views
from handlers.ticket.views import ticket_page
from handlers.ui.context import HandlerContext, IncomingPhoto
from handlers.ui.photo import fetch_photo
from handlers.ui.prompt import Prompt
from handlers.ui.qr_reader import MAX_BYTES, qr_in
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from market.packaging.refund import pay_back, return_money, take_fee
from market.photo_quota import may_post
from market.ticket.code_attempts import refuse_guessing
from market.ticket.lookup import TicketRole, TicketView, look_up, look_up_typed
from market.ticket.scan import collect, scan_facts, take_packaging_back, undo_scan, undoable
from market.ticket.signing_keys import public_keys
from market.ticket.ticket_code import read_code, seems_code
from market.ticket.together import scan_together, undo_together

routes = Routes()


class TicketCodePrompt(Prompt, name="code"):
    """The code of a ticket, written or as a photo."""


@routes.command("scan")
async def scan(ctx: HandlerContext, words: str) -> Screen:
    return await ask_scan(ctx, AskScan())


@routes.callback(AskScan)
async def ask_scan(ctx: HandlerContext, callback: AskScan) -> Screen:
    await ctx.set_prompt(TicketCodePrompt())
    return views.scan_ask(ctx.say)


@routes.prompt(TicketCodePrompt)
async def code_received(ctx: HandlerContext, prompt: TicketCodePrompt, words: str) -> Screen:
    await ctx.clear_prompt()
    return await _look_up_typed(ctx, words)


async def code_typed(ctx: HandlerContext, words: str) -> Screen | None:
    """Looks up a text that is the link of a ticket, or is written like a code. While something else is asked it has to be a right code, and no plain number."""
    if linked := await _code_in(ctx, words.strip()):
        return _ticket_page(ctx, await ctx.read(look_up, ctx.actor, linked, ctx.now))
    asked = ctx.pending_prompt is not None
    is_one = read_code(words) is not None and not words.strip().isdecimal() if asked else seems_code(words)
    return await _look_up_typed(ctx, words) if is_one else None


async def _look_up_typed(ctx: HandlerContext, words: str) -> Screen:
    view = await ctx.services.store.write(look_up_typed, ctx.actor, words, ctx.services.zone, now=ctx.now)
    return _ticket_page(ctx, view)


@routes.link("t")
async def open_ticket(ctx: HandlerContext, link_code: str) -> Screen:
    code = ctx.services.ticket_links.key.code_in(link_code)
    return _ticket_page(ctx, await ctx.read(look_up, ctx.actor, code, ctx.now) if code else None)


@routes.photo
async def photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> Screen | None:
    """Reads a ticket from a photo, unasked that of a stall or an organiser only. Another QR is left to the next handler, unless a ticket was asked for."""
    is_prompted = isinstance(ctx.pending_prompt, TicketCodePrompt)
    if not is_prompted and not await ctx.read(may_post, ctx.actor):
        return None
    text = None
    if photo.size <= MAX_BYTES:
        text = await asyncio.to_thread(qr_in, await fetch_photo(ctx, photo))
    code = await _code_in(ctx, text) if text else None
    if code is None and (photo.caption or not (is_prompted or text)):
        return None
    if is_prompted:
        await ctx.clear_prompt()
    if code:
        return _ticket_page(ctx, await ctx.read(look_up, ctx.actor, code, ctx.now))
    return views.not_our_ticket(ctx.say) if text else views.no_code_found(ctx.say)


@routes.callback(ShowScan)
async def show_scan(ctx: HandlerContext, callback: ShowScan) -> Screen:
    return await _look_up_typed(ctx, callback.code)


@routes.callback(CollectUnits)
async def collect_units(ctx: HandlerContext, callback: CollectUnits) -> ScreenReply:
    await _refuse_guessing(ctx)
    scan = await ctx.act(collect, ctx.actor, callback.code, callback.units, now=ctx.now, rng=ctx.services.rng)
    return await _scanned(ctx, callback.code, scan, callback.units)


@routes.callback(AcceptReturn)
async def accept_return(ctx: HandlerContext, callback: AcceptReturn) -> ScreenReply:
    await _refuse_guessing(ctx)
    scan = await ctx.act(take_packaging_back, ctx.actor, callback.code, callback.units, now=ctx.now)
    return await _scanned(ctx, callback.code, scan, callback.units)


@routes.callback(UndoScan)
async def undo(ctx: HandlerContext, callback: UndoScan) -> ScreenReply:
    await ctx.act(undo_scan, ctx.actor, callback.scan, ctx.now, rng=ctx.services.rng)
    return ScreenReply(await show_scan(ctx, ShowScan(code=callback.code)), toast=ctx.say.plain("Undone."))


@routes.callback(PayRefund)
async def pay_refund(ctx: HandlerContext, callback: PayRefund) -> ScreenReply:
    await ctx.act(pay_back, ctx.actor, callback.scan, now=ctx.now)
    return ScreenReply(await _paid(ctx, callback.scan), toast=ctx.say.plain("Paid back."))


@routes.callback(TakeLateFee)
async def take_late_fee(ctx: HandlerContext, callback: TakeLateFee) -> ScreenReply:
    await ctx.act(take_fee, ctx.actor, callback.scan, now=ctx.now)
    return ScreenReply(await _paid(ctx, callback.scan), toast=ctx.say.plain("Fee taken."))


@routes.callback(ScanTogether)
async def scan_all(ctx: HandlerContext, callback: ScanTogether) -> ScreenReply:
    await _refuse_guessing(ctx)
    done = await ctx.act(scan_together, ctx.actor, callback.code, now=ctx.now, rng=ctx.services.rng)
    toast = kind_views(done.ticket.kind).scanned_toast(ctx.say)
    return ScreenReply(views.scanned_together(ctx.say, done), toast=toast)


@routes.callback(UndoTogether)
async def undo_all(ctx: HandlerContext, callback: UndoTogether) -> ScreenReply:
    await ctx.act(undo_together, ctx.actor, callback.scan, now=ctx.now, rng=ctx.services.rng)
    return ScreenReply(await show_scan(ctx, ShowScan(code=callback.code)), toast=ctx.say.plain("Undone."))


async def _refuse_guessing(ctx: HandlerContext) -> None:
    """Raises TooManyCodes. An unknown code is counted by the fallback, which looks it up."""
    await ctx.read(refuse_guessing, ctx.person, ctx.services.zone, ctx.now)


async def _scanned(ctx: HandlerContext, code: str, scan: int, units: int) -> ScreenReply:
    view = await ctx.read(look_up, ctx.actor, code, ctx.now)
    assert view is not None, "it was scanned just now"
    toast = kind_views(view.ticket.kind).scanned_toast(ctx.say)
    money = await ctx.read(return_money, scan)
    return ScreenReply(views.scanned(ctx.say, view.ticket, scan, units, money=money), toast=toast)


async def _paid(ctx: HandlerContext, scan: int) -> Screen:
    """Shows a return once more, with what is still to be paid."""
    ticket, scanned = await ctx.read(scan_facts, scan)
    money = await ctx.read(return_money, scan)
    return views.scanned(ctx.say, ticket, scan, scanned.units, money=money)


async def _code_in(ctx: HandlerContext, text: str) -> str | None:
    """Returns the code of the ticket whose link this is."""
    if not text.lower().startswith("http"):
        return None
    return ctx.services.ticket_links.code_in(text, await ctx.read(public_keys))


def _ticket_page(ctx: HandlerContext, view: TicketView | None) -> Screen:
    """Shows the parts of the ticket this person may see."""
    if view is None:
        return views.not_our_ticket(ctx.say)
    match view.role:
        case TicketRole.HOLDER:
            return ticket_page(ctx.say, view.ticket, ctx.now)
        case TicketRole.STAFF:
            undo = undoable(view.ticket, ctx.person, ctx.now)
            return views.scan_result(ctx.say, view.ticket, ctx.now, undo, others=view.others)
        case TicketRole.ELSEWHERE:
            return views.other_stall_page(ctx.say, view.ticket, ctx.now)
        case TicketRole.ANYONE:
            return views.public_page(ctx.say, view.ticket, ctx.now)
