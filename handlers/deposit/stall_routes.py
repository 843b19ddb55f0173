"""Routes for a stall's deposits: confirm, refund, totals, and its bank QR."""

from handlers.callbacks.deposit import (
    AskDeposit,
    AskPayee,
    ConfirmDeposit,
    ConfirmPayee,
    DenyDeposit,
    NoDeposit,
    PickRefund,
    RefundDeposit,
    ShowDeposits,
    ShowPayee,
    ShowStallDeposit,
    ShowStoppedPayee,
    ShowTotals,
    StopPayee,
)
from handlers.deposit import stall_views as views
from handlers.stock.price_parsing import read_price_alone
from handlers.stock.views import not_a_price_note
from handlers.ui.context import HandlerContext, IncomingPhoto
from handlers.ui.photo import MAX_BYTES, fetch_photo
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.actor import HelpEnded, StallUnknown, former_stall
from market.deposit.confirm_deposit import confirm_deposit, deny_deposit, mark_returned
from market.deposit.deposit_terms import ask_deposit, set_refund
from market.deposit.facts import reaches_payer, stall_deposit, stall_deposits, stall_sums
from market.deposit.payee import (
    confirm_payee,
    deposit_settings,
    own_payee,
    set_payee,
    stop_payee,
    stopped_payee,
)
from market.deposit.refusals import QrNotPayment
from market.deposit.screenshot import screenshot_of
from market.drop.own_drop import own_drop
from market.picture import PictureTooLarge
from market.stall import StallState, stall_of

routes = Routes()


class PayeePrompt(Prompt, name="payee", returns_to=AskPayee, free_words=True):
    """The bank QR of a stall, as text or as a photo."""

    stall: int


class DepositPrompt(Prompt, name="deposit", returns_to=AskDeposit):
    """The deposit that a drop asks for each unit."""

    drop: int


@routes.callback(ShowDeposits)
async def show_deposits(ctx: HandlerContext, callback: ShowDeposits) -> Screen:
    stall = await _stall(ctx)
    return views.deposit_list(
        ctx.say, await ctx.read(stall_deposits, ctx.actor, stall.id, callback.page, now=ctx.now)
    )


@routes.callback(ShowStallDeposit)
async def show_deposit(ctx: HandlerContext, callback: ShowStallDeposit) -> Screen:
    deposit = await ctx.read(stall_deposit, ctx.actor, callback.deposit)
    return views.stall_deposit(ctx.say, deposit, await ctx.read(screenshot_of, deposit.id))


@routes.callback(ConfirmDeposit)
async def confirm_stall_deposit(ctx: HandlerContext, callback: ConfirmDeposit) -> Done:
    booking = await ctx.act(confirm_deposit, ctx.actor, callback.deposit, ctx.now, rng=ctx.services.rng)
    return Done(
        ctx.say.plain("Payment confirmed. The ticket is on its way.")
        if booking
        else ctx.say.plain("The hold had already ended. Refund this money.")
    )


@routes.callback(DenyDeposit)
async def deny_stall_deposit(ctx: HandlerContext, callback: DenyDeposit) -> Done:
    await ctx.act(deny_deposit, ctx.actor, callback.deposit, ctx.now)
    return Done(
        ctx.say.plain("We told the payer.")
        if await ctx.read(reaches_payer, ctx.actor, callback.deposit)
        else ctx.say.sentences(ctx.say("Noted."), ctx.say("We cannot reach the payer."))
    )


@routes.callback(RefundDeposit)
async def refund_stall_deposit(ctx: HandlerContext, callback: RefundDeposit) -> Done:
    await ctx.act(mark_returned, ctx.actor, callback.deposit, ctx.now)
    return Done(
        ctx.say.sentences(ctx.say("Refunded."), ctx.say("We told the payer."))
        if await ctx.read(reaches_payer, ctx.actor, callback.deposit)
        else ctx.say.sentences(ctx.say("Refunded."), ctx.say("We cannot reach the payer."))
    )


@routes.callback(ShowTotals)
async def show_totals(ctx: HandlerContext, callback: ShowTotals) -> Screen:
    stall = await _stall(ctx)
    return views.totals_page(ctx.say, await ctx.read(stall_sums, ctx.actor, stall.id), stall.territory)


