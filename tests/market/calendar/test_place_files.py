"""Places as files: what is saved and read in again changes nothing, and a file with one wrong row stores nothing."""

import asyncio
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as ICalendar
from sqlmodel import Session, col, select

from market.actor import NotOrganiser
from market.calendar.import_places import ImportedPlaces, import_places
from market.calendar.pitches import retire_pitch
from market.calendar.place_file import MOST_ROWS, PlaceRow, RowProblem, places_csv, places_ics, read_places
from market.calendar.rearrange import place_stall_day, swap_places
from market.calendar.refusals import (
    FileColumnsMissing,
    FileEncodingUnknown,
    FileTooLong,
    FileUnreadable,
    PitchTaken,
)
from market.calendar.week import AlleyWeek, PlannedStallDay, alley_week
from market.drop.facts import AlleyFacts
from market.refusal import Refusal
from storage.stall import Stall
from tests.market.calendar.conftest import FRIDAY, HOUR, NOW, ORGANISER, OWNER, SATURDAY, ZONE, Calendar
from tests.permits import permit_row

HEAD = "day,place,stall\n"
ADDRESS = "https://market.example/office/calendar/1"


async def read_in(calendar: Calendar, text: str | bytes, **named: object) -> ImportedPlaces:
    rows = read_places(text if isinstance(text, bytes) else text.encode(), ZONE)
    return await calendar.do(import_places, calendar.alley, rows, **named)


def problems(imported: ImportedPlaces) -> list[tuple[int, RowProblem]]:
    return [(each.row.number, each.problem) for each in imported.wrong]


async def week_of(calendar: Calendar) -> AlleyWeek:
    return await calendar.store.read(
        lambda session: alley_week(session, ORGANISER, calendar.alley, FRIDAY, now=NOW)
    )


async def test_a_file_places_moves_swaps_and_frees_at_once(calendar: Calendar) -> None:
    await calendar.do(place_stall_day, calendar.on("Sate"), calendar.pitches["A1"])
    await calendar.do(place_stall_day, calendar.on("Kuih"), calendar.pitches["A2"])
    rows = "2026-11-28,a2,sate\n2026-11-28,A1,KUIH\n2026-11-27,A1,Mee\n"
    assert problems(await read_in(calendar, HEAD + rows)) == [(4, RowProblem.NOT_THERE)]
    assert await calendar.places() == {"Sate": "A1", "Kuih": "A2"}, "nothing, as one row is wrong"
    outcome = await read_in(
        calendar, HEAD + rows.replace("2026-11-27", "2026-11-28").replace("A1,Mee", "A10,mee")
    )
    assert (outcome.changed, await calendar.places()) == (3, {"Sate": "A2", "Kuih": "A1", "Mee": "A10"})
    assert (await read_in(calendar, HEAD + "2026-11-28,,SATE\n")).changed == 1
    assert await calendar.places() == {"Kuih": "A1", "Mee": "A10"}


@pytest.mark.parametrize("kind", ["csv", "ics"])
async def test_reading_in_what_was_saved_changes_nothing(calendar: Calendar, kind: str) -> None:
    await calendar.do(place_stall_day, calendar.on("Sate"), calendar.pitches["A1"])
    await calendar.do(place_stall_day, calendar.on("Kopi", FRIDAY), calendar.pitches["A10"])
    before = await week_of(calendar)
    saved = places_csv(before) if kind == "csv" else places_ics(before, address=ADDRESS, now=NOW)
    assert await read_in(calendar, saved) == ImportedPlaces(changed=0, wrong=())
    for now in (NOW, NOW + 400 * HOUR):
        assert await read_in(calendar, saved, now=now) == ImportedPlaces(changed=0, wrong=()), (
            "also once it is over"
        )
    assert await week_of(calendar) == before
    await calendar.do(swap_places, calendar.on("Kuih"), calendar.pitches["A1"])
    await read_in(calendar, saved)
    assert await week_of(calendar) == before, "and takes back what came after it"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("28/11/2026,A1,SATE", RowProblem.DAY_UNREADABLE),
        (",A1,SATE", RowProblem.DAY_UNREADABLE),
        ("2026-11-28,A1,NASI", RowProblem.STALL_UNKNOWN),
        ("2026-11-28,A1,", RowProblem.STALL_UNKNOWN),
        ("2026-11-28,A9,SATE", RowProblem.PLACE_UNKNOWN),
        ("2026-11-28,=1+1,SATE", RowProblem.PLACE_UNKNOWN),
        ("2026-11-30,A1,SATE", RowProblem.NOT_THERE),
        ("0001-01-01,A1,SATE", RowProblem.NOT_THERE),
        ("9999-12-31,A1,SATE", RowProblem.NOT_THERE),
        ("2026-11-28,A1,SATE\n2026-11-28,A2,Sate", RowProblem.STALL_TWICE),
        ("2026-11-28,A1,SATE\n2026-11-28,A1,KUIH", RowProblem.PLACE_TWICE),
        ("2026-11-28,A2,SATE", RowProblem.PLACE_TWICE),
    ],
)
async def test_a_wrong_row_is_listed_with_its_reason_and_nothing_is_stored(
    calendar: Calendar, rows: str, problem: RowProblem
) -> None:
    await calendar.do(place_stall_day, calendar.on("Kopi"), calendar.pitches["A2"])
    imported = await read_in(calendar, f"{HEAD}2026-11-27,A10,KUIH\n{rows}\n")
    assert problems(imported) == [(3 + rows.count("\n"), problem)]
    assert (await calendar.places(), await calendar.places(FRIDAY)) == ({"Kopi": "A2"}, {})


