"""Routes of the monthly fees of a licence: a statement for the stall and for organisers, who write down what was paid."""

from handlers.callbacks.licence import (
    AskFee,
    AskVoidFee,
    SendFees,
    ShowFees,
    VoidFee,
)
from handlers.sale.typed_amount import read_amount
from handlers.ui.context import HandlerContext
from handlers.ui.day_number import day_in, day_number
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from handlers.validity import fee_views as views
from locales.refusals import sentence
from market.deciders import decider
from market.licence_fees import (
    FeesChanged,
    FeeStatement,
    NoLicenceFee,
    PaidFee,
    enter_fee,
    overseen_fees,
    own_fees,
    void_fee,
)

routes = Routes()


class FeePrompt(Prompt, name="licence_fee", returns_to=AskFee):
    """Asks for the amount that was paid for a month, by its first day such as 20261201, and the receipt's number."""

    stall: int
    month: int


@routes.callback(ShowFees)
async def show_fees(ctx: HandlerContext, callback: ShowFees) -> Screen:
    try:
        found = await _fees(ctx, callback)
    except NoLicenceFee:
        return views.no_fees(ctx.say, callback.stall, overseen=callback.overseen)
    decides = await ctx.read(decider, ctx.actor, callback.stall, ctx.services.admins)
    return views.fees_page(ctx.say, found, decides, overseen=callback.overseen)


@routes.callback(SendFees)
async def send_fees(ctx: HandlerContext, callback: SendFees) -> Screen:
    return views.fees_file(ctx.say, await _fees(ctx, callback), overseen=callback.overseen)


@routes.callback(AskFee)
async def ask_fee(ctx: HandlerContext, callback: AskFee) -> Screen:
    found = await ctx.read(overseen_fees, ctx.actor, callback.stall, ctx.now)
    await ctx.set_prompt(FeePrompt(stall=callback.stall, month=day_number(found.next_month)))
    return views.fee_ask(ctx.say, found)


async def _ask_fee(ctx: HandlerContext, prompt: FeePrompt) -> Screen:
    return views.fee_ask(ctx.say, await ctx.read(overseen_fees, ctx.actor, prompt.stall, ctx.now))


@routes.prompt(FeePrompt, ask_again=_ask_fee)
async def fee_received(ctx: HandlerContext, prompt: FeePrompt, words: str) -> Done:
    """Enters an amount with its receipt."""
    found = await ctx.read(overseen_fees, ctx.actor, prompt.stall, ctx.now)
    amount = read_amount(words, found.currency, ctx.today)
    if amount is None or not amount[0]:
        raise NoAnswer(ctx.say("We found no amount in that."))
    paid = PaidFee(
        stall=prompt.stall,
        month=day_in(prompt.month),
        amount=amount[0],
        receipt=amount[1],
        paid_on=ctx.today,
    )
    overseen = ShowFees(stall=prompt.stall, overseen=True)
    try:
        await ctx.act(enter_fee, ctx.actor, paid, now=ctx.now)
    except FeesChanged as refusal:
        return Done(note=sentence(ctx.say, type(refusal).__name__, refusal.facts()), then=overseen)
    return Done(ctx.say.plain("Noted."), overseen)


@routes.callback(AskVoidFee)
async def ask_void_fee(ctx: HandlerContext, callback: AskVoidFee) -> Screen:
    found = await ctx.read(overseen_fees, ctx.actor, callback.stall, ctx.now)
    return views.void_ask(ctx.say, found, callback.entry)


@routes.callback(VoidFee)
async def void_fee_tapped(ctx: HandlerContext, callback: VoidFee) -> Done:
    await ctx.act(void_fee, ctx.actor, callback.stall, callback.entry, now=ctx.now)
    return Done(ctx.say.plain("Voided."))


async def _fees(ctx: HandlerContext, callback: ShowFees | SendFees) -> FeeStatement:
    query = overseen_fees if callback.overseen else own_fees
    return await ctx.read(query, ctx.actor, callback.stall, ctx.now)
