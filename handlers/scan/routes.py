"""Routes for scanning: a link, a typed code or a photo of the QR, and the actions on the ticket."""

from handlers.callbacks.piece import ShowPiece
from handlers.callbacks.place import place_code, read_place
from handlers.callbacks.scan import (
    AcceptReturn,
    AskCondition,
    AskPayment,
    AskPaymentTogether,
    AskScan,
    CollectUnits,
    HandOver,
    HandOverTogether,
    ScanTogether,
    ShowReturn,
    ShowScan,
    ShowSwap,
    SwapUnits,
    UndoScan,
    UndoTogether,
)
from handlers.scan import hand_over_views, swap_views, views
from handlers.scan.piece_routes import piece_in, show_piece
from handlers.scan.return_routes import return_done, returned_together
from handlers.scan.spoken_routes import spoken_typed
from handlers.ticket.ticket_kinds import kind_views
from handlers.ticket.views import ticket_page
from handlers.ui.context import HandlerContext, IncomingPhoto
from handlers.ui.photo import MAX_BYTES, fetch_photo
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from market.deposit.emv import is_payment_qr
from market.packaging.place import PlaceRef, works_with_packaging
from market.photo_quota import may_post
from market.sale.hand_over import (
    hand_over_receipt,
    hand_over_together,
    hand_over_units,
    undo_hand_over,
    undo_hand_over_together,
)
from market.ticket.code_attempts import refuse_guessing
from market.ticket.facts import TicketFacts, TicketStatus, ticket_status
from market.ticket.lookup import TicketRole, TicketView, look_up, look_up_typed
from market.ticket.refusals import PackagingDiffers, TicketUnknown
from market.ticket.scan import (
    NOT_SAID,
    HandOverPayment,
    PackagingReturn,
    PackagingSwap,
    scans_tickets,
    swap_packaging,
    take_packaging_back,
    undoable,
)
from market.ticket.signing_keys import public_keys
from market.ticket.ticket_code import read_code, seems_code
from storage.ticket import TicketKind, TicketSubject

routes = Routes()


class TicketCodePrompt(Prompt, name="code", returns_to=AskScan):
    """The code of a ticket, written or as a photo; at a place, and for a swap with the goods of a pickup ticket."""

    place: str
    pickup: str


ANYWHERE = TicketCodePrompt(place="", pickup="")


@routes.command("scan")
async def scan(ctx: HandlerContext, words: str) -> Screen:
    return await ask_scan(ctx, AskScan())


@routes.callback(AskScan)
async def ask_scan(ctx: HandlerContext, callback: AskScan) -> Screen:
    await ctx.set_prompt(TicketCodePrompt(place=callback.place, pickup=callback.pickup))
    return swap_views.empties_ask(ctx.say) if callback.pickup else views.scan_ask(ctx.say)


@routes.prompt(TicketCodePrompt)
async def code_received(ctx: HandlerContext, prompt: TicketCodePrompt, words: str) -> Screen:
    await ctx.clear_prompt()
    spoken = None if prompt.place or prompt.pickup else await spoken_typed(ctx, words)
    return spoken or await _look_up_typed(ctx, words, prompt)


async def code_typed(ctx: HandlerContext, words: str) -> Screen | None:
    """Looks up a text that is the link of a ticket or a piece of packaging, or is written like a code.

    While something else is asked it has to be a right code, and no plain number.
    """
    asked = _asked(ctx)
    if linked := await _code_in(ctx, words.strip()):
        return await _scanned_page(ctx, linked, asked)
    if piece := await piece_in(ctx, words):
        return await _piece_page(ctx, piece, asked)
    busy = ctx.pending_prompt is not None
    is_one = read_code(words) is not None and not words.strip().isdecimal() if busy else seems_code(words)
    return await _look_up_typed(ctx, words, asked) if is_one else None


def _asked(ctx: HandlerContext) -> TicketCodePrompt:
    """Returns what was asked, where a ticket was; a ticket that comes unasked is for any place."""
    return ctx.pending_prompt if isinstance(ctx.pending_prompt, TicketCodePrompt) else ANYWHERE


