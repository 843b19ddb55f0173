"""Filters for planned drops: pure functions by the alley's calendar."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import assert_never
from zoneinfo import ZoneInfo

from storage.drop import DropState

EVENING = time(17)


class DropPeriod(StrEnum):
    """The days of a list of drops. WEEK is the next seven days, NEXT_WEEK the coming Monday to Sunday."""

    TODAY = "today"
    TONIGHT = "tonight"
    TOMORROW = "tomorrow"
    WEEKEND = "weekend"
    WEEK = "week"
    NEXT_WEEK = "next"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A drop that is not over, with the fields that filters need. `lowest_price` is that of its cheapest item, in minor units; None where none is offered."""

    tags: tuple[str, ...]
    items: tuple[str, ...]
    lowest_price: int | None
    id: int
    starts_at: datetime
    ends_at: datetime
    name: str
    state: DropState
    stall: str
    alley: int
    zone: str

    @cached_property
    def day(self) -> date:
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()

    @cached_property
    def in_the_evening(self) -> bool:
        """Return whether it goes on after EVENING in its alley."""
        ends = self.ends_at.astimezone(ZoneInfo(self.zone))
        return ends.date() > self.day or ends.time() > EVENING


@dataclass(frozen=True)
class DropFilter:
    """A shopper's filter. `when` is a `DropPeriod`, a day 20261127 or a month 202611; alley 0 and tag "" match any."""

    when: str = DropPeriod.WEEKEND
    alley: int = 0
    tag: str = ""

    def days(self, today: date) -> tuple[date, date]:
        """Return the first and the last day of the filter; an invalid `when` means all."""
        return span(self.when) or _days_of(period_of(self.when), today)

    def chosen(self, drops: tuple[Planned, ...], today: date) -> tuple[Planned, ...]:
        first, last = self.days(today)
        return tuple(
            drop
            for drop in drops
            if first <= drop.day <= last
            and (self.when != DropPeriod.TONIGHT or drop.in_the_evening)
            and self.alley in (0, drop.alley)
            and (not self.tag or self.tag in drop.tags)
        )

    def without(self, *fields: str) -> "DropFilter":
        """Return the filter without some of its conditions."""
        anything = {"when": DropPeriod.ALL, "alley": 0, "tag": ""}
        return replace(self, **{field: anything[field] for field in fields})  # type: ignore[arg-type]


def period_of(period: str) -> DropPeriod:
    """Return the period of this name; ALL where it is none."""
    return DropPeriod(period) if period in tuple(DropPeriod) else DropPeriod.ALL


def _days_of(period: DropPeriod, today: date) -> tuple[date, date]:
    match period:
        case DropPeriod.TODAY | DropPeriod.TONIGHT:
            return today, today
        case DropPeriod.TOMORROW:
            return today + timedelta(days=1), today + timedelta(days=1)
        case DropPeriod.WEEKEND:
            return weekend(today)
        case DropPeriod.WEEK:
            return today, today + timedelta(days=6)
        case DropPeriod.NEXT_WEEK:
            monday = today + timedelta(days=7 - today.weekday())
            return monday, monday + timedelta(days=6)
        case DropPeriod.ALL:
            return today, date.max
        case _:
            assert_never(period)


def weekend(today: date) -> tuple[date, date]:
    """Return the coming Friday and Sunday, or the rest of the current weekend."""
    friday = today + timedelta(days=4 - today.weekday())
    return max(today, friday), friday + timedelta(days=2)


def span(period: str) -> tuple[date, date] | None:
    """Return the first and last day of a day 20261127 or a month 202611; None for anything else or an unlikely year."""
    if not (period.isascii() and period.isdigit() and len(period) in (6, 8)):
        return None
    year, month, day = int(period[:4]), int(period[4:6]), int(period[6:] or 1)
    if not 2000 <= year < 3000:
        return None
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    return (first, first) if period[6:] else (first, first.replace(day=calendar.monthrange(year, month)[1]))
