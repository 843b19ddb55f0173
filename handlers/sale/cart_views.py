"""The cart of a walk-in sale: one tap an item or a number, then Cash or QR."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.sale import (
    AddToCart,
    AskDiscount,
    AskOtherAmount,
    EndDiscount,
    GiveDiscount,
    SellAtStall,
    SellCart,
)
from handlers.callbacks.stock import AskStock
from handlers.drop.short_name import short_name
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons
from handlers.ui.cart_code import pack_cart
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.discount_reason import TAPPED_REASONS, DiscountReason
from locales.formats import format_money, format_number
from locales.receipt_words import amount_words
from locales.say import Say
from locales.user_text import width
from market.drop.item_text import full_name
from market.sale.amounts import MAX_AMOUNTS, SaleAmount
from market.sale.cart import MAX_UNITS, CartFacts, CartLine, PricedLine, SaleItem, with_last_changed
from market.sale.e_invoice import e_invoice_limit
from market.sale.till import StallMoney
from storage.sale import SaleMethod

WHICH = 8
"""Items that a line may mean are asked about."""
CHANGES = (-1, 1, 5)
"""What the buttons below a cart do with the quantity of its last item."""


def cart_page(say: Say, cart: CartFacts, screen: int) -> Screen:
    """Shows what is in the cart and its total, with a button for each item that can be sold now. `screen` is the number of the screen."""
    back = Button(label=say.label("Back"), callback=ShowDesk())
    if cart.is_empty and not cart.items:
        post = Button(label=say.label("Post stock"), callback=AskStock(), style="primary")
        nothing = say(
            "Nothing can be sold now: today has no published drop, or everything is booked, on hold or waited for."
        )
        return Screen(text=nothing, rows=layout_buttons([post, back]))
    groups = (
        _pay_buttons(say, cart, screen),
        _quantity_buttons(say, cart),
        [_item_button(say, cart, each) for each in cart.items],
        *pager(
            say,
            cart.page,
            cart.pages,
            lambda page: SellAtStall(cart=_code(cart), page=page),
        ),
        _amount_buttons(say, cart),
        [*_empty_button(say, cart), back],
    )
    return Screen(
        text=Markup("\n").join((*_text(say, cart), *page_text(say, cart.page, cart.pages))),
        rows=layout_buttons(*groups),
    )


def which_sold(
    say: Say,
    items: Sequence[SaleItem],
    units: int,
    method: SaleMethod | None,
    *,
    screen: int,
    amounts: Sequence[int] = (),
) -> Screen:
    """Asks which of several items was sold; a tap sells it, or shows it in a cart where it is not known how it was paid, or there are amounts beside it."""

    def sells(item: SaleItem) -> Callback:
        cart = pack_cart(item.drop.stall.id, (CartLine(item.item.id, units),), amounts[:MAX_AMOUNTS])
        if method is None or amounts:
            return SellAtStall(cart=cart)
        return SellCart(cart=cart, total=units * item.item.price, method=method, screen=screen)

    back = Button(label=say.label("Desk"), callback=ShowDesk())
    return Screen(
        text=say("Which one?"),
        rows=layout_buttons(
            *([Button(label=_sale_label(say, item), callback=sells(item))] for item in items[:WHICH]), [back]
        ),
    )


def other_amount_ask(say: Say) -> Screen:
    """Asks for an amount without an item."""
    question = say("How much, and what for? Write the amount and a few words.")
    return Screen(text=question, reply_placeholder=say.plain("4.50 extra sambal"))


def discount_ask(say: Say, cart: CartFacts) -> Screen:
    """Asks how much less the buyer pays."""
    question = say(
        "How much less than {amount}? Write the amount; you can add the reason.",
        amount=_amount(say, cart, cart.total),
    )
    return Screen(text=question, reply_placeholder=say.plain("1 regular customer"))


def reason_ask(say: Say, cart: CartFacts, amount: int, code: str) -> Screen:
    """Asks for the reason of a discount of a cart: a tap, or a few words."""
    question = say(
        "Why {amount} less? Tap a reason, or write one. The buyer reads it on the receipt.",
        amount=_amount(say, cart, amount),
    )
    reasons = [
        Button(
            label=_reason_label(say, reason),
            callback=GiveDiscount(cart=code, amount=amount, reason=reason),
        )
        for reason in TAPPED_REASONS
    ]
    back = Button(label=say.label("Back"), callback=SellAtStall(cart=code))
    return Screen(text=question, rows=layout_buttons(*([each] for each in reasons), [back]))


def _reason_label(say: Say, reason: DiscountReason) -> str:
    match reason:
        case DiscountReason.REGULAR:
            return say.label("Regular customer")
        case DiscountReason.DAMAGED:
            return say.label("Damaged")
        case _:
            return say.label("End of the evening")


def sale_edited(say: Say) -> Screen:
    """Says that an edited line sells nothing: what it said before was sold."""
    text = say(
        "You edited a message after we read it, so nothing more was sold. Undo its receipt, or write the sale as a new message."
    )
    return Screen(text=text, rows=layout_buttons([Button(label=say.label("Desk"), callback=ShowDesk())]))


def e_invoice_text(say: Say, money: StallMoney) -> Markup:
    """Returns the warning of a sale that needs an e-invoice of its own."""
    limit = format_money(say, e_invoice_limit(money.territory) or 0, money.currency, money.territory)
    return say("A single sale above {limit} needs its own e-invoice. Please make one.", limit=limit)


def _text(say: Say, cart: CartFacts) -> list[Markup]:
    if cart.is_empty:
        return [say("<b>Walk-in sale</b>"), say("Tap what you sell. Each tap adds one.")]
    total = say("Total: <b>{amount}</b>.", amount=_amount(say, cart, cart.total))
    rounded = say("In cash {amount}, rounded to the nearest coin.", amount=_amount(say, cart, cart.in_cash))
    if cart.total < 0:
        total, rounded = say("The discount is more than what is in the cart."), Markup()
    return [
        say("<b>Walk-in sale</b>"),
        *(_line(say, cart, line) for line in cart.lines),
        *(_amount_line(say, cart, each) for each in cart.amounts),
        say.sentences(total, rounded if cart.in_cash != cart.total else ""),
        *([e_invoice_text(say, cart.money)] if cart.needs_e_invoice else []),
        *_quantity_text(say, cart),
    ]


def _quantity_text(say: Say, cart: CartFacts) -> list[Markup]:
    if not cart.lines:
        return []
    last = cart.lines[-1].sale_item
    name = full_name(say, last.drop, last.item)
    return [say("For a different quantity of {item}, write the number.", item=name)]


def _amount_line(say: Say, cart: CartFacts, sale_amount: SaleAmount) -> Markup:
    # text: what money is for, and how much it is
    return say(
        "{first}, {second}",
        first=amount_words(say, sale_amount.reason, sale_amount.words),
        second=_amount(say, cart, sale_amount.amount),
    )


def _line(say: Say, cart: CartFacts, line: PricedLine) -> Markup:
    sold = line.sale_item
    # text: units of an item, and what they cost together
    text = say(
        "{units} × {item}, {amount}",
        units=line.units,
        item=full_name(say, sold.drop, sold.item),
        amount=_amount(say, cart, line.amount),
    )
    if line.units <= sold.left:
        return text
    few = say("Only {count} can be sold now.", count=format_number(say, sold.left))
    # text: an item of a cart with its price, and how few are left
    return say("{row}. {note}", row=text, note=few if sold.left else say("None can be sold now."))


def _pay_buttons(say: Say, cart: CartFacts, screen: int) -> list[Button]:
    if cart.is_empty or cart.total < 0:
        return []
    code = _code(cart)
    cash = say.label("Cash {amount}", amount=_amount(say, cart, cart.in_cash))
    # text: paid by scanning the stall's bank QR
    by_qr = say.label("QR {amount}", amount=_amount(say, cart, cart.total))

    def sells(method: SaleMethod) -> SellCart:
        return SellCart(cart=code, total=cart.total, method=method, screen=screen)

    return [
        Button(label=cash, callback=sells(SaleMethod.CASH), style="primary"),
        Button(label=by_qr, callback=sells(SaleMethod.QR)),
    ]


def _item_button(say: Say, cart: CartFacts, item: SaleItem) -> Button:
    return Button(
        label=_sale_label(say, item),
        callback=AddToCart(cart=_code(cart), item=item.item.id, page=cart.page),
    )


def _sale_label(say: Say, item: SaleItem) -> str:
    price = format_money(say, item.item.price, item.drop.alley.currency, item.drop.alley.territory)
    name = short_name(say, item.drop, item.item, LABEL_WIDTHS[1] - width(price) - 2)
    # text: an item and its price
    return say.label("{item}, {price}", item=name, price=price)


def _quantity_buttons(say: Say, cart: CartFacts) -> list[Button]:
    """Returns the buttons that change the quantity of the last item, as far as there are so many."""
    if not cart.lines:
        return []
    last = cart.lines[-1]
    most = min(MAX_UNITS, last.sale_item.left)
    return [
        Button(
            label=f"{'+' if change > 0 else '-'}{format_number(say, abs(change))}",
            callback=SellAtStall(
                cart=pack_cart(cart.stall, with_last_changed(cart.cart, change), cart.amount_rows),
                page=cart.page,
            ),
        )
        for change in CHANGES
        if change < 0 or last.units + change <= most
    ]


def _amount_buttons(say: Say, cart: CartFacts) -> list[Button]:
    """Returns the ways to an amount without an item, and to a discount where there is something to reduce."""
    code = _code(cart)
    other = Button(label=say.label("Other amount"), callback=AskOtherAmount(cart=code))
    if any(each.is_discount for each in cart.amounts):
        return [other, Button(label=say.label("No discount"), callback=EndDiscount(cart=code))]
    less = Button(label=say.label("Discount"), callback=AskDiscount(cart=code))
    return [other, *([less] if cart.total else [])]


def _code(cart: CartFacts) -> str:
    return pack_cart(cart.stall, cart.cart, cart.amount_rows)


def _empty_button(say: Say, cart: CartFacts) -> list[Button]:
    if cart.is_empty:
        return []
    return [Button(label=say.label("Empty the cart"), callback=SellAtStall(cart=pack_cart(cart.stall)))]


def _amount(say: Say, cart: CartFacts, minor: int) -> str:
    return format_money(say, minor, cart.money.currency, cart.money.territory)
