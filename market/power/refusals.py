"""Refusals of power."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class PowerUnfit(Refusal):
    """No number of watts from 0 to `most`."""

    most: int


@dataclass
class PowerCutRuns(Refusal):
    """The market day has been without power since `since`."""

    since: datetime
    zone: str


@dataclass
class NoPowerCut(Refusal):
    """The power of the market day is not gone."""


@dataclass
class PowerDayOver(Refusal):
    """The market day is over, or not near, or has no stall."""
