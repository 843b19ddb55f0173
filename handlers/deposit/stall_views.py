"""A stall's deposits: those to confirm, those to refund, and its bank QR."""

from collections.abc import Sequence
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.deposit import (
    AskPayee,
    ConfirmDeposit,
    ConfirmPayee,
    DenyDeposit,
    NoDeposit,
    PickRefund,
    RefundDeposit,
    ShowDeposits,
    ShowPayee,
    ShowScreenshot,
    ShowStallDeposit,
    ShowTotals,
    StopPayee,
)
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.stall import ShowMyStall
from handlers.callbacks.start import ShowStart
from handlers.callbacks.stock import ChangeDrop
from handlers.deposit.screenshot_views import screenshot_lines
from handlers.ui.button_layout import layout_buttons
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen, Shown
from handlers.waitlist.deposit_text import deposit_amount
from locales.formats import format_datetime, format_money
from locales.say import Say
from locales.user_text import PAYEE, STALL, sanitize_name
from market.deposit.facts import DepositPage, DepositSums
from market.deposit.payee import DepositSettings, PayeeFacts
from market.deposit.screenshot import ScreenshotFacts
from market.drop.amounts import format_amount
from market.drop.facts import DropFacts
from market.drop.item_text import full_name
from market.ledger.deposit_facts import DepositFacts
from market.stall import StallState
from storage.deposit import DepositState, PaymentMethod
from storage.shown import ShownKind

REFUNDS = "refunds"
"""The form in which the message about refunds to make is remembered; a list has the number of its page."""
HOURS = (24, 48, 72, 0)
"""Hours before the start at which the refund may end."""


def deposit_list(say: Say, page: DepositPage) -> Screen:
    """Shows the deposits of a stall, those to confirm first."""
    rows = [
        say("{what} {item}", what=stall_deposit_text(say, one), item=deposit_purpose(say, one))
        for one in page.deposits
    ]
    rows += page_text(say, page.page, page.pages)
    return Screen(
        text=Markup("\n").join(rows or [say("No open deposits.")]),
        rows=layout_buttons(
            [Button(label=one.reference, callback=ShowStallDeposit(deposit=one.id)) for one in page.deposits],
            *pager(say, page.page, page.pages, lambda other: ShowDeposits(page=other)),
            [
                Button(label=say.label("To refund"), callback=ShowTotals()),
                Button(label=say.label("Bank QR"), callback=ShowPayee()),
            ],
            [Button(label=say.label("Back"), callback=ShowDesk())],
        ),
        shows=Shown(
            kind=ShownKind.STALL_DEPOSITS, subject=page.stall, form=str(page.page), until=page.changes_at
        ),
    )


def stall_deposit(say: Say, deposit: DepositFacts, screenshot: ScreenshotFacts | None) -> Screen:
    """Shows one deposit with the payer's screenshot and the stall's choices; also the notification to the stall."""
    head = Markup("<b>{}</b>").format(deposit_purpose(say, deposit))
    sent = screenshot_lines(say, deposit.drop.alley.zone, screenshot)
    parts = [head, stall_deposit_text(say, deposit), *sent, _next_step_text(say, deposit)]
    return Screen(
        text=Markup("\n").join(part for part in parts if part),
        rows=layout_buttons(
            *_next_step_buttons(say, deposit),
            [_screenshot_button(say, deposit)] if screenshot else [],
            [Button(label=say.label("All deposits"), callback=ShowDeposits())],
        ),
        shows=Shown(kind=ShownKind.STALL_DEPOSIT, subject=deposit.id, item=deposit.item.id),
    )


def _screenshot_button(say: Say, deposit: DepositFacts) -> Button:
    return Button(
        label=say.label("Show the screenshot"), callback=ShowScreenshot(deposit=deposit.id), below=True
    )


