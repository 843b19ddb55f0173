"""Places as a file: CSV and iCalendar, out and in. What is written and read again are the same rows."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from locales.csv_cell import text_cell
from market.calendar.refusals import (
    FileColumnsMissing,
    FileEncodingUnknown,
    FileTooLong,
    FileUnreadable,
)
from market.calendar.week import AlleyWeek, PlannedStallDay
from market.calendar_entry import CalendarEntry, EntryStatus, feed_file, plain_line
from market.market_day.day import day_of

if TYPE_CHECKING:
    from icalendar import Event

MOST_BYTES, MOST_ROWS, LONGEST = 1024 * 1024, 5000, 120
DAY, PLACE, STALL, NAME = "day", "place", "stall", "name"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class RowProblem(StrEnum):
    """Why a row is not taken."""

    DAY_UNREADABLE = "day_unreadable"
    NO_ZONE = "no_zone"
    REPEATS = "repeats"
    STALL_UNKNOWN = "stall_unknown"
    STALL_AMBIGUOUS = "stall_ambiguous"
    NOT_THERE = "not_there"
    NO_PERMIT = "no_permit"
    DAY_OVER = "day_over"
    PLACE_UNKNOWN = "place_unknown"
    PLACE_TWICE = "place_twice"
    STALL_TWICE = "stall_twice"


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """A row of a file: at its line, or as its entry, a stall by code or name has a place that day, "" for none. `problem`: it cannot be read."""

    number: int
    day: date | None
    stall: str
    place: str
    problem: RowProblem | None = None


def places_csv(week: AlleyWeek) -> bytes:
    """Return the stall days of a week with their places, in UTF-8 with a mark for spreadsheets."""
    text = io.StringIO(newline="")
    file = csv.writer(text)
    file.writerow((DAY, PLACE, STALL, NAME))
    for each in week.stall_days:
        file.writerow((each.day.isoformat(), each.place, each.stall_code, text_cell(each.name)))
    return text.getvalue().encode("utf-8-sig")


def places_ics(week: AlleyWeek, *, address: str, now: datetime) -> bytes:
    """Return the same as a calendar; `address` is that of its page."""
    entries = [_entry(week, each, address, now) for each in week.stall_days]
    return feed_file(plain_line(week.alley.name, LONGEST), week.alley.zone, entries, now)


def _entry(week: AlleyWeek, stall_day: PlannedStallDay, address: str, now: datetime) -> CalendarEntry:
    return CalendarEntry(
        uid=f"stall-day-{stall_day.id}",
        sequence=0,
        changed_at=now,
        starts_at=stall_day.starts_at,
        ends_at=stall_day.ends_at,
        zone=week.alley.zone,
        summary=plain_line(stall_day.name, LONGEST),
        description=stall_day.stall_code,
        location=stall_day.place,
        geo=(week.alley.latitude, week.alley.longitude),
        url=address,
        status=EntryStatus.CONFIRMED,
        alarm_before=timedelta(),
        alarm="",
    )


def read_places(body: bytes, zone: str) -> Sequence[PlaceRow]:
    """Return the rows of a CSV or iCalendar file; days are market days by the clock of `zone`.

    Raises FileTooLong, FileEncodingUnknown, FileColumnsMissing, FileUnreadable.
    """
    if len(body) > MOST_BYTES:
        raise FileTooLong(MOST_ROWS)
    text = _decoded(body)
    is_calendar = text.lstrip()[:15].upper() == "BEGIN:VCALENDAR"
    rows: list[PlaceRow] = []
    for row in _calendar_rows(text, zone) if is_calendar else _csv_rows(text):
        if len(rows) == MOST_ROWS:
            raise FileTooLong(MOST_ROWS)
        rows.append(row)
    return rows


def _decoded(body: bytes) -> str:
    """Return a file as text, of an encoding that it says or that only fits by being it. Raises FileEncodingUnknown."""
    encoding = next((name for mark, name in MARKS if body.startswith(mark)), "utf-8")
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        raise FileEncodingUnknown from None
    if "\0" in text:
        raise FileEncodingUnknown
    return text


def _csv_rows(text: str) -> Iterator[PlaceRow]:
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().casefold() for name in next(reader, [])]
        if not {DAY, PLACE, STALL} <= {*names}:
            raise FileColumnsMissing
        for cells in reader:
            if any(cell.strip() for cell in cells):
                given = dict(zip(names, (cell.strip() for cell in cells), strict=False))
                day, problem = _day(given.get(DAY, ""))
                stall, place = (plain_line(given.get(name, ""), LONGEST) for name in (STALL, PLACE))
                yield PlaceRow(number=reader.line_num, day=day, stall=stall, place=place, problem=problem)
    except csv.Error:
        raise FileUnreadable from None


def _day(words: str) -> tuple[date | None, RowProblem | None]:
    try:
        return date.fromisoformat(words), None
    except ValueError:
        return None, RowProblem.DAY_UNREADABLE


def _calendar_rows(text: str, zone: str) -> Iterator[PlaceRow]:
    from icalendar import Calendar

    try:
        events = Calendar.from_ical(text).events
    except (ValueError, IndexError, KeyError):
        raise FileUnreadable from None
    for number, event in enumerate(events, 1):
        day, problem = _day_of_event(event, zone)
        code, name = (plain_line(str(event.get(field, "")), LONGEST) for field in ("description", "summary"))
        place = plain_line(str(event.get("location", "")), LONGEST)
        yield PlaceRow(number=number, day=day, stall=code or name, place=place, problem=problem)


def _day_of_event(event: "Event", zone: str) -> tuple[date | None, RowProblem | None]:
    if "rrule" in event or "rdate" in event:
        return None, RowProblem.REPEATS
    from icalendar import vDDDTypes

    given = event.get("dtstart")
    begin = given.dt if isinstance(given, vDDDTypes) else None
    if isinstance(begin, datetime) and begin.tzinfo is None:
        return None, RowProblem.NO_ZONE
    if isinstance(begin, datetime):
        try:
            return day_of(begin, zone), None
        except OverflowError:
            return None, RowProblem.DAY_UNREADABLE
    return (begin, None) if isinstance(begin, date) else (None, RowProblem.DAY_UNREADABLE)
