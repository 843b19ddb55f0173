"""The messages about deposits. What was answered before a message is sent is not sent any more."""

from markupsafe import Markup

from handlers.callbacks.deposit import ShowDeposit, ShowMyDeposit, ShowPayee
from handlers.deposit import stall_views
from handlers.drop.item_text import ITEM
from handlers.drop.views import STALL
from handlers.message_registry import RenderContext, messages
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from handlers.waitlist.deposit_text import deposit_amount
from handlers.waitlist.views import ANYWHERE
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import sanitize_name
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
from market.ledger.deposit_facts import DepositFacts
from market.ledger.notifications import AboutDeposit, RefundDue, RefundsToMake
from market.stall import stall_state
from storage.deposit import DepositState


@messages.view(DepositToConfirm, label=lambda say: say.plain("a deposit to check"))
async def deposit_to_confirm(say: Say, context: RenderContext, payload: DepositToConfirm) -> Screen:
    return stall_views.stall_deposit(say, await _deposit(context, payload, DepositState.SAID))


@messages.view(DepositNotReceived, label=lambda say: say.plain("a deposit not received yet"))
async def deposit_not_seen(say: Say, context: RenderContext, payload: DepositNotReceived) -> Screen:
    """The reference again, and how long the hold goes on."""
    deposit = await _deposit(context, payload, DepositState.ASKED, DepositState.VOID)
    received = say(
        "{stall} has not received {deposit} with reference {reference} yet.",
        stall=sanitize_name(deposit.drop.stall.name, STALL),
        deposit=deposit_amount(say, deposit),
        reference=deposit.reference,
    )
    if deposit.state == DepositState.VOID:
        return Screen(
            text=received
            + "\n"
            + say(
                "The hold has ended, so there is nothing to pay. If you paid after all, the stall refunds it."
            ),
            rows=_my_deposit_buttons(say, deposit),
        )
    until = format_datetime(say, deposit.held_until, deposit.drop.alley.zone)
    show = Button(
        label=say.label("Show the QR again"),
        callback=ShowDeposit(hold=deposit.hold, back_to=ANYWHERE.code),
        style="primary",
    )
    return Screen(
        text=received
        + "\n"
        + say(
            "Held until {until}. Check your bank app, or pay another way. If the stall still has nothing after you tap “I paid” again, the hold ends.",
            until=until,
        ),
        rows=layout_buttons([show], [Button(label=say.label("Copy reference"), copy=deposit.reference)]),
    )


@messages.view(RefundDue, label=lambda say: say.plain("a deposit to be refunded"))
async def refund_due(say: Say, context: RenderContext, payload: RefundDue) -> Screen:
    """To the payer: why the deposit is refunded, and by when."""
    deposit = await _deposit(context, payload, DepositState.DUE)
    by = format_datetime(say, deposit.back_by, deposit.drop.alley.zone)
    words = {
        "deposit": deposit_amount(say, deposit),
        "stall": sanitize_name(deposit.drop.stall.name, STALL),
        "by": by,
    }
    text = (
        say("{stall} will refund you {deposit} by {by}.", **words)
        if deposit.booking
        else say(
            "{deposit} arrived after the hold ended, or was paid twice. {stall} will refund it by {by}.",
            **words,
        )
    )
    return Screen(text=text + "\n" + _description(say, deposit), rows=_my_deposit_buttons(say, deposit))


@messages.view(DepositRefunded, label=lambda say: say.plain("a deposit refunded"))
async def deposit_refunded(say: Say, context: RenderContext, payload: DepositRefunded) -> Screen:
    deposit = await _deposit(context, payload, DepositState.RETURNED)
    text = say(
        "{stall} says it has refunded {deposit}. If it does not arrive, see /support.",
        stall=sanitize_name(deposit.drop.stall.name, STALL),
        deposit=deposit_amount(say, deposit),
    )
    return Screen(text=text + "\n" + _description(say, deposit), rows=_my_deposit_buttons(say, deposit))


@messages.view(RefundsToMake, label=lambda say: say.plain("refunds to make"))
async def refunds_to_make(say: Say, context: RenderContext, payload: RefundsToMake) -> Screen:
    """To the stall. Raises DepositChanged where all is given back by now."""
    stall = await context.read(stall_state, payload.stall_id)
    sums = await context.read(refund_sums, payload.stall_id)
    if not any(one.owed for one in sums):
        raise DepositChanged
    return stall_views.refunds_message(say, sums, stall.territory)


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


@messages.view(DepositsStopped, label=lambda say: say.plain("a stall may take no deposits"))
async def deposits_stopped(say: Say, context: RenderContext, payload: DepositsStopped) -> Screen:
    stall = await context.read(stall_state, payload.stall_id)
    return Screen(
        text=say(
            "An organiser has stopped deposits for {stall}. Its drops no longer ask for one; paid deposits do not change. Questions? See /support.",
            stall=sanitize_name(stall.name, STALL),
        )
    )


@messages.view(PayeeStopped, label=lambda say: say.plain("a new bank QR stopped"))
async def payee_stopped(say: Say, context: RenderContext, payload: PayeeStopped) -> Screen:
    payee = await context.read(any_payee, payload.payee_id)
    return stall_views.payee_stopped_message(say, payee, payload.by_owner)


@messages.view(BankQrStopped, label=lambda say: say.plain("a bank QR not to be paid"))
async def bank_qr_stopped(say: Say, context: RenderContext, payload: BankQrStopped) -> Screen:
    return stall_views.bank_qr_stopped_message(say, await context.read(any_deposit, payload.deposit_id))


async def _deposit(context: RenderContext, payload: AboutDeposit, *states: str) -> DepositFacts:
    """Raises DepositChanged where it was answered meanwhile."""
    deposit = await context.read(any_deposit, payload.deposit_id)
    if deposit.state not in states:
        raise DepositChanged
    return deposit


def _description(say: Say, deposit: DepositFacts) -> Markup:
    return say(
        "Deposit for {item}, reference {reference}.",
        item=sanitize_name(deposit.item.name, ITEM),
        reference=deposit.reference,
    )


def _my_deposit_buttons(say: Say, deposit: DepositFacts) -> tuple[tuple[Button, ...], ...]:
    return layout_buttons(
        [Button(label=say.label("View deposit"), callback=ShowMyDeposit(deposit=deposit.id), below=True)]
    )
