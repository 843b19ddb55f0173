"""Entries of a calendar file (RFC 5545): a newer file with the same `uid` and a higher `sequence` changes the entry that a calendar already has."""

from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from locales.user_text import INVISIBLE, truncate

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Component, Event, Timezone

PRODUCT = "-//Lorong//Drops//EN"
READ_AGAIN = timedelta(hours=1)
"""How often a calendar app is asked to read a feed; each does as it likes."""


class EntryStatus(StrEnum):
    """The status of an entry; one that is tentative waits for an answer or a draw."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """An entry that a calendar shows from `starts_at` to `ends_at`, on the clock of `zone`; a confirmed one has an alarm so long before, unless that says "".

    There is no organizer: a calendar would write to it. The texts are plain, on one line each but for the description.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: str
    location: str
    geo: tuple[float, float]
    url: str
    status: EntryStatus
    alarm_before: timedelta
    alarm: str


def entry_file(entry: CalendarEntry) -> bytes:
    """Return the file of an entry. An unchanged entry is an unchanged file."""
    calendar = _calendar()
    calendar.add_component(_timezone(entry.zone, entry.starts_at.year, entry.starts_at.year))
    calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def feed_file(name: str, zone: str, entries: Iterable[CalendarEntry], now: datetime) -> bytes:
    """Return a file of entries that a calendar app shows as one calendar with a name and reads again. The same entries are the same file.

    Each time zone is in it once; a file without entries has `zone`, as a calendar with nothing in it is not allowed.
    """
    listed = sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))
    years = [entry.starts_at.year for entry in listed] or [now.year]
    calendar = _calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", READ_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for each in sorted({entry.zone for entry in listed} or {zone}):
        calendar.add_component(_timezone(each, years[0], years[-1]))
    for entry in listed:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def plain_line(text: str, limit: int) -> str:
    """Return text on one line, without marks of direction and control characters."""
    return truncate(INVISIBLE.sub("", " ".join(text.split())), limit)


def _calendar() -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _event(entry: CalendarEntry) -> "Event":
    from icalendar import Event

    zone = ZoneInfo(entry.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("location", entry.location)
    event.add("geo", entry.geo)
    event.add("url", entry.url)
    event.add("status", entry.status.value)
    event.add("transp", "TRANSPARENT")
    if entry.status is EntryStatus.CONFIRMED and entry.alarm:
        event.add_component(_alarm(entry))
    return event


def _alarm(entry: CalendarEntry) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -entry.alarm_before)
    alarm.add("description", entry.alarm)
    return alarm


@lru_cache(maxsize=64)
def _timezone(zone: str, first: int, last: int) -> "Timezone":
    """Return the rules of a zone from a year before `first` to a year after `last`: each change of its clocks by itself.

    Rules and lists of dates are shorter, but not every reader takes more than the first date of a list.
    """
    from icalendar import Timezone

    rules = Timezone()
    rules.add("tzid", zone)
    begin, end = datetime(first - 1, 1, 1, tzinfo=UTC), datetime(last + 2, 1, 1, tzinfo=UTC)
    for change in (begin, *_clock_changes(ZoneInfo(zone), begin, end)):
        rules.add_component(_observance(ZoneInfo(zone), change))
    return rules


def _clock_changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the moments at which a zone changes its offset, to the minute; two within a day are one."""
    day = timedelta(days=1)
    while begin < end:
        if _offset(zone, begin) != _offset(zone, begin + day):
            minutes = range(24 * 60)
            yield begin + timedelta(minutes=bisect(minutes, 0, key=partial(_is_changed, zone, begin)))
        begin += day


def _is_changed(zone: ZoneInfo, day: datetime, minute: int) -> bool:
    return _offset(zone, day + timedelta(minutes=minute)) != _offset(zone, day)


def _observance(zone: ZoneInfo, change: datetime) -> "Component":
    """Return the offset of a zone from a moment on, which the clock before the change tells."""
    from icalendar import TimezoneDaylight, TimezoneStandard

    before, after = _offset(zone, change - timedelta(minutes=1)), change.astimezone(zone)
    observance = TimezoneDaylight() if after.dst() else TimezoneStandard()
    observance.add("dtstart", (change + before).replace(tzinfo=None))
    observance.add("tzoffsetfrom", before)
    observance.add("tzoffsetto", _offset(zone, change))
    observance.add("tzname", after.tzname())
    return observance


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
