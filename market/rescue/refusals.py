"""Refusals of rescues."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class RescueTooEarly(Refusal):
    """Units are rescued in the last half hour of a drop, from `opens` on."""

    opens: datetime
    zone: str


@dataclass
class RescueNotCheaper(Refusal):
    """The price is not below that of the item."""


@dataclass
class RescueTooMany(Refusal):
    """So many units are neither booked, on hold nor waited for."""

    available: int


@dataclass
class RescueWaitedFor(Refusal):
    """People wait for the item: they go first, at its price."""


@dataclass
class RescueWithDeposit(Refusal):
    """The drop asks for a deposit, which nobody pays in the last half hour."""


@dataclass
class RescuedTonight(Refusal):
    """The stall has rescued something this night already."""


@dataclass
class RescueGone(Refusal):
    """So many units of the rescue are left, fewer than were asked for; 0 also where it is over."""

    left: int


@dataclass
class RescueUnknown(Refusal):
    pass
