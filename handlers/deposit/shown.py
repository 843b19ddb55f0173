"""Deposits as they are now, in messages to their payers and to stalls."""

from handlers.deposit import stall_views, views
from handlers.message_registry import RenderContext
from handlers.shown_registry import shown
from handlers.ui.screen import Screen
from locales.say import Say
from market.deposit.facts import any_deposit, own_deposit
from market.deposit.payee import payee_serving
from market.ledger.deposit_facts import DepositFacts
from market.shown import StaleMessage
from storage.deposit import DepositState, PaymentMethod
from storage.shown import ShownKind


@shown.kind(ShownKind.DEPOSIT)
async def deposit_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns the way to pay while the deposit is asked, then its state, so that nobody pays twice. Raises DepositNotYours."""
    deposit = await context.read(own_deposit, message.person, message.subject)
    page = await _payment_page(say, context, deposit, message.form)
    return page or views.my_deposit(say, deposit)


async def _payment_page(say: Say, context: RenderContext, deposit: DepositFacts, way: str) -> Screen | None:
    if deposit.state != DepositState.ASKED or not deposit.live or deposit.way != way:
        return None
    if way == PaymentMethod.CASH:
        return views.deposit_by_cash(say, deposit, context.now)
    payee = await context.read(payee_serving, deposit.drop.stall.id, context.now)
    return views.deposit_by_bank(say, deposit, payee, context.now) if payee else None


@shown.kind(ShownKind.STALL_DEPOSIT)
async def stall_deposit_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns a deposit as its stall sees it. Raises DepositNotYours."""
    return stall_views.stall_deposit(say, await context.read(any_deposit, message.subject))
