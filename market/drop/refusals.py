"""Refusals about a drop, by any feature."""

from dataclasses import dataclass
from datetime import datetime

from market.actor import StallUnknown
from market.refusal import Refusal


@dataclass
class DropUnknown(Refusal):
    pass


@dataclass
class OptionsUnfit(Refusal):
    """An item has from `fewest` to `most` different options, each of at most `longest` characters."""

    fewest: int
    most: int
    longest: int


@dataclass
class OpeningPassed(Refusal):
    opened: datetime
    zone: str


@dataclass
class DropCancelled(Refusal):
    at: datetime
    zone: str


@dataclass
class DropPaused(Refusal):
    pass


@dataclass
class MarketDayCalledOff(Refusal):
    """The organisers have called the market day of a drop off."""


@dataclass
class WaitsForRain(Refusal):
    """The organisers let a market day wait for the rain, until `until`."""

    until: datetime
    zone: str


@dataclass
class DropOver(Refusal):
    pass


@dataclass
class DropEntered(Refusal):
    """`count` people have joined, so the publication cannot be undone."""

    count: int


@dataclass
class HoursUnfit(Refusal):
    """A drop lasts longer than a day and a half, or is more than a year ahead."""


@dataclass
class NumberUnfit(Refusal):
    maximum: int


@dataclass
class StallHasClosed(StallUnknown):
    """The stall has left the market."""

    stall: str


@dataclass
class ClosedStallsDrop(DropUnknown):
    """The drop is of a stall that has left the market."""

    stall: str
