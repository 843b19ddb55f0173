"""Callbacks of walk-in sales, receipts and the day's money.

`cart` is the stall and what is in the cart (`handlers/ui/cart_code.py`), so that nothing is stored before it is paid for. `day` is a market day as 20261127.
"""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.desk import ShowDesk, ShowQuantity
from locales.discount_reason import DiscountReason
from storage.sale import CashKind, SaleMethod


class SellAtStall(Callback, prefix="ya", back=ShowDesk):
    """Shows a cart, and a page of what else can be sold."""

    cart: str
    page: int = 1


class AddToCart(Callback, prefix="yb"):
    cart: str
    item: int
    page: int = 1

    def fallback(self) -> Callback:
        return SellAtStall(cart=self.cart, page=self.page)


class AskOtherAmount(Callback, prefix="y1", back=SellAtStall):
    """Asks for an amount without an item, and what it is for."""

    cart: str


class AskDiscount(Callback, prefix="y2", back=SellAtStall):
    """Asks how much a cart is reduced by."""

    cart: str


class GiveDiscount(Callback, prefix="y3", back=SellAtStall):
    """Reduces a cart by `amount` minor units, for a reason that was tapped."""

    cart: str
    amount: LongId
    reason: DiscountReason


class EndDiscount(Callback, prefix="y4", back=SellAtStall):
    """Takes the discount off a cart."""

    cart: str


class SellCart(Callback, prefix="yc", back=SellAtStall):
    """Sells a cart, once from each screen; `total` is the one that was read, `screen` the number of the screen."""

    cart: str
    total: LongId
    method: SaleMethod
    screen: int = 0


class ShowReceipt(Callback, prefix="yd", back=ShowDesk):
    receipt: LongId


class GiveCash(Callback, prefix="yr", back=ShowReceipt):
    """Says the change of a sale in cash for which `given` minor units were handed over. It stores nothing."""

    receipt: LongId
    given: LongId


class UndoSale(Callback, prefix="ye", back=ShowReceipt):
    receipt: LongId


class AskVoid(Callback, prefix="yf", back=ShowReceipt):
    """Asks whether to void a sale."""

    receipt: LongId


class VoidSale(Callback, prefix="yg", back=ShowReceipt):
    receipt: LongId


class AskRefund(Callback, prefix="yx", back=ShowReceipt):
    """Shows what is left of a receipt and a part that is about to be refunded: units of each line, as 1.0.2."""

    receipt: LongId
    units: str = ""


class RefundPart(Callback, prefix="yy"):
    """Refunds a part of a receipt; `step` is that of what was read. `kept`: the goods do not come back."""

    receipt: LongId
    units: str
    step: int
    kept: bool

    def fallback(self) -> Callback:
        return AskRefund(receipt=self.receipt)


class UndoRefund(Callback, prefix="yz", back=ShowReceipt):
    """Undoes a refund, which is a receipt."""

    receipt: LongId


class ShowSaleDay(Callback, prefix="yh", back=ShowDesk):
    """Shows a market day of a stall; 0 is today."""

    stall: int
    day: int = 0


class DayCallback(Callback, prefix=".", back=ShowSaleDay):
    """About a market day of a stall."""

    stall: int
    day: int


class ShowReceipts(DayCallback, prefix="yi", back=ShowDesk):
    """Shows a page of the receipts of a day; 0 is today."""

    page: int = 1


class AskCash(DayCallback, prefix="yj"):
    """Asks for the amount of a cash entry."""

    kind: CashKind


class AskCashCount(DayCallback, prefix="yq"):
    """Asks how much cash was counted."""


class UndoCash(DayCallback, prefix="yk"):
    entry: LongId


class CloseDay(DayCallback, prefix="yl"):
    """Closes a day on which what was expected was counted."""

    expected: LongId


class ReopenDay(DayCallback, prefix="ym"):
    pass


class ShowStatement(Callback, prefix="yn", back=ShowDesk):
    """Shows the statement of a week, so many weeks back."""

    stall: int
    weeks: int = 0


class SendStatement(Callback, prefix="yo", back=ShowStatement):
    """Sends the movements of a week as a file."""

    stall: int
    weeks: int


class AskCost(Callback, prefix="yp", back=ShowQuantity):
    """Asks what one unit of an item costs the stall."""

    item: int


class ShowOversold(Callback, prefix="yv", back=ShowDesk):
    """Shows what kiosks of a stall sold and was not there."""

    stall: int


class NoteDoubtful(Callback, prefix="yu", back=ShowOversold):
    """Notes that a doubtful sale of a kiosk was made as it stands."""

    stall: int
    receipt: LongId


class NoteOversold(Callback, prefix="yw", back=ShowOversold):
    """Notes that units were sold that were not there."""

    stall: int
    oversold: LongId
