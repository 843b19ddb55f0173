"""A stall's deposits: answered, given back, counted; and by which QR it is paid."""

import asyncio

from handlers.deposit import stall_views as views
from handlers.deposit.callbacks import (
    AskDeposit,
    AskPayee,
    ConfirmDeposit,
    ConfirmPayee,
    DenyDeposit,
    GiveBack,
    NoDeposit,
    PickRefund,
    ShowDeposits,
    ShowPayee,
    ShowStallDeposit,
    ShowSums,
    TypeDeposit,
)
from handlers.scan.reading import LARGEST, qr_in
from handlers.stock.line import read_price
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Photo, Tap
from market.deposit.answering import confirm_deposit, deny_deposit, give_back
from market.deposit.facts import stall_deposit, stall_deposits, stall_sums
from market.deposit.payee import confirm_payee, own_payee, set_payee, takes
from market.deposit.terms import ask_deposit, set_refund
from market.drop.own import own_drop
from market.refusal import PictureTooLarge, QrNotPayment, StallUnknown
from market.stall import StallState, stall_of

routes = Routes()

PAYEE, TERMS = "payee", "deposit"
"""The questions whose answers are read here."""


@routes.wish(ShowDeposits)
async def show_deposits(tap: Tap, wish: ShowDeposits) -> Screen:
    stall = await _stall(tap)
    return views.deposit_list(
        tap.say, await tap.read(stall_deposits, tap.acting, stall.id, wish.page, tap.now)
    )


@routes.wish(ShowStallDeposit)
async def show_deposit(tap: Tap, wish: ShowStallDeposit) -> Screen:
    return views.stall_deposit(tap.say, await tap.read(stall_deposit, tap.acting, wish.deposit))


@routes.wish(ConfirmDeposit)
async def arrived(tap: Tap, wish: ConfirmDeposit) -> Shown:
    claim = await tap.act(confirm_deposit, tap.acting, wish.deposit, tap.now, tap.house.dice)
    toast = (
        tap.say.plain("Payment confirmed. The ticket is on its way.")
        if claim
        else tap.say.plain("The hold had already ended. Refund this money.")
    )
    return await _now(tap, wish.deposit, toast)


@routes.wish(DenyDeposit)
async def not_there(tap: Tap, wish: DenyDeposit) -> Shown:
    await tap.act(deny_deposit, tap.acting, wish.deposit, tap.now)
    return await _now(tap, wish.deposit, tap.say.plain("We told the payer."))


@routes.wish(GiveBack)
async def gave_back(tap: Tap, wish: GiveBack) -> Shown:
    await tap.act(give_back, tap.acting, wish.deposit, tap.now)
    return await _now(tap, wish.deposit, tap.say.plain("Refunded. We told the payer."))


@routes.wish(ShowSums)
async def show_sums(tap: Tap, wish: ShowSums) -> Screen:
    stall = await _stall(tap)
    return views.sums(tap.say, await tap.read(stall_sums, tap.acting, stall.id), stall.territory)


@routes.wish(ShowPayee)
async def show_payee(tap: Tap, wish: ShowPayee) -> Screen:
    stall = await _stall(tap)
    return views.payee_page(tap.say, await tap.read(takes, tap.acting, stall.id, tap.now))


@routes.wish(AskPayee)
async def ask_payee(tap: Tap, wish: AskPayee) -> Screen:
    await tap.ask(f"{PAYEE}:{(await _stall(tap)).id}")
    return views.payee_ask(tap.say)


@routes.answer(PAYEE)
async def payee_written(tap: Tap, words: str, about: str) -> Screen:
    return await _payee(tap, int(about), words)


@routes.photo
async def payee_photographed(tap: Tap, photo: Photo) -> Screen | None:
    """The answer to the question for one, and nothing else."""
    question, _, about = tap.expects.partition(":")
    if question != PAYEE:
        return None
    if photo.size > LARGEST:
        raise PictureTooLarge
    said = await asyncio.to_thread(qr_in, await tap.house.fetch(photo.file_id))
    if said is None:
        raise QrNotPayment
    return await _payee(tap, int(about), said)


@routes.wish(ConfirmPayee)
async def payee_confirmed(tap: Tap, wish: ConfirmPayee) -> Shown:
    await tap.act(confirm_payee, tap.acting, wish.payee, tuple(tap.house.admins), tap.now)
    screen = await show_payee(tap, ShowPayee())
    return Shown(screen, toast=tap.say.plain("Saved. It will be used for new deposits after 24 hours."))


@routes.wish(AskDeposit)
async def show_terms(tap: Tap, wish: AskDeposit) -> Screen:
    return views.terms(tap.say, await tap.read(own_drop, tap.acting, wish.drop))


@routes.wish(TypeDeposit)
async def ask_terms(tap: Tap, wish: TypeDeposit) -> Screen:
    facts = await tap.read(own_drop, tap.acting, wish.drop)
    await tap.ask(f"{TERMS}:{facts.id}")
    return views.terms_ask(tap.say)


@routes.answer(TERMS)
async def terms_told(tap: Tap, words: str, about: str) -> Screen | Shown:
    facts = await tap.read(own_drop, tap.acting, int(about))
    price = read_price(words, facts.alley.currency, tap.today)
    if price is None:
        return Shown(views.terms_ask(tap.say), note=tap.say("I did not understand that."))
    await tap.act(ask_deposit, tap.acting, facts.id, price, tap.now)
    await tap.ask("")
    return await show_terms(tap, AskDeposit(drop=facts.id))


@routes.wish(NoDeposit)
async def no_deposit(tap: Tap, wish: NoDeposit) -> Shown:
    await tap.act(ask_deposit, tap.acting, wish.drop, 0, tap.now)
    return await _terms(tap, wish.drop)


@routes.wish(PickRefund)
async def pick_refund(tap: Tap, wish: PickRefund) -> Shown:
    await tap.act(set_refund, tap.acting, wish.drop, wish.hours, tap.now)
    return await _terms(tap, wish.drop)


async def _terms(tap: Tap, drop: int) -> Shown:
    return Shown(await show_terms(tap, AskDeposit(drop=drop)), toast=tap.say.plain("Changed."))


async def _payee(tap: Tap, stall: int, payload: str) -> Screen:
    payee = await tap.act(set_payee, tap.acting, stall, payload, tap.now)
    await tap.ask("")
    return views.payee_confirm(tap.say, await tap.read(own_payee, tap.acting, payee))


async def _now(tap: Tap, deposit: int, toast: str) -> Shown:
    return Shown(await show_deposit(tap, ShowStallDeposit(deposit=deposit)), toast=toast)


async def _stall(tap: Tap) -> StallState:
    """One's own. Raises StallUnknown."""
    stall = await tap.read(stall_of, tap.person)
    if stall is None:
        raise StallUnknown
    return stall
