"""The notification kinds of neighbours."""

from dataclasses import dataclass
from datetime import date

from market.notification.kind import ReminderKind


@dataclass(frozen=True, kw_only=True)
class MarketDays(ReminderKind, abstract=True):
    """The base of digests about one week of an alley. `announced_days`: the market days that the reader knows of once it is sent.

    Of no use after the last of these days has started. `contact`: the person to turn to.
    """

    alley_id: int
    week: date
    announced_days: tuple[date, ...]
    contact: str


@dataclass(frozen=True, kw_only=True)
class MarketDaysAhead(MarketDays):
    """The first digest about a week."""


@dataclass(frozen=True, kw_only=True)
class MarketDaysChanged(MarketDays):
    """A later digest about the same week."""
