"""Refusals of a person's own settings."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class ZoneUnknown(Refusal):
    pass


@dataclass
class QuietHoursUnfit(Refusal):
    """An end is not a time of the day, or both ends are the same."""
