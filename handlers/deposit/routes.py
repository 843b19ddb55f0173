"""Routes for paying a deposit and for its state."""

from handlers.callbacks.deposit import (
    AskForfeit,
    ForfeitDeposit,
    PayByBank,
    PayByCash,
    PayByInvoice,
    ReportPaid,
    ShowDeposit,
    ShowMyDeposit,
    ShowMyDeposits,
    TellOverdueRefund,
)
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.waitlist import ShowBooking, ShowHold
from handlers.deposit import views
from handlers.deposit.screenshot_routes import ScreenshotPrompt
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from handlers.waitlist.routes import released_reply, show_booking, show_hold
from market.deposit.confirm_deposit import report_paid
from market.deposit.deposit_offer import choose_way, deposit_offer
from market.deposit.facts import own_deposit, own_deposits
from market.deposit.own_page import own_deposit_page, tell_overdue
from market.deposit.payee import payee_serving
from market.ledger.deposit_facts import DepositFacts
from market.waitlist.position import own_booking
from market.waitlist.undo import give_up_booking
from storage.deposit import DepositState, PaymentMethod
from storage.waitlist import HoldState

routes = Routes()


@routes.callback(ShowDeposit)
async def show_deposit(ctx: HandlerContext, callback: ShowDeposit) -> Screen:
    """Shows the ways to pay; a deposit reported or paid already; the hold if no deposit is due."""
    offer = await ctx.read(deposit_offer, ctx.person, callback.hold, ctx.services.cards, now=ctx.now)
    if offer.open and offer.open.state == DepositState.SAID:
        return await _my_deposit(ctx, offer.open.id)
    if offer.hold.state != HoldState.LIVE or not offer.amount:
        return await show_hold(ctx, ShowHold(hold=callback.hold, back_to=callback.back_to))
    return views.deposit_choice(ctx.say, offer, ListLocation.read(callback.back_to), ctx.now)


@routes.callback(PayByBank)
async def pay_by_bank(ctx: HandlerContext, callback: PayByBank) -> Screen:
    return await _bank_page(ctx, await _choose_payment(ctx, callback.hold, PaymentMethod.BANK))


@routes.callback(PayByCash)
async def pay_by_cash(ctx: HandlerContext, callback: PayByCash) -> Screen:
    return views.deposit_by_cash(
        ctx.say, await _choose_payment(ctx, callback.hold, PaymentMethod.CASH), ctx.now
    )


@routes.callback(PayByInvoice)
async def pay_by_invoice(ctx: HandlerContext, callback: PayByInvoice) -> Screen:
    deposit = await _choose_payment(ctx, callback.hold, PaymentMethod.INVOICE)
    offer = await ctx.read(deposit_offer, ctx.person, callback.hold, ctx.services.cards, now=ctx.now)
    refused = views.invoice_refused(ctx.say, offer, ListLocation.read(callback.back_to), ctx.now)
    link = f"d_{deposit.drop.code}"
    return views.deposit_by_invoice(ctx.say, deposit, link, ctx.now, refused=refused)


@routes.callback(ReportPaid)
async def report_deposit_paid(ctx: HandlerContext, callback: ReportPaid) -> ScreenReply:
    await ctx.act(report_paid, ctx.person, callback.deposit, ctx.now)
    await ctx.set_prompt(ScreenshotPrompt(deposit=callback.deposit, asked=False))
    screen = await _my_deposit(ctx, callback.deposit)
    return ScreenReply(screen, toast=ctx.say.plain("We told the stall."))


@routes.callback(ShowMyDeposit)
async def show_my_deposit(ctx: HandlerContext, callback: ShowMyDeposit) -> Screen:
    return await _my_deposit(ctx, callback.deposit)


@routes.callback(ShowMyDeposits)
async def show_my_deposits(ctx: HandlerContext, callback: ShowMyDeposits) -> Screen:
    return views.my_deposits(ctx.say, await ctx.read(own_deposits, ctx.person), ctx.now)


@routes.callback(TellOverdueRefund)
async def tell_overdue_refund(ctx: HandlerContext, callback: TellOverdueRefund) -> Done:
    deposit = await ctx.read(own_deposit, ctx.person, callback.deposit)
    words = views.overdue_words(ctx.say, deposit)
    await ctx.act(tell_overdue, ctx.actor, callback.deposit, words, admins=ctx.services.admins, now=ctx.now)
    return Done(ctx.say.plain("We told the organisers."))


@routes.callback(AskForfeit)
async def ask_forfeit(ctx: HandlerContext, callback: AskForfeit) -> Screen:
    booking = await ctx.read(own_booking, ctx.person, callback.booking)
    if booking.deposit is None or not booking.deposit.lost(ctx.now):
        return await show_booking(ctx, ShowBooking(booking=callback.booking, back_to=callback.back_to))
    return views.forfeit_confirm(ctx.say, booking, booking.deposit, ListLocation.read(callback.back_to))


@routes.callback(ForfeitDeposit)
async def forfeit_deposit(ctx: HandlerContext, callback: ForfeitDeposit) -> ScreenReply:
    given_up = await ctx.act(give_up_booking, ctx.person, callback.booking, ctx.now, forfeit=True)
    return await released_reply(ctx, callback.booking, callback.back_to, given_up)


async def _my_deposit(ctx: HandlerContext, deposit: int) -> Screen:
    own = await ctx.read(own_deposit_page, ctx.person, deposit, ctx.now)
    return views.my_deposit(ctx.say, own, ctx.now)


async def _choose_payment(ctx: HandlerContext, hold: int, way: PaymentMethod) -> DepositFacts:
    deposit = await ctx.act(
        choose_way, ctx.person, hold, way, cards=ctx.services.cards, now=ctx.now, rng=ctx.services.rng
    )
    return await ctx.read(own_deposit, ctx.person, deposit)


async def _bank_page(ctx: HandlerContext, deposit: DepositFacts) -> Screen:
    payee = await ctx.read(payee_serving, deposit.drop.stall.id, ctx.now)
    assert payee is not None, "the way was open when it was chosen"
    return views.deposit_by_bank(ctx.say, deposit, payee, ctx.now)
