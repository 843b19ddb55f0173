"""Pages of what only organisers can settle: payments without a deposit, deposits that their stall cannot answer."""

from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.settlement import (
    AnswerDeposit,
    OverseeScreenshot,
    SettlementAnswer,
    SettlePayment,
    ShowPayment,
    ShowPayments,
    ShowStalledDeposit,
    ShowStalledDeposits,
)
from handlers.deposit.screenshot_views import screenshot_lines
from handlers.deposit.stall_views import deposit_purpose, stall_deposit_text
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import ITEM, STALL, sanitize_name
from market.deposit.emv import decimal
from market.deposit.screenshot import ScreenshotFacts
from market.deposit.stalled import StalledPage
from market.deposit.unmatched import PaymentFacts, PaymentPage
from market.ledger.deposit_facts import DepositFacts
from storage.deposit import DepositState
from storage.payment import SettledHow

CHARGE = 64


def payment_list(say: Say, page: PaymentPage, zone: str) -> Screen:
    """Shows the payments that belong to no deposit, the oldest first."""
    lines = [
        say(
            "{amount}, received {at}, charge {charge}",
            amount=_amount(one),
            at=format_datetime(say, one.received_at, zone),
            charge=sanitize_name(one.charge, CHARGE),
        )
        for one in page.payments
    ]
    return Screen(
        text=Markup("\n").join(lines or [say("Every payment has its deposit.")]),
        rows=layout_buttons(
            *(
                [Button(label=shorten_label(_amount(one)), callback=ShowPayment(payment=one.id))]
                for one in page.payments
            ),
            *pager(say, page.page, page.pages, lambda other: ShowPayments(page=other)),
            [Button(label=say.label("Back"), callback=ShowAdmin())],
        ),
    )


def payment_card(say: Say, payment: PaymentFacts, zone: str) -> Screen:
    """Shows one payment with its charge id, and how it can be settled or was."""
    payer = sanitize_name(payment.payer, STALL)
    lines = [
        say(
            "{amount} was paid by card on {at} and belongs to no deposit.",
            amount=_amount(payment),
            at=format_datetime(say, payment.received_at, zone),
        ),
        say("Charge: <code>{charge}</code>", charge=sanitize_name(payment.charge, 255)),
        say("Invoice: {payload}", payload=sanitize_name(payment.payload, 128)),
        say("Paid by {person}.", person=payer) if payer else say("Nobody knows who paid it."),
    ]
    if payment.settled_at and payment.settled_how:
        lines.append(_settled_text(say, payment, payment.settled_how, zone))
    else:
        lines.append(say("Find the charge at your payment provider, settle it, then say how."))
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            *(_settling_buttons(say, payment) if payment.settled_at is None else []),
            [Button(label=say.label("Back"), callback=ShowPayments())],
        ),
    )


def _settling_buttons(say: Say, payment: PaymentFacts) -> list[list[Button]]:
    labels = {
        SettledHow.REFUNDED: say.label("I refunded it"),
        SettledHow.PASSED_ON: say.label("The stall has it"),
        SettledHow.NOTHING: say.label("Nothing to do"),
    }
    return [
        [Button(label=label, callback=SettlePayment(payment=payment.id, how=how))]
        for how, label in labels.items()
    ]


def _settled_text(say: Say, payment: PaymentFacts, outcome: SettledHow, zone: str) -> Markup:
    words = {
        "at": format_datetime(say, payment.settled_at or payment.received_at, zone),
        "person": sanitize_name(payment.settled_by, STALL) or say.plain("an organiser"),
    }
    match outcome:
        case SettledHow.REFUNDED:
            return say("Refunded, {at}, by {person}.", **words)
        case SettledHow.PASSED_ON:
            return say("Passed on to the stall, {at}, by {person}.", **words)
        case SettledHow.NOTHING:
            return say("Closed without a refund, {at}, by {person}.", **words)
        case _:
            assert_never(outcome)


def payment_unmatched_message(say: Say, payment: PaymentFacts) -> Screen:
    """Tells organisers of a payment that belongs to no deposit."""
    text = say(
        "{amount} was paid by card and belongs to no deposit. Charge: <code>{charge}</code>",
        amount=_amount(payment),
        charge=sanitize_name(payment.charge, 255),
    )
    show = Button(label=say.label("Settle it"), callback=ShowPayment(payment=payment.id), below=True)
    return Screen(text=text, rows=layout_buttons([show]))


