"""What a stall sees of its deposits: what waits for its answer, what it owes, and by which QR it is paid."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.deposit.callbacks import (
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
from handlers.deposit.words import amount, sum_of
from handlers.desk.callbacks import ShowDesk
from handlers.drop.lines import LINE
from handlers.stall.callbacks import ShowMyStall
from handlers.stock.callbacks import ChangeDrop
from handlers.ui.rows import packed, turning
from handlers.ui.screen import Button, Screen
from locales.formats import moment, money
from locales.say import Say
from locales.words import name
from market.deposit.facts import DepositFacts, Deposits, Sums
from market.deposit.payee import PayeeFacts, Takes
from market.drop.facts import DropFacts

PAYEE, STALL = 64, 40
HOURS = (24, 48, 72, 0)
"""Before the start, at which the refund may end."""


def deposit_list(say: Say, page: Deposits) -> Screen:
    """What waits for the stall first."""
    rows = [
        say("{what} {line}", what=stands(say, one), line=name(one.line.name, LINE)) for one in page.deposits
    ]
    turns = turning(say, page.page, page.pages, lambda other: ShowDeposits(page=other))
    return Screen(
        Markup("\n").join(rows or [say("No open deposits.")]),
        packed(
            [Button(one.reference, ShowStallDeposit(deposit=one.id)) for one in page.deposits],
            turns,
            [Button(say.label("To refund"), ShowSums()), Button(say.label("Bank QR"), ShowPayee())],
            [Button(say.label("Back"), ShowDesk())],
        ),
    )


def stall_deposit(say: Say, deposit: DepositFacts) -> Screen:
    """One, with what the stall can answer; a letter to the stall is the same."""
    parts = [stands(say, deposit), _advice(say, deposit)]
    wish = {"deposit": deposit.id}
    arrived = Button(say.label("Money received"), ConfirmDeposit(**wish), style="success")
    steps = {
        "said": [[arrived], [Button(say.label("Not received"), DenyDeposit(**wish))]],
        "asked": [[arrived]],
        "void": [[arrived]],
        "due": [[Button(say.label("I refunded it"), GiveBack(**wish), style="success")]],
    }.get(deposit.state, [])
    return Screen(
        Markup("\n").join(part for part in parts if part),
        packed(*steps, [Button(say.label("All deposits"), ShowDeposits())]),
    )


def stands(say: Say, deposit: DepositFacts) -> Markup:
    """In one sentence; what the stall has not confirmed is only said."""
    zone = deposit.drop.alley.zone
    facts = {"deposit": sum_of(say, deposit), "reference": deposit.reference}
    ended = moment(say, deposit.ended_at or deposit.refund_until, zone)
    match deposit.state:
        case "said":
            at = moment(say, deposit.said_at or deposit.refund_until, zone)
            return say("{deposit}, reference {reference}: marked paid {at}, not confirmed.", at=at, **facts)
        case "asked":
            until = moment(say, deposit.held_until, zone)
            return say(
                "{deposit}, reference {reference}: not paid, held until {until}.", until=until, **facts
            )
        case "paid":
            at = moment(say, deposit.paid_at or deposit.refund_until, zone)
            return say("{deposit}, reference {reference}: received {at}.", at=at, **facts)
        case "due":
            by = moment(say, deposit.back_by, zone)
            return say("{deposit}, reference {reference}: refund by {by}.", by=by, **facts)
        case "returned":
            return say("{deposit}, reference {reference}: refunded {at}.", at=ended, **facts)
        case "settled":
            return say("{deposit}, reference {reference}: deducted from the price {at}.", at=ended, **facts)
        case "kept":
            return say("{deposit}, reference {reference}: yours since {at}.", at=ended, **facts)
        case _:
            return say("{deposit}, reference {reference}: the hold ended {at}.", at=ended, **facts)


def _advice(say: Say, deposit: DepositFacts) -> Markup | str:
    match deposit.state:
        case "said":
            return say("Check your own bank app. A screenshot is not proof.")
        case "asked" if deposit.way == "cash":
            return say("Tap it when you have the cash in your hand.")
        case "void":
            return say("If the money did arrive, refund it.")
        case "due":
            return _way_back(say, deposit)
        case "paid":
            zone = deposit.drop.alley.zone
            return say("Fully refundable until {until}.", until=moment(say, deposit.refund_until, zone))
        case _:
            return ""


def _way_back(say: Say, deposit: DepositFacts) -> Markup:
    match deposit.way:
        case "cash":
            return say("It was paid in cash. Refund it, then tap “I refunded it”. We tell the payer.")
        case "bank":
            return say(
                "It came to your bank account. Send it back, then tap “I refunded it”. We tell the payer."
            )
        case _:
            return say(
                "It was paid by card. Refund it with your payment provider, then tap “I refunded it”. We tell the payer."
            )


def sums(say: Say, each: Sequence[Sums], territory: str) -> Screen:
    """From the ledger, a currency a line."""
    rows = [
        say(
            "To refund {owed}, holding {held}, deducted from sales {sales}, kept {kept}, refunded so far {back}.",
            **{
                which: money(say, getattr(one, which), one.currency, territory)
                for which in ("owed", "held", "sales", "kept", "back")
            },
        )
        for one in each
    ]
    return Screen(
        Markup("\n").join(rows or [say("No deposit was paid yet.")]),
        packed([Button(say.label("All deposits"), ShowDeposits())], [Button(say.label("Back"), ShowDesk())]),
    )


def refunds_letter(say: Say, each: Sequence[Sums], territory: str) -> Screen:
    """To the stall, when something falls due."""
    rows = [
        say("Deposits to refund: {owed}.", owed=money(say, one.owed, one.currency, territory))
        for one in each
        if one.owed
    ]
    return Screen(
        Markup("\n").join(rows), packed([Button(say.label("All deposits"), ShowDeposits(), below=True)])
    )


def payee_page(say: Say, takes: Takes) -> Screen:
    """By whom the stall is paid, now and next."""
    if takes.since is None:
        text = say("An organiser must allow deposits for your stall first. Questions? See /support.")
        return Screen(text, packed([Button(say.label("Back"), ShowMyStall())]))
    rows = [
        say("Shoppers pay by bank to {payee}.", payee=payee_words(say, takes.serving))
        if takes.serving
        else say("No bank QR yet. Deposits are paid in cash at the stall."),
    ]
    if takes.next:
        rows.append(_next(say, takes.next))
    return Screen(
        Markup("\n").join(rows),
        packed(
            [Button(say.label("Send a bank QR"), AskPayee(), style="primary")],
            [Button(say.label("All deposits"), ShowDeposits()), Button(say.label("Back"), ShowMyStall())],
        ),
    )


def payee_words(say: Say, payee: PayeeFacts) -> Markup:
    """The name in the payload, and by which scheme."""
    if not payee.qr.scheme:
        return Markup("<b>{}</b>").format(name(payee.name, PAYEE))
    return Markup("<b>{}</b> ({})").format(name(payee.name, PAYEE), payee.qr.scheme)


def _next(say: Say, payee: PayeeFacts) -> Markup:
    at = moment(say, payee.serves_at, payee.zone) if payee.serves_at else ""
    return say("From {at} on: {payee}.", at=at, payee=payee_words(say, payee))


def payee_ask(say: Say) -> Screen:
    return Screen(
        say("Send a photo of your stall's bank QR, or its text."), ask=say.plain("A photo, or 000201…")
    )


def payee_confirm(say: Say, payee: PayeeFacts) -> Screen:
    """The second message: what was read, before it counts."""
    return Screen(
        say(
            "This QR pays {payee}. Is that your stall's own account? We tell you and the organisers, and use it for new deposits after 24 hours.",
            payee=payee_words(say, payee),
        ),
        packed(
            [Button(say.label("It is ours"), ConfirmPayee(payee=payee.id), style="success")],
            [Button(say.label("Send another"), AskPayee()), Button(say.label("Back"), ShowPayee())],
        ),
    )


def payee_letter(say: Say, payee: PayeeFacts) -> Screen:
    """To the owner and to every organiser."""
    at = moment(say, payee.serves_at, payee.zone) if payee.serves_at else ""
    return Screen(
        say(
            "From {at}, {stall} is paid through a new bank QR: {payee}. If the owner did not do this, an organiser can stop its deposits in /admin.",
            stall=name(payee.stall_name, STALL),
            at=at,
            payee=payee_words(say, payee),
        )
    )


def terms(say: Say, drop: DropFacts) -> Screen:
    """What a draft asks of who holds."""
    if drop.deposit:
        text = say(
            "Deposit: {deposit} for each unit, fully refundable until {until}.",
            deposit=amount(say, drop, drop.deposit),
            until=moment(say, drop.refund_until or drop.starts_at, drop.alley.zone),
        )
    else:
        text = say(
            "No deposit. Joining and waiting are free; only people with a hold are ever asked for one."
        )
    refunds = [
        Button(
            say.label("{hours} h before", hours=hours) if hours else say.label("Until it starts"),
            PickRefund(drop=drop.id, hours=hours),
        )
        for hours in HOURS
    ]
    return Screen(
        text,
        packed(
            [Button(say.label("Type an amount"), TypeDeposit(drop=drop.id), style="primary")],
            refunds if drop.deposit else [],
            [Button(say.label("No deposit"), NoDeposit(drop=drop.id))] if drop.deposit else [],
            [Button(say.label("Back"), ChangeDrop(drop=drop.id))],
        ),
    )


def terms_ask(say: Say) -> Screen:
    return Screen(say("How much deposit for each unit? It cannot be more than the price."), ask="10")
