"""Routes for the money of packaging that came back: paid out, paid in, left to the alley."""

from handlers.callbacks.return_money import (
    AskLeave,
    AskWaive,
    LeaveRefund,
    PayTogether,
    ShowOwed,
    ShowReturned,
    TakeFeesTogether,
    UndoLeaving,
    UndoWaiver,
    WaiveFee,
)
from handlers.callbacks.scan import PayRefund, TakeLateFee
from handlers.scan import return_views
from handlers.stock.price_parsing import read_price_alone
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.packaging.place import place_facts
from market.packaging.refund import leave_to_alley, pay_back, take_fee, undo_leaving
from market.packaging.refusals import NothingOwed
from market.packaging.waiver import undo_waiver, waive_fee
from market.ticket.lookup import look_up
from market.ticket.refusals import TicketUnknown
from market.ticket.returned import Returned, owed_returns, returned
from market.ticket.scan_rule import UNDOABLE
from market.ticket.together import (
    ScannedTogether,
    pay_back_together,
    take_fees_together,
    together_money,
)

routes = Routes()


class LeavingPrompt(Prompt, name="leave to the alley", returns_to=AskLeave):
    """The amount of a refund that is left to the alley."""

    scan: int


async def return_done(ctx: HandlerContext, scan: int, toast: str) -> Done:
    """Returns what was done with a return, as its staff see it: also where it is their own."""
    return Done(toast, _staff_page(ctx, await ctx.read(returned, ctx.actor, scan)))


def _staff_page(ctx: HandlerContext, returned: Returned) -> Screen:
    fresh = returned.scan.by_id == ctx.person and returned.scan.at > ctx.now - UNDOABLE
    waived = returned.waived
    undo_waiving = waived and waived.by_id == ctx.person and waived.at > ctx.now - UNDOABLE
    return return_views.returned_page(ctx.say, returned, fresh, undo_waiving=bool(undo_waiving))


async def returned_together(ctx: HandlerContext, scans: ScannedTogether, place: str) -> Screen:
    """Returns what one tap took back, with what is to be paid for it."""
    money = await ctx.read(together_money, ctx.actor, scans.scan)
    return return_views.returned_together_page(ctx.say, scans, money, place)


@routes.callback(ShowReturned)
async def show_returned(ctx: HandlerContext, callback: ShowReturned) -> Screen:
    found = await ctx.read(returned, ctx.actor, callback.scan)
    if found.ticket.holder == ctx.person:
        return return_views.own_return_page(ctx.say, found)
    return _staff_page(ctx, found)


@routes.callback(ShowOwed)
async def show_owed(ctx: HandlerContext, callback: ShowOwed) -> Screen:
    owed = await ctx.read(owed_returns, ctx.actor, callback.ref)
    place = await ctx.read(place_facts, callback.ref)
    return return_views.owed_list(ctx.say, place, owed, callback.page)


@routes.callback(PayRefund)
async def pay_refund(ctx: HandlerContext, callback: PayRefund) -> Done:
    await ctx.act(pay_back, ctx.actor, callback.scan, now=ctx.now)
    return await return_done(ctx, callback.scan, ctx.say.plain("Refunded."))


@routes.callback(TakeLateFee)
async def take_late_fee(ctx: HandlerContext, callback: TakeLateFee) -> Done:
    await ctx.act(take_fee, ctx.actor, callback.scan, now=ctx.now)
    return await return_done(ctx, callback.scan, ctx.say.plain("Fee taken."))


@routes.callback(AskWaive)
async def ask_waive(ctx: HandlerContext, callback: AskWaive) -> Screen:
    found = await ctx.read(returned, ctx.actor, callback.scan)
    if not found.may_waive:
        raise NothingOwed
    return return_views.waive_ask(ctx.say, found)


@routes.callback(WaiveFee)
async def waive_fee_tapped(ctx: HandlerContext, callback: WaiveFee) -> Done:
    await ctx.act(waive_fee, ctx.actor, callback.scan, callback.reason, now=ctx.now)
    return await return_done(ctx, callback.scan, ctx.say.plain("Fee waived."))


@routes.callback(UndoWaiver)
async def take_waiver_back(ctx: HandlerContext, callback: UndoWaiver) -> Done:
    await ctx.act(undo_waiver, ctx.actor, callback.waiver, now=ctx.now)
    return await return_done(ctx, callback.scan, ctx.say.plain("Undone."))


@routes.callback(PayTogether)
async def pay_together(ctx: HandlerContext, callback: PayTogether) -> Done:
    await ctx.act(pay_back_together, ctx.actor, callback.scan, now=ctx.now)
    return Done(ctx.say.plain("Refunded."), await _paid_together(ctx, callback))


@routes.callback(TakeFeesTogether)
async def take_fees(ctx: HandlerContext, callback: TakeFeesTogether) -> Done:
    await ctx.act(take_fees_together, ctx.actor, callback.scan, now=ctx.now)
    return Done(ctx.say.plain("Fee taken."), await _paid_together(ctx, callback))


async def _paid_together(ctx: HandlerContext, callback: PayTogether | TakeFeesTogether) -> Screen:
    """Returns what is still to be paid for the returns of one tap. Raises TicketUnknown."""
    view = TicketUnknown.unless(await ctx.read(look_up, ctx.actor, callback.code, ctx.now))
    money = await ctx.read(together_money, ctx.actor, callback.scan)
    again = PayTogether(**dict(callback))
    return return_views.paid_together_page(ctx.say, view.ticket, money, again)


@routes.question(LeavingPrompt)
async def ask_leave(ctx: HandlerContext, callback: AskLeave) -> Screen:
    found = await _owed(ctx, callback.scan)
    own = found.ticket.holder == ctx.person
    return return_views.leave_ask(ctx.say, found, found.ticket.alley.name, is_holder=own)


@routes.prompt(LeavingPrompt)
async def leave_received(ctx: HandlerContext, prompt: LeavingPrompt, words: str) -> Done:
    found = await _owed(ctx, prompt.scan)
    amount = read_price_alone(words, found.ticket.alley.currency, ctx.today)
    if amount is None:
        raise NoAnswer(ctx.say("That is not an amount. Write only the amount, like {price}.", price="2.50"))
    return await leave_refund(ctx, LeaveRefund(scan=prompt.scan, amount=amount))


@routes.callback(LeaveRefund)
async def leave_refund(ctx: HandlerContext, callback: LeaveRefund) -> Done:
    transfer = await ctx.act(leave_to_alley, ctx.actor, callback.scan, callback.amount, now=ctx.now)
    found = await ctx.read(returned, ctx.actor, callback.scan)
    own = found.ticket.holder == ctx.person
    screen = return_views.left_page(ctx.say, found, callback.amount, transfer, is_holder=own)
    return Done(ctx.say.plain("Left to the alley."), screen)


@routes.callback(UndoLeaving)
async def undo_leaving_tapped(ctx: HandlerContext, callback: UndoLeaving) -> Done:
    await ctx.act(undo_leaving, ctx.actor, callback.transfer, now=ctx.now)
    return Done(ctx.say.plain("Undone."))


async def _owed(ctx: HandlerContext, scan: int) -> Returned:
    """Returns a return that is still owed something. Raises NothingOwed, and as `returned`."""
    found = await ctx.read(returned, ctx.actor, scan)
    if not found.owed:
        raise NothingOwed
    return found
