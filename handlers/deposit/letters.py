"""The letters about deposits, in words at the moment they are sent. What was answered meanwhile is not told any more."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from handlers.deposit import stall_views
from handlers.deposit.callbacks import ShowDeposit, ShowMyDeposit, ShowPayee
from handlers.deposit.words import STALL, sum_of
from handlers.drop.lines import LINE
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from handlers.waitlist.views import ANYWHERE
from locales.formats import moment
from locales.say import Say
from locales.words import name
from market.deposit.facts import DepositFacts, any_deposit, refund_sums
from market.deposit.payee import any_payee
from market.refusal import DepositElsewhere
from market.stall import stall_state
from storage.store import Store

Facts = Mapping[str, Any]


async def to_confirm(say: Say, store: Store, facts: Facts) -> Screen:
    return stall_views.stall_deposit(say, await _deposit(store, facts, "said"))


async def not_there(say: Say, store: Store, facts: Facts) -> Screen:
    """The reference again, and how long the hold goes on."""
    deposit = await _deposit(store, facts, "asked", "void")
    told = say(
        "{stall} has not received {deposit} with reference {reference} yet.",
        stall=name(deposit.drop.stall.name, STALL),
        deposit=sum_of(say, deposit),
        reference=deposit.reference,
    )
    if deposit.state == "void":
        return Screen(
            told + "\n" + say("The hold has ended, so there is nothing to pay."), _mine(say, deposit)
        )
    until = moment(say, deposit.held_until, deposit.drop.alley.zone)
    show = Button(
        say.label("Show the QR again"), ShowDeposit(hold=deposit.hold, where=ANYWHERE.code), style="primary"
    )
    return Screen(
        told + "\n" + say("Held until {until}. Check your bank app, or pay another way.", until=until),
        packed([show], [Button(say.label("Copy reference"), copy=deposit.reference)]),
    )


async def due(say: Say, store: Store, facts: Facts) -> Screen:
    """To who paid: why it goes back, and by when."""
    deposit = await _deposit(store, facts, "due")
    by = moment(say, deposit.back_by, deposit.drop.alley.zone)
    words = {"deposit": sum_of(say, deposit), "stall": name(deposit.drop.stall.name, STALL), "by": by}
    text = (
        say("{stall} will refund you {deposit} by {by}.", **words)
        if deposit.claim
        else say(
            "{deposit} arrived after the hold ended, or was paid twice. {stall} will refund it by {by}.",
            **words,
        )
    )
    return Screen(text + "\n" + _what(say, deposit), _mine(say, deposit))


async def back(say: Say, store: Store, facts: Facts) -> Screen:
    deposit = await _deposit(store, facts, "returned")
    text = say(
        "{stall} says it has refunded {deposit}. If it does not arrive, see /support.",
        stall=name(deposit.drop.stall.name, STALL),
        deposit=sum_of(say, deposit),
    )
    return Screen(text + "\n" + _what(say, deposit), _mine(say, deposit))


async def refunds(say: Say, store: Store, facts: Facts) -> Screen:
    """To the stall. Raises DepositElsewhere where all is given back by now."""
    stall = await store.read(stall_state, facts["stall"])
    sums = await store.read(refund_sums, facts["stall"])
    if not any(one.owed for one in sums):
        raise DepositElsewhere
    return stall_views.refunds_letter(say, sums, stall.territory)


async def payee_changed(say: Say, store: Store, facts: Facts) -> Screen:
    return stall_views.payee_letter(say, await store.read(any_payee, facts["payee"]))


async def allowed(say: Say, store: Store, facts: Facts) -> Screen:
    stall = await store.read(stall_state, facts["stall"])
    text = say(
        "{stall} can now take deposits. Send its bank QR, or take cash. To ask for a deposit on a drop, tap Change.",
        stall=name(stall.name, STALL),
    )
    return Screen(text, packed([Button(say.label("Bank QR"), ShowPayee(), below=True)]))


async def stopped(say: Say, store: Store, facts: Facts) -> Screen:
    stall = await store.read(stall_state, facts["stall"])
    return Screen(
        say(
            "An organiser has stopped deposits for {stall}. Its drops no longer ask for one; paid deposits do not change. Questions? See /support.",
            stall=name(stall.name, STALL),
        )
    )


async def _deposit(store: Store, facts: Facts, *states: str) -> DepositFacts:
    """Raises DepositElsewhere where it was answered meanwhile."""
    deposit = await store.read(any_deposit, facts["deposit"])
    if deposit.state not in states:
        raise DepositElsewhere
    return deposit


def _what(say: Say, deposit: DepositFacts) -> Markup:
    return say(
        "Deposit for {line}, reference {reference}.",
        line=name(deposit.line.name, LINE),
        reference=deposit.reference,
    )


def _mine(say: Say, deposit: DepositFacts) -> tuple[tuple[Button, ...], ...]:
    return packed([Button(say.label("View deposit"), ShowMyDeposit(deposit=deposit.id), below=True)])


NOTICES = {
    "DepositToConfirm": to_confirm,
    "DepositNotThere": not_there,
    "DepositDue": due,
    "DepositBack": back,
    "RefundsToMake": refunds,
    "PayeeChanged": payee_changed,
    "DepositsAllowed": allowed,
    "DepositsStopped": stopped,
}
