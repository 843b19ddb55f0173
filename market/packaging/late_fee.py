"""The terms of a loan, as its borrower is told before anything is handed over. Pure functions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class LoanTerms:
    """For each unit, in minor units: a deposit, or a fee for each day begun after `due_at`, at most the price."""

    deposit: int
    fee_per_day: int
    price: int
    due_at: datetime


def late_fee(terms: LoanTerms, now: datetime) -> int:
    """Return the fee of one unit that comes back now, in minor units."""
    if now <= terms.due_at:
        return 0
    days = -((terms.due_at - now) // DAY)
    return min(days * terms.fee_per_day, terms.price)