async def test_a_day_after_the_permit_and_a_day_that_is_over_are_refused(calendar: Calendar) -> None:
    await calendar.store.write(lambda session: session.add(permit_row(calendar.alley, FRIDAY)))
    rows = "2026-11-27,A1,SATE\n2026-11-28,A1,SATE\n2026-12-31,A1,SATE\n"
    wrong = [(3, RowProblem.NO_PERMIT), (4, RowProblem.NO_PERMIT)]
    assert problems(await read_in(calendar, HEAD + rows)) == wrong
    assert (await read_in(calendar, HEAD + "2026-11-27,A1,SATE")).changed == 1
    over = await read_in(calendar, HEAD + "2026-11-27,A2,SATE", now=NOW + 400 * HOUR)
    assert problems(over) == [(2, RowProblem.DAY_OVER)]


async def test_two_stalls_of_one_name_are_told_apart_by_their_codes(calendar: Calendar) -> None:
    await calendar.store.write(lambda session: _rename(session, MEE="KOPI"))
    assert problems(await read_in(calendar, HEAD + "2026-11-28,A1,Kopi")) == []
    assert await calendar.places() == {"Kopi": "A1"}, "a code comes before a name"
    await calendar.store.write(lambda session: _rename(session, MEE="Sup", SATE="Sup"))
    assert problems(await read_in(calendar, HEAD + "2026-11-28,A2,SUP")) == [(2, RowProblem.STALL_AMBIGUOUS)]


def _rename(session: Session, **names: str) -> None:
    for code, name in names.items():
        session.exec(select(Stall).where(col(Stall.code) == code)).one().name = name


async def test_a_retired_place_is_unknown_and_only_organisers_read_in(calendar: Calendar) -> None:
    await calendar.do(retire_pitch, calendar.pitches["A1"])
    assert problems(await read_in(calendar, HEAD + "2026-11-28,A1,SATE")) == [(2, RowProblem.PLACE_UNKNOWN)]
    with pytest.raises(NotOrganiser):
        await read_in(calendar, HEAD + "2026-11-28,A2,SATE", actor=OWNER)


ROW = "2026-11-28,A3,Kueh Söta 甜\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_that_say_what_they_are_are_read(encoding: str, delimiter: str) -> None:
    body = ("name," + HEAD + "x," + ROW).replace(",", delimiter).replace("\n", "\r\n").encode(encoding)
    [row] = read_places(body, ZONE)
    assert row == PlaceRow(number=2, day=SATURDAY, stall="Kueh Söta 甜", place="A3")


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ((HEAD + "2026-11-28,A3,Söta").encode("cp1252"), FileEncodingUnknown),
        ((HEAD + "2026-11-28,A3,甜").encode("gbk"), FileEncodingUnknown),
        ((HEAD + ROW).encode("utf-16-le"), FileEncodingUnknown),
        (b"PK\x03\x04\x14\x00\x06\x00", FileEncodingUnknown),
        (b"", FileColumnsMissing),
        (b"date,where,who\n", FileColumnsMissing),
        ((HEAD + ROW * (MOST_ROWS + 1)).encode(), FileTooLong),
        (b"x" * (1024 * 1024 + 1), FileTooLong),
        ((HEAD + 'a,"' + "x" * 200_000).encode(), FileUnreadable),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", FileUnreadable),
    ],
)
def test_a_file_that_is_not_one_is_refused_in_words(body: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_places(body, ZONE)


def test_five_thousand_rows_are_read() -> None:
    assert len(read_places((HEAD + ROW * MOST_ROWS).encode(), ZONE)) == MOST_ROWS


def event(*lines: str) -> bytes:
    body = "\r\n".join(("BEGIN:VEVENT", "UID:1", "SUMMARY:Sate", "LOCATION:A1", *lines, "END:VEVENT"))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}\r\nEND:VCALENDAR\r\n".encode()


