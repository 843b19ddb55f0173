"""A receipt: to the stall with what it can do, and to anyone who has its code."""

import hashlib
from datetime import datetime, timedelta
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.sale import (
    AskRefund,
    AskVoid,
    SellAtStall,
    ShowReceipt,
    ShowReceipts,
    ShowSaleDay,
    UndoRefund,
    UndoSale,
    VoidSale,
)
from handlers.callbacks.scan import AskScan
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.cart_code import pack_cart
from handlers.ui.danger_question import danger_question
from handlers.ui.day_number import day_number
from handlers.ui.given_buttons import given_buttons
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen, ScreenPicture
from locales.formats import (
    format_date,
    format_datetime,
    format_datetime_with_year,
    format_money,
    format_number,
    format_time,
)
from locales.receipt_words import amount_words, refund_words, sale_words, undone_refund_words, void_words
from locales.say import Say
from locales.user_text import ALLEY, ITEM, STALL, sanitize_name
from market.sale.amounts import SaleAmount
from market.sale.e_invoice import e_invoice_limit
from market.sale.receipt import ReceiptFacts, ReceiptLineFacts, ReceiptPage, ReceiptRow
from market.sale.till import StallMoney
from market.ticket.scan_rule import UNDOABLE
from storage.sale import ReceiptKind, SaleMethod

SENT_LATE = timedelta(minutes=1)
"""Times of a kiosk and of the server that differ by less are one time for a reader."""


def receipt_page(
    say: Say, receipt: ReceiptFacts, link: str, person: int, *, now: datetime, paying: bool = False
) -> Screen:
    """Shows a receipt to the stall, with a QR of its page. Its seller can undo it for a minute; the owner can void it after that, or refund a part.

    That of a hand-over is undone with its scan. `paying`: the buyer is handing over the cash.
    """
    return Screen(
        text=receipt_text(say, receipt),
        picture=ScreenPicture(key=hashlib.sha256(link.encode()).hexdigest(), text=link),
        rows=layout_buttons(
            [_next_button(say, receipt), *_undo_buttons(say, receipt, person, now)],
            given_buttons(
                say, receipt.id, receipt.paid, currency=receipt.currency, territory=receipt.territory
            )
            if paying
            else [],
            _refund_buttons(say, receipt),
            [Button(label=say.label("Desk"), callback=ShowDesk(), below=True)],
        ),
    )


def _next_button(say: Say, receipt: ReceiptFacts) -> Button:
    if receipt.hand_over:
        return Button(label=say.label("Scan next"), callback=AskScan(), style="primary", below=True)
    again = SellAtStall(cart=pack_cart(receipt.stall))
    return Button(label=say.label("Next sale"), callback=again, style="primary", below=True)


def public_receipt_page(say: Say, receipt: ReceiptFacts) -> Screen:
    """Shows a receipt to whoever opened its link."""
    return Screen(
        text=receipt_text(say, receipt),
        rows=layout_buttons([Button(label=say.label("Start"), callback=ShowStart())]),
    )


def change_text(say: Say, receipt: ReceiptFacts, cash: int) -> Markup:
    """Returns what goes back to a buyer who handed over so much for a sale in cash."""
    change = cash - receipt.paid
    words = {"amount": _amount(say, receipt, abs(change)), "given": _amount(say, receipt, cash)}
    if change > 0:
        return say("<b>Change {amount}</b>, for {given}.", **words)
    if change < 0:
        return say("<b>{amount} is missing</b>: {given} is not enough.", **words)
    return say("Exactly {given}: no change to give.", given=words["given"])


def void_confirm(say: Say, receipt: ReceiptFacts) -> Screen:
    """Asks before a sale is voided, as that cannot be undone."""
    number = format_number(say, receipt.number)
    words = {"number": number, "amount": _amount(say, receipt, receipt.left)}
    return danger_question(
        say.sentences(
            say(
                "Void what is left of receipt {number}? {amount} goes back to the buyer, and the units can be sold again.",
                **words,
            )
            if receipt.refunds
            else say(
                "Void receipt {number}? {amount} goes back to the buyer, and the units can be sold again.",
                **words,
            ),
            say("The receipt stays, marked as void."),
            say("This cannot be undone."),
        ),
        say.label("Void receipt {number}", number=number),
        VoidSale(receipt=receipt.id),
        keep=say.label("Keep receipt {number}", number=number),
    )


