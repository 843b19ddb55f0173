"""Refusals of last-minute offers."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class LastMinuteOfferTooEarly(Refusal):
    """They begin in the last half hour of a drop, from `opens` on."""

    opens: datetime
    zone: str


@dataclass
class LastMinuteOfferNotCheaper(Refusal):
    """The price is not below that of the item."""


@dataclass
class LastMinuteOfferTooMany(Refusal):
    """So many units are neither booked, on hold nor waited for."""

    available: int


@dataclass
class LastMinuteOfferWaitedFor(Refusal):
    """People wait for the item: they go first, at its price."""


@dataclass
class LastMinuteOfferWithDeposit(Refusal):
    """The drop asks for a deposit, which nobody pays in the last half hour."""


@dataclass
class LastMinuteOfferedTonight(Refusal):
    """The stall has made one this night already."""


@dataclass
class LastMinuteOfferGone(Refusal):
    """So many units of the last-minute offer are left, fewer than were asked for; 0 also where it is over."""

    left: int


@dataclass
class LastMinuteOfferUnknown(Refusal):
    pass
