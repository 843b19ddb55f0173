"""Figures of a market: pure functions from the raw numbers of weeks. Each has its n and its window, a share its interval.

A count of a week is what it is. A share of fewer than FEWEST, and an average of fewer than FEWEST_EVENINGS, is None: not enough yet.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import sqrt

from market.market_day.day import begins
from market.office.week_numbers import WEEK, WEEKS_BEFORE, WeekNumbers
from market.packaging.figures import Figure

FEWEST_EVENINGS, FEWEST = 5, 20
Z = 1.6448536269514722
"""The normal deviate with 5 in 100 beyond it, so that 90 are between it and its negative."""

Interval = tuple[float, float]


class FigureKind(StrEnum):
    """The figures, in the order in which they are shown."""

    EVENINGS = "evenings"
    STALL_EVENINGS = "stall_evenings"
    BOOKED = "booked"
    CAME = "came"
    TAKEN = "taken"
    BOOKED_AHEAD = "booked_ahead"
    ACCEPTANCE = "acceptance"
    REFILL = "refill"
    NO_SHOWS = "no_shows"
    RAN_OUT = "ran_out"
    WAITED = "waited"
    DARK = "dark"


@dataclass(frozen=True)
class FigureKey:
    """The figure that is meant; money has one for each currency, "" for anything else."""

    kind: FigureKind
    currency: str = ""


@dataclass(frozen=True, kw_only=True)
class MarketFigure:
    """A figure of a week or of several, money in minor units. `interval` is that of a share."""

    key: FigureKey
    figure: Figure
    interval: Interval | None = None


@dataclass(frozen=True, kw_only=True)
class ComparedFigure:
    """A figure of a week, and that of the weeks before it: a share of all of them together, or a count on average."""

    week: MarketFigure
    before: MarketFigure


Share = Callable[[WeekNumbers], tuple[int, int]]
SHARES: Mapping[FigureKind, Share] = {
    FigureKind.BOOKED_AHEAD: lambda week: (week.arrived_ahead, week.arrived),
    FigureKind.ACCEPTANCE: lambda week: (week.confirmed, week.offered),
    FigureKind.REFILL: lambda week: (week.taken_again, week.given_back),
    FigureKind.NO_SHOWS: lambda week: (week.missed, week.ended),
    FigureKind.RAN_OUT: lambda week: (week.ran_out, week.items),
}
"""Numerator and denominator of each share."""
COUNTS: Mapping[FigureKind, Callable[[WeekNumbers], int]] = {
    FigureKind.EVENINGS: lambda week: week.evenings,
    FigureKind.STALL_EVENINGS: lambda week: week.stall_evenings,
    FigureKind.BOOKED: lambda week: week.booked,
    FigureKind.CAME: lambda week: week.came,
    FigureKind.WAITED: lambda week: week.waited,
}


def wilson_interval(part: int, whole: int) -> Interval:
    """Return the Wilson interval that holds a share in 90 of 100 such samples; `whole` is above zero."""
    share, spread = part / whole, Z * Z / whole
    middle = share + spread / 2
    reach = Z * sqrt(share * (1 - share) / whole + spread / (4 * whole))
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    return (0.0 if part == 0 else low, 1.0 if part == whole else high)


def figure_keys(weeks: Sequence[WeekNumbers]) -> tuple[FigureKey, ...]:
    """Return all figures of some weeks, in the order of FigureKind: takings in each currency in which something was taken."""
    return tuple(
        FigureKey(kind, currency)
        for kind in FigureKind
        for currency in (currencies(weeks) if kind is FigureKind.TAKEN else ("",))
    )


def market_figure(weeks: Sequence[WeekNumbers], key: FigureKey, zone: str) -> MarketFigure:
    """Return a figure of one week, or of several: a share of all of them together, a count on average."""
    share = SHARES.get(key.kind)
    if share is None:
        return _count(weeks, key, zone)
    part, whole = (sum(numbers) for numbers in zip(*map(share, weeks), strict=True))
    enough = whole >= FEWEST
    return MarketFigure(
        key=key,
        figure=_figure(Fraction(part, whole) if enough else None, whole, weeks, zone),
        interval=wilson_interval(part, whole) if enough else None,
    )


def taken_in(week: WeekNumbers, currency: str) -> int:
    """Return what was taken in a currency, in minor units."""
    return sum(taken.amount for taken in week.taken if taken.currency == currency)


def currencies(weeks: Sequence[WeekNumbers]) -> tuple[str, ...]:
    """Return the currencies in which something was taken, by their codes."""
    return tuple(sorted({taken.currency for week in weeks for taken in week.taken}))


def compared_figures(weeks: Sequence[WeekNumbers], monday: date, zone: str) -> tuple[ComparedFigure, ...]:
    """Return all figures of the week of a Monday beside those of the WEEKS_BEFORE weeks before it, which `weeks` have."""
    place = next(place for place, week in enumerate(weeks) if week.monday == monday)
    this, before = weeks[place : place + 1], weeks[place - WEEKS_BEFORE : place]
    return tuple(
        ComparedFigure(week=market_figure(this, key, zone), before=market_figure(before, key, zone))
        for key in figure_keys([*before, *this])
    )


def _count(weeks: Sequence[WeekNumbers], key: FigureKey, zone: str) -> MarketFigure:
    """Return a count of one week, or its average of several: n are the evenings. Minutes without power are those of an evening on average."""
    number = COUNTS.get(key.kind, lambda week: taken_in(week, key.currency))
    evenings = sum(week.evenings for week in weeks)
    enough = len(weeks) == 1 or evenings >= FEWEST_EVENINGS
    value = Fraction(sum(map(number, weeks)), len(weeks)) if enough else None
    if key.kind is FigureKind.DARK:
        value = Fraction(sum(week.dark_minutes for week in weeks), evenings) if enough and evenings else None
    return MarketFigure(key=key, figure=_figure(value, evenings, weeks, zone))


def _figure(value: Fraction | None, n: int, weeks: Sequence[WeekNumbers], zone: str) -> Figure:
    since, until = begins(weeks[0].monday, zone), begins(weeks[-1].monday + WEEK, zone)
    return Figure(value=value, n=n, since=since, until=until)
