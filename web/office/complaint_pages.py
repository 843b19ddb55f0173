"""An alley's complaints in the office: what is not closed, the promise, and the changes of lights and hours."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from aiohttp import web
from markupsafe import Markup
from pydantic import Field

from locales.formats import format_datetime, format_long_date, format_number
from locales.say import Say
from locales.user_text import ALLEY, NAME, NOTE, sanitize_name
from market.actor import Actor
from market.complaint.answer import note_change, remove_change, set_promise
from market.complaint.complaint_words import complaint_name, duration_text
from market.complaint.facts import AlleyChangeFacts, ComplaintFacts, OverseenComplaints
from market.paging import KeyPage
from storage.complaint import AlleyChangeKind
from web.board_page import change_name
from web.office.alley_pages import ALLEYS, alley_path, complaints_path
from web.office.office_form import ActOnce, OfficeForm, add_office_form
from web.office.office_page import Office, OfficeRequest, office_html, way_path
from web.office.screens import OfficeWay
from web.parts.form import Control, ControlKind, FieldOffer, PageForm, ShownForm
from web.parts.table import Column, TablePart, shown_table

REMOVED = "remove"
"""The parameter of the page of changes that names the one to take out."""
Hours = Annotated[int, Field(ge=1, le=720)]


class PromiseForm(PageForm):
    """The promise of an alley."""

    acknowledge_hours: Annotated[Hours, Control(label=lambda say: say.plain("Hours until somebody looks"))]
    close_hours: Annotated[Hours, Control(label=lambda say: say.plain("Hours from then until an answer"))]


class ChangeForm(PageForm):
    """A change of an alley's lights or hours; `then` takes out the one that is shown."""

    kind: Annotated[
        AlleyChangeKind,
        Control(
            label=lambda say: say.plain("Change"),
            kind=ControlKind.CHOICE,
            choices=lambda say: {kind.value: change_name(say, kind) for kind in AlleyChangeKind},
        ),
    ]
    day: Annotated[date, Control(label=lambda say: say.plain("First day"), kind=ControlKind.DAY)]
    words: Annotated[
        str,
        Field(max_length=NOTE.longest),
        Control(label=lambda say: say.plain("Words"), hint=lambda say: say.plain("Everybody reads them.")),
    ] = ""
    then: Annotated[Literal["", "remove"], Control(label=lambda say: "", kind=ControlKind.BUTTONS)] = ""


def add_complaint_office_pages(
    app: web.Application,
    office: Office,
    load: Callable[[Actor, int], Awaitable[OverseenComplaints]],
    act: ActOnce,
) -> None:
    """Add `/office/alleys/ID/complaints`, and `/office/alleys/ID/changes`, where `?remove=ID` shows one to take out."""

    async def found(office_request: OfficeRequest) -> OverseenComplaints:
        return await load(office_request.reader.actor, int(office_request.page.code))

    async def show_complaints(office_request: OfficeRequest, form: ShownForm) -> str:
        return complaints_html(office, office_request, await found(office_request), form)

    async def promise(office_request: OfficeRequest, form: PromiseForm, number: int) -> str:
        who, alley = (office_request.reader, office_request.page.say), int(office_request.page.code)
        await act(*who, set_promise, number=number, alley=alley, **dict(form))
        return complaints_path(alley)

    async def show_changes(office_request: OfficeRequest, form: ShownForm) -> str:
        return changes_html(office, office_request, await found(office_request), form)

    async def change(office_request: OfficeRequest, form: ChangeForm, number: int) -> str:
        who, alley = (office_request.reader, office_request.page.say), int(office_request.page.code)
        if form.then:
            named = office_request.page.params.get(REMOVED, "")
            removed = int(named) if named.isascii() and named.isdigit() else 0
            await act(*who, remove_change, number=number, alley=alley, change=removed)
        else:
            fields = form.model_dump(exclude={"then"})
            await act(*who, note_change, number=number, alley=alley, **fields)
        return _changes_path(alley)

    path = f"{ALLEYS}/{{code:[0-9]{{1,9}}}}"
    promises = OfficeForm(
        path=f"{path}/complaints",
        kind=PromiseForm,
        button=lambda say: say.label("Promise this"),
        show=show_complaints,
        act=promise,
    )
    changes = OfficeForm(
        path=f"{path}/changes",
        kind=ChangeForm,
        button=lambda say: say.label("Note this change"),
        show=show_changes,
        act=change,
        params=(REMOVED,),
    )
    add_office_form(app, office, promises)
    add_office_form(app, office, changes)


def _changes_path(alley: int) -> str:
    return f"{alley_path(alley)}/changes"


