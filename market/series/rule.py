"""The rule of a series, an RRULE of RFC 5545: weekly, on some weekdays, and the dates it names. Pure functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.rrule import rrulestr

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = "%Y%m%d"
MOST_WEEKS, MOST_DATES, LONGEST_INTERVAL = 52, 104, 4


class UnknownRule(ValueError):
    """A text that is no rule of a series."""


@dataclass(frozen=True, kw_only=True)
class SeriesRule:
    """Every `interval` weeks on some weekdays (0 is Monday): `count` dates, or those until a day, or without an end.

    Raises UnknownRule where it is none: no weekday, more than one end, or numbers out of bounds.
    """

    weekdays: tuple[int, ...]
    interval: int = 1
    count: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        has_days = bool(self.weekdays) and set(self.weekdays) <= set(range(len(WEEKDAYS)))
        has_one_end = self.count is None or self.until is None
        has_count = self.count is None or 1 <= self.count <= MOST_DATES
        if not (has_days and has_one_end and has_count and 1 <= self.interval <= LONGEST_INTERVAL):
            raise UnknownRule(repr(self))

    def text(self) -> str:
        """Return the rule as an RRULE."""
        parts = [
            "FREQ=WEEKLY",
            *([f"INTERVAL={self.interval}"] if self.interval > 1 else []),
            f"BYDAY={','.join(WEEKDAYS[day] for day in sorted(set(self.weekdays)))}",
            *([f"COUNT={self.count}"] if self.count else []),
            *([f"UNTIL={self.until:{DAY}}"] if self.until else []),
        ]
        return ";".join(parts)

    def dates(self, first: date) -> Iterator[date]:
        """Return its dates in order, counted from the day `first`; they may have no end."""
        start = datetime.combine(first, time())
        return (each.date() for each in rrulestr(self.text(), dtstart=start))

    def last(self, first: date) -> date | None:
        """Return its last date; None where it has no end, or no date."""
        return max(self.dates(first), default=None) if self.count or self.until else None


def read_rule(text: str) -> SeriesRule:
    """Return the rule that an RRULE states. Raises UnknownRule for any that `SeriesRule` does not write."""
    parts = dict(part.partition("=")[::2] for part in text.split(";"))
    try:
        rule = SeriesRule(
            weekdays=tuple(WEEKDAYS.index(day) for day in parts["BYDAY"].split(",")),
            interval=int(parts.get("INTERVAL", "1")),
            count=int(parts["COUNT"]) if "COUNT" in parts else None,
            until=date.fromisoformat(parts["UNTIL"]) if "UNTIL" in parts else None,
        )
    except (KeyError, ValueError) as error:
        raise UnknownRule(text) from error
    if rule.text() != text:
        raise UnknownRule(text)
    return rule


def weeks_of(weekdays: tuple[int, ...], weeks: int | None, interval: int = 1) -> SeriesRule:
    """Return the rule of some weekdays for so many weeks; None for no end. Raises UnknownRule."""
    if weeks is not None and not 1 <= weeks <= MOST_WEEKS:
        raise UnknownRule(str(weeks))
    count = -(-weeks // interval) * len(set(weekdays)) if weeks and interval >= 1 else None
    return SeriesRule(weekdays=weekdays, interval=interval, count=count)
