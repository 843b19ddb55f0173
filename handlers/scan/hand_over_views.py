"""Handing goods over or letting people in: what to take for it, how it is paid, and what it came to."""

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.sale import ShowReceipt
from handlers.callbacks.scan import (
    AskPayment,
    AskPaymentTogether,
    CollectUnits,
    HandOver,
    HandOverTogether,
    ScanTogether,
    ShowScan,
    UndoScan,
    UndoTogether,
)
from handlers.scan.scan_text import ACCEPTED, next_rows, signed
from handlers.ticket.booking_ticket import BookingWords, booking_words
from handlers.ticket.ticket_text import goods_text, handed_text, scanned_at_text, take_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.given_buttons import given_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_list_and, format_number
from locales.say import Say
from market.sale.hand_over import StoredReceipt
from market.ticket.facts import TicketFacts
from market.ticket.ticket_words import ticket_amount
from market.ticket.together import ScannedTogether, to_take_together
from storage.sale import SaleMethod

PaidBy = Callable[[SaleMethod], Callback]


def hand_over_groups(
    say: Say, ticket: TicketFacts, others: tuple[TicketFacts, ...], began: int
) -> tuple[list[Button], ...]:
    """Returns the buttons for all that is left of a ticket, for fewer units, and for all tickets of its holder here. It is shown in the second `began`."""
    fewer = [_fewer_button(say, ticket, units, began) for units in range(ticket.left - 1, 0, -1)]
    together = [_together_button(say, ticket, others, began)] if others else []
    return _scan_left(say, ticket, began), fewer, together


def payment_ask(say: Say, ticket: TicketFacts, units: int, began: int = 0) -> Screen:
    """Says what to take for some units of a ticket, and asks how it is paid."""
    goods = say("{goods}.", goods=goods_text(say, ticket, units))
    text = say.sentences(take_text(say, ticket, units), goods)
    return _ask(say, ticket, signed(ACCEPTED[ticket.kind], text), _pays(ticket, units, began))


def together_ask(say: Say, ticket: TicketFacts, others: tuple[TicketFacts, ...], began: int = 0) -> Screen:
    """Says what to take for all that is left on tickets, and asks how it is paid."""
    text = say(
        "<b>VALID. Take {amount}</b> for everything: {items}.",
        amount=_together_amount(say, (ticket, *others)),
        items=_all_goods(say, (ticket, *others)),
    )

    def paid_by(method: SaleMethod) -> Callback:
        return HandOverTogether(code=ticket.code, method=method, began=began)

    return _ask(say, ticket, signed(ACCEPTED[ticket.kind], text), paid_by)


def handed_over(
    say: Say,
    ticket: TicketFacts,
    scan: int,
    units: int,
    *,
    method: SaleMethod | None,
    receipt: StoredReceipt | None = None,
) -> Screen:
    """Confirms what was handed over and how it was paid, which can be undone for a minute, with its receipt."""
    amount = ticket_amount(say, ticket, ticket.taken(units))
    what = handed_text(say, goods_text(say, ticket, units), amount, method if ticket.taken(units) else None)
    text = booking_words(ticket.kind).scanned(say, {"what": what, "at": scanned_at_text(say, ticket)})
    if ticket.left:
        text = say.sentences(text, _so_far(say, ticket))
    undo = Button(label=say.label("Undo (1 min)"), callback=UndoScan(scan=scan, code=ticket.code))
    rows = next_rows(say, *_after_groups(say, ticket, undo, receipt))
    return Screen(text=signed(ACCEPTED[ticket.kind], text), rows=rows)


def handed_over_together(say: Say, scans: ScannedTogether, receipt: StoredReceipt | None = None) -> Screen:
    """Confirms what one tap handed over and how it was paid, which can be undone for a minute, with its receipt."""
    ticket, tickets = scans.ticket, (scans.ticket, *scans.others)
    what = handed_text(say, _all_goods(say, tickets), _together_amount(say, tickets), scans.method)
    text = booking_words(ticket.kind).scanned_together(say, what)
    undo = Button(label=say.label("Undo (1 min)"), callback=UndoTogether(scan=scans.scan, code=ticket.code))
    rows = next_rows(say, *_after_groups(say, ticket, undo, receipt))
    return Screen(text=signed(ACCEPTED[ticket.kind], text), rows=rows)


