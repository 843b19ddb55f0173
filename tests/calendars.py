"""Calendar files as two other libraries read them, which have to agree."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import vobject
from icalendar import Calendar


@dataclass(frozen=True, kw_only=True)
class ReadEntry:
    """An entry as both libraries read it: its times, with the offset of its zone; `alarm` is how long before its start, None for none."""

    uid: str
    sequence: int
    stamp: datetime
    modified: datetime
    starts_at: datetime
    ends_at: datetime
    offset: timedelta
    summary: str
    description: str
    location: str
    status: str
    alarm: timedelta | None


def read_calendar(data: bytes) -> dict[str, ReadEntry]:
    """Return the entries by UID. Fails for a file that the standard does not allow, and where the libraries differ."""
    follows_standard(data)
    first, second = by_icalendar(data), by_vobject(data)
    assert first == second
    assert len(first) == data.count(b"\r\nBEGIN:VEVENT\r\n"), "no UID twice"
    return first


def follows_standard(data: bytes) -> None:
    """Lines end with CRLF, are at most 75 bytes, and are cut between characters; each time zone is there once, and nobody is invited."""
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(set(line) & {*range(0x20), 0x7F} for line in lines), "control characters"
    for line in lines:
        line.decode()
    zones = [line for line in lines if line.startswith(b"TZID:")]
    assert len(zones) == len(set(zones)) == data.count(b"BEGIN:VTIMEZONE") > 0
    assert not any(line.startswith((b"ORGANIZER", b"ATTENDEE")) for line in lines)


def by_icalendar(data: bytes) -> dict[str, ReadEntry]:
    calendar = Calendar.from_ical(data)
    assert not calendar.errors
    return {str(event["uid"]): _of_icalendar(event) for event in calendar.walk("VEVENT")}


def _of_icalendar(event: Any) -> ReadEntry:
    alarms = event.walk("VALARM")
    return ReadEntry(
        uid=str(event["uid"]),
        sequence=int(event["sequence"]),
        stamp=event["dtstamp"].dt,
        modified=event["last-modified"].dt,
        starts_at=event["dtstart"].dt.astimezone(UTC),
        ends_at=event["dtend"].dt.astimezone(UTC),
        offset=event["dtstart"].dt.utcoffset(),
        summary=str(event["summary"]),
        description=str(event["description"]),
        location=str(event["location"]),
        status=str(event["status"]),
        alarm=alarms[0]["trigger"].dt if alarms else None,
    )


def by_vobject(data: bytes) -> dict[str, ReadEntry]:
    calendar = vobject.readOne(data.decode())
    calendar.validate(raiseException=True)
    events = calendar.contents.get("vevent", [])
    return {event.uid.value: _of_vobject(event) for event in events}


def _of_vobject(event: Any) -> ReadEntry:
    return ReadEntry(
        uid=event.uid.value,
        sequence=int(event.sequence.value),
        stamp=event.dtstamp.value,
        modified=event.last_modified.value,
        starts_at=event.dtstart.value.astimezone(UTC),
        ends_at=event.dtend.value.astimezone(UTC),
        offset=event.dtstart.value.utcoffset(),
        summary=event.summary.value,
        description=event.description.value,
        location=event.location.value,
        status=event.status.value,
        alarm=event.valarm.trigger.value if "valarm" in event.contents else None,
    )