@pytest.mark.parametrize(
    ("lines", "day", "problem"),
    [
        (("DTSTART:20261128T180000",), None, RowProblem.NO_ZONE),
        (("DTSTART:20261128T100000Z",), SATURDAY, None),
        (("DTSTART:20261127T190000Z",), FRIDAY, None),
        (("DTSTART;TZID=Asia/Singapore:20261128T180000",), SATURDAY, None),
        (("DTSTART;VALUE=DATE:20261128",), SATURDAY, None),
        (("DTSTART:20261128T100000Z", "RRULE:FREQ=WEEKLY"), None, RowProblem.REPEATS),
        (("DTSTART:99991231T235959Z",), None, RowProblem.DAY_UNREADABLE),
        (("DTSTART:tomorrow",), None, RowProblem.DAY_UNREADABLE),
        ((), None, RowProblem.DAY_UNREADABLE),
    ],
)
def test_an_entry_says_its_day_or_why_it_cannot(
    lines: tuple[str, ...], day: date | None, problem: RowProblem | None
) -> None:
    [row] = read_places(event(*lines), ZONE)
    assert row == PlaceRow(number=1, day=day, stall="Sate", place="A1", problem=problem)


names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
codes = st.from_regex(r"[A-Z0-9]{1,12}", fullmatch=True)
places = st.one_of(st.just(""), st.from_regex(r"[A-Z][0-9A-Z-]{0,7}", fullmatch=True))
stall_days = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 47), codes, names, places),
    unique_by=lambda each: (each[0], each[2]),
)


@given(planned=stall_days)
def test_rows_are_the_same_after_writing_and_reading(planned: list[tuple[int, int, str, str, str]]) -> None:
    week = AlleyWeek(alley=BAKAU, first=FRIDAY, pitches=(), stall_days=tuple(map(_planned, planned)))
    wanted = {(each.day, each.stall_code, each.place) for each in week.stall_days}
    for saved in (places_csv(week), places_ics(week, address=ADDRESS, now=NOW)):
        rows = read_places(saved, ZONE)
        assert {row.problem for row in rows} <= {None}
        assert {(row.day, row.stall, row.place) for row in rows} == wanted


BAKAU = AlleyFacts(
    id=1,
    code="B",
    name="Lorong, Bakau; \\n",
    city="Kota Kinabalu",
    zone=ZONE,
    territory="MY",
    currency="MYR",
    latitude=5.98,
    longitude=116.07,
)


def _planned(given: tuple[int, int, str, str, str]) -> PlannedStallDay:
    number, half_hour, code, name, place = given
    day = FRIDAY + timedelta(days=number)
    starts_at = (
        datetime(day.year, day.month, day.day, 20, tzinfo=UTC) - timedelta(days=1) + half_hour * HOUR / 2
    )
    return PlannedStallDay(
        id=number * 1000 + half_hour,
        day=day,
        stall=1,
        stall_code=code,
        name=name,
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        pitch=None,
        place=place,
        elsewhere="",
    )


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", HEAD.encode(), b"BEGIN:VCALENDAR\r\n", event("DTSTART:20261128T100000Z")[:-20]]),
)
def test_whatever_is_sent_is_rows_or_a_refusal(body: bytes, head: bytes) -> None:
    with suppress(FileTooLong, FileEncodingUnknown, FileColumnsMissing, FileUnreadable):
        assert all(isinstance(row, PlaceRow) for row in read_places(head + body, ZONE))


def test_the_saved_calendar_is_one_that_others_read() -> None:
    week = AlleyWeek(
        alley=BAKAU, first=FRIDAY, pitches=(), stall_days=(_planned((1, 28, "SATE", "Sate, 炸", "A1")),)
    )
    [entry] = ICalendar.from_ical(places_ics(week, address=ADDRESS, now=NOW)).events
    assert (entry["SUMMARY"], entry["LOCATION"], entry["DESCRIPTION"]) == ("Sate, 炸", "A1", "SATE")
    assert entry["DTSTART"].dt == datetime(2026, 11, 28, 10, tzinfo=UTC)
    assert not entry.walk("VALARM")


async def test_files_and_acts_at_once_never_overlap(calendar: Calendar) -> None:
    files = [
        HEAD
        + "".join(
            f"2026-11-28,{place},{stall}\n"
            for stall, place in zip(("SATE", "KUIH", "KOPI"), order, strict=True)
        )
        for order in (("A1", "A2", "A10"), ("A2", "A10", "A1"), ("A10", "A1", ""))
    ]
    swaps = [
        calendar.do(swap_places, calendar.on(stall), calendar.pitches["A1"]) for stall in ("Mee", "Kuih")
    ]
    outcomes = await asyncio.gather(
        *(read_in(calendar, each) for each in files), *swaps, return_exceptions=True
    )
    assert all(isinstance(each, (ImportedPlaces, tuple, PitchTaken)) for each in outcomes)
    codes = [*(await calendar.places()).values()]
    assert len(codes) == len(set(codes))
