"""The calendar in the office: who stands at which place of an alley, a week at a time."""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal, assert_never

from aiohttp import web
from markupsafe import Markup
from pydantic import Field

from locales.formats import format_date, format_time_range
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.actor import Actor
from market.calendar.rearrange import (
    PlaceMove,
    PlaceMoves,
    free_place,
    place_stall_day,
    swap_places,
    undo_moves,
)
from market.calendar.refusals import PlacesChanged
from market.calendar.week import WEEK, AlleyWeek, CalendarAlley, PlannedStallDay
from market.paging import KeyPage, PageKey
from web.office.office_form import ActOnce, OfficeForm, add_office_form
from web.office.office_page import PATH, Office, OfficeRequest, office_html, way_path
from web.office.office_table import OfficeTable, Way, add_office_table
from web.office.screens import OfficeWay
from web.parts.form import Control, ControlKind, FieldOffer, PageForm, ShownForm
from web.parts.table import Column, ShownTable, TablePart, shown_table

CALENDAR = f"{PATH}/calendar"
FROM, UNDO, STALL_DAY, PITCH = "from", "undo", "stall_day", "pitch"
"""The parameters of a week: its first day, the moves that may be undone, and what the form begins with."""
PARAMS = (FROM, UNDO, STALL_DAY, PITCH)
ALLEY_PATH = f"{CALENDAR}/{{code:[0-9]{{1,9}}}}"
MOVES = re.compile(r"\d{1,9}(\.\d{1,9}){2}(-\d{1,9}(\.\d{1,9}){2})?", re.ASCII)
MOST_ID = 2**31 - 1
"""A larger number is the id of no row."""
YEARS = range(2000, 2100)


@dataclass(frozen=True, kw_only=True)
class CalendarPages:
    """Where the pages come from. `week` returns seven days of an alley from a date on, None: from today."""

    alleys: Callable[[Actor], Awaitable[tuple[CalendarAlley, ...]]]
    week: Callable[[Actor, int, date | None], Awaitable[AlleyWeek]]
    act: ActOnce


class PlaceForm(PageForm):
    """A stall day and a place; `then` is what else is done with them."""

    stall_day: Annotated[
        int,
        Field(ge=0, le=MOST_ID),
        Control(label=lambda say: say.plain("Stall and day"), kind=ControlKind.CHOICE),
    ] = 0
    pitch: Annotated[
        int,
        Field(ge=0, le=MOST_ID),
        Control(label=lambda say: say.plain("Place"), kind=ControlKind.CHOICE),
    ] = 0
    then: Annotated[
        Literal["", "swap", "free", "undo"], Control(label=lambda say: "", kind=ControlKind.BUTTONS)
    ] = ""


def add_calendar_pages(app: web.Application, office: Office, pages: CalendarPages) -> None:
    """Add `/office/calendar`, and `/office/calendar/ALLEY`: a week with its form."""

    async def alleys(office_request: OfficeRequest, _page_key: PageKey, _size: int) -> KeyPage[CalendarAlley]:
        return KeyPage(await pages.alleys(office_request.reader.actor))

    async def week_of(office_request: OfficeRequest) -> AlleyWeek:
        page_request = office_request.page
        return await pages.week(
            office_request.reader.actor, int(page_request.code), first_day(office_request)
        )

    async def show(office_request: OfficeRequest, form: ShownForm) -> str:
        return week_html(office, office_request, await week_of(office_request), form)

    async def act(office_request: OfficeRequest, form: PlaceForm, number: int) -> str:
        moves = await _moved(office_request, form, number)
        undo = "-".join(f"{move.stall_day}.{move.before or 0}.{move.after or 0}" for move in moves or ())
        return (
            f"{office_request.page.path}{office_request.page.with_params(undo=undo, stall_day='', pitch='')}"
        )

    async def _moved(office_request: OfficeRequest, form: PlaceForm, number: int) -> PlaceMoves | None:
        who = office_request.reader, office_request.page.say
        where = {"stall_day": form.stall_day, "pitch": form.pitch}
        moves: PlaceMoves | None = None
        match form.then:
            case "":
                moves = await pages.act(*who, place_stall_day, number=number, **where)
            case "swap":
                moves = await pages.act(*who, swap_places, number=number, **where)
            case "free":
                moves = await pages.act(*who, free_place, number=number, stall_day=form.stall_day)
            case "undo":
                alley, done = int(office_request.page.code), _read_moves(office_request)
                await pages.act(*who, undo_moves, number=number, alley=alley, moves=done)
            case _:
                assert_never(form.then)
        return moves

    add_office_table(
        app,
        office,
        OfficeTable(
            path=CALENDAR,
            name="calendar",
            title=lambda say: say.plain("Calendar"),
            columns=alley_columns(),
            load=alleys,
            nothing=lambda say: say.plain("No open alley yet."),
        ),
    )
    form = OfficeForm(
        path=ALLEY_PATH,
        kind=PlaceForm,
        button=lambda say: say.label("Give this place"),
        show=show,
        act=act,
        params=PARAMS,
    )
    add_office_form(app, office, form)


