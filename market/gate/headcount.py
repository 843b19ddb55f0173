"""The number of people inside, from the counts of all gates by minute. Pure functions of the set of counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby


@dataclass(frozen=True, kw_only=True)
class CountedMinute:
    """The people who went in and out in the minute that begins at `minute`, at one gate or several."""

    minute: datetime
    entered: int
    exited: int


@dataclass(frozen=True, kw_only=True)
class GateFigures:
    """A time in figures: who went in and out, how many were inside at its end, and the most with their minute, None where nobody was inside."""

    entered: int = 0
    exited: int = 0
    inside: int = 0
    peak: int = 0
    peak_at: datetime | None = None


def headcount(counted: Iterable[CountedMinute], inside: int = 0) -> GateFigures:
    """Return the figures of counts in whatever sequence, where `inside` people were inside before.

    The number is never negative: a leaver whom nobody counted in takes nobody away.
    """
    entered = exited = 0
    peak, peak_at = inside, None
    for minute in _summed(counted):
        entered, exited = entered + minute.entered, exited + minute.exited
        inside = max(0, inside + minute.entered - minute.exited)
        if inside > peak:
            peak, peak_at = inside, minute.minute
    return GateFigures(entered=entered, exited=exited, inside=inside, peak=peak, peak_at=peak_at)


def headcount_by_hour(counted: Iterable[CountedMinute]) -> Iterator[tuple[datetime, GateFigures]]:
    """Yield each hour from the first count to the last, with its figures."""
    inside = 0
    for hour, minutes in groupby(_summed(counted), key=lambda each: each.minute.replace(minute=0)):
        found = headcount(minutes, inside)
        inside = found.inside
        yield hour, found


def is_near(inside: int, limit: int | None) -> bool:
    """Return whether 90 % of the limit or more are inside."""
    return limit is not None and 10 * inside >= 9 * limit


def is_full(inside: int, limit: int | None) -> bool:
    """Return whether nobody more may go in."""
    return limit is not None and inside >= limit


def _summed(counted: Iterable[CountedMinute]) -> Iterator[CountedMinute]:
    """Yield the counts in the sequence of their minutes, those of one minute together."""
    ordered = sorted(counted, key=lambda each: each.minute)
    for minute, some in groupby(ordered, key=lambda each: each.minute):
        alike = list(some)
        yield CountedMinute(
            minute=minute,
            entered=sum(each.entered for each in alike),
            exited=sum(each.exited for each in alike),
        )