def complaints_html(
    office: Office, office_request: OfficeRequest, found: OverseenComplaints, form: ShownForm
) -> str:
    """Return the page of an alley's complaints, what is due first, with its promise."""
    say = office_request.page.say
    table: TablePart[ComplaintFacts] = TablePart(
        caption=say("Not closed"),
        columns=complaint_columns(office),
        page=KeyPage(found.complaints),
        nothing=say("No complaint waits."),
        name="complaints",
    )
    promise = found.promise
    others = found.count - len(found.complaints)
    return _html(
        office,
        office_request,
        found,
        table,
        form_heading=say("The promise of this alley"),
        form_lines=(
            *([say("and {count} more", count=format_number(say, others))] if others else []),
            say(
                "Now: {first}, then {second}. Another promise counts for what comes after it.",
                first=duration_text(say, promise.acknowledge),
                second=duration_text(say, promise.close),
            ),
        ),
        form=form.offering(
            {
                "acknowledge_hours": FieldOffer(value=str(promise.acknowledge_hours)),
                "close_hours": FieldOffer(value=str(promise.close_hours)),
            }
        ),
        ways=(
            (say.plain("Changes of lights and hours"), _changes_path(found.alley)),
            (say.plain("The public board"), f"/n/{found.code}/board"),
            (say.plain("The form of neighbours"), f"/n/{found.code}"),
        ),
    )


def changes_html(
    office: Office, office_request: OfficeRequest, found: OverseenComplaints, form: ShownForm
) -> str:
    """Return the page of an alley's changes, with the form that notes one."""
    say, named = office_request.page.say, office_request.page.params.get(REMOVED, "")
    shown = next((each for each in found.changes if str(each.id) == named), None)
    table: TablePart[AlleyChangeFacts] = TablePart(
        caption=say("Changes of lights and hours"),
        columns=change_columns(found.alley),
        page=KeyPage(found.changes),
        nothing=say("No change of lights or hours is noted."),
        name="changes",
    )
    offers = {
        "then": FieldOffer(value="", choices={"remove": say.label("Take out this one")} if shown else {})
    }
    if shown:
        offers |= {
            "kind": FieldOffer(value=shown.kind),
            "day": FieldOffer(value=shown.day.isoformat()),
            "words": FieldOffer(value=shown.words),
        }
    return _html(
        office,
        office_request,
        found,
        table,
        form_heading=say("Note a change"),
        form_lines=(say("The board then compares the open nights before it and from it on."),),
        form=form.offering(offers),
        ways=((say.plain("Complaints"), complaints_path(found.alley)),),
    )


def _html(
    office: Office,
    office_request: OfficeRequest,
    found: OverseenComplaints,
    table: TablePart[Any],
    /,
    **values: Any,
) -> str:
    return office_html(
        "office_mix.html",
        office,
        office_request,
        title=sanitize_name(found.name, ALLEY),
        here=ALLEYS,
        tables=[shown_table(office_request.page, table)],
        **values,
    )


def complaint_columns(office: Office) -> Sequence[Column[ComplaintFacts]]:
    """Return the columns of complaints; each leads to its screen."""
    return (
        Column(
            label=lambda say: say("What is it?"),
            value=lambda say, row: complaint_name(say, row.kind),
            link=lambda row: way_path(office, OfficeWay.ONE_COMPLAINT, row.id),
        ),
        Column(label=lambda say: say("Night"), value=lambda say, row: format_long_date(say, row.night)),
        Column(label=lambda say: say("Due"), value=lambda say, row: _due(say, office, row)),
        Column(
            label=lambda say: say("Taken by"),
            value=lambda say, row: row.owner and sanitize_name(row.owner, NAME),
        ),
    )


def _due(say: Say, office: Office, row: ComplaintFacts) -> Markup:
    at = format_datetime(say, row.due_at, row.zone)
    return say("<b>{at}, late</b>", at=at) if row.due_at <= office.now() else Markup("{}").format(at)


def change_columns(alley: int) -> Sequence[Column[AlleyChangeFacts]]:
    """Return the columns of changes; each leads to where it is taken out."""
    return (
        Column(
            label=lambda say: say("First day"),
            value=lambda say, row: format_long_date(say, row.day),
            link=lambda row: f"{_changes_path(alley)}?{REMOVED}={row.id}#form",
        ),
        Column(label=lambda say: say("Change"), value=lambda say, row: change_name(say, row.kind)),
        Column(
            label=lambda say: say("Words"),
            value=lambda say, row: row.words and sanitize_name(row.words, NOTE),
        ),
    )
