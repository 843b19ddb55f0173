"""Refusals about the money of a deposit."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class DepositAsked(Refusal):
    """A hold of this drop is confirmed by paying its deposit."""


@dataclass
class RefundTooLate(Refusal):
    until: datetime
    zone: str


@dataclass
class PriceBelowDeposit(Refusal):
    """Open deposits are higher than the new price."""
