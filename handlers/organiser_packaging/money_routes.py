"""Routes about the money of packaging for organisers: whose cash the places of an alley have, and what is written off."""

from handlers.callbacks.organiser_packaging import (
    AskWriteOff,
    ShowLateLoans,
    ShowPackagingMoney,
    ShowUnpaidFees,
    WriteOffLoan,
)
from handlers.organiser_packaging import money_views as views
from handlers.scan.return_views import unpaid_list
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.organiser.alleys import open_alleys
from market.packaging.ledger import alley_pot, place_balances
from market.packaging.loss import late_loans, write_off
from market.packaging.refusals import NothingOwed
from market.packaging.waiver import unpaid_fees
from market.ticket.returned import unpaid_returns

routes = Routes()


@routes.callback(ShowPackagingMoney)
async def show_money(ctx: HandlerContext, callback: ShowPackagingMoney) -> Screen:
    alleys = await ctx.read(open_alleys, ctx.actor)
    if not alleys:
        return views.no_money_page(ctx.say)
    alley = next((each for each in alleys if each.id == callback.alley), alleys[0])
    balances = await ctx.read(place_balances, alley.id)
    pot = await ctx.read(alley_pot, alley.id)
    others = [each for each in alleys if each.id != alley.id]
    unpaid = await ctx.read(unpaid_fees, ctx.actor, alley.id)
    return views.packaging_money_page(
        ctx.say, alley, balances, left=views.Left(pot, len(unpaid)), others=others
    )


@routes.callback(ShowUnpaidFees)
async def show_unpaid(ctx: HandlerContext, callback: ShowUnpaidFees) -> Screen:
    alleys = await ctx.read(open_alleys, ctx.actor)
    alley = next((each for each in alleys if each.id == callback.alley), None)
    if alley is None:
        return await show_money(ctx, ShowPackagingMoney())
    unpaid = await ctx.read(unpaid_returns, ctx.actor, alley.id)
    return unpaid_list(ctx.say, alley, unpaid, callback.page)


@routes.callback(ShowLateLoans)
async def show_late(ctx: HandlerContext, callback: ShowLateLoans) -> Screen:
    late = await ctx.read(late_loans, ctx.actor, ctx.now)
    return views.late_list(ctx.say, late, callback.page, ctx.now)


@routes.callback(AskWriteOff)
async def ask_write_off(ctx: HandlerContext, callback: AskWriteOff) -> Screen:
    late = await ctx.read(late_loans, ctx.actor, ctx.now)
    loan = NothingOwed.unless(next((each for each in late if each.id == callback.loan), None))
    return views.write_off_confirm(ctx.say, loan)


@routes.callback(WriteOffLoan)
async def write_off_loan(ctx: HandlerContext, callback: WriteOffLoan) -> Done:
    await ctx.act(write_off, ctx.actor, callback.loan, now=ctx.now)
    return Done(ctx.say.plain("Written off."))
