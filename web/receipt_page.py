"""The page of a receipt: what its QR opens in any phone's camera, without an account and without a script. It names nobody but the stall."""

from collections.abc import Awaitable, Callable
from typing import assert_never

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_datetime, format_money, format_number
from locales.receipt_words import amount_words, refund_words, sale_words, undone_refund_words, void_words
from locales.say import Say
from locales.user_text import sanitize_name
from market.sale.e_invoice import e_invoice_limit
from market.sale.receipt import ReceiptFacts
from storage.sale import ReceiptKind, SaleMethod
from web.parts.frame import PageRequest, Site
from web.parts.public_page import add_public_page
from web.parts.verdict_page import VALID, VOID, verdict_html

LoadReceipt = Callable[[str], Awaitable[ReceiptFacts]]
"""Returns the receipt with this code. Raises ReceiptUnknown."""

NAME = 64


def add_receipt_page(app: web.Application, site: Site, load: LoadReceipt) -> None:
    """Add `GET /R/CODE`, a receipt in the reader's language; 404 with a sentence for any other code."""

    async def make(request: PageRequest) -> str:
        return receipt_html(request, site, await load(request.code))

    add_public_page(app, "/r/{code:.*}", make, site=site, unknown=_unknown_words)


def receipt_html(request: PageRequest, site: Site, receipt: ReceiptFacts) -> str:
    """Return the page of a receipt."""
    say = request.say
    items = [
        (
            say.plain("{units} × {item}", units=abs(line.units), item=sanitize_name(line.name, NAME)),
            _amount(say, receipt, abs(line.amount)),
        )
        for line in receipt.lines
    ]
    return verdict_html(
        request,
        site,
        template="receipt.html",
        title=_title(say, receipt),
        look=VOID if receipt.other is not None or receipt.is_refunded else VALID,
        verdict=_state(say, receipt),
        lines=(
            say.plain(
                "{first}, {second}",
                first=sanitize_name(receipt.stall_name, NAME),
                second=sanitize_name(receipt.alley, NAME),
            ),
            format_datetime(say, receipt.sold_at, receipt.zone),
        ),
        rows=items + _amount_lines(say, receipt) + _hand_over_lines(say, receipt),
        total=(say("Total"), _amount(say, receipt, abs(receipt.total))),
        paid=(_paid(say, receipt), _amount(say, receipt, abs(receipt.paid))),
        note=_note(say, receipt),
    )


def _amount_lines(say: Say, receipt: ReceiptFacts) -> list[tuple[Markup, str]]:
    """Return what was paid without an item, and the discount."""
    return [
        (amount_words(say, each.reason, each.words), _amount(say, receipt, receipt.as_sold(each.amount)))
        for each in receipt.amounts
    ]


def _hand_over_lines(say: Say, receipt: ReceiptFacts) -> list[tuple[Markup, str]]:
    """Return what else was paid with a booking, and what was paid before."""
    handed = receipt.hand_over
    if handed is None:
        return []
    packaging = say("Packaging deposit"), _amount(say, receipt, handed.packaging)
    ahead = say("Paid before"), _amount(say, receipt, -handed.ahead)
    return [*([packaging] if handed.packaging else []), *([ahead] if handed.ahead else [])]


def _unknown_words(say: Say) -> tuple[Markup, Markup]:
    return say("Not a receipt"), say("This is not a receipt of this market.")


def _title(say: Say, receipt: ReceiptFacts) -> Markup:
    number = format_number(say, receipt.number)
    match receipt.kind:
        case ReceiptKind.SALE:
            return say("Receipt {number}", number=number)
        case ReceiptKind.VOID | ReceiptKind.UNDO:
            return say("Void {number}", number=number)
        case ReceiptKind.REFUND:
            return say("Refund {number}", number=number)
        case _:
            assert_never(receipt.kind)


def _state(say: Say, receipt: ReceiptFacts) -> Markup:
    other = receipt.other or 0
    match receipt.kind:
        case ReceiptKind.SALE:
            words = sale_words(say, receipt.refunds, whole=receipt.is_refunded, voided_by=receipt.other)
            return words or say("Paid.")
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


def _paid(say: Say, receipt: ReceiptFacts) -> Markup:
    match receipt.goes_back, receipt.method:
        case True, SaleMethod.CASH:
            return say("Refunded in cash")
        case True, _:
            return say("Refunded by QR")
        case _, SaleMethod.CASH:
            return say("In cash")
        case _:
            return say("By QR")


def _note(say: Say, receipt: ReceiptFacts) -> Markup:
    if not receipt.needs_e_invoice:
        return Markup()
    limit = _amount(say, receipt, e_invoice_limit(receipt.territory) or 0)
    return say("A single sale above {limit} needs its own e-invoice. Please ask the stall.", limit=limit)


def _amount(say: Say, receipt: ReceiptFacts, minor: int) -> str:
    return format_money(say, minor, receipt.currency, receipt.territory)
