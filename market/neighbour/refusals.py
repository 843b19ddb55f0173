"""Refusals of notifications to neighbours."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class MarketDayGone(Refusal):
    """None of the market days in the notification takes place."""


@dataclass
class NotNeighbour(Refusal):
    """This person no longer gets notifications of this alley."""
