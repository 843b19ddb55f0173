"""The messages about deposits. What was answered before a message is sent is not sent any more."""

from handlers.callbacks.deposit import ShowPayee
from handlers.deposit import payer_messages, stall_views
from handlers.message_registry import RenderContext, messages
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.deposit.facts import any_deposit, refund_sums
from market.deposit.notifications import (
    BankQrStopped,
    DepositNotReceived,
    DepositRefunded,
    DepositsAllowed,
    DepositsStopped,
    DepositToConfirm,
    PayeeChanged,
    PayeeStopped,
)
from market.deposit.payee import any_payee
from market.deposit.refusals import DepositChanged
from market.deposit.screenshot import screenshot_of
from market.ledger.deposit_facts import DepositFacts
from market.ledger.notifications import AboutDeposit, RefundDue, RefundsToMake
from market.stall import stall_state
from storage.deposit import DepositState


@messages.view(DepositToConfirm, label=lambda say: say.plain("a deposit to check"))
async def deposit_to_confirm(say: Say, context: RenderContext, payload: DepositToConfirm) -> Screen:
    deposit = await _deposit(context, payload, DepositState.SAID)
    return stall_views.stall_deposit(say, deposit, await context.read(screenshot_of, deposit.id))


@messages.view(DepositNotReceived, label=lambda say: say.plain("a deposit not received yet"))
async def deposit_not_seen(say: Say, context: RenderContext, payload: DepositNotReceived) -> Screen:
    deposit = await _deposit(context, payload, DepositState.ASKED, DepositState.VOID)
    return payer_messages.not_received_message(say, deposit)


@messages.view(RefundDue, label=lambda say: say.plain("a deposit to be refunded"))
async def refund_due(say: Say, context: RenderContext, payload: RefundDue) -> Screen:
    deposit = await _deposit(context, payload, DepositState.DUE)
    return payer_messages.refund_due_message(say, deposit, context.now)


@messages.view(DepositRefunded, label=lambda say: say.plain("a deposit refunded"))
async def deposit_refunded(say: Say, context: RenderContext, payload: DepositRefunded) -> Screen:
    return payer_messages.refunded_message(say, await _deposit(context, payload, DepositState.RETURNED))


@messages.view(RefundsToMake, label=lambda say: say.plain("refunds to make"))
async def refunds_to_make(say: Say, context: RenderContext, payload: RefundsToMake) -> Screen:
    """To the stall. Raises DepositChanged where all is given back by now."""
    stall = await context.read(stall_state, payload.stall_id)
    sums = await context.read(refund_sums, payload.stall_id)
    if not any(one.owed for one in sums):
        raise DepositChanged
    return stall_views.refunds_message(say, stall, sums)


@messages.view(PayeeChanged, label=lambda say: say.plain("a stall changed its bank QR"))
async def payee_changed(say: Say, context: RenderContext, payload: PayeeChanged) -> Screen:
    return stall_views.payee_changed_message(say, await context.read(any_payee, payload.payee_id))


@messages.view(DepositsAllowed, label=lambda say: say.plain("a stall may take deposits"))
async def deposits_allowed(say: Say, context: RenderContext, payload: DepositsAllowed) -> Screen:
    stall = await context.read(stall_state, payload.stall_id)
    text = say(
        "{stall} can now take deposits. Send its bank QR, or take cash. To ask for a deposit on a drop, tap Change.",
        stall=sanitize_name(stall.name, STALL),
    )
    return Screen(
        text=text, rows=layout_buttons([Button(label=say.label("Bank QR"), callback=ShowPayee(), below=True)])
    )


@messages.view(DepositsStopped, label=lambda say: say.plain("a stall may no longer take deposits"))
async def deposits_stopped(say: Say, context: RenderContext, payload: DepositsStopped) -> Screen:
    stall = await context.read(stall_state, payload.stall_id)
    return Screen(
        text=say(
            "An organiser has stopped deposits for {stall}. Its drops no longer ask for one; paid deposits do not change. Questions? See /support.",
            stall=sanitize_name(stall.name, STALL),
        )
    )


@messages.view(PayeeStopped, label=lambda say: say.plain("a bank QR was stopped"))
async def payee_stopped(say: Say, context: RenderContext, payload: PayeeStopped) -> Screen:
    payee = await context.read(any_payee, payload.payee_id)
    return stall_views.payee_stopped_message(say, payee, payload.by_owner)


@messages.view(BankQrStopped, label=lambda say: say.plain("a bank QR was stopped"))
async def bank_qr_stopped(say: Say, context: RenderContext, payload: BankQrStopped) -> Screen:
    return stall_views.bank_qr_stopped_message(say, await context.read(any_deposit, payload.deposit_id))


async def _deposit(context: RenderContext, payload: AboutDeposit, *states: str) -> DepositFacts:
    """Raises DepositChanged where it was answered meanwhile."""
    deposit = await context.read(any_deposit, payload.deposit_id)
    if deposit.state not in states:
        raise DepositChanged
    return deposit
