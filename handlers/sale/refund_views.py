"""Refunding a part of a receipt: one tap a unit, then the amount."""

from markupsafe import Markup

from handlers.callbacks.sale import AskRefund, RefundPart, ShowReceipt
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons
from handlers.ui.screen import Button, Screen
from handlers.ui.unit_code import pack_units
from locales.formats import format_money, format_number
from locales.receipt_words import amount_words
from locales.say import Say
from locales.user_text import ITEM, sanitize_name, truncate, width
from market.sale.left import LeftLine
from market.sale.refund import RefundFacts
from storage.sale import SaleMethod


def refund_page(say: Say, refund: RefundFacts) -> Screen:
    """Shows what is left of a receipt and what goes back, with a button for each line of which more can go back."""
    number = format_number(say, refund.receipt.number)
    lines = [*zip(refund.left.lines, refund.units, strict=True)]
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Refund part of receipt {number}</b>", number=number),
                *(_line(say, refund, line, units) for line, units in lines if line.left),
                _how_much(say, refund),
            )
        ),
        rows=layout_buttons(
            *([button] for button in _refund_buttons(say, refund)),
            [
                _line_button(say, refund, place)
                for place, (line, units) in enumerate(lines)
                if units < line.left
            ],
            _clear_button(say, refund),
            [
                Button(
                    label=say.label("Keep receipt {number}", number=number),
                    callback=ShowReceipt(receipt=refund.receipt.id),
                )
            ],
        ),
    )


def _how_much(say: Say, refund: RefundFacts) -> Markup:
    if not any(refund.units):
        return say("Tap what you refund. Each tap adds one.")
    amount = _amount(say, refund, refund.paid)
    by_qr = refund.left.method is SaleMethod.QR
    share = say("Less {amount}, its share of the discount.", amount=_amount(say, refund, refund.discount))
    return say.sentences(
        share if refund.discount else "",
        say("{amount} goes back by QR.", amount=amount)
        if by_qr
        else say("{amount} goes back in cash.", amount=amount),
        say.many(
            "If the unit comes back, it can be sold again.",
            "If the units come back, they can be sold again.",
            sum(refund.units),
        ),
        say("If not, tap Goods not returned: the money goes back, and what was sold stays sold."),
    )


def _line(say: Say, refund: RefundFacts, line: LeftLine, units: int) -> Markup:
    # text: how many of so many units of an item are refunded, and what they cost
    return say(
        "{units} of {left} × {item}, {amount}",
        units=format_number(say, units),
        left=format_number(say, line.left),
        item=_name(say, line),
        amount=_amount(say, refund, units * line.price),
    )


def _name(say: Say, line: LeftLine) -> Markup | str:
    return sanitize_name(line.name, ITEM) if line.item is not None else amount_words(say, None, line.name)


def _refund_buttons(say: Say, refund: RefundFacts) -> list[Button]:
    if not any(refund.units):
        return []
    amount = _amount(say, refund, refund.paid)

    def refunds(*, keeps_goods: bool) -> RefundPart:
        return RefundPart(
            receipt=refund.receipt.id, units=pack_units(refund.units), step=refund.left.step, kept=keeps_goods
        )

    return [
        Button(
            label=say.label("Refund {amount}", amount=amount),
            callback=refunds(keeps_goods=False),
            style="primary",
        ),
        Button(label=say.label("Goods not returned"), callback=refunds(keeps_goods=True)),
    ]


def _line_button(say: Say, refund: RefundFacts, place: int) -> Button:
    line = refund.left.lines[place]
    price = _amount(say, refund, line.price)
    more = tuple(units + (each == place) for each, units in enumerate(refund.units))
    return Button(
        # text: an item and its price
        label=say.label(
            "{item}, {price}",
            item=truncate(_name(say, line), LABEL_WIDTHS[1] - width(price) - 2),
            price=price,
        ),
        callback=AskRefund(receipt=refund.receipt.id, units=pack_units(more)),
    )


def _clear_button(say: Say, refund: RefundFacts) -> list[Button]:
    if not any(refund.units):
        return []
    return [Button(label=say.label("Start again"), callback=AskRefund(receipt=refund.receipt.id))]


def _amount(say: Say, refund: RefundFacts, minor: int) -> str:
    return format_money(say, minor, refund.receipt.currency, refund.receipt.territory)
