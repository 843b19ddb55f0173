"""Callbacks of walk-in sales, receipts and the day's money.

`cart` is the stall and what is in the cart (`handlers/ui/cart_code.py`), so that nothing is stored before it is paid for. `day` is a market day as 20261127.
"""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.desk import ShowDesk, ShowQuantity
from storage.sale import CashKind, SaleMethod


class SellAtStall(Callback, prefix="ya"):
    """Shows a cart, and a page of what else can be sold."""

    cart: str
    page: int = 1

    def fallback(self) -> Callback:
        return ShowDesk()


class AddToCart(Callback, prefix="yb"):
    cart: str
    item: int
    page: int = 1

    def fallback(self) -> Callback:
        return SellAtStall(cart=self.cart, page=self.page)


class SellCart(Callback, prefix="yc"):
    """Sells a cart, once from each screen; `total` is the one that was read, `screen` the update that it answered."""

    cart: str
    total: LongId
    method: SaleMethod
    screen: int = 0

    def fallback(self) -> Callback:
        return SellAtStall(cart=self.cart)


class ShowReceipt(Callback, prefix="yd"):
    receipt: LongId

    def fallback(self) -> Callback:
        return ShowDesk()


class UndoSale(Callback, prefix="ye"):
    receipt: LongId

    def fallback(self) -> Callback:
        return ShowReceipt(receipt=self.receipt)


class AskVoid(Callback, prefix="yf"):
    """Asks whether to void a sale."""

    receipt: LongId

    def fallback(self) -> Callback:
        return ShowReceipt(receipt=self.receipt)


class VoidSale(Callback, prefix="yg"):
    receipt: LongId

    def fallback(self) -> Callback:
        return ShowReceipt(receipt=self.receipt)


class AskRefund(Callback, prefix="yx"):
    """Shows what is left of a receipt and a part that is about to be refunded: units of each line, as 1.0.2."""

    receipt: LongId
    units: str = ""

    def fallback(self) -> Callback:
        return ShowReceipt(receipt=self.receipt)


class RefundPart(Callback, prefix="yy"):
    """Refunds a part of a receipt; `step` is that of what was read. `kept`: the goods do not come back."""

    receipt: LongId
    units: str
    step: int
    kept: bool

    def fallback(self) -> Callback:
        return AskRefund(receipt=self.receipt)


class UndoRefund(Callback, prefix="yz"):
    """Undoes a refund, which is a receipt."""

    receipt: LongId

    def fallback(self) -> Callback:
        return ShowReceipt(receipt=self.receipt)


class ShowSaleDay(Callback, prefix="yh"):
    """Shows a market day of a stall; 0 is today."""

    stall: int
    day: int = 0

    def fallback(self) -> Callback:
        return ShowDesk()


class DayCallback(Callback, prefix="."):
    """About a market day of a stall."""

    stall: int
    day: int

    def fallback(self) -> Callback:
        return ShowSaleDay(stall=self.stall, day=self.day)


class ShowReceipts(DayCallback, prefix="yi"):
    """Shows a page of the receipts of a day; 0 is today."""

    page: int = 1

    def fallback(self) -> Callback:
        return ShowDesk()


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


class ShowStatement(Callback, prefix="yn"):
    """Shows the statement of a week, so many weeks back."""

    stall: int
    weeks: int = 0

    def fallback(self) -> Callback:
        return ShowDesk()


class SendStatement(Callback, prefix="yo"):
    """Sends the movements of a week as a file."""

    stall: int
    weeks: int

    def fallback(self) -> Callback:
        return ShowStatement(stall=self.stall, weeks=self.weeks)


class AskCost(Callback, prefix="yp"):
    """Asks what one unit of an item costs the stall."""

    item: int

    def fallback(self) -> Callback:
        return ShowQuantity(item=self.item)


class ShowOversold(Callback, prefix="yv"):
    """Shows what kiosks of a stall sold and was not there."""

    stall: int

    def fallback(self) -> Callback:
        return ShowDesk()


class NoteDoubtful(Callback, prefix="yu"):
    """Notes that a doubtful sale of a kiosk was made as it stands."""

    stall: int
    receipt: LongId

    def fallback(self) -> Callback:
        return ShowOversold(stall=self.stall)


class NoteOversold(Callback, prefix="yw"):
    """Notes that units were sold that were not there."""

    stall: int
    oversold: LongId

    def fallback(self) -> Callback:
        return ShowOversold(stall=self.stall)
