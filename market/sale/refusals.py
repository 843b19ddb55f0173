"""Refusals of walk-in sales, receipts and the day's money."""

from dataclasses import dataclass
from datetime import date, datetime

from market.refusal import Refusal


@dataclass
class NotEnoughLeft(Refusal):
    """`left` units can be sold: fewer than asked for."""

    item: str
    left: int


@dataclass
class NotDrawnYet(Refusal):
    """The units of an item are drawn before any is sold."""

    item: str


@dataclass
class OtherCurrency(Refusal):
    """The item's alley has another currency than the stall's own."""

    item: str


@dataclass
class CartFull(Refusal):
    """A cart has no room for another item."""


@dataclass
class CartEmpty(Refusal):
    """A quantity was written while nothing was in the cart."""


@dataclass
class CartUnitsUnfit(Refusal):
    """`units` are the most of one item in a sale; the fewest is one."""

    units: int


@dataclass
class DiscountTooHigh(Refusal):
    """A discount is more than what is in the cart."""


@dataclass
class CartSold(Refusal):
    """The cart on a screen was sold from that screen already."""


@dataclass
class TotalChanged(Refusal):
    """A price has changed since the total was read."""


@dataclass
class ReceiptUnknown(Refusal):
    pass


@dataclass
class HandedOver(Refusal):
    """A receipt is of a booking that was handed over: it ends with its scan."""


@dataclass
class AlreadyVoided(Refusal):
    """`number` is that of the void."""

    number: int


@dataclass
class NothingLeftOfSale(Refusal):
    """All of a sale was refunded in parts."""


@dataclass
class ReceiptChanged(Refusal):
    """Something of the sale was refunded, or a refund undone, since it was read."""


@dataclass
class RefundUnfit(Refusal):
    """Nothing to refund was tapped."""


@dataclass
class RefundUndone(Refusal):
    """`number` is that of the void of a refund."""

    number: int


@dataclass
class RefundedUnitsGone(Refusal):
    """Units that came back by a refund were sold, offered or booked meanwhile."""

    item: str


@dataclass
class SaleUndoOver(Refusal):
    pass


@dataclass
class DayIsClosed(Refusal):
    day: date


@dataclass
class DayNotClosed(Refusal):
    day: date


@dataclass
class CashChanged(Refusal):
    """The cash that is expected has changed since it was read."""


@dataclass
class MoneyUnfit(Refusal):
    pass


@dataclass
class CashEntryOver(Refusal):
    """A cash entry is undone already, or was made more than a minute ago."""

    at: datetime
    zone: str


@dataclass
class OversoldSettled(Refusal):
    """Nothing of it has to be noted any more: it was noted, voided, or the units were there after all."""


@dataclass
class DoubtSettled(Refusal):
    """The owner has noted the sale, or it was voided."""


@dataclass
class OwnSale(Refusal):
    """The actor or their device made the sale: the owner of the stall notes it, or others who sell there."""