def first_day(office_request: OfficeRequest) -> date | None:
    """Return the day from which a week is asked for; None for none that a market could have."""
    try:
        day = date.fromisoformat(office_request.page.params.get(FROM, ""))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _read_moves(office_request: OfficeRequest) -> PlaceMoves:
    """Return the moves that an address names. Raises PlacesChanged where it names none."""
    given = office_request.page.params.get(UNDO, "")
    if not MOVES.fullmatch(given):
        raise PlacesChanged
    numbers = (map(int, each.split(".")) for each in given.split("-"))
    return tuple(
        PlaceMove(stall_day=stall_day, before=before or None, after=after or None)
        for stall_day, before, after in numbers
    )


def week_path(week: AlleyWeek, days: timedelta = timedelta(), suffix: str = "") -> str:
    """Return the address of a week, or of one so many days from it; `suffix` is that of a file."""
    return f"{CALENDAR}/{week.alley.id}{suffix}?{FROM}={week.first + days}"


@dataclass(frozen=True)
class _PlaceLine:
    """A place of a week, and what it has."""

    code: str
    has: str


def week_html(office: Office, office_request: OfficeRequest, week: AlleyWeek, form: ShownForm) -> str:
    """Return a week of an alley: places down and days across, on a phone a list by day; who has no place; and the form."""
    page_request, say = office_request.page, office_request.page.say
    grid: TablePart[_PlaceLine] = TablePart(
        caption=say("Places by day"),
        columns=place_columns(week),
        page=KeyPage(_place_lines(say, week)),
        nothing=say("No place yet. Stalls come without one until you add some."),
        name="places",
    )
    return calendar_html(
        office,
        office_request,
        title=_title(say, week),
        notes=[*_clashes(say, week)],
        ways=_ways(office, say, week),
        table=shown_table(page_request, grid),
        days=[_DayList.of(say, week, day) for day in week.days if week.pitches and _has_stalls(week, day)],
        form=form.offering(_offers(office_request, week)) if week.pitches and week.stall_days else None,
        form_heading=say("Change who stands where"),
    )


def calendar_html(
    office: Office,
    office_request: OfficeRequest,
    /,
    *,
    notes: Sequence[Markup] = (),
    table: ShownTable | None = None,
    days: Sequence["_DayList"] = (),
    form: ShownForm | None = None,
    form_heading: Markup | str = "",
    **values: Any,
) -> str:
    """Return a page of the calendar with those of its parts that it has."""
    parts: dict[str, Any] = {
        "notes": notes,
        "table": table,
        "days": days,
        "form": form,
        "form_heading": form_heading,
    }
    return office_html("office_calendar.html", office, office_request, here=CALENDAR, **parts, **values)


@dataclass(frozen=True, kw_only=True)
class _DayList:
    """A day as a list: its heading, each place with who stands there, and who has none."""

    heading: str
    places: Sequence[tuple[str, str, str]]
    label: str
    others: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, say: Say, week: AlleyWeek, day: date) -> "_DayList":
        places = [(code, _cell(say, week, code, day), _cell_path(week, code, day)) for code in week.places]
        others = [(_name(each), _form_path(week, stall_day=each.id)) for each in week.without_place(day)]
        return cls(
            heading=format_date(say, day), places=places, label=say.plain("Without a place"), others=others
        )


def _has_stalls(week: AlleyWeek, day: date) -> bool:
    return any(each.day == day for each in week.stall_days)


def _cell(say: Say, week: AlleyWeek, code: str, day: date) -> str:
    """Return who stands at a place on a day; on a day without stalls nothing."""
    standing = week.standing.get((code, day))
    if standing is not None:
        return _name(standing)
    return say.plain("empty") if _cell_path(week, code, day) else ""


def _cell_path(week: AlleyWeek, code: str, day: date) -> str:
    """Return the way to the form, with who stands at a place in it, or with the place that is free; "" where there is nothing to do."""
    standing = week.standing.get((code, day))
    if standing is not None:
        return _form_path(week, stall_day=standing.id)
    pitch = next((pitch.id for pitch in week.pitches if pitch.code == code), 0)
    return _form_path(week, pitch=pitch) if pitch and _has_stalls(week, day) else ""


def _form_path(week: AlleyWeek, **named: int) -> str:
    chosen = "".join(f"&{name}={value}" for name, value in named.items())
    return f"{week_path(week)}{chosen}#form"


def _name(stall_day: PlannedStallDay) -> str:
    return sanitize_name(stall_day.name, STALL)


