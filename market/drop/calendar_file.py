"""A drop as a calendar file (RFC 5545): moved and cancelled drops update the entry that a calendar already has."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from locales.say import Say
from locales.user_text import BIDI_CONTROL, truncate
from market.drop.facts import DropFacts, ItemFacts
from storage.drop import DropState

if TYPE_CHECKING:
    from icalendar import Alarm, Event, Timezone

ALARM_BEFORE = timedelta(hours=2)
NAME, WORDS = 80, 300
PRODUCT = "-//Lorong//Drops//EN"


def calendar_file(say: Say, drop: DropFacts, username: str, item: int = 0) -> bytes:
    """Returns the file of a drop, or of its slot `item`; `username` is the bot's, which is in the link and in the entry's lasting name."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_timezone(drop.alley.zone, drop.starts_at.year))
    calendar.add_component(_event(say, drop, username, _slot(drop, item)))
    return bytes(calendar.to_ical())


def _slot(drop: DropFacts, item: int) -> ItemFacts | None:
    return next((each for each in drop.items if each.id == item and each.starts_at), None)


def _event(say: Say, drop: DropFacts, username: str, slot: ItemFacts | None) -> "Event":
    from icalendar import Event

    zone, link = ZoneInfo(drop.alley.zone), f"https://t.me/{username}?start=d_{drop.code}"
    changed_at = drop.revised_at or drop.created_at or drop.opens_at
    cancelled = drop.state == DropState.CANCELLED
    event = Event()
    event.add("uid", f"drop-{drop.code}{f'-{slot.id}' if slot else ''}@{username}.t.me")
    event.add("sequence", drop.revision)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    starts_at, ends_at = _hours(drop, slot)
    event.add("dtstart", starts_at.astimezone(zone))
    event.add("dtend", ends_at.astimezone(zone))
    event.add("summary", _summary(drop, slot))
    event.add(
        "description",
        f"{_plain(drop.stall.name, NAME)}\n{_plain(drop.words, WORDS)}\n{link}".replace("\n\n", "\n"),
    )
    event.add("location", f"{_plain(drop.alley.name, NAME)}, {_plain(drop.alley.city, NAME)}")
    event.add("geo", (drop.alley.latitude, drop.alley.longitude))
    event.add("url", link)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if not cancelled:
        event.add_component(_alarm(say, _summary(drop, slot)))
    return event


def _hours(drop: DropFacts, slot: ItemFacts | None) -> tuple[datetime, datetime]:
    if slot is None or slot.starts_at is None or slot.ends_at is None:
        return drop.starts_at, drop.ends_at
    return slot.starts_at, slot.ends_at


def _summary(drop: DropFacts, slot: ItemFacts | None) -> str:
    name = _plain(drop.name, NAME)
    return name if slot is None or slot.name == drop.name else f"{name}, {_plain(slot.name, NAME)}"


def _alarm(say: Say, summary: str) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM_BEFORE)
    alarm.add("description", say.plain("In two hours: {drop}", drop=summary))
    return alarm


@lru_cache(maxsize=32)
def _timezone(zone: str, year: int) -> "Timezone":
    """Returns the rules of a zone around a year, which take milliseconds to work out.

    Those of all years would be lists so long that their lines are folded, which not every reader puts together again.
    """
    from icalendar import Timezone

    return Timezone.from_tzid(zone, first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))


def _plain(text: str, limit: int) -> str:
    """Returns text on one line, without marks of direction."""
    return truncate(" ".join(BIDI_CONTROL.sub("", text).split()), limit)
