"""The seconds that sales take, from the seller's first tap to the receipt (docs/desk.md). Nothing of a buyer is in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from market.sale.movements import Movement, MovementKind

LONGEST = 600
"""Seconds. A sale that began longer ago was left open meanwhile, and says nothing."""
FEWEST = 5
"""Sales from which on their median is told."""


@dataclass(frozen=True)
class SaleTime:
    """At least half of so many `sales` took at most so many `seconds`."""

    seconds: int
    sales: int


def seconds_taken(began: int, now: datetime) -> int | None:
    """Return the seconds since a sale began, a second of Unix time; None where that is not known (0), to come, or longer ago than LONGEST."""
    seconds = int(now.timestamp()) - began
    return seconds if began and 0 <= seconds <= LONGEST else None


def median_sale_time(movements: Iterable[Movement]) -> SaleTime | None:
    """Return the lower median over the receipts of these movements that know their seconds and are not voided; None for fewer than FEWEST."""
    found = tuple(movements)
    voided = {each.subject for each in found if each.kind is MovementKind.VOID}
    by_receipt = {
        each.number: each.took
        for each in found
        if each.took is not None and not (each.kind is MovementKind.SALE and each.subject in voided)
    }
    if len(by_receipt) < FEWEST:
        return None
    return SaleTime(sorted(by_receipt.values())[(len(by_receipt) - 1) // 2], len(by_receipt))
