"""The files of an alley's calendar in the office: a week saved as CSV or ICS, and one that is read in."""

from collections.abc import Sequence
from typing import Annotated, assert_never

from aiohttp import web
from markupsafe import Markup

from locales.say import Say
from locales.user_text import ALLEY, PITCH_CODE, STALL, sanitize_name
from market.calendar.import_places import ImportedPlaces, WrongRow, import_places
from market.calendar.place_file import RowProblem, places_csv, places_ics, read_places
from market.calendar.week import AlleyWeek
from market.paging import KeyPage
from web.office.calendar_pages import (
    ALLEY_PATH,
    CALENDAR,
    FROM,
    PARAMS,
    CalendarPages,
    calendar_html,
    first_day,
    week_path,
)
from web.office.office_form import OfficeForm, add_office_form
from web.office.office_page import Office, OfficeRequest, add_office_page
from web.parts.form import Control, ControlKind, PageForm, ShownForm
from web.parts.table import Column, TablePart, csv_file, shown_table
from web.security_headers import FORM_POLICY, POLICY

MOST_WRONG = 200


class PlaceFileForm(PageForm):
    """A file with places."""

    file: Annotated[
        bytes,
        Control(
            label=lambda say: say.plain("CSV or ICS file"),
            hint=lambda say: say.plain(
                "Rows say a day, a stall and a place. Stalls without a row stay where they are."
            ),
            kind=ControlKind.FILE,
        ),
    ]


def add_calendar_files(app: web.Application, office: Office, pages: CalendarPages) -> None:
    """Add `/office/calendar/ALLEY.csv`, `/office/calendar/ALLEY.ics` and `/office/calendar/ALLEY/import`."""

    async def week_of(office_request: OfficeRequest) -> AlleyWeek:
        page_request = office_request.page
        return await pages.week(
            office_request.reader.actor, int(page_request.code), first_day(office_request)
        )

    async def file(office_request: OfficeRequest) -> web.Response:
        week = await week_of(office_request)
        return csv_file(places_csv(week), _file_name(week))

    async def calendar(office_request: OfficeRequest) -> web.Response:
        week = await week_of(office_request)
        address = office.site.address(week_path(week))
        response = web.Response(body=places_ics(week, address=address, now=office.now()))
        response.content_type, response.charset = "text/calendar", "utf-8"
        response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(week)}.ics"'
        response.headers["Cache-Control"] = "no-store"
        return response

    async def ask_file(office_request: OfficeRequest, form: ShownForm) -> str:
        return import_html(office, office_request, await week_of(office_request), form)

    async def read_in(office_request: OfficeRequest, form: PlaceFileForm, number: int) -> str:
        week = await week_of(office_request)
        rows, who = read_places(form.file, week.alley.zone), (office_request.reader, office_request.page.say)
        imported: ImportedPlaces | None = await pages.act(
            *who, import_places, number=number, alley=week.alley.id, rows=rows
        )
        if imported is not None and imported.wrong:
            raise _wrong_rows(wrong_html(office, office_request, week, imported.wrong))
        days = [row.day for row in rows if row.day is not None]
        return f"{CALENDAR}/{week.alley.id}?{FROM}={min(days)}" if days else f"{CALENDAR}/{week.alley.id}"

    upload = OfficeForm(
        path=f"{ALLEY_PATH}/import",
        kind=PlaceFileForm,
        button=lambda say: say.label("Read in"),
        show=ask_file,
        act=read_in,
    )
    add_office_form(app, office, upload)
    add_office_page(app, f"{ALLEY_PATH}.csv", office, file, params=PARAMS)
    add_office_page(app, f"{ALLEY_PATH}.ics", office, calendar, params=PARAMS)


def _file_name(week: AlleyWeek) -> str:
    return f"places-{week.alley.code}-{week.first}"


def _wrong_rows(html: str) -> web.HTTPUnprocessableEntity:
    wrong = web.HTTPUnprocessableEntity(
        text=html, content_type="text/html", headers={"Cache-Control": "no-store"}
    )
    wrong[POLICY] = FORM_POLICY
    return wrong


def import_html(office: Office, office_request: OfficeRequest, week: AlleyWeek, form: ShownForm) -> str:
    """Return the page on which a file is read in."""
    say = office_request.page.say
    return calendar_html(
        office,
        office_request,
        title=say.plain("Places of {alley} from a file", alley=sanitize_name(week.alley.name, ALLEY)),
        ways=((say.plain("Back to the calendar"), week_path(week)),),
        form=form,
        form_heading=say("Read in a file"),
    )


def wrong_html(
    office: Office, office_request: OfficeRequest, week: AlleyWeek, wrong: Sequence[WrongRow]
) -> str:
    """Return the page with the rows of a file that were not taken, and why."""
    say = office_request.page.say
    listed: TablePart[WrongRow] = TablePart(
        caption=say("Rows that were not taken"),
        columns=wrong_columns(),
        page=KeyPage(wrong[:MOST_WRONG]),
        nothing="",
        name="rows",
    )
    return calendar_html(
        office,
        office_request,
        title=say.plain("Nothing was changed"),
        notes=[
            say.many(
                "{count} row cannot be taken. Put it right and send the file again.",
                "{count} rows cannot be taken. Put them right and send the file again.",
                len(wrong),
            )
        ],
        ways=((say.plain("Read in a file"), f"{CALENDAR}/{week.alley.id}/import"),),
        table=shown_table(office_request.page, listed),
    )


def wrong_columns() -> Sequence[Column[WrongRow]]:
    """Return the columns of rows that were not taken."""
    return (
        Column(
            label=lambda say: say("Row in the file"), value=lambda say, each: each.row.number, is_number=True
        ),
        Column(label=lambda say: say("Day"), value=lambda say, each: str(each.row.day or "")),
        Column(label=lambda say: say("Stall"), value=lambda say, each: sanitize_name(each.row.stall, STALL)),
        Column(
            label=lambda say: say("Place"), value=lambda say, each: sanitize_name(each.row.place, PITCH_CODE)
        ),
        Column(label=lambda say: say("Reason"), value=lambda say, each: problem_text(say, each.problem)),
    )


def problem_text(say: Say, problem: RowProblem) -> Markup:
    """Return why a row is not taken."""
    match problem:
        case RowProblem.DAY_UNREADABLE:
            return say("Write the day like 2026-12-31.")
        case RowProblem.NO_ZONE:
            return say("This entry has no time zone.")
        case RowProblem.REPEATS:
            return say("This entry repeats. Make one entry a day.")
        case RowProblem.STALL_UNKNOWN:
            return say("No stall has this code or name.")
        case RowProblem.STALL_AMBIGUOUS:
            return say("Two stalls have this name. Write the code.")
        case RowProblem.NOT_THERE:
            return say("This stall has nothing here on that day.")
        case RowProblem.NO_PERMIT:
            return say("No permit covers that day.")
        case RowProblem.DAY_OVER:
            return say("That day is over.")
        case RowProblem.PLACE_UNKNOWN:
            return say("There is no such place here.")
        case RowProblem.PLACE_TWICE:
            return say("Another stall stands there that day.")
        case RowProblem.STALL_TWICE:
            return say("This stall is in the file twice that day.")
        case _:
            assert_never(problem)
