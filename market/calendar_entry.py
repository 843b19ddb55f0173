"""An entry of a calendar file (RFC 5545): a newer file with the same `uid` and a higher `sequence` changes the entry that a calendar already has."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from locales.user_text import BIDI_CONTROL, truncate

if TYPE_CHECKING:
    from icalendar import Alarm, Event, Timezone

PRODUCT = "-//Lorong//Drops//EN"


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """An entry that a calendar shows from `starts_at` to `ends_at`, on the clock of `zone`, with an alarm so long before.

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
    is_cancelled: bool
    alarm_before: timedelta
    alarm: str


def entry_file(entry: CalendarEntry) -> bytes:
    """Return the file of an entry. An unchanged entry is an unchanged file."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_timezone(entry.zone, entry.starts_at.year))
    calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def plain_line(text: str, limit: int) -> str:
    """Return text on one line, without marks of direction."""
    return truncate(" ".join(BIDI_CONTROL.sub("", text).split()), limit)


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
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if not entry.is_cancelled:
        event.add_component(_alarm(entry))
    return event


def _alarm(entry: CalendarEntry) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -entry.alarm_before)
    alarm.add("description", entry.alarm)
    return alarm


@lru_cache(maxsize=32)
def _timezone(zone: str, year: int) -> "Timezone":
    """Return the rules of a zone around a year, which take milliseconds to work out.

    Those of all years would be lists so long that their lines are folded, which not every reader puts together again.
    """
    from icalendar import Timezone

    return Timezone.from_tzid(zone, first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))