def _next_step_buttons(say: Say, deposit: DepositFacts) -> list[list[Button]]:
    """Return the rows of buttons for what the stall can answer to this deposit now."""
    callback = {"deposit": deposit.id}
    arrived = Button(label=say.label("Money received"), callback=ConfirmDeposit(**callback), style="success")
    match deposit.state:
        case DepositState.SAID:
            return [[arrived, Button(label=say.label("Not received"), callback=DenyDeposit(**callback))]]
        case DepositState.ASKED | DepositState.VOID:
            return [[arrived]]
        case DepositState.DUE:
            refunded = say.label("I refunded it")
            return [[Button(label=refunded, callback=RefundDeposit(**callback), style="success")]]
        case (
            DepositState.PAID
            | DepositState.SETTLED
            | DepositState.KEPT
            | DepositState.RETURNED
            | DepositState.REVIEW
        ):
            return []
        case _:
            assert_never(deposit.state)


def deposit_purpose(say: Say, deposit: DepositFacts) -> Markup:
    """Returns what a deposit is for, and the number of its entry; never whose it is."""
    item = full_name(say, deposit.drop, deposit.item)
    if deposit.number is None:
        return say("{units} × {item}", units=deposit.units, item=item)
    return say("{units} × {item}, number {number}", units=deposit.units, item=item, number=deposit.number)


def stall_deposit_text(say: Say, deposit: DepositFacts) -> Markup:
    """Returns the state in one sentence; what the stall has not confirmed is only reported."""
    facts = {"deposit": deposit_amount(say, deposit), "reference": deposit.reference}
    return say.sentences(say("{deposit}, reference {reference}.", **facts), _state_text(say, deposit))


def _state_text(say: Say, deposit: DepositFacts) -> Markup:
    zone = deposit.drop.alley.zone
    ended = format_datetime(say, deposit.ended_at or deposit.refund_until, zone)
    match deposit.state:
        case DepositState.SAID:
            at = format_datetime(say, deposit.said_at or deposit.refund_until, zone)
            return say("Marked paid {at}, not confirmed.", at=at)
        case DepositState.ASKED:
            until = format_datetime(say, deposit.held_until, zone)
            return say("Not paid yet. Held until {until}.", until=until)
        case DepositState.PAID:
            at = format_datetime(say, deposit.paid_at or deposit.refund_until, zone)
            return say("Received {at}.", at=at)
        case DepositState.DUE:
            by = format_datetime(say, deposit.back_by, zone)
            return say("Refund due by {by}.", by=by)
        case DepositState.RETURNED:
            return say("Refunded {at}.", at=ended)
        case DepositState.SETTLED:
            return say("Deducted from the price at the stall, {at}.", at=ended)
        case DepositState.KEPT:
            return say("Yours since {at}.", at=ended)
        case DepositState.VOID:
            return say("This hold ended {at}.", at=ended)
        case DepositState.REVIEW:
            return say("An organiser decides about it.")
        case _:
            assert_never(deposit.state)


def _next_step_text(say: Say, deposit: DepositFacts) -> Markup | str:
    match deposit.state:
        case DepositState.SAID:
            return say("Check your own bank app. A screenshot is not proof.")
        case DepositState.ASKED if deposit.way == PaymentMethod.CASH:
            return say("Tap it when you have the cash in your hand.")
        case DepositState.VOID:
            return say("If the money did arrive, refund it.")
        case DepositState.DUE:
            return _refund_instructions(say, deposit)
        case DepositState.PAID:
            zone = deposit.drop.alley.zone
            return say(
                "Fully refundable until {until}.", until=format_datetime(say, deposit.refund_until, zone)
            )
        case DepositState.REVIEW:
            return say("We were offline during this drop. Tell an organiser whether it was collected.")
        case DepositState.ASKED | DepositState.SETTLED | DepositState.KEPT | DepositState.RETURNED:
            return ""
        case _:
            assert_never(deposit.state)


def _refund_instructions(say: Say, deposit: DepositFacts) -> Markup:
    match deposit.way:
        case PaymentMethod.CASH:
            return say("It was paid in cash. Refund it, then tap “I refunded it”. We tell the payer.")
        case PaymentMethod.BANK:
            return say(
                "It came to your bank account. Send it back, then tap “I refunded it”. We tell the payer."
            )
        case PaymentMethod.INVOICE:
            return say(
                "It was paid by card. Refund it with your payment provider, then tap “I refunded it”. We tell the payer."
            )
        case _:
            assert_never(deposit.way)


