"""Messages to a payer about a deposit: the stall has not received it, will refund it, has refunded it."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.deposit import ShowDeposit, ShowMyDeposit
from handlers.deposit.views import deposit_shown
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from handlers.waitlist.deposit_text import deposit_amount
from handlers.waitlist.views import ANYWHERE
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import ITEM, STALL, sanitize_name
from market.ledger.deposit_facts import DepositFacts
from storage.deposit import DepositState

NOT_RECEIVED, REFUND_DUE = "not received", "refund due"
"""The forms in which these messages are remembered."""


def not_received_message(say: Say, deposit: DepositFacts) -> Screen:
    """Shows the reference again, and how long the hold goes on."""
    received = say(
        "{stall} has not received {deposit} with reference {reference} yet.",
        stall=sanitize_name(deposit.drop.stall.name, STALL),
        deposit=deposit_amount(say, deposit),
        reference=deposit.reference,
    )
    shows = deposit_shown(deposit, NOT_RECEIVED)
    if deposit.state == DepositState.VOID:
        ended = say(
            "The hold has ended, so there is nothing to pay. If you paid after all, the stall refunds it."
        )
        return Screen(text=received + "\n" + ended, rows=_my_deposit_buttons(say, deposit), shows=shows)
    until = format_datetime(say, deposit.held_until, deposit.drop.alley.zone)
    show = Button(
        label=say.label("Pay the deposit"),
        callback=ShowDeposit(hold=deposit.hold, back_to=ANYWHERE.code),
        style="primary",
    )
    held = say(
        "Held until {until}. Check your bank app, then tap “I paid” again, or pay another way. If the stall still has nothing then, the hold ends.",
        until=until,
    )
    rows = layout_buttons([show], [Button(label=say.label("Copy reference"), copy=deposit.reference)])
    return Screen(text=received + "\n" + held, rows=rows, shows=shows)


def refund_due_message(say: Say, deposit: DepositFacts, now: datetime) -> Screen:
    """Says why the deposit is refunded, and by when."""
    words = {
        "deposit": deposit_amount(say, deposit),
        "stall": sanitize_name(deposit.drop.stall.name, STALL),
        "by": format_datetime(say, deposit.back_by, deposit.drop.alley.zone),
    }
    text = (
        say("{stall} will refund you {deposit} by {by}.", **words)
        if deposit.booking
        else say(
            "{deposit} arrived after the hold ended, or was paid twice. {stall} will refund it by {by}.",
            **words,
        )
    )
    return Screen(
        text=text + "\n" + _description(say, deposit),
        rows=_my_deposit_buttons(say, deposit),
        shows=deposit_shown(deposit, REFUND_DUE, now),
    )


def refunded_message(say: Say, deposit: DepositFacts) -> Screen:
    """Says that the stall has refunded it. That stays so, and is not remembered."""
    text = say(
        "{stall} says it has refunded {deposit}. If it does not arrive, see /support.",
        stall=sanitize_name(deposit.drop.stall.name, STALL),
        deposit=deposit_amount(say, deposit),
    )
    return Screen(text=text + "\n" + _description(say, deposit), rows=_my_deposit_buttons(say, deposit))


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
