"""Routes that hand a booking over without its holder's phone (docs/ticket.md)."""

from handlers.callbacks.scan import AskHolderName, CollectSpoken, HandOverSpoken
from handlers.scan import hand_over_views, spoken_views
from handlers.ticket.ticket_kinds import kind_views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from market.desk import desk
from market.sale.hand_over import hand_over_receipt, hand_over_without_phone
from market.staff.desks import open_desk
from market.ticket.lookup import look_up
from market.ticket.refusals import TicketUnknown
from market.ticket.scan import NOT_SAID, HandOverPayment
from market.ticket.without_phone import SpokenTicket, find_spoken, read_spoken

routes = Routes()


class HolderNamePrompt(Prompt, name="holder_name", returns_to=AskHolderName, free_words=True):
    """The beginning of the name of a holder without a phone."""

    stall_day: int
    code: str


@routes.question(HolderNamePrompt)
async def ask_holder_name(ctx: HandlerContext, callback: AskHolderName) -> Screen:
    return spoken_views.holder_name_ask(ctx.say, callback.code, callback.stall_day)


@routes.prompt(HolderNamePrompt)
async def holder_name_received(ctx: HandlerContext, prompt: HolderNamePrompt, words: str) -> Screen:
    await ctx.clear_prompt()
    return await _found(ctx, SpokenTicket(prompt.stall_day, prompt.code, words))


async def spoken_typed(ctx: HandlerContext, words: str) -> Screen | None:
    """Looks up a name and the beginning of a code, for the evening of the desk that is open; None where the text is no such thing."""
    said = read_spoken(words)
    own = await ctx.read(open_desk, ctx.person) if said else None
    day = (await ctx.read(desk, ctx.actor, own.stall.id, ctx.now)).day if own else None
    if said is None or day is None:
        return None
    return await _found(ctx, SpokenTicket(day.id, *said))


async def _found(ctx: HandlerContext, spoken: SpokenTicket) -> Screen:
    zone = ctx.services.zone
    ticket = await ctx.services.store.write(find_spoken, ctx.actor, spoken, zone, now=ctx.now)
    if ticket is None:
        return spoken_views.spoken_unknown(ctx.say, spoken)
    return spoken_views.spoken_page(ctx.say, ticket, spoken, now=ctx.now)


@routes.callback(CollectSpoken)
async def collect_spoken(ctx: HandlerContext, callback: CollectSpoken) -> Screen | ScreenReply:
    return await _hand_over(ctx, callback, NOT_SAID)


@routes.callback(HandOverSpoken)
async def hand_over_spoken_tapped(ctx: HandlerContext, callback: HandOverSpoken) -> Screen | ScreenReply:
    return await _hand_over(ctx, callback, HandOverPayment(method=callback.method, done=callback.done))


async def _hand_over(
    ctx: HandlerContext, callback: CollectSpoken | HandOverSpoken, payment: HandOverPayment
) -> Screen | ScreenReply:
    spoken = SpokenTicket(callback.stall_day, callback.code, callback.name)
    scan = await ctx.act(
        hand_over_without_phone,
        ctx.actor,
        spoken,
        payment,
        zone=ctx.services.zone,
        now=ctx.now,
        rng=ctx.services.rng,
    )
    if scan is None:
        return spoken_views.spoken_unknown(ctx.say, spoken)
    ticket = TicketUnknown.unless(await ctx.read(look_up, ctx.actor, callback.code, ctx.now)).ticket
    units = ticket.last.units if ticket.last else ticket.units
    receipt = await ctx.read(hand_over_receipt, scan) if payment.method else None
    done = hand_over_views.handed_over(ctx.say, ticket, scan, units, method=payment.method, receipt=receipt)
    return ScreenReply(done, toast=kind_views(ticket.kind).scanned_toast(ctx.say))
