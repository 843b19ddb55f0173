"""The figures of complaints: pure functions over rows, each with how many it is of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storage.complaint import ComplaintKind

WINDOW = timedelta(days=28)


@dataclass(frozen=True, kw_only=True)
class CountedComplaint:
    """A complaint as figures have it; a time is None while it has not come."""

    kind: ComplaintKind
    night: date
    made_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class KindCount:
    """The number of complaints of a kind, and of those of them that are not closed."""

    kind: ComplaintKind
    count: int
    unclosed: int


@dataclass(frozen=True)
class Times:
    """The median and the longest of `count` times; None of none."""

    count: int
    median: timedelta | None
    longest: timedelta | None


@dataclass(frozen=True)
class NightShare:
    """Complaints about `nights` open nights."""

    complaints: int
    nights: int


@dataclass(frozen=True, kw_only=True)
class BeforeAndAfter:
    """Complaints about open nights before the day of a change, and from it on."""

    before: NightShare
    after: NightShare


def count_kinds(complaints: Iterable[CountedComplaint]) -> tuple[KindCount, ...]:
    """Return the kinds that somebody complained about, the most frequent first."""
    rows = tuple(complaints)
    found = [
        KindCount(kind, len(own), sum(each.closed_at is None for each in own))
        for kind in ComplaintKind
        if (own := [each for each in rows if each.kind is kind])
    ]
    return tuple(sorted(found, key=lambda each: -each.count))


def times_until(complaints: Iterable[CountedComplaint], *, closed: bool) -> Times:
    """Return how long it took until complaints were acknowledged, or closed, of those that are."""
    ends = ((each.closed_at if closed else each.acknowledged_at, each.made_at) for each in complaints)
    taken = sorted(end - made_at for end, made_at in ends if end is not None)
    if not taken:
        return Times(0, None, None)
    middle = len(taken) // 2
    median = taken[middle] if len(taken) % 2 else (taken[middle - 1] + taken[middle]) / 2
    return Times(len(taken), median, taken[-1])


def before_and_after(
    change: date, changes: Iterable[date], nights: Iterable[date], complained: Sequence[date]
) -> BeforeAndAfter:
    """Return the complaints about open nights 28 days before a change and from it on, no further than the changes next to it.

    `nights` are those that were open, `complained` the night of each complaint.
    """
    others = {*changes}
    first = max((each for each in others if each < change), default=date.min)
    end = min((each for each in others if each > change), default=date.max)
    open_nights = {*nights}

    def share(begin: date, until: date) -> NightShare:
        own = {night for night in open_nights if begin <= night < until}
        return NightShare(sum(night in own for night in complained), len(own))

    return BeforeAndAfter(
        before=share(max(first, change - WINDOW), change), after=share(change, min(end, change + WINDOW))
    )
