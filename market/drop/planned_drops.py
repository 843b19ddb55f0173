"""Choosing among the drops that are planned: pure, by the alley's calendar."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Planned:
    """A drop that is not over, as much of it as lists are chosen by."""

    tags: tuple[str, ...]
    id: int
    starts_at: datetime
    ends_at: datetime
    name: str
    state: str
    stall: str
    alley: int
    zone: str

    @cached_property
    def day(self) -> date:
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True)
class DropFilter:
    """What a shopper asked to see. `when` is "weekend", "week", "all", a day 20261127 or a month 202611; alley 0 and tag "" mean any."""

    when: str = "weekend"
    alley: int = 0
    tag: str = ""

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day meant; a nonsense `when` means all."""
        if self.when == "weekend":
            return weekend(today)
        if self.when == "week":
            return today, today + timedelta(days=6)
        return span(self.when) or (today, date.max)

    def chosen(self, drops: tuple[Planned, ...], today: date) -> tuple[Planned, ...]:
        first, last = self.days(today)
        return tuple(
            drop
            for drop in drops
            if first <= drop.day <= last
            and self.alley in (0, drop.alley)
            and (not self.tag or self.tag in drop.tags)
        )

    def without(self, *fields: str) -> "DropFilter":
        """The same with some of its conditions taken off."""
        anything = {"when": "all", "alley": 0, "tag": ""}
        return replace(self, **{field: anything[field] for field in fields})  # type: ignore[arg-type]


def weekend(today: date) -> tuple[date, date]:
    """Friday to Sunday: the coming one, or what is left of this one."""
    friday = today + timedelta(days=4 - today.weekday())
    return max(today, friday), friday + timedelta(days=2)


def span(when: str) -> tuple[date, date] | None:
    """The first and last day of a day 20261127 or a month 202611; None where it is neither, or of no year that a market is held in."""
    if not (when.isascii() and when.isdigit() and len(when) in (6, 8)):
        return None
    year, month, day = int(when[:4]), int(when[4:6]), int(when[6:] or 1)
    if not 2000 <= year < 3000:
        return None
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    return (first, first) if when[6:] else (first, first.replace(day=calendar.monthrange(year, month)[1]))


def search_drops(drops: tuple[Planned, ...], words: str) -> tuple[Planned, ...]:
    """Drops in whose name, stall or tags each of the words stands, whatever its case."""
    wanted = words.casefold().replace("#", " ").split()
    return tuple(drop for drop in drops if wanted and all(word in _searchable_text(drop) for word in wanted))


def _searchable_text(drop: Planned) -> str:
    return f"{drop.name} {drop.stall} {' '.join(drop.tags)}".casefold()
