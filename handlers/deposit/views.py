"""What is seen of a deposit by who pays: the ways, each of them, and how it stands."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.alley.callbacks import ShowAlley
from handlers.deposit.callbacks import (
    ForfeitDeposit,
    PayByBank,
    PayByCash,
    PayByInvoice,
    SayPaid,
    ShowDeposit,
    ShowMyDeposit,
    ShowMyDeposits,
)
from handlers.deposit.words import STALL, amount, state, sum_of
from handlers.drop.callbacks import ShowDrop
from handlers.drop.lines import LINE
from handlers.drop.views import picture_of
from handlers.drop.where import Where
from handlers.gift.callbacks import GiveTicket
from handlers.mine.callbacks import ShowMine
from handlers.ui.rows import narrow, packed
from handlers.ui.screen import Button, Invoice, Picture, Screen
from handlers.waitlist.callbacks import DeclineHold, ShowClaim
from handlers.waitlist.views import ANYWHERE
from locales.formats import moment
from locales.say import Say
from locales.words import name
from market.deposit.asking import BANK, CASH, INVOICE, Offer
from market.deposit.emv import decimal
from market.deposit.facts import DepositFacts
from market.deposit.payee import PayeeFacts
from market.deposit.payment import payload_of
from market.waitlist.standing import ClaimFacts

PAYEE = 64
AT = ANYWHERE.code


def deposit_choice(say: Say, offer: Offer, where: Where, now: datetime) -> Screen:
    """The sum, the rest, both deadlines, and only the ways that this stall takes."""
    hold, drop = offer.hold, offer.hold.drop
    zone = drop.alley.zone
    first = say(
        "Deposit for {line}, {stall}: {deposit}. The rest, {rest}, at the stall. Held for you until {until}.",
        line=name(hold.line.name, LINE),
        stall=name(drop.stall.name, STALL),
        deposit=amount(say, drop, offer.amount),
        rest=amount(say, drop, hold.units * hold.line.price - offer.amount),
        until=moment(say, hold.until, zone),
    )
    refund = offer.open.refund_until if offer.open else drop.refund_until or drop.starts_at
    at = {"hold": hold.id, "where": where.code}
    ways = {
        BANK: Button(say.label("Bank QR"), PayByBank(**at), style="primary", below=True),
        INVOICE: Button(say.label("Card, in Telegram"), PayByInvoice(**at), below=True),
        CASH: Button(say.label("Cash at the stall"), PayByCash(**at)),
    }
    return Screen(
        first + "\n" + refund_words(say, refund, zone, now),
        packed(
            *([ways[way]] for way in offer.ways),
            [Button(say.label("Decline"), DeclineHold(**at))],
            [Button(say.label("Details"), ShowDrop(drop=drop.id, where=where.code))],
        ),
        picture_of(drop),
    )


def refund_words(say: Say, until: datetime, zone: str, now: datetime) -> Markup:
    """Before anybody pays."""
    if until <= now:
        return say(
            "Refunds ended {until}. If you pay now, the stall keeps it.", until=moment(say, until, zone)
        )
    return say(
        "Full refund if you cancel by {until}. After that, the stall keeps it.",
        until=moment(say, until, zone),
    )


def deposit_by_bank(say: Say, deposit: DepositFacts, payee: PayeeFacts, now: datetime) -> Screen:
    """The stall's own QR with the sum in it; the payee's name first, for that is where theft shows."""
    zone = deposit.drop.alley.zone
    pay = say(
        "Pay {deposit} to <b>{payee}</b>, reference <code>{reference}</code>. Check the name in your bank app before you pay.",
        deposit=sum_of(say, deposit),
        payee=name(payee.name, PAYEE),
        reference=deposit.reference,
    )
    how = say("On this phone: save the picture, then scan it from the gallery in your bank app.")
    clock = say(
        "Held until {until}. The time stops counting when you tap “I paid”.",
        until=moment(say, deposit.held_until, zone),
    )
    said = (state(say, deposit),) if deposit.denied_at else ()
    parts = (*said, pay, how, refund_words(say, deposit.refund_until, zone, now), clock)
    text = payee.qr.asking(deposit.amount, deposit.currency, deposit.reference)
    return Screen(
        Markup("\n").join(parts),
        packed(
            [Button(say.label("I paid"), SayPaid(deposit=deposit.id), style="success")],
            [_copy_reference(say, deposit)],
            [Button(say.label("Copy amount"), copy=decimal(deposit.amount, deposit.currency))],
            [_another_way(say, deposit)],
        ),
        Picture(hashlib.sha256(text.encode()).hexdigest(), text=text),
    )


def deposit_by_cash(say: Say, deposit: DepositFacts, now: datetime) -> Screen:
    drop = deposit.drop
    pay = say(
        "Pay {deposit} in cash at {stall}, {alley}, and give the reference <code>{reference}</code>. The stall confirms it, then you get your ticket.",
        deposit=sum_of(say, deposit),
        stall=name(drop.stall.name, STALL),
        alley=name(drop.alley.name, STALL),
        reference=deposit.reference,
    )
    held = say("Held until {until}.", until=moment(say, deposit.held_until, drop.alley.zone))
    refund = refund_words(say, deposit.refund_until, drop.alley.zone, now)
    return Screen(
        Markup("\n").join((pay, held, refund)),
        packed(
            [_copy_reference(say, deposit)],
            [Button(say.label("Directions"), ShowAlley(alley=drop.alley.id), below=True)],
            [_another_way(say, deposit)],
        ),
        picture_of(drop),
    )


def deposit_by_invoice(say: Say, deposit: DepositFacts, link: str, now: datetime) -> Screen:
    """Telegram's own form; the deadlines stand on it. `link` is what a forwarded copy opens the bot with."""
    zone = deposit.drop.alley.zone
    text = say(
        "{units} × {line}, held until {until}. {refund}",
        units=deposit.units,
        line=name(deposit.line.name, LINE),
        until=moment(say, deposit.held_until, zone),
        refund=refund_words(say, deposit.refund_until, zone, now),
    )
    label = say.label("Pay {deposit}", deposit=sum_of(say, deposit))
    invoice = Invoice(
        say.plain("Deposit: {line}", line=deposit.line.name),
        payload_of(deposit),
        say.plain("Deposit"),
        deposit.amount,
        deposit.currency,
        link,
    )
    rows = packed([Button(label, pay=True)], [_another_way(say, deposit)])
    return Screen(text, rows, invoice=invoice)


