"""The cart of a walk-in sale: one tap an item or a number, then Cash or QR."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.sale import AddToCart, SellAtStall, SellCart
from handlers.callbacks.stock import AskStock
from handlers.drop.item_text import full_name, short_name
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons
from handlers.ui.cart_code import pack_cart
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_money, format_number
from locales.say import Say
from locales.user_text import width
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
    if not cart.lines and not cart.items:
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
            lambda page: SellAtStall(cart=pack_cart(cart.stall, cart.cart), page=page),
        ),
        [*_empty_button(say, cart), back],
    )
    return Screen(
        text=Markup("\n").join((*_text(say, cart), *page_text(say, cart.page, cart.pages))),
        rows=layout_buttons(*groups),
    )


def which_sold(
    say: Say, items: Sequence[SaleItem], units: int, method: SaleMethod | None, *, screen: int
) -> Screen:
    """Asks which of several items was sold; a tap sells it, or shows it in a cart where it is not known how it was paid."""

    def sells(item: SaleItem) -> Callback:
        cart = pack_cart(item.drop.stall.id, (CartLine(item.item.id, units),))
        if method is None:
            return SellAtStall(cart=cart)
        return SellCart(cart=cart, total=units * item.item.price, method=method, screen=screen)

    back = Button(label=say.label("Desk"), callback=ShowDesk())
    return Screen(
        text=say("Which one?"),
        rows=layout_buttons(
            *([Button(label=_sale_label(say, item), callback=sells(item))] for item in items[:WHICH]), [back]
        ),
    )


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
    if not cart.lines:
        return [say("<b>Walk-in sale</b>"), say("Tap what you sell. Each tap adds one.")]
    total = say("Total: <b>{amount}</b>.", amount=_amount(say, cart, cart.total))
    rounded = say("In cash {amount}, rounded to the nearest coin.", amount=_amount(say, cart, cart.in_cash))
    last = cart.lines[-1].sale_item
    return [
        say("<b>Walk-in sale</b>"),
        *(_line(say, cart, line) for line in cart.lines),
        say.sentences(total, rounded if cart.in_cash != cart.total else ""),
        *([e_invoice_text(say, cart.money)] if cart.needs_e_invoice else []),
        say(
            "For a different quantity of {item}, write the number.", item=full_name(say, last.drop, last.item)
        ),
    ]


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
    return say.sentences(Markup("{}.").format(text), few if sold.left else say("None can be sold now."))


def _pay_buttons(say: Say, cart: CartFacts, screen: int) -> list[Button]:
    if not cart.lines:
        return []
    code = pack_cart(cart.stall, cart.cart)
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
        callback=AddToCart(cart=pack_cart(cart.stall, cart.cart), item=item.item.id, page=cart.page),
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
                cart=pack_cart(cart.stall, with_last_changed(cart.cart, change)), page=cart.page
            ),
        )
        for change in CHANGES
        if change < 0 or last.units + change <= most
    ]


def _empty_button(say: Say, cart: CartFacts) -> list[Button]:
    if not cart.lines:
        return []
    return [Button(label=say.label("Empty the cart"), callback=SellAtStall(cart=pack_cart(cart.stall)))]


def _amount(say: Say, cart: CartFacts, minor: int) -> str:
    return format_money(say, minor, cart.money.currency, cart.money.territory)