@routes.callback(ShowPayee)
async def show_payee(ctx: HandlerContext, callback: ShowPayee) -> Screen:
    stall = await _stall(ctx)
    return views.payee_page(ctx.say, await ctx.read(deposit_settings, ctx.actor, stall.id, ctx.now))


@routes.callback(AskPayee)
async def ask_payee(ctx: HandlerContext, callback: AskPayee) -> Screen:
    prompt = PayeePrompt(stall=(await _stall(ctx)).id)
    await ctx.set_prompt(prompt)
    return await _ask_payee(ctx, prompt)


async def _ask_payee(ctx: HandlerContext, prompt: PayeePrompt) -> Screen:
    return views.payee_ask(ctx.say)


@routes.prompt(PayeePrompt, ask_again=_ask_payee)
async def payee_received(ctx: HandlerContext, prompt: PayeePrompt, words: str) -> Done:
    return await _payee(ctx, prompt.stall, words)


@routes.photo
async def payee_photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> Done | None:
    """Reads the bank QR from a photo, only if it was asked for. Whoever is not the owner any more is refused before the download."""
    prompt = ctx.pending_prompt
    if not isinstance(prompt, PayeePrompt):
        return None
    await ctx.read(deposit_settings, ctx.actor, prompt.stall, ctx.now)
    if photo.size > MAX_BYTES:
        raise PictureTooLarge
    text = QrNotPayment.unless(await ctx.services.files.qr_in(await fetch_photo(ctx, photo)))
    return await _payee(ctx, prompt.stall, text)


@routes.callback(ConfirmPayee)
async def payee_confirmed(ctx: HandlerContext, callback: ConfirmPayee) -> Done:
    await ctx.act(confirm_payee, ctx.actor, callback.payee, ctx.services.admins, now=ctx.now)
    return Done(ctx.say.plain("Saved. It will be used for new deposits after 24 hours."))


@routes.callback(StopPayee)
async def payee_stopped(ctx: HandlerContext, callback: StopPayee) -> Screen:
    """Stops a bank QR, for the owner and for organisers."""
    stopped = await ctx.act(stop_payee, ctx.actor, callback.payee, ctx.services.admins, now=ctx.now)
    return views.payee_stopped(ctx.say, stopped)


@routes.callback(ShowStoppedPayee)
async def show_stopped_payee(ctx: HandlerContext, callback: ShowStoppedPayee) -> Screen:
    return views.payee_stopped(ctx.say, await ctx.read(stopped_payee, ctx.actor, callback.payee))


@routes.question(DepositPrompt)
async def show_terms(ctx: HandlerContext, callback: AskDeposit) -> Screen:
    return views.terms(ctx.say, await ctx.read(own_drop, ctx.actor, callback.drop))


@routes.prompt(DepositPrompt)
async def terms_received(ctx: HandlerContext, prompt: DepositPrompt, words: str) -> Done:
    facts = await ctx.read(own_drop, ctx.actor, prompt.drop)
    price = read_price_alone(words, facts.alley.currency, ctx.today)
    if price is None:
        raise NoAnswer(not_a_price_note(ctx.say, facts))
    await ctx.act(ask_deposit, ctx.actor, facts.id, price, now=ctx.now)
    return Done(then=AskDeposit(drop=facts.id))


@routes.callback(NoDeposit)
async def no_deposit(ctx: HandlerContext, callback: NoDeposit) -> Done:
    await ctx.act(ask_deposit, ctx.actor, callback.drop, 0, now=ctx.now)
    return Done(ctx.say.plain("Changed."))


@routes.callback(PickRefund)
async def pick_refund(ctx: HandlerContext, callback: PickRefund) -> Done:
    await ctx.act(set_refund, ctx.actor, callback.drop, callback.hours, now=ctx.now)
    return Done(ctx.say.plain("Changed."))


async def _payee(ctx: HandlerContext, stall: int, payload: str) -> Done:
    payee = await ctx.act(set_payee, ctx.actor, stall, payload, now=ctx.now)
    return Done(then=views.payee_confirm(ctx.say, await ctx.read(own_payee, ctx.actor, payee)))


async def _stall(ctx: HandlerContext) -> StallState:
    """Returns the person's own stall. Raises StallUnknown, HelpEnded."""
    stall = await ctx.read(stall_of, ctx.person)
    if stall is None:
        former = await ctx.read(former_stall, ctx.person)
        raise HelpEnded(former) if former else StallUnknown
    return stall