def receipt_list(say: Say, page: ReceiptPage) -> Screen:
    """Shows the receipts of a day, the newest first. Back leads to the day, which is the owner's, or to the desk."""
    stall, day, number = page.stall, page.day, day_number(page.day)
    whence = ShowSaleDay(stall=stall, day=number) if page.own else ShowDesk()
    back = Button(label=say.label("Back"), callback=whence)
    if not page.rows:
        nothing = say("No receipts on {day}. A walk-in sale makes the first one.", day=format_date(say, day))
        return Screen(text=nothing, rows=layout_buttons([back]))
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Receipts, {day}</b>", day=format_date(say, day)),
                *(_with_sent_time(say, row, page.money) for row in page.rows),
                *page_text(say, page.page, page.pages),
            )
        ),
        rows=layout_buttons(
            [
                Button(label=format_number(say, row.number), callback=ShowReceipt(receipt=row.id), below=True)
                for row in page.rows
            ],
            *pager(
                say, page.page, page.pages, lambda other: ShowReceipts(stall=stall, day=number, page=other)
            ),
            [back],
        ),
    )


def receipt_text(say: Say, receipt: ReceiptFacts) -> Markup:
    """Returns all that a receipt says."""
    parts = (
        receipt_title(say, receipt),
        say(
            "{first}, {second}",
            first=sanitize_name(receipt.stall_name, STALL),
            second=sanitize_name(receipt.alley, ALLEY),
        ),
        Markup(format_datetime(say, receipt.sold_at, receipt.zone)),  # noqa: S704
        *(_line(say, receipt, line) for line in receipt.lines),
        *(_amount_line(say, receipt, each) for each in receipt.amounts),
        *_hand_over_lines(say, receipt),
        paid_text(say, receipt),
        *receipt_notes(say, receipt),
    )
    return Markup("\n").join(parts)


def _hand_over_lines(say: Say, receipt: ReceiptFacts) -> list[Markup]:
    """Returns what else was paid with a booking, and what was paid before."""
    handed = receipt.hand_over
    if handed is None:
        return []
    packaging = say("Packaging deposit: {amount}.", amount=_amount(say, receipt, handed.packaging))
    ahead = say("Paid before: {amount}.", amount=_amount(say, receipt, handed.ahead))
    return [*([packaging] if handed.packaging else []), *([ahead] if handed.ahead else [])]


def receipt_title(say: Say, receipt: ReceiptFacts) -> Markup:
    """Returns what a receipt is, with its number."""
    number = format_number(say, receipt.number)
    match receipt.kind:
        case ReceiptKind.SALE:
            return say("<b>Receipt {number}</b>", number=number)
        case ReceiptKind.VOID | ReceiptKind.UNDO:
            return say("<b>Void {number}</b>", number=number)
        case ReceiptKind.REFUND:
            return say("<b>Refund {number}</b>", number=number)
        case _:
            assert_never(receipt.kind)


def paid_text(say: Say, receipt: ReceiptFacts) -> Markup:
    """Returns the total, and how it was paid or given back."""
    total = say("Total: <b>{amount}</b>.", amount=_amount(say, receipt, abs(receipt.total)))
    amount = _amount(say, receipt, abs(receipt.paid))
    if receipt.method is SaleMethod.QR:
        how = say("{amount} goes back by QR.", amount=amount) if receipt.goes_back else say("Paid by QR.")
        return say.sentences(total, how)
    how = (
        say("{amount} goes back in cash.", amount=amount)
        if receipt.goes_back
        else say("Paid in cash: {amount}.", amount=amount)
    )
    return say.sentences(total, how)


def receipt_notes(say: Say, receipt: ReceiptFacts) -> list[Markup]:
    """Returns which receipts belong to a receipt, and the warning of a sale that needs an e-invoice."""
    notes = [_state_text(say, receipt)]
    if receipt.needs_e_invoice:
        limit = _amount(say, receipt, e_invoice_limit(receipt.territory) or 0)
        notes.append(
            say("A single sale above {limit} needs its own e-invoice. Please make one.", limit=limit)
        )
    return [note for note in notes if note]


def _state_text(say: Say, receipt: ReceiptFacts) -> Markup:
    """Returns which receipts belong to a receipt; nothing for a sale that stands."""
    other = receipt.other or 0
    match receipt.kind:
        case ReceiptKind.SALE:
            return sale_words(say, receipt.refunds, whole=receipt.is_refunded, voided_by=receipt.other)
        case ReceiptKind.VOID:
            return void_words(say, other)
        case ReceiptKind.REFUND:
            return refund_words(
                say, receipt.refund_of or 0, goods_kept=receipt.goods_kept, undone_by=receipt.other
            )
        case ReceiptKind.UNDO:
            return undone_refund_words(say, other, receipt.refund_of or 0)
        case _:
            assert_never(receipt.kind)