def totals_page(say: Say, totals: Sequence[DepositSums], territory: str) -> Screen:
    """Shows the totals of the ledger, a row for each currency; what is zero is left out."""
    rows = [row for one in totals if (row := _sums_row(say, one, territory))]
    return Screen(
        text=Markup("\n").join(rows or [say("No deposit was paid yet.")]),
        rows=layout_buttons(
            [Button(label=say.label("All deposits"), callback=ShowDeposits())],
            [Button(label=say.label("Back"), callback=ShowDesk())],
        ),
    )


def _sums_row(say: Say, sums: DepositSums, territory: str) -> Markup:
    owed, held, sales, kept, back = (
        format_money(say, amount, sums.currency, territory)
        for amount in (sums.owed, sums.held, sums.sales, sums.kept, sums.back)
    )
    rows = (
        (sums.owed, say("To refund: {amount}.", amount=owed)),
        (sums.held, say("Still refundable: {amount}.", amount=held)),
        (sums.sales, say("Deducted from sales: {amount}.", amount=sales)),
        (sums.kept, say("Yours to keep: {amount}.", amount=kept)),
        (sums.back, say("Refunded so far: {amount}.", amount=back)),
    )
    return say.sentences(*(words for amount, words in rows if amount))


def refunds_message(say: Say, stall: StallState, totals: Sequence[DepositSums]) -> Screen:
    """Tells the stall which refunds are due, or that none is any more."""
    rows = [
        say("Deposits to refund: {owed}.", owed=format_money(say, one.owed, one.currency, stall.territory))
        for one in totals
        if one.owed
    ]
    return Screen(
        text=Markup("\n").join(rows or [say("All refunds are paid out.")]),
        rows=layout_buttons([Button(label=say.label("All deposits"), callback=ShowDeposits(), below=True)]),
        shows=Shown(kind=ShownKind.STALL_DEPOSITS, subject=stall.id, form=REFUNDS),
    )


def payee_page(say: Say, takes: DepositSettings) -> Screen:
    """Shows the payee of the stall, present and next."""
    if takes.since is None:
        text = say("An organiser must allow deposits for your stall first. See /support.")
        return Screen(
            text=text, rows=layout_buttons([Button(label=say.label("Back"), callback=ShowMyStall())])
        )
    rows = [
        say("Shoppers pay by bank to {payee}.", payee=payee_text(say, takes.serving))
        if takes.serving
        else say("No bank QR yet. Deposits are paid in cash at the stall."),
    ]
    if takes.next:
        rows.append(_next_payee_text(say, takes.next))
    return Screen(
        text=Markup("\n").join(rows),
        rows=layout_buttons(
            [Button(label=say.label("Send a bank QR"), callback=AskPayee(), style="primary")],
            [
                Button(label=say.label("All deposits"), callback=ShowDeposits()),
                Button(label=say.label("Back"), callback=ShowMyStall()),
            ],
        ),
    )


def payee_text(say: Say, payee: PayeeFacts) -> Markup:
    """Returns the name in the payload and its scheme."""
    if not payee.qr.scheme:
        return Markup("<b>{}</b>").format(sanitize_name(payee.name, PAYEE))
    # text: the name on a bank account, and the standard of payments: <b>Ros</b> (DuitNow)
    return say("<b>{payee}</b> ({scheme})", payee=sanitize_name(payee.name, PAYEE), scheme=payee.qr.scheme)


def _next_payee_text(say: Say, payee: PayeeFacts) -> Markup:
    at = format_datetime(say, payee.serves_at, payee.zone) if payee.serves_at else ""
    return say("From {at} on: {payee}.", at=at, payee=payee_text(say, payee))


def payee_ask(say: Say) -> Screen:
    return Screen(
        text=say("Send a photo of your stall's bank QR, or its text."),
        reply_placeholder=say.plain("A photo, or 000201…"),
    )