def payment_settled_message(say: Say, payment: PaymentFacts) -> Screen:
    """Tells the payer how an organiser settled the payment."""
    amount = _amount(payment)
    if payment.settled_how == SettledHow.REFUNDED:
        return Screen(
            text=say(
                "An organiser refunded your payment of {amount}. Questions? See /support.", amount=amount
            )
        )
    if payment.settled_how == SettledHow.PASSED_ON:
        return Screen(
            text=say("The stall has your payment of {amount}. Questions? See /support.", amount=amount)
        )
    return Screen(
        text=say("An organiser has checked your payment of {amount}. Questions? See /support.", amount=amount)
    )


def stalled_list(say: Say, page: StalledPage) -> Screen:
    """Shows the deposits that organisers answer, the most urgent first."""
    lines = [
        say(
            "{label}: {value}",
            label=sanitize_name(one.drop.stall.name, STALL),
            value=stall_deposit_text(say, one),
        )
        for one in page.deposits
    ]
    return Screen(
        text=Markup("\n").join(lines or [say("Every stall can answer its deposits.")]),
        rows=layout_buttons(
            *(
                [Button(label=one.reference, callback=ShowStalledDeposit(deposit=one.id))]
                for one in page.deposits
            ),
            *pager(say, page.page, page.pages, lambda other: ShowStalledDeposits(page=other)),
            [Button(label=say.label("Back"), callback=ShowAdmin())],
        ),
    )


def stalled_card(say: Say, deposit: DepositFacts, screenshot: ScreenshotFacts | None) -> Screen:
    """Shows one deposit with the answers an organiser can give for its stall."""
    what = say(
        "{first}, {second}",
        first=sanitize_name(deposit.drop.stall.name, STALL),
        second=deposit_purpose(say, deposit),
    )
    sent = screenshot_lines(say, deposit.drop.alley.zone, screenshot)
    show = Button(
        label=say.label("Show the screenshot"), callback=OverseeScreenshot(deposit=deposit.id), below=True
    )
    return Screen(
        text=Markup("\n").join([what, stall_deposit_text(say, deposit), *sent, *_advice(say, deposit)]),
        rows=layout_buttons(
            *([button] for button in _answers(say, deposit)),
            [show] if screenshot else [],
            [Button(label=say.label("Back"), callback=ShowStalledDeposits())],
        ),
    )


def _advice(say: Say, deposit: DepositFacts) -> list[Markup]:
    match deposit.state:
        case DepositState.REVIEW:
            return [
                say(
                    "We were offline during this drop, so nobody knows whether it was collected. Ask the stall, then decide."
                )
            ]
        case DepositState.SAID:
            return [say("Ask the stall whether the money arrived, then answer for it.")]
        case DepositState.DUE:
            return [say("The stall has not refunded it yet. When the payer has the money, say so.")]
        case _:
            return []


def _answers(say: Say, deposit: DepositFacts) -> list[Button]:
    match deposit.state:
        case DepositState.SAID:
            labels = {
                SettlementAnswer.RECEIVED: say.label("Money received"),
                SettlementAnswer.DENIED: say.label("Not received"),
            }
        case DepositState.DUE:
            labels = {SettlementAnswer.RETURNED: say.label("It was refunded")}
        case DepositState.REVIEW:
            labels = {
                SettlementAnswer.REFUND: say.label("Refund the payer"),
                SettlementAnswer.KEEP: say.label("The stall keeps it"),
            }
        case _:
            labels = {}
    return [
        Button(label=label, callback=AnswerDeposit(deposit=deposit.id, answer=answer))
        for answer, label in labels.items()
    ]


def deposit_to_review_message(say: Say, deposit: DepositFacts) -> Screen:
    """Asks organisers to decide about a deposit."""
    text = say(
        "We were offline during {item}, {stall}. Please decide who gets the deposit {reference}.",
        item=sanitize_name(deposit.item.name, ITEM),
        stall=sanitize_name(deposit.drop.stall.name, STALL),
        reference=deposit.reference,
    )
    decide = Button(label=say.label("Decide"), callback=ShowStalledDeposit(deposit=deposit.id), below=True)
    return Screen(text=text, rows=layout_buttons([decide]))


def _amount(payment: PaymentFacts) -> str:
    """Returns currency code and amount, as a payment provider's list has it."""
    return f"{sanitize_name(payment.currency, 3)} {decimal(payment.amount, payment.currency)}"
