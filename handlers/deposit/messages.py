"""Views of the notifications about deposits. A notification that no longer holds raises a refusal."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from handlers.callbacks.deposit import ShowDeposit, ShowMyDeposit, ShowPayee
from handlers.deposit import stall_views
from handlers.drop.item_text import ITEM
from handlers.drop.views import STALL
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from handlers.waitlist.deposit_text import deposit_amount
from handlers.waitlist.views import ANYWHERE
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import sanitize_name
from market.deposit.facts import any_deposit, refund_sums
from market.deposit.payee import any_payee
from market.deposit.refusals import DepositChanged
from market.ledger.deposit_facts import DepositFacts
from market.stall import stall_state
from storage.deposit import DepositState
from storage.store import Store

Payload = Mapping[str, Any]


async def deposit_to_confirm(say: Say, store: Store, payload: Payload) -> Screen:
    return stall_views.stall_deposit(say, await _deposit(store, payload, DepositState.SAID))


async def deposit_not_seen(say: Say, store: Store, payload: Payload) -> Screen:
    """Returns the reference again and the deadline of the hold."""
    deposit = await _deposit(store, payload, DepositState.ASKED, DepositState.VOID)
    told = say(
        "{stall} has not received {deposit} with reference {reference} yet.",
        stall=sanitize_name(deposit.drop.stall.name, STALL),
        deposit=deposit_amount(say, deposit),
        reference=deposit.reference,
    )
    if deposit.state == DepositState.VOID:
        return Screen(
            text=told + "\n" + say("The hold has ended, so there is nothing to pay."),
            rows=_my_deposit_buttons(say, deposit),
        )
    until = format_datetime(say, deposit.held_until, deposit.drop.alley.zone)
    show = Button(
        label=say.label("Show the QR again"),
        callback=ShowDeposit(hold=deposit.hold, back_to=ANYWHERE.code),
        style="primary",
    )
    return Screen(
        text=told + "\n" + say("Held until {until}. Check your bank app, or pay another way.", until=until),
        rows=layout_buttons([show], [Button(label=say.label("Copy reference"), copy=deposit.reference)]),
    )


async def refund_due(say: Say, store: Store, payload: Payload) -> Screen:
    """Tells the payer why and by when the deposit is refunded."""
    deposit = await _deposit(store, payload, DepositState.DUE)
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


async def deposit_refunded(say: Say, store: Store, payload: Payload) -> Screen:
    deposit = await _deposit(store, payload, DepositState.RETURNED)
    text = say(
        "{stall} says it has refunded {deposit}. If it does not arrive, see /support.",
        stall=sanitize_name(deposit.drop.stall.name, STALL),
        deposit=deposit_amount(say, deposit),
    )
    return Screen(text=text + "\n" + _description(say, deposit), rows=_my_deposit_buttons(say, deposit))


async def refunds_to_make(say: Say, store: Store, payload: Payload) -> Screen:
    """Tells the stall what to refund. Raises DepositChanged if everything is refunded by now."""
    stall = await store.read(stall_state, payload["stall"])
    sums = await store.read(refund_sums, payload["stall"])
    if not any(one.owed for one in sums):
        raise DepositChanged
    return stall_views.refunds_message(say, sums, stall.territory)


async def payee_changed(say: Say, store: Store, payload: Payload) -> Screen:
    return stall_views.payee_changed_message(say, await store.read(any_payee, payload["payee"]))


async def deposits_allowed(say: Say, store: Store, payload: Payload) -> Screen:
    stall = await store.read(stall_state, payload["stall"])
    text = say(
        "{stall} can now take deposits. Send its bank QR, or take cash. To ask for a deposit on a drop, tap Change.",
        stall=sanitize_name(stall.name, STALL),
    )
    return Screen(
        text=text, rows=layout_buttons([Button(label=say.label("Bank QR"), callback=ShowPayee(), below=True)])
    )


async def deposits_stopped(say: Say, store: Store, payload: Payload) -> Screen:
    stall = await store.read(stall_state, payload["stall"])
    return Screen(
        text=say(
            "An organiser has stopped deposits for {stall}. Its drops no longer ask for one; paid deposits do not change. Questions? See /support.",
            stall=sanitize_name(stall.name, STALL),
        )
    )


async def _deposit(store: Store, payload: Payload, *states: str) -> DepositFacts:
    """Returns the deposit. Raises DepositChanged if its state is another by now."""
    deposit = await store.read(any_deposit, payload["deposit"])
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


NOTIFICATION_VIEWS = {
    "DepositToConfirm": deposit_to_confirm,
    "DepositNotThere": deposit_not_seen,
    "DepositDue": refund_due,
    "DepositBack": deposit_refunded,
    "RefundsToMake": refunds_to_make,
    "PayeeChanged": payee_changed,
    "DepositsAllowed": deposits_allowed,
    "DepositsStopped": deposits_stopped,
}
