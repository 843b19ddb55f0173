"""Deposits as they are now, in messages to their payers and to stalls."""

from dataclasses import replace
from datetime import datetime

from handlers.callbacks.list_location import ListLocation
from handlers.deposit import payer_messages, stall_views, views
from handlers.message_registry import RenderContext
from handlers.shown_registry import shown
from handlers.ui.screen import Screen
from handlers.waitlist.shown import given_away, hold_now
from locales.say import Say
from market.actor import Actor
from market.deposit.deposit_offer import deposit_offer
from market.deposit.facts import stall_deposit, stall_deposits, stall_sums
from market.deposit.own_page import own_deposit_page
from market.deposit.payee import payee_serving
from market.deposit.refusals import DepositNotYours
from market.deposit.screenshot import screenshot_of
from market.ledger.deposit_facts import DepositFacts
from market.shown import StaleMessage
from market.stall import stall_state
from market.waitlist.refusals import HoldNotYours
from storage.deposit import DepositState, PaymentMethod
from storage.shown import ShownKind
from storage.waitlist import HoldState


@shown.kind(ShownKind.DEPOSIT_CHOICE)
async def deposit_choice_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen | None:
    """Returns the ways to pay while the hold needs a deposit, then what became of the hold."""
    cards, _, back_to = message.form.partition(":")
    try:
        offer = await context.read(
            deposit_offer, message.person, message.subject, cards == views.CARDS, now=context.now
        )
    except HoldNotYours:
        return await given_away(say, context, message)
    if offer.open and offer.open.state == DepositState.SAID:
        own = await context.read(own_deposit_page, message.person, offer.open.id, context.now)
        return views.my_deposit(say, own, context.now)
    if offer.hold.state == HoldState.LIVE and offer.amount:
        return views.deposit_choice(say, offer, ListLocation.read(back_to), context.now)
    return await hold_now(say, context, replace(message, form=back_to))


@shown.kind(ShownKind.DEPOSIT)
async def deposit_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns what the message was about while that is so, then the deposit's state, so that nobody pays twice.

    Raises NotWaiting where nobody knows whose it is.
    """
    try:
        own = await context.read(own_deposit_page, message.person, message.subject, context.now)
    except DepositNotYours:
        return await given_away(say, context, message)
    page = _payer_message(say, own.facts, message.form, context.now) or await _payment_page(
        say, context, own.facts, message.form
    )
    return page or views.my_deposit(say, own, context.now)


def _payer_message(say: Say, deposit: DepositFacts, form: str, now: datetime) -> Screen | None:
    unpaid = deposit.state in (DepositState.ASKED, DepositState.VOID)
    if form == payer_messages.NOT_RECEIVED and unpaid:
        return payer_messages.not_received_message(say, deposit)
    if (
        form == payer_messages.REFUND_DUE
        and deposit.state == DepositState.DUE
        and not deposit.is_overdue(now)
    ):
        return payer_messages.refund_due_message(say, deposit, now)
    return None


async def _payment_page(say: Say, context: RenderContext, deposit: DepositFacts, way: str) -> Screen | None:
    """Returns the page to pay on, unless this is not the way any more, or the stall takes no deposits now."""
    asked = deposit.live and deposit.state == DepositState.ASKED and deposit.drop.deposit_of(deposit.item)
    if not asked or deposit.way != way:
        return None
    if way == PaymentMethod.CASH:
        return views.deposit_by_cash(say, deposit, context.now)
    payee = await context.read(payee_serving, deposit.drop.stall.id, context.now)
    return views.deposit_by_bank(say, deposit, payee, context.now) if payee else None


@shown.kind(ShownKind.STALL_DEPOSIT)
async def stall_deposit_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns a deposit as its stall sees it. Raises DepositNotYours, NotYourStall."""
    deposit = await context.read(stall_deposit, Actor(message.person), message.subject)
    return stall_views.stall_deposit(say, deposit, await context.read(screenshot_of, deposit.id))


@shown.kind(ShownKind.STALL_DEPOSITS)
async def stall_deposits_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns a page of a stall's deposits, or what it has to refund. Raises NotYourStall."""
    actor, stall = Actor(message.person), message.subject
    if message.form == stall_views.REFUNDS:
        sums = await context.read(stall_sums, actor, stall)
        return stall_views.refunds_message(say, await context.read(stall_state, stall), sums)
    page = await context.read(stall_deposits, actor, stall, int(message.form), now=context.now)
    return stall_views.deposit_list(say, page)