def my_deposit(say: Say, deposit: DepositFacts) -> Screen:
    """How it stands, to who pays."""
    what = say(
        "{deposit}, reference {reference}: deposit for {line}, {stall}.",
        deposit=sum_of(say, deposit),
        reference=deposit.reference,
        line=name(deposit.line.name, LINE),
        stall=name(deposit.drop.stall.name, STALL),
    )
    claim = (
        [Button(say.label("View booking"), ShowClaim(claim=deposit.claim, where=AT))] if deposit.claim else []
    )
    pay = [_another_way(say, deposit, say.label("Pay the deposit"))] if deposit.state == "asked" else []
    return Screen(
        what + "\n" + state(say, deposit),
        packed(
            pay, claim, [_copy_reference(say, deposit)], [Button(say.label("Deposits"), ShowMyDeposits())]
        ),
        picture_of(deposit.drop),
    )


def my_deposits(say: Say, deposits: Sequence[DepositFacts]) -> Screen:
    rows = [
        say(
            "{deposit}, {line}: {state}",
            deposit=sum_of(say, one),
            line=name(one.line.name, LINE),
            state=state(say, one),
        )
        for one in deposits
    ]
    return Screen(
        Markup("\n").join(rows or [say("You have no deposits.")]),
        packed(
            *([Button(one.reference, ShowMyDeposit(deposit=one.id))] for one in deposits),
            [Button(say.label("Back"), ShowMine())],
        ),
    )


def forfeit_confirm(say: Say, claim: ClaimFacts, deposit: DepositFacts, where: Where) -> Screen:
    """Before what cannot be undone."""
    at = {"claim": claim.claimed.id, "where": where.code}
    return Screen(
        say(
            "Refunds ended {until}. The stall keeps the {deposit} deposit.",
            until=moment(say, deposit.refund_until, claim.drop.alley.zone),
            deposit=sum_of(say, deposit),
        ),
        packed(
            [
                Button(
                    say.label("Give to a friend"),
                    GiveTicket(claim=claim.claimed.id),
                    style="primary",
                    below=True,
                )
            ],
            [Button(say.label("Keep it"), ShowClaim(**at))],
            [Button(say.label("Release it"), ForfeitDeposit(**at), style="danger")],
        ),
        picture_of(claim.drop),
    )


def _copy_reference(say: Say, deposit: DepositFacts) -> Button:
    return Button(say.label("Copy reference"), copy=deposit.reference)


def _another_way(say: Say, deposit: DepositFacts, label: str = "") -> Button:
    wish = ShowDeposit(hold=deposit.hold, where=AT)
    return Button(narrow(label or say.label("Another way"), 30), wish, below=True)