def _undo_buttons(say: Say, receipt: ReceiptFacts, person: int, now: datetime) -> list[Button]:
    may_undo = receipt.seller == person and now < receipt.sold_at + UNDOABLE
    undo = say.label("Undo (1 min)")
    if receipt.kind is ReceiptKind.REFUND and may_undo and not receipt.is_undone:
        return [Button(label=undo, callback=UndoRefund(receipt=receipt.id))]
    if not _stands(receipt):
        return []
    if may_undo:
        return [Button(label=undo, callback=UndoSale(receipt=receipt.id))]
    # text: a verb: to make a receipt count no more
    return [Button(label=say.label("Void"), callback=AskVoid(receipt=receipt.id))]


def _refund_buttons(say: Say, receipt: ReceiptFacts) -> list[Button]:
    """Returns the way to refund a part of a sale, and from what follows a sale the way to it."""
    if _stands(receipt):
        return [Button(label=say.label("Refund part"), callback=AskRefund(receipt=receipt.id), below=True)]
    if receipt.sale_id is None:
        return []
    number = receipt.other if receipt.kind is ReceiptKind.VOID else receipt.refund_of
    label = say.label("Receipt {number}", number=format_number(say, number or 0))
    return [Button(label=label, callback=ShowReceipt(receipt=receipt.sale_id))]


def _stands(receipt: ReceiptFacts) -> bool:
    """Returns whether something of a sale can be voided or refunded."""
    is_sale = receipt.kind is ReceiptKind.SALE and receipt.hand_over is None
    return is_sale and not receipt.is_voided and not receipt.is_refunded


def _line(say: Say, receipt: ReceiptFacts, line: ReceiptLineFacts) -> Markup:
    return say(
        "{units} × {item}, {amount}",
        units=abs(line.units),
        item=sanitize_name(line.name, ITEM),
        amount=_amount(say, receipt, abs(line.amount)),
    )


def _amount_line(say: Say, receipt: ReceiptFacts, sale_amount: SaleAmount) -> Markup:
    return say(
        "{first}, {second}",
        first=amount_words(say, sale_amount.reason, sale_amount.words),
        second=_amount(say, receipt, receipt.as_sold(sale_amount.amount)),
    )


def _with_sent_time(say: Say, row: ReceiptRow, money: StallMoney) -> Markup:
    """Returns a receipt of a list; where a kiosk sent it later than it says, or earlier, with both times."""
    text = _row(say, row, money)
    if row.claimed_at is None or row.received_at is None or _at_once(row.claimed_at, row.received_at):
        return text
    times = say(
        "Kiosk: {claimed}, received {received}.",
        claimed=format_datetime_with_year(say, row.claimed_at, money.zone, row.received_at),
        received=format_datetime(say, row.received_at, money.zone),
    )
    return say.sentences(text, times)


def _at_once(claimed_at: datetime, received_at: datetime) -> bool:
    return abs(received_at - claimed_at) < SENT_LATE


def _row(say: Say, row: ReceiptRow, money: StallMoney) -> Markup:
    words = {
        "number": format_number(say, row.number),
        "at": format_time(say, row.sold_at, money.zone),
        "amount": format_money(say, abs(row.total), money.currency, money.territory),
    }
    match row.kind:
        case ReceiptKind.VOID:
            return say("{number}. {at}, void of {amount}", **words)
        case ReceiptKind.UNDO:
            return say("{number}. {at}, undo of a refund, {amount}", **words)
        case ReceiptKind.REFUND if row.voided_by:
            return say("{number}. {at}, refund of {amount}, undone", **words)
        case ReceiptKind.REFUND:
            return say("{number}. {at}, refund of {amount}", **words)
        case ReceiptKind.SALE if row.voided_by:
            return say("{number}. {at}, {amount}, voided", **words)
        case ReceiptKind.SALE if row.has_refunds:
            return say("{number}. {at}, {amount}, refunded in part", **words)
        case ReceiptKind.SALE:
            return say("{number}. {at}, {amount}", **words)
        case _:
            assert_never(row.kind)


def _amount(say: Say, receipt: ReceiptFacts, minor: int) -> str:
    return format_money(say, minor, receipt.currency, receipt.territory)
