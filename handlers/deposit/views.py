"""A deposit as its payer sees it: the ways to pay, each of them, and its state."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.deposit import (
    ForfeitDeposit,
    PayByBank,
    PayByCash,
    PayByInvoice,
    ReportPaid,
    ShowDeposit,
    ShowMyDeposit,
    ShowMyDeposits,
    TellOverdueRefund,
)
from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.gift import GiveTicket
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.my_items import ShowMyItems
from handlers.callbacks.support import ShowOwnQuestion
from handlers.callbacks.waitlist import DeclineHold, ShowBooking
from handlers.deposit.screenshot_views import own_screenshot_buttons, own_screenshot_text, takes_screenshot
from handlers.drop.views import picture_of
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.screen import Button, Invoice, Screen, ScreenPicture, Shown
from handlers.waitlist.deposit_text import deposit_amount, deposit_state_text
from handlers.waitlist.views import ANYWHERE
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import ITEM, PAYEE, STALL, sanitize_name
from market.deposit.deposit_offer import DepositOffer
from market.deposit.emv import decimal
from market.deposit.own_page import OwnDeposit
from market.deposit.payee import PayeeFacts
from market.deposit.payment import payload_of
from market.drop.amounts import format_amount, format_total
from market.ledger.deposit_facts import DepositFacts
from market.waitlist.position import BookingFacts
from storage.deposit import DepositState, PaymentMethod
from storage.shown import ShownKind

ANY_LOCATION = ANYWHERE.code
CARDS, NO_CARDS = "cards", ""
"""Whether a remembered choice of ways offers a card."""


def deposit_choice(say: Say, offer: DepositOffer, back_to: ListLocation, now: datetime) -> Screen:
    """Shows the amount, the remainder, both deadlines, and the ways this stall takes."""
    hold, drop = offer.hold, offer.hold.drop
    zone = drop.alley.zone
    first = say(
        "Deposit for {item}, {stall}: {deposit}. The rest, {rest}, at the stall. Held for you until {until}.",
        item=sanitize_name(hold.item.name, ITEM),
        stall=sanitize_name(drop.stall.name, STALL),
        deposit=format_amount(say, drop, offer.amount),
        rest=format_total(
            say, drop, hold.units * hold.item.price - offer.amount, hold.units * hold.item.loan_deposit
        ),
        until=format_datetime(say, hold.until, zone),
    )
    refund = offer.open.refund_until if offer.open else drop.refund_until or drop.starts_at
    callback_fields = {"hold": hold.id, "back_to": back_to.code}
    ways = {
        PaymentMethod.BANK: Button(
            label=say.label("Bank QR"), callback=PayByBank(**callback_fields), style="primary", below=True
        ),
        PaymentMethod.CASH: Button(label=say.label("Cash at stall"), callback=PayByCash(**callback_fields)),
        PaymentMethod.INVOICE: Button(
            label=say.label("Card"), callback=PayByInvoice(**callback_fields), below=True
        ),
    }
    offered = [button for way, button in ways.items() if way in offer.ways]
    details = Button(label=say.label("Details"), callback=ShowDrop(drop=drop.id, back_to=back_to.code))
    return Screen(
        text=first + "\n" + refund_text(say, refund, zone, now),
        rows=layout_buttons(
            offered[:2],
            [*offered[2:], details],
            [Button(label=say.label("Decline"), callback=DeclineHold(**callback_fields))],
        ),
        picture=picture_of(drop),
        shows=_choice_shown(offer, back_to, refund if now < refund else None),
    )


def _choice_shown(offer: DepositOffer, back_to: ListLocation, until: datetime | None) -> Shown:
    cards = CARDS if PaymentMethod.INVOICE in offer.ways else NO_CARDS
    return Shown(
        kind=ShownKind.DEPOSIT_CHOICE,
        subject=offer.hold.id,
        item=offer.hold.item.id,
        form=f"{cards}:{back_to.code}",
        until=until,
    )


def refund_text(say: Say, until: datetime, zone: str, now: datetime) -> Markup:
    """Returns the refund terms, shown before payment."""
    if until <= now:
        return say(
            "Refunds ended {until}. If you pay now, the stall keeps it.",
            until=format_datetime(say, until, zone),
        )
    return say(
        "Full refund if you cancel by {until}. After that, the stall keeps it.",
        until=format_datetime(say, until, zone),
    )


def deposit_by_bank(say: Say, deposit: DepositFacts, payee: PayeeFacts, now: datetime) -> Screen:
    """Shows the stall's own QR with the amount in it. The payee's name comes first, since fraud shows there."""
    zone = deposit.drop.alley.zone
    pay = say(
        "Pay {deposit} to <b>{payee}</b>, reference <code>{reference}</code>. Check the name in your bank app before you pay.",
        deposit=deposit_amount(say, deposit),
        payee=sanitize_name(payee.name, PAYEE),
        reference=deposit.reference,
    )
    how = say("On this phone: save the picture, then scan it from the gallery in your bank app.")
    clock = say(
        "Held until {until}. The time stops counting when you tap “I paid”.",
        until=format_datetime(say, deposit.held_until, zone),
    )
    stall = sanitize_name(deposit.drop.stall.name, STALL)
    state_rows = (say("{stall} has not received it yet.", stall=stall),) if deposit.denied_at else ()
    parts = (*state_rows, pay, how, refund_text(say, deposit.refund_until, zone, now), clock)
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [
                Button(label=say.label("I paid"), callback=ReportPaid(deposit=deposit.id), style="success"),
                _another_way(say, deposit),
            ],
            [
                _copy_reference(say, deposit),
                Button(label=say.label("Copy amount"), copy=decimal(deposit.amount, deposit.currency)),
            ],
        ),
        picture=_bank_qr(say, deposit, payee),
        shows=deposit_shown(deposit, PaymentMethod.BANK, now),
    )


def _bank_qr(say: Say, deposit: DepositFacts, payee: PayeeFacts) -> ScreenPicture:
    """Returns the QR with what it asks for in words under it: saved, it is shown without the message."""
    text = payee.qr.asking(deposit.amount, deposit.currency, deposit.reference)
    lines = (
        sanitize_name(payee.name, PAYEE),
        deposit_amount(say, deposit),
        say.plain("Reference {reference}", reference=deposit.reference),
    )
    key = hashlib.sha256("\n".join((text, say.language, *lines)).encode()).hexdigest()
    return ScreenPicture(key=key, text=text, lines=lines, language=say.language)


def deposit_by_cash(say: Say, deposit: DepositFacts, now: datetime) -> Screen:
    drop = deposit.drop
    pay = say(
        "Pay {deposit} in cash at {stall}, {alley}, and give the reference <code>{reference}</code>. The stall confirms it, then you get your ticket.",
        deposit=deposit_amount(say, deposit),
        stall=sanitize_name(drop.stall.name, STALL),
        alley=sanitize_name(drop.alley.name, STALL),
        reference=deposit.reference,
    )
    held = say("Held until {until}.", until=format_datetime(say, deposit.held_until, drop.alley.zone))
    refund = refund_text(say, deposit.refund_until, drop.alley.zone, now)
    return Screen(
        text=Markup("\n").join((pay, held, refund)),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Directions"),
                    callback=SendVenue(alley=drop.alley.id, drop=drop.id),
                    below=True,
                ),
                _another_way(say, deposit),
            ],
            [_copy_reference(say, deposit)],
        ),
        picture=picture_of(drop),
        shows=deposit_shown(deposit, PaymentMethod.CASH, now),
    )


def deposit_shown(deposit: DepositFacts, form: str = "", now: datetime | None = None) -> Shown:
    """Returns what a message about a deposit shows; a page to pay on changes when the refund ends, a refund that is due when its time is over."""
    changes_at = deposit.back_by if deposit.state == DepositState.DUE else deposit.refund_until
    until = changes_at if now and now < changes_at else None
    return Shown(kind=ShownKind.DEPOSIT, subject=deposit.id, item=deposit.item.id, form=form, until=until)


def deposit_by_invoice(say: Say, deposit: DepositFacts, link: str, now: datetime, refused: Screen) -> Screen:
    """Shows Telegram's invoice with the deadlines. `link` is the start parameter of a forwarded copy.

    `refused` is shown where Telegram takes no such invoice.
    """
    zone = deposit.drop.alley.zone
    text = say(
        "{units} × {item}, held until {until}. {refund}",
        units=deposit.units,
        item=sanitize_name(deposit.item.name, ITEM),
        until=format_datetime(say, deposit.held_until, zone),
        refund=refund_text(say, deposit.refund_until, zone, now),
    )
    label = say.label("Pay {deposit}", deposit=deposit_amount(say, deposit))
    invoice = Invoice(
        title=say.plain("Deposit: {item}", item=deposit.item.name),
        payload=payload_of(deposit),
        label=say.plain("Deposit"),
        amount=deposit.amount,
        currency=deposit.currency,
        start=link,
        refused=refused,
    )
    rows = layout_buttons([Button(label=label, pay=True)], [_another_way(say, deposit)])
    return Screen(text=text, rows=rows, invoice=invoice)


def invoice_refused(say: Say, offer: DepositOffer, back_to: ListLocation, now: datetime) -> Screen:
    """Shows the other ways where Telegram takes no invoice of this amount."""
    others = replace(offer, ways=tuple(way for way in offer.ways if way != PaymentMethod.INVOICE))
    choice = deposit_choice(say, others, back_to, now)
    told = say("Telegram does not take a card payment of this amount now. Please choose another way.")
    return replace(choice, note=told)


def payment_recorded(say: Say, contact: str) -> Screen:
    """Tells a payer whose payment could not be matched to a deposit yet."""
    return Screen(
        text=say(
            "We have recorded your payment. Your deposit shows here in a few minutes; if it does not, ask {contact}. You do not need to pay again.",
            contact=sanitize_name(contact, 100),
        ),
        rows=layout_buttons([Button(label=say.label("Deposits"), callback=ShowMyDeposits())]),
    )


def my_deposit(say: Say, page: OwnDeposit, now: datetime) -> Screen:
    """Shows the state of a deposit to its payer: while it waits for the stall, their screenshot; while its refund is overdue, the way to organisers."""
    deposit = page.facts
    what = say(
        "{deposit}, reference {reference}: deposit for {item}, {stall}.",
        deposit=deposit_amount(say, deposit),
        reference=deposit.reference,
        item=sanitize_name(deposit.item.name, ITEM),
        stall=sanitize_name(deposit.drop.stall.name, STALL),
    )
    booking = (
        [
            Button(
                label=say.label("View booking"),
                callback=ShowBooking(booking=deposit.booking, back_to=ANY_LOCATION),
            )
        ]
        if deposit.booking
        else []
    )
    pay = (
        [_another_way(say, deposit, say.label("Pay the deposit"))]
        if deposit.state == DepositState.ASKED
        else []
    )
    takes = takes_screenshot(deposit)
    screenshot = (own_screenshot_text(say, deposit, page.screenshot_sent_at),) if takes else ()
    state = say.sentences(deposit_state_text(say, deposit, now), _told_organisers(say, page))
    return Screen(
        text=Markup("\n").join((what, state, *screenshot)),
        rows=layout_buttons(
            pay or (_overdue_buttons(say, page) if deposit.is_overdue(now) else []),
            booking,
            own_screenshot_buttons(say, deposit, page.screenshot_sent_at) if takes else [],
            [
                _copy_reference(say, deposit),
                Button(label=say.label("Deposits"), callback=ShowMyDeposits()),
            ],
        ),
        picture=picture_of(deposit.drop),
        shows=deposit_shown(deposit, now=now),
    )


def _told_organisers(say: Say, page: OwnDeposit) -> Markup:
    return say("We told the organisers. They answer here.") if page.question else Markup()


def _overdue_buttons(say: Say, page: OwnDeposit) -> list[Button]:
    """Returns the way to tell organisers that a refund did not come; once they are told, to the question."""
    if page.question:
        return [Button(label=say.label("Your question"), callback=ShowOwnQuestion(thread=page.question))]
    tell = TellOverdueRefund(deposit=page.facts.id)
    return [Button(label=say.label("Tell the organisers"), callback=tell, style="primary")]


def overdue_words(say: Say, deposit: DepositFacts) -> str:
    """Returns what organisers read of a refund that did not come. Its reference is how the deposit is found."""
    return say.plain(
        "My refund of {deposit} should have come by {by}: reference {reference}, {stall}.",
        deposit=deposit_amount(say, deposit),
        reference=deposit.reference,
        stall=sanitize_name(deposit.drop.stall.name, STALL),
        by=format_datetime(say, deposit.back_by, deposit.drop.alley.zone),
    )


def my_deposits(say: Say, deposits: Sequence[DepositFacts], now: datetime) -> Screen:
    rows = [
        say(
            "{deposit}, {item}: {state}",
            deposit=deposit_amount(say, one),
            item=sanitize_name(one.item.name, ITEM),
            state=deposit_state_text(say, one, now),
        )
        for one in deposits
    ]
    return Screen(
        text=Markup("\n").join(rows or [say("You have no deposits.")]),
        rows=layout_buttons(
            *([Button(label=one.reference, callback=ShowMyDeposit(deposit=one.id))] for one in deposits),
            [Button(label=say.label("Back"), callback=ShowMyItems())],
        ),
    )


def forfeit_confirm(say: Say, booking: BookingFacts, deposit: DepositFacts, back_to: ListLocation) -> Screen:
    """Asks before a booking is released whose deposit stays with the stall."""
    callback_fields = {"booking": booking.booked.id, "back_to": back_to.code}
    return Screen(
        text=say(
            "Refunds ended {until}. The stall keeps the {deposit} deposit.",
            until=format_datetime(say, deposit.refund_until, booking.drop.alley.zone),
            deposit=deposit_amount(say, deposit),
        ),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Give to a friend"),
                    callback=GiveTicket(booking=booking.booked.id),
                    style="primary",
                    below=True,
                )
            ],
            [Button(label=say.label("Keep it"), callback=ShowBooking(**callback_fields))],
            [
                Button(
                    label=say.label("Release it"), callback=ForfeitDeposit(**callback_fields), style="danger"
                )
            ],
        ),
        picture=picture_of(booking.drop),
    )


def _copy_reference(say: Say, deposit: DepositFacts) -> Button:
    return Button(label=say.label("Copy reference"), copy=deposit.reference)


def _another_way(say: Say, deposit: DepositFacts, label: str = "") -> Button:
    callback = ShowDeposit(hold=deposit.hold, back_to=ANY_LOCATION)
    return Button(label=shorten_label(label or say.label("Another way"), 30), callback=callback, below=True)
