"""Refusals of an evening."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class StallElsewhere(Refusal):
    """The stall stands in another alley at that hour, with a drop that lasts until then."""

    alley: str
    until: datetime
    zone: str


@dataclass
class SetUpOver(Refusal):
    """The stall day has begun, or does not take place."""