async def _look_up_typed(ctx: HandlerContext, words: str, prompt: TicketCodePrompt) -> Screen:
    view = await ctx.services.store.write(
        look_up_typed, ctx.actor, words, ctx.services.zone, now=ctx.now, place=_place(prompt.place)
    )
    if view is None:
        return views.code_unknown(ctx.say, words, scans=await _scans(ctx))
    return await _ticket_page(ctx, view, prompt)


@routes.link("t")
async def open_ticket(ctx: HandlerContext, link_code: str) -> Screen:
    code = ctx.services.ticket_links.key.code_in(link_code)
    if not code:
        return views.not_our_ticket(ctx.say, scans=await _scans(ctx))
    return await _scanned_page(ctx, code, ANYWHERE)


async def _scanned_page(ctx: HandlerContext, code: str, prompt: TicketCodePrompt) -> Screen:
    """Shows the ticket whose QR was scanned."""
    view = await ctx.read(look_up, ctx.actor, code, ctx.now, place=_place(prompt.place))
    return await _ticket_page(ctx, view, prompt)


@routes.photo
async def photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> Screen | None:
    """Reads a ticket from a photo, unasked that of a stall, of hub staff or of an organiser only.

    A payment QR is left to the next handler, and so is any other one with a caption or where something else was asked.
    """
    is_prompted = isinstance(ctx.pending_prompt, TicketCodePrompt)
    if not is_prompted and not await _may_scan(ctx):
        return None
    asked, text = _asked(ctx), None
    if photo.size <= MAX_BYTES:
        text = await ctx.services.files.qr_in(await fetch_photo(ctx, photo))
    code = await _code_in(ctx, text) if text else None
    if text and (piece := await piece_in(ctx, text)):
        await ctx.clear_prompt()
        return await _piece_page(ctx, piece, asked)
    if code is None and _is_for_another(ctx, photo, text):
        return None
    if is_prompted:
        await ctx.clear_prompt()
    if code:
        return await _scanned_page(ctx, code, asked)
    answer = views.not_our_ticket if text else views.no_code_found
    return answer(ctx.say, scans=await _scans(ctx))


def _is_for_another(ctx: HandlerContext, photo: IncomingPhoto, text: str | None) -> bool:
    """Returns whether a photo without a ticket is left to the next handler."""
    if photo.caption or (text and is_payment_qr(text)):
        return True
    is_prompted = isinstance(ctx.pending_prompt, TicketCodePrompt)
    return not is_prompted and (text is None or ctx.pending_prompt is not None)


async def _piece_page(ctx: HandlerContext, piece: tuple[str, str], prompt: TicketCodePrompt) -> Screen:
    code, serial = piece
    return await show_piece(ctx, ShowPiece(code=code, serial=serial, place=prompt.place))


async def _may_scan(ctx: HandlerContext) -> bool:
    return await ctx.read(may_post, ctx.actor) or await ctx.read(works_with_packaging, ctx.person)


async def _scans(ctx: HandlerContext) -> bool:
    """Returns whether this person scans other people's tickets."""
    return await ctx.read(scans_tickets, ctx.actor)


@routes.callback(ShowScan)
async def show_scan(ctx: HandlerContext, callback: ShowScan) -> Screen:
    return await _look_up_typed(ctx, callback.code, TicketCodePrompt(place=callback.place, pickup=""))


@routes.callback(ShowReturn)
async def show_return(ctx: HandlerContext, callback: ShowReturn) -> Screen:
    return _staff_page(ctx, await _view(ctx, callback.code, callback.place))


@routes.callback(CollectUnits)
async def collect_units(ctx: HandlerContext, callback: CollectUnits) -> ScreenReply:
    return await _hand_over(ctx, callback.code, callback.units, NOT_SAID)


@routes.callback(HandOver)
async def hand_over(ctx: HandlerContext, callback: HandOver) -> ScreenReply:
    payment = HandOverPayment(method=callback.method, done=callback.done, began=callback.began)
    return await _hand_over(ctx, callback.code, callback.units, payment)


