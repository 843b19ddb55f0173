"""Paying a deposit, and how one's own stand."""

from handlers.deposit import views
from handlers.deposit.callbacks import (
    AskForfeit,
    ForfeitDeposit,
    PayByBank,
    PayByCash,
    PayByInvoice,
    SayPaid,
    ShowDeposit,
    ShowMyDeposit,
    ShowMyDeposits,
)
from handlers.drop.where import Where
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from handlers.waitlist.callbacks import ShowClaim, ShowHold
from handlers.waitlist.routes import released, show_claim, show_hold
from market.deposit.answering import say_paid
from market.deposit.asking import BANK, CASH, INVOICE, choose_way, deposit_offer
from market.deposit.facts import DepositFacts, own_deposit, own_deposits
from market.deposit.payee import payee_serving
from market.waitlist.actions import release
from market.waitlist.standing import own_claim

routes = Routes()


@routes.wish(ShowDeposit)
async def show_deposit(tap: Tap, wish: ShowDeposit) -> Screen:
    """The ways to pay; what was said or paid already stands as it does; where nothing is asked, the hold."""
    offer = await tap.read(deposit_offer, tap.person, wish.hold, tap.house.cards, tap.now)
    if offer.open and offer.open.state == "said":
        return views.my_deposit(tap.say, offer.open)
    if offer.hold.state != "live" or not offer.amount:
        return await show_hold(tap, ShowHold(hold=wish.hold, where=wish.where))
    return views.deposit_choice(tap.say, offer, Where.read(wish.where), tap.now)


@routes.wish(PayByBank)
async def pay_by_bank(tap: Tap, wish: PayByBank) -> Screen:
    return await _by_bank(tap, await _chosen(tap, wish.hold, BANK))


@routes.wish(PayByCash)
async def pay_by_cash(tap: Tap, wish: PayByCash) -> Screen:
    return views.deposit_by_cash(tap.say, await _chosen(tap, wish.hold, CASH), tap.now)


@routes.wish(PayByInvoice)
async def pay_by_invoice(tap: Tap, wish: PayByInvoice) -> Screen:
    deposit = await _chosen(tap, wish.hold, INVOICE)
    return views.deposit_by_invoice(tap.say, deposit, f"d_{deposit.drop.code}", tap.now)


@routes.wish(SayPaid)
async def i_paid(tap: Tap, wish: SayPaid) -> Shown:
    await tap.act(say_paid, tap.person, wish.deposit, tap.now)
    deposit = await tap.read(own_deposit, tap.person, wish.deposit)
    return Shown(views.my_deposit(tap.say, deposit), toast=tap.say.plain("We told the stall."))


@routes.wish(ShowMyDeposit)
async def show_my_deposit(tap: Tap, wish: ShowMyDeposit) -> Screen:
    return views.my_deposit(tap.say, await tap.read(own_deposit, tap.person, wish.deposit))


@routes.wish(ShowMyDeposits)
async def show_my_deposits(tap: Tap, wish: ShowMyDeposits) -> Screen:
    return views.my_deposits(tap.say, await tap.read(own_deposits, tap.person))


@routes.wish(AskForfeit)
async def ask_forfeit(tap: Tap, wish: AskForfeit) -> Screen:
    claim = await tap.read(own_claim, tap.person, wish.claim)
    if claim.deposit is None or not claim.deposit.lost(tap.now):
        return await show_claim(tap, ShowClaim(claim=wish.claim, where=wish.where))
    return views.forfeit_confirm(tap.say, claim, claim.deposit, Where.read(wish.where))


@routes.wish(ForfeitDeposit)
async def forfeit(tap: Tap, wish: ForfeitDeposit) -> Shown:
    number = await tap.act(release, tap.person, wish.claim, tap.now, forfeit=True)
    return await released(tap, wish.claim, wish.where, number)


async def _chosen(tap: Tap, hold: int, way: str) -> DepositFacts:
    deposit = await tap.act(choose_way, tap.person, hold, way, tap.house.cards, tap.now, tap.house.dice)
    return await tap.read(own_deposit, tap.person, deposit)


async def _by_bank(tap: Tap, deposit: DepositFacts) -> Screen:
    payee = await tap.read(payee_serving, deposit.drop.stall.id, tap.now)
    assert payee is not None, "the way was open when it was chosen"
    return views.deposit_by_bank(tap.say, deposit, payee, tap.now)