def payee_confirm(say: Say, payee: PayeeFacts) -> Screen:
    """Shows what was read from the QR, before it is used."""
    return Screen(
        text=say(
            "This QR pays {payee}. Is that your stall's own account? We tell you and the organisers, and use it for new deposits after 24 hours.",
            payee=payee_text(say, payee),
        ),
        rows=layout_buttons(
            [Button(label=say.label("It is ours"), callback=ConfirmPayee(payee=payee.id), style="success")],
            [
                Button(label=say.label("Send another"), callback=AskPayee()),
                Button(label=say.label("Back"), callback=ShowPayee()),
            ],
        ),
    )


def payee_changed_message(say: Say, payee: PayeeFacts) -> Screen:
    """Tells the owner and every organiser about a new payee."""
    at = format_datetime(say, payee.serves_at, payee.zone) if payee.serves_at else ""
    return Screen(
        text=say(
            "From {at}, {stall} is paid through a new bank QR: {payee}. If you do not know it, stop it now.",
            stall=sanitize_name(payee.stall_name, STALL),
            at=at,
            payee=payee_text(say, payee),
        ),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Not me: stop"),
                    callback=StopPayee(payee=payee.id),
                    style="danger",
                    below=True,
                )
            ]
        ),
    )


def payee_stopped(say: Say, payee: PayeeFacts) -> Screen:
    """Shows what became of a bank QR that was stopped."""
    return Screen(
        text=say(
            "Stopped: nobody is asked to pay {payee}. {stall} takes no deposits until an organiser allows them again.",
            payee=payee_text(say, payee),
            stall=sanitize_name(payee.stall_name, STALL),
        ),
        rows=layout_buttons([Button(label=say.label("Start"), callback=ShowStart(), below=True)]),
    )


def payee_stopped_message(say: Say, payee: PayeeFacts, by_owner: bool) -> Screen:
    """Tells the owner and every organiser that a new bank QR was stopped."""
    words = {"payee": payee_text(say, payee), "stall": sanitize_name(payee.stall_name, STALL)}
    stopped = (
        say("The owner of {stall} does not know the bank QR of {payee} and stopped it.", **words)
        if by_owner
        else say("An organiser stopped the bank QR of {payee} at {stall}.", **words)
    )
    return Screen(
        text=stopped + "\n" + say("The stall takes no deposits until an organiser allows them again.")
    )


def bank_qr_stopped_message(say: Say, deposit: DepositFacts) -> Screen:
    """Warns a person who was shown a bank QR that may not be paid any more."""
    return Screen(
        text=say(
            "Please do not pay {deposit} to the bank QR of {stall}: it was stopped. If you have paid already, see /support with the reference {reference}.",
            deposit=deposit_amount(say, deposit),
            stall=sanitize_name(deposit.drop.stall.name, STALL),
            reference=deposit.reference,
        )
    )


def terms(say: Say, drop: DropFacts) -> Screen:
    """Shows the deposit terms of a draft, and asks for another amount."""
    if drop.deposit:
        text = say(
            "Deposit: {deposit} for each unit, fully refundable until {until}.",
            deposit=format_amount(say, drop, drop.deposit),
            until=format_datetime(say, drop.refund_until or drop.starts_at, drop.alley.zone),
        )
    else:
        text = say(
            "No deposit. Joining and waiting are free; only people with a hold are ever asked for one."
        )
    refunds = [
        Button(
            label=say.label("{hours} h before", hours=hours) if hours else say.label("Until it starts"),
            callback=PickRefund(drop=drop.id, hours=hours),
        )
        for hours in HOURS
    ]
    ask = say("How much deposit for each unit? It cannot be more than the price.")
    return Screen(
        text=Markup("\n").join((text, ask)),
        rows=layout_buttons(
            refunds if drop.deposit else [],
            [Button(label=say.label("No deposit"), callback=NoDeposit(drop=drop.id))] if drop.deposit else [],
            [Button(label=say.label("Back"), callback=ChangeDrop(drop=drop.id))],
        ),
    )
