"""Refusals of draws of places."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class PlaceDrawUnknown(Refusal):
    """No draw of this alley, or none with this day."""


@dataclass
class PlaceDrawClosed(Refusal):
    """Wishes of this draw are neither made nor taken back any more."""


@dataclass
class PlaceDrawRuns(Refusal):
    """An alley has one draw at a time."""


@dataclass
class PlaceDrawUnfit(Refusal):
    """The closing is past or after the first day begins, or the days are none or more than `days`."""

    days: int


@dataclass
class PlacesMissing(Refusal):
    """The alley has no place that could be drawn."""