def everything_text(say: Say, ticket: TicketFacts, others: tuple[TicketFacts, ...]) -> Markup:
    """Returns what the button for all tickets of a holder hands over; nothing where there is one ticket."""
    if not others:
        return Markup()
    return Markup("\n") + say("Everything: {items}.", items=_all_goods(say, (ticket, *others)))


def _after_groups(
    say: Say, ticket: TicketFacts, undo: Button, receipt: StoredReceipt | None
) -> tuple[list[Button], ...]:
    """Returns Undo, the receipt, and the notes that a buyer is likely to pay in cash with."""
    if receipt is None:
        return ([undo],)
    label = say.label("Receipt {number}", number=format_number(say, receipt.number))
    shown = Button(label=label, callback=ShowReceipt(receipt=receipt.id), below=True)
    if receipt.method is not SaleMethod.CASH:
        return ([undo, shown],)
    alley = ticket.alley
    notes = given_buttons(
        say,
        receipt.id,
        receipt.paid,
        currency=alley.currency,
        territory=alley.territory,
        below=True,
    )
    return [undo, shown], notes


def left_buttons(say: Say, ticket: TicketFacts, collected: Callback, paid_by: PaidBy) -> list[Button]:
    """Returns the buttons for all that is left: one for each way to pay, or one where nothing is to pay."""
    words = booking_words(ticket.kind)
    if ticket.to_take(ticket.left):
        first, *more = _payment_buttons(say, words, paid_by)
    else:
        first, more = Button(label=words.done_label(say), callback=collected), []
    return [replace(first, style="success"), *more]


def _scan_left(say: Say, ticket: TicketFacts, began: int) -> list[Button]:
    collected = CollectUnits(code=ticket.code, units=ticket.left)
    return left_buttons(say, ticket, collected, _pays(ticket, ticket.left, began))


def _fewer_button(say: Say, ticket: TicketFacts, units: int, began: int) -> Button:
    pays = AskPayment(code=ticket.code, units=units, began=began)
    callback = pays if ticket.to_take(units) > 0 else CollectUnits(code=ticket.code, units=units)
    return Button(label=say.label("Only {count}", count=format_number(say, units)), callback=callback)


def _together_button(say: Say, ticket: TicketFacts, others: tuple[TicketFacts, ...], began: int) -> Button:
    pays = to_take_together((ticket, *others))
    callback = AskPaymentTogether(code=ticket.code, began=began) if pays else ScanTogether(code=ticket.code)
    return Button(label=booking_words(ticket.kind).together(say, len(others) + 1), callback=callback)


def _ask(say: Say, ticket: TicketFacts, text: Markup, paid_by: PaidBy) -> Screen:
    first, *more = _payment_buttons(say, booking_words(ticket.kind), paid_by)
    back = [Button(label=say.label("Back"), callback=ShowScan(code=ticket.code))]
    return Screen(text=text, rows=layout_buttons([replace(first, style="success"), *more], back))


def _pays(ticket: TicketFacts, units: int, began: int) -> PaidBy:
    def paid_by(method: SaleMethod) -> Callback:
        return HandOver(code=ticket.code, units=units, done=ticket.done, method=method, began=began)

    return paid_by


def _payment_buttons(say: Say, words: BookingWords, paid_by: PaidBy) -> list[Button]:
    return [
        Button(label=words.paid_label(say, method), callback=paid_by(method))
        for method in (SaleMethod.CASH, SaleMethod.QR)
    ]


def _together_amount(say: Say, tickets: tuple[TicketFacts, ...]) -> str:
    return ticket_amount(say, tickets[0], to_take_together(tickets) or 0)


def _all_goods(say: Say, tickets: tuple[TicketFacts, ...]) -> str:
    return format_list_and(say, [goods_text(say, ticket, ticket.left) for ticket in tickets])


def _so_far(say: Say, ticket: TicketFacts) -> Markup:
    return say(
        "{done} of {units} so far.",
        done=format_number(say, ticket.done),
        units=format_number(say, ticket.units),
    )
