"""Refusals of gates."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class LimitUnfit(Refusal):
    """The limit is below 1, or above `maximum`."""

    maximum: int


@dataclass
class RoomAgain(Refusal):
    """An alley is not near its limit any more."""