async def _hand_over(ctx: HandlerContext, code: str, units: int, payment: HandOverPayment) -> ScreenReply:
    await _refuse_guessing(ctx)
    scan = await ctx.act(
        hand_over_units, ctx.actor, code, units, now=ctx.now, rng=ctx.services.rng, payment=payment
    )
    ticket = (await _view(ctx, code, "")).ticket
    toast = kind_views(ticket.kind).scanned_toast(ctx.say)
    receipt = await ctx.read(hand_over_receipt, scan) if payment.method else None
    done = hand_over_views.handed_over(ctx.say, ticket, scan, units, method=payment.method, receipt=receipt)
    return ScreenReply(done, toast=toast)


@routes.callback(AskPayment)
async def ask_payment(ctx: HandlerContext, callback: AskPayment) -> Screen:
    view = await _view(ctx, callback.code, "")
    if not _pays(ctx, view.ticket, 1 <= callback.units <= view.ticket.left):
        return _staff_page(ctx, view)
    return hand_over_views.payment_ask(ctx.say, view.ticket, callback.units, callback.began)


@routes.callback(AskPaymentTogether)
async def ask_payment_together(ctx: HandlerContext, callback: AskPaymentTogether) -> Screen:
    view = await _view(ctx, callback.code, "")
    if not _pays(ctx, view.ticket, bool(view.others)):
        return _staff_page(ctx, view)
    return hand_over_views.together_ask(ctx.say, view.ticket, view.others, callback.began)


def _pays(ctx: HandlerContext, ticket: TicketFacts, left: bool) -> bool:
    """Returns whether a ticket of a booking is valid, and what was tapped is left of it; else its page says what became of it."""
    of_booking = ticket.kind.subject is TicketSubject.BOOKING
    return of_booking and left and ticket_status(ticket, ctx.now) is TicketStatus.VALID


@routes.callback(AskCondition)
async def ask_condition(ctx: HandlerContext, callback: AskCondition) -> Screen:
    return views.condition_ask(
        ctx.say, (await _view(ctx, callback.code, callback.place)).ticket, callback.place
    )


@routes.callback(AcceptReturn)
async def accept_return(ctx: HandlerContext, callback: AcceptReturn) -> Done:
    await _refuse_guessing(ctx)
    how = PackagingReturn(place=_place(callback.place), condition=callback.condition)
    scan = await ctx.act(
        take_packaging_back, ctx.actor, callback.code, callback.units, now=ctx.now, packaging_return=how
    )
    return await return_done(ctx, scan, ctx.say.plain("Taken back."))


@routes.callback(ShowSwap)
async def show_swap(ctx: HandlerContext, callback: ShowSwap) -> Screen:
    view = await _view(ctx, callback.code, callback.place)
    return swap_views.swap_page(ctx.say, view.ticket, None, callback.place)


@routes.callback(SwapUnits)
async def swap_units(ctx: HandlerContext, callback: SwapUnits) -> ScreenReply:
    await _refuse_guessing(ctx)
    how = PackagingSwap(place=_place(callback.place), pickup=callback.pickup or None)
    scan = await ctx.act(swap_packaging, ctx.actor, callback.code, callback.units, now=ctx.now, swap=how)
    ticket = (await _view(ctx, callback.code, callback.place)).ticket
    return ScreenReply(swap_views.swapped(ctx.say, ticket, scan, callback), toast=ctx.say.plain("Swapped."))


@routes.callback(UndoScan)
async def undo_scan_tapped(ctx: HandlerContext, callback: UndoScan) -> Done:
    await ctx.act(undo_hand_over, ctx.actor, callback.scan, ctx.now, rng=ctx.services.rng)
    return Done(ctx.say.plain("Undone."), ShowScan(code=callback.code, place=callback.place))


@routes.callback(ScanTogether)
async def scan_all(ctx: HandlerContext, callback: ScanTogether) -> ScreenReply:
    return await _scan_all(ctx, callback)


@routes.callback(HandOverTogether)
async def hand_over_all(ctx: HandlerContext, callback: HandOverTogether) -> ScreenReply:
    payment = HandOverPayment(method=callback.method, began=callback.began)
    return await _scan_all(ctx, ScanTogether(code=callback.code), payment)