def _title(say: Say, week: AlleyWeek) -> str:
    return say.plain(
        "{alley}, {first} to {last}",
        alley=sanitize_name(week.alley.name, ALLEY),
        first=format_date(say, week.days[0]),
        last=format_date(say, week.days[-1]),
    )


def _place_lines(say: Say, week: AlleyWeek) -> Sequence[_PlaceLine]:
    known = {pitch.code: pitch for pitch in week.pitches}
    lines = []
    for code in week.places:
        pitch = known.get(code)
        has = [
            *([say.plain("{metres} m", metres=pitch.metres)] if pitch else []),
            *([say.plain("with a socket")] if pitch and pitch.socket else []),
            *([say.plain("a car can stop there")] if pitch and pitch.access else []),
        ]
        lines.append(_PlaceLine(code, ", ".join(has)))
    return lines


def place_columns(week: AlleyWeek) -> Sequence[Column[_PlaceLine]]:
    """Return the columns of a week: the place, and each day."""

    def of_day(day: date) -> Column[_PlaceLine]:
        return Column(
            label=lambda say: format_date(say, day),
            value=lambda say, row: _cell(say, week, row.code, day),
            link=lambda row: _cell_path(week, row.code, day),
        )

    return (
        Column(label=lambda say: say("Place"), value=lambda say, row: row.code),
        *map(of_day, week.days),
        Column(label=lambda say: say("It has"), value=lambda say, row: row.has),
    )


def _clashes(say: Say, week: AlleyWeek) -> Iterator[Markup]:
    """Yield what does not work out in a week."""
    for full in week.full_days:
        yield say(
            "{day}: {stalls} stalls come, and {count} places are here.",
            day=format_date(say, full.day),
            stalls=full.stalls,
            count=full.pitches,
        )
    for each in week.in_two_alleys:
        yield say(
            "{stall} is in {alley} at the same time on {day}, {hours}.",
            stall=_name(each),
            alley=sanitize_name(each.elsewhere, ALLEY),
            day=format_date(say, each.day),
            hours=format_time_range(say, each.starts_at, each.ends_at, week.alley.zone),
        )


def _ways(office: Office, say: Say, week: AlleyWeek) -> Sequence[Way]:
    saved = (
        [
            (say.label("Save as CSV"), week_path(week, suffix=".csv")),
            (say.label("Save as ICS"), week_path(week, suffix=".ics")),
        ]
        if week.stall_days
        else []
    )
    return (
        (say.plain("The week before"), week_path(week, -WEEK)),
        (say.plain("The week after"), week_path(week, WEEK)),
        (say.plain("Places"), way_path(office, OfficeWay.PITCHES, week.alley.id)),
        *saved,
        (say.plain("Read in a file"), f"{CALENDAR}/{week.alley.id}/import"),
    )


def _offers(office_request: OfficeRequest, week: AlleyWeek) -> dict[str, FieldOffer]:
    """Return the stalls and places of a week, and what may be done with them."""
    say, params = office_request.page.say, office_request.page.params
    further = {"swap": say.label("Swap"), "free": say.label("Take the place away")}
    if params.get(UNDO):
        further = {"undo": say.label("Undo"), **further}
    return {
        "stall_day": FieldOffer(
            value=params.get(STALL_DAY, ""),
            choices={str(each.id): _choice(say, each) for each in week.stall_days},
        ),
        "pitch": FieldOffer(
            value=params.get(PITCH, ""), choices={str(pitch.id): pitch.code for pitch in week.pitches}
        ),
        "then": FieldOffer(value="", choices=further),
    }


def _choice(say: Say, stall_day: PlannedStallDay) -> str:
    named = {"day": format_date(say, stall_day.day), "stall": _name(stall_day)}
    if not stall_day.place:
        return say.plain("{day}: {stall}", **named)
    return say.plain("{day}: {stall} ({place})", place=stall_day.place, **named)


def alley_columns() -> Sequence[Column[CalendarAlley]]:
    """Return the columns of alleys with their places and the stalls of a week."""

    def number(
        label: Callable[[Say], Markup], count: Callable[[CalendarAlley], int]
    ) -> Column[CalendarAlley]:
        return Column(label=label, value=lambda say, row: count(row), is_number=True)

    return (
        Column(
            label=lambda say: say("Alley"),
            value=lambda say, row: sanitize_name(row.name, ALLEY),
            link=lambda row: f"{CALENDAR}/{row.id}",
        ),
        Column(label=lambda say: say("City"), value=lambda say, row: sanitize_name(row.city, ALLEY)),
        number(lambda say: say("Places"), lambda row: row.pitches),
        number(lambda say: say("Stalls with a place, 7 days"), lambda row: row.placed),
        number(lambda say: say("Stalls without a place"), lambda row: row.without_place),
        number(lambda say: say("Days with too few places"), lambda row: row.full_days),
    )
