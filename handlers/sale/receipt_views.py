"""A receipt: to the stall with what it can do, and to anyone who has its code."""

import hashlib
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.sale import (
    AskVoid,
    SellAtStall,
    ShowDay,
    ShowReceipt,
    ShowReceipts,
    UndoSale,
    VoidSale,
)
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.cart_code import pack_cart
from handlers.ui.day_number import day_number
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen, ScreenPicture
from locales.formats import format_date, format_datetime, format_money, format_number, format_time
from locales.say import Say
from locales.user_text import sanitize_name
from market.sale.e_invoice import e_invoice_limit
from market.sale.receipt import ReceiptFacts, ReceiptLineFacts, ReceiptPage, ReceiptRow
from market.sale.till import StallMoney
from market.ticket.scan_rule import UNDOABLE
from storage.sale import ReceiptKind, SaleMethod

STALL, ALLEY, ITEM = 40, 32, 40


def receipt_page(say: Say, receipt: ReceiptFacts, link: str, person: int, now: datetime) -> Screen:
    """Shows a receipt to the stall, with a QR of its page. Its seller can undo it for a minute; after that the owner can void it."""
    return Screen(
        text=receipt_text(say, receipt),
        picture=ScreenPicture(key=hashlib.sha256(link.encode()).hexdigest(), text=link),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Next sale"),
                    callback=SellAtStall(cart=pack_cart(receipt.stall)),
                    style="primary",
                    below=True,
                ),
                *_undo_buttons(say, receipt, person, now),
            ],
            [Button(label=say.label("Desk"), callback=ShowDesk(), below=True)],
        ),
    )


def public_receipt_page(say: Say, receipt: ReceiptFacts) -> Screen:
    """Shows a receipt to whoever opened its link."""
    return Screen(
        text=receipt_text(say, receipt),
        rows=layout_buttons([Button(label=say.label("Start"), callback=ShowStart())]),
    )


def void_confirm(say: Say, receipt: ReceiptFacts) -> Screen:
    """Asks before a sale is voided, as that cannot be undone."""
    number = format_number(say, receipt.number)
    return Screen(
        text=say.sentences(
            say(
                "Void receipt {number}? {amount} goes back to the buyer, and the units can be sold again.",
                number=number,
                amount=_amount(say, receipt, receipt.paid),
            ),
            say("The receipt stays, with a void beside it."),
            say("This cannot be undone."),
        ),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Keep receipt {number}", number=number),
                    callback=ShowReceipt(receipt=receipt.id),
                    style="primary",
                )
            ],
            [
                Button(
                    label=say.label("Void receipt {number}", number=number),
                    callback=VoidSale(receipt=receipt.id),
                    style="danger",
                )
            ],
        ),
    )


def receipt_list(say: Say, page: ReceiptPage) -> Screen:
    """Shows the receipts of a day, the newest first. Back leads to the day, which is the owner's, or to the desk."""
    stall, day, number = page.stall, page.day, day_number(page.day)
    whence = ShowDay(stall=stall, day=number) if page.own else ShowDesk()
    back = Button(label=say.label("Back"), callback=whence)
    if not page.rows:
        nothing = say("No receipts on {day}. A walk-in sale makes the first one.", day=format_date(say, day))
        return Screen(text=nothing, rows=layout_buttons([back]))
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Receipts, {day}</b>", day=format_date(say, day)),
                *(_row(say, row, page.money) for row in page.rows),
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
            "{stall}, {alley}",
            stall=sanitize_name(receipt.stall_name, STALL),
            alley=sanitize_name(receipt.alley, ALLEY),
        ),
        Markup(format_datetime(say, receipt.sold_at, receipt.zone)),  # noqa: S704
        *(_line(say, receipt, line) for line in receipt.lines),
        paid_text(say, receipt),
        *receipt_notes(say, receipt),
    )
    return Markup("\n").join(parts)


def receipt_title(say: Say, receipt: ReceiptFacts) -> Markup:
    """Returns what a receipt is, with its number."""
    number = format_number(say, receipt.number)
    if receipt.kind is ReceiptKind.VOID:
        return say("<b>Void {number}</b>", number=number)
    return say("<b>Receipt {number}</b>", number=number)


def paid_text(say: Say, receipt: ReceiptFacts) -> Markup:
    """Returns the total, and how it was paid or given back."""
    total = say("Total: <b>{amount}</b>.", amount=_amount(say, receipt, abs(receipt.total)))
    amount = _amount(say, receipt, abs(receipt.paid))
    if receipt.method is SaleMethod.QR:
        how = (
            say("{amount} goes back by QR.", amount=amount)
            if receipt.kind is ReceiptKind.VOID
            else say("Paid by QR.")
        )
        return say.sentences(total, how)
    how = (
        say("{amount} goes back in cash.", amount=amount)
        if receipt.kind is ReceiptKind.VOID
        else say("Paid in cash: {amount}.", amount=amount)
    )
    return say.sentences(total, how)


def receipt_notes(say: Say, receipt: ReceiptFacts) -> list[Markup]:
    """Returns what the void of a receipt is, and the warning of a sale that needs an e-invoice."""
    notes = []
    if receipt.is_voided:
        notes.append(say("Voided: see void {number}.", number=format_number(say, receipt.other or 0)))
    if receipt.kind is ReceiptKind.VOID:
        notes.append(say("It voids receipt {number}.", number=format_number(say, receipt.other or 0)))
    if receipt.needs_e_invoice:
        limit = _amount(say, receipt, e_invoice_limit(receipt.territory) or 0)
        notes.append(
            say("A single sale above {limit} needs its own e-invoice. Please make one.", limit=limit)
        )
    return notes


def _undo_buttons(say: Say, receipt: ReceiptFacts, person: int, now: datetime) -> list[Button]:
    if receipt.kind is ReceiptKind.VOID or receipt.is_voided:
        return []
    if receipt.seller == person and now < receipt.sold_at + UNDOABLE:
        return [Button(label=say.label("Undo (1 min)"), callback=UndoSale(receipt=receipt.id))]
    # text: a verb: to make a receipt count no more
    return [Button(label=say.label("Void"), callback=AskVoid(receipt=receipt.id))]


def _line(say: Say, receipt: ReceiptFacts, line: ReceiptLineFacts) -> Markup:
    return say(
        "{units} × {item}, {amount}",
        units=abs(line.units),
        item=sanitize_name(line.name, ITEM),
        amount=_amount(say, receipt, abs(line.amount)),
    )


def _row(say: Say, row: ReceiptRow, money: StallMoney) -> Markup:
    words = {
        "number": format_number(say, row.number),
        "at": format_time(say, row.sold_at, money.zone),
        "amount": format_money(say, abs(row.total), money.currency, money.territory),
    }
    if row.kind is ReceiptKind.VOID:
        return say("{number}. {at}, void of {amount}", **words)
    if row.voided_by:
        return say("{number}. {at}, {amount}, voided", **words)
    return say("{number}. {at}, {amount}", **words)


def _amount(say: Say, receipt: ReceiptFacts, minor: int) -> str:
    return format_money(say, minor, receipt.currency, receipt.territory)