async def _scan_all(
    ctx: HandlerContext, callback: ScanTogether, payment: HandOverPayment = NOT_SAID
) -> ScreenReply:
    await _refuse_guessing(ctx)
    done = await ctx.act(
        hand_over_together,
        ctx.actor,
        callback.code,
        now=ctx.now,
        rng=ctx.services.rng,
        place=_place(callback.place),
        method=payment.method,
        began=payment.began,
    )
    toast = kind_views(done.ticket.kind).scanned_toast(ctx.say)
    if done.ticket.kind is TicketKind.RETURNS:
        return ScreenReply(await returned_together(ctx, done, callback.place), toast=toast)
    receipt = await ctx.read(hand_over_receipt, done.scan) if done.method else None
    return ScreenReply(hand_over_views.handed_over_together(ctx.say, done, receipt), toast=toast)


@routes.callback(UndoTogether)
async def undo_all(ctx: HandlerContext, callback: UndoTogether) -> Done:
    await ctx.act(undo_hand_over_together, ctx.actor, callback.scan, now=ctx.now, rng=ctx.services.rng)
    return Done(ctx.say.plain("Undone."))


async def _refuse_guessing(ctx: HandlerContext) -> None:
    """Raises TooManyCodes. An unknown code is counted by the fallback, which looks it up."""
    await ctx.read(refuse_guessing, ctx.person, ctx.services.zone, ctx.now)


async def _view(ctx: HandlerContext, code: str, place: str) -> TicketView:
    """Returns a ticket that its staff look at. Raises TicketUnknown for anybody else, and TooManyCodes."""
    await _refuse_guessing(ctx)
    view = await ctx.read(look_up, ctx.actor, code, ctx.now, place=_place(place))
    if view is None or view.role is not TicketRole.STAFF:
        raise TicketUnknown
    return view


def _place(code: str) -> PlaceRef | None:
    return read_place(code) if code else None


async def _code_in(ctx: HandlerContext, text: str) -> str | None:
    """Returns the code of the ticket whose link this is."""
    if not text.lower().startswith("http"):
        return None
    return ctx.services.ticket_links.code_in(text, await ctx.read(public_keys))


async def _ticket_page(ctx: HandlerContext, view: TicketView | None, prompt: TicketCodePrompt) -> Screen:
    """Shows the parts of the ticket this person may see."""
    if view is None:
        return views.not_our_ticket(ctx.say, scans=await _scans(ctx))
    match view.role:
        case TicketRole.HOLDER:
            return ticket_page(ctx.say, view.ticket, ctx.now)
        case TicketRole.STAFF:
            return await _swap_or_staff_page(ctx, view, prompt)
        case TicketRole.ELSEWHERE:
            return views.other_stall_page(ctx.say, view.ticket, ctx.now)
        case TicketRole.ANYONE:
            return views.public_page(ctx.say, view.ticket, ctx.now)


async def _swap_or_staff_page(ctx: HandlerContext, view: TicketView, prompt: TicketCodePrompt) -> Screen:
    """Offers a swap where goods go out in the packaging that comes back. Raises PackagingDiffers where that was asked for and cannot be."""
    pickup = await _pickup(ctx, view, prompt.pickup) if prompt.pickup else view.pickup
    if ticket_status(view.ticket, ctx.now) is not TicketStatus.VALID or pickup is None:
        return _staff_page(ctx, view)
    return swap_views.swap_page(ctx.say, view.ticket, pickup, _code_of(view))


async def _pickup(ctx: HandlerContext, view: TicketView, code: str) -> TicketFacts:
    """Returns the pickup ticket that is swapped with a returns ticket. Raises PackagingDiffers, TicketUnknown."""
    pickup = (await _view(ctx, code, "")).ticket
    if pickup.packaging is None or pickup.packaging != view.ticket.packaging:
        raise PackagingDiffers
    return pickup


def _staff_page(ctx: HandlerContext, view: TicketView) -> Screen:
    undo = undoable(view.ticket, ctx.person, ctx.now)
    return views.scan_result(ctx.say, view, ctx.now, undo)


def _code_of(view: TicketView) -> str:
    return place_code(view.place.ref) if view.place else ""
