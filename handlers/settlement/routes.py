"""Routes for what only organisers can settle: payments without a deposit, deposits that their stall cannot answer."""

from typing import assert_never

from handlers.callbacks.settlement import (
    AnswerDeposit,
    OverseeScreenshot,
    SettlementAnswer,
    SettlePayment,
    ShowPayment,
    ShowPayments,
    ShowStalledDeposit,
    ShowStalledDeposits,
)
from handlers.deposit.screenshot_views import screenshot_page
from handlers.settlement import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from market.deposit.confirm_deposit import confirm_deposit, deny_deposit, mark_returned, settle_review
from market.deposit.screenshot import screenshot_to_check, stalled_screenshot
from market.deposit.stalled import stalled_deposit, stalled_deposits
from market.deposit.unmatched import settle_payment, unmatched_payment, unmatched_payments

routes = Routes()


@routes.callback(ShowPayments)
async def show_payments(ctx: HandlerContext, callback: ShowPayments) -> Screen:
    found = await ctx.read(unmatched_payments, ctx.actor, callback.page)
    return views.payment_list(ctx.say, found, ctx.services.zone)


@routes.callback(ShowPayment)
async def show_payment(ctx: HandlerContext, callback: ShowPayment) -> Screen:
    found = await ctx.read(unmatched_payment, ctx.actor, callback.payment)
    return views.payment_card(ctx.say, found, ctx.services.zone)


@routes.callback(SettlePayment)
async def settle_unmatched_payment(ctx: HandlerContext, callback: SettlePayment) -> ScreenReply:
    settled = await ctx.act(settle_payment, ctx.actor, callback.payment, callback.how, now=ctx.now)
    screen = views.payment_card(ctx.say, settled, ctx.services.zone)
    return ScreenReply(screen, toast=ctx.say.plain("Settled."))


@routes.callback(ShowStalledDeposits)
async def show_stalled(ctx: HandlerContext, callback: ShowStalledDeposits) -> Screen:
    return views.stalled_list(
        ctx.say, await ctx.read(stalled_deposits, ctx.actor, callback.page, now=ctx.now)
    )


@routes.callback(ShowStalledDeposit)
async def show_stalled_deposit(ctx: HandlerContext, callback: ShowStalledDeposit) -> Screen:
    deposit = await ctx.read(stalled_deposit, ctx.actor, callback.deposit)
    screenshot = await ctx.read(stalled_screenshot, ctx.actor, callback.deposit, ctx.now)
    return views.stalled_card(ctx.say, deposit, screenshot)


@routes.callback(OverseeScreenshot)
async def oversee_screenshot(ctx: HandlerContext, callback: OverseeScreenshot) -> Screen:
    deposit, found = await ctx.read(screenshot_to_check, ctx.actor, callback.deposit, ctx.now)
    return screenshot_page(ctx.say, deposit, found, ShowStalledDeposit(deposit=callback.deposit))


@routes.callback(AnswerDeposit)
async def answer_deposit(ctx: HandlerContext, callback: AnswerDeposit) -> Done:
    deposit = callback.deposit
    match callback.answer:
        case SettlementAnswer.RECEIVED:
            await ctx.act(confirm_deposit, ctx.actor, deposit, ctx.now, rng=ctx.services.rng)
        case SettlementAnswer.DENIED:
            await ctx.act(deny_deposit, ctx.actor, deposit, ctx.now)
        case SettlementAnswer.RETURNED:
            await ctx.act(mark_returned, ctx.actor, deposit, ctx.now)
        case SettlementAnswer.KEEP:
            await ctx.act(settle_review, ctx.actor, deposit, keep=True, now=ctx.now)
        case SettlementAnswer.REFUND:
            await ctx.act(settle_review, ctx.actor, deposit, keep=False, now=ctx.now)
        case _:
            assert_never(callback.answer)
    return Done(ctx.say.plain("Answered for the stall."), ShowStalledDeposit(deposit=deposit))
