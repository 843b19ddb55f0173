"""The notification kinds of sales that a kiosk made without a network."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind

TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class SoldTooMany(NotificationKind):
    """To the stall's owner: a kiosk sold units that were not there, and a person has to look."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    oversold_id: int


@dataclass(frozen=True, kw_only=True)
class SaleDoubted(NotificationKind):
    """To the stall's owner: a sale of a kiosk has a price that the item never had, a sum beyond reason, or a day out of reach."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    receipt_id: int


@dataclass(frozen=True, kw_only=True)
class SoldAfterClose(NotificationKind):
    """To the stall's owner: a kiosk sent sales of a day that had been closed."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    stall_id: int
    day: date
