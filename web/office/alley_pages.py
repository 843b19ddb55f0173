"""Alleys in the office: all of them, and one with its permits, what no permit covers, and the form that records one."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, assert_never

from aiohttp import web
from markupsafe import Markup
from pydantic import Field

from locales.formats import format_datetime, format_long_date, format_minute_of_day, format_number
from locales.say import Say
from locales.user_text import ALLEY, DROP, NAME, STALL, WORDS, sanitize_name
from market.actor import Actor
from market.city_rules import CityRules
from market.organiser.alleys import OverseenAlley
from market.paging import KeyPage, PageKey
from market.permit.facts import NUMBER, AlleyPermits, OutsideDrop, PermitFacts
from market.permit.record import PermitPaper, record_permit, replace_permit, void_permit, withdraw_permit
from market.permit.refusals import PermitPast
from market.task_list.open_matters import AlleyMatterKind, OpenAlleyMatters
from market.task_list.task_words import open_matters_text
from storage.permit import PermitKind, PermitState
from web.office.calendar_pages import CALENDAR
from web.office.evening_pages import EVENINGS
from web.office.log_page import history_path
from web.office.money_pages import DAYS, REFUNDS
from web.office.office_form import ActOnce, OfficeForm, add_office_form
from web.office.office_page import PATH, STALLS, Office, OfficeRequest, office_html, way_path
from web.office.office_table import OfficeTable, add_office_table
from web.office.packaging_page import PACKAGING
from web.office.screens import OfficeWay
from web.parts.form import Control, ControlKind, FieldOffer, PageForm, ShownForm
from web.parts.table import Column, TablePart, shown_table

ALLEYS = f"{PATH}/alleys"
REPLACED = "replace"
"""The parameter of an alley's page that names the permit in whose place another one is recorded."""


@dataclass(frozen=True, kw_only=True)
class AlleyPages:
    """Where the pages come from. `act` gives the actions of permits the organisers of the settings."""

    all: Callable[[Actor], Awaitable[tuple[OverseenAlley, ...]]]
    permits: Callable[[Actor, int], Awaitable[AlleyPermits]]
    matters: Callable[[Actor, int], Awaitable[tuple[OpenAlleyMatters, ...]]]
    act: ActOnce


def kind_name(say: Say, kind: PermitKind) -> str:
    """Return a kind of permit in words."""
    match kind:
        case PermitKind.PILOT:
            return say.plain("Rapid pilot")
        case PermitKind.YEAR:
            return say.plain("Calendar year")
        case PermitKind.OTHER:
            return say.plain("Another one")
        case _:
            assert_never(kind)


def state_name(say: Say, state: PermitState) -> Markup:
    """Return the state of a permit in words."""
    match state:
        case PermitState.VALID:
            return say("valid")
        case PermitState.REPLACED:
            return say("replaced")
        case PermitState.WITHDRAWN:
            return say("withdrawn")
        case PermitState.VOID:
            return say("recorded by mistake")
        case _:
            assert_never(state)


class PermitForm(PageForm):
    """A permit as its paper says it. `then` is what else is done with the one that is shown."""

    first_day: Annotated[date, Control(label=lambda say: say.plain("First market day"), kind=ControlKind.DAY)]
    last_day: Annotated[
        date,
        Control(
            label=lambda say: say.plain("Last market day"),
            hint=lambda say: say.plain("It ends at 04:00 of the night that follows."),
            kind=ControlKind.DAY,
        ),
    ]
    kind: Annotated[
        PermitKind,
        Control(
            label=lambda say: say.label("Type"),
            kind=ControlKind.CHOICE,
            choices=lambda say: {kind.value: kind_name(say, kind) for kind in PermitKind},
        ),
    ] = PermitKind.OTHER
    authority: Annotated[
        str, Field(max_length=NAME.longest), Control(label=lambda say: say.plain("Authority"))
    ] = ""
    number: Annotated[
        str, Field(max_length=NUMBER.longest), Control(label=lambda say: say.plain("Number of the permit"))
    ] = ""
    conditions: Annotated[
        str,
        Field(max_length=WORDS.longest),
        Control(label=lambda say: say.plain("Conditions"), kind=ControlKind.LINES),
    ] = ""
    then: Annotated[
        Literal["", "withdraw", "void"], Control(label=lambda say: "", kind=ControlKind.BUTTONS)
    ] = ""

    @property
    def paper(self) -> PermitPaper:
        """Return what the form says."""
        return PermitPaper(
            kind=self.kind,
            first_day=self.first_day,
            last_day=self.last_day,
            authority=self.authority,
            number=self.number,
            conditions=self.conditions,
        )


def add_alley_pages(app: web.Application, office: Office, pages: AlleyPages) -> None:
    """Add `/office/alleys` and `/office/alleys/ID`, where `?replace=ID` shows a permit that is extended, corrected or withdrawn."""

    async def alleys(office_request: OfficeRequest, _page_key: PageKey, _size: int) -> KeyPage[OverseenAlley]:
        return KeyPage(await pages.all(office_request.reader.actor))

    async def show(office_request: OfficeRequest, form: ShownForm) -> str:
        actor, alley = office_request.reader.actor, int(office_request.page.code)
        found, open_there = await pages.permits(actor, alley), await pages.matters(actor, alley)
        return alley_html(office, office_request, found, form, open_there=open_there)

    async def act(office_request: OfficeRequest, form: PermitForm, number: int) -> str:
        who = office_request.reader, office_request.page.say
        alley = int(office_request.page.code)
        found = await pages.permits(office_request.reader.actor, alley)
        shown = _shown_permit(office_request, found)
        if shown is None and (form.then or REPLACED in office_request.page.params):
            raise PermitPast
        if shown is None:
            await pages.act(*who, record_permit, number=number, alley=alley, paper=form.paper)
        elif form.then == "withdraw":
            await pages.act(*who, withdraw_permit, number=number, permit=shown.id)
        elif form.then == "void":
            await pages.act(*who, void_permit, number=number, permit=shown.id)
        else:
            await pages.act(*who, replace_permit, number=number, permit=shown.id, paper=form.paper)
        return alley_path(alley)

    table = OfficeTable(
        path=ALLEYS,
        name="alleys",
        title=lambda say: say.plain("Alleys"),
        columns=alley_columns(),
        load=alleys,
        nothing=lambda say: say.plain("No alley yet."),
        ways=lambda office_request: (
            (office_request.page.say.plain("As in the chat"), way_path(office, OfficeWay.ALLEYS)),
        ),
    )
    add_office_table(app, office, table)
    page = OfficeForm(
        path=f"{ALLEYS}/{{code:[0-9]{{1,9}}}}",
        kind=PermitForm,
        button=lambda say: say.label("Record this permit"),
        show=show,
        act=act,
        params=(REPLACED,),
    )
    add_office_form(app, office, page)


def alley_path(alley: int) -> str:
    """Return the address of an alley's page."""
    return f"{ALLEYS}/{alley}"


def complaints_path(alley: int) -> str:
    """Return the address of an alley's complaints."""
    return f"{alley_path(alley)}/complaints"


def mix_path(alley: int) -> str:
    """Return the address of the mix of an alley's stalls."""
    return f"{alley_path(alley)}/mix"


def headcount_path(alley: int) -> str:
    """Return the address of how many people were inside an alley."""
    return f"{alley_path(alley)}/headcount"


def _shown_permit(office_request: OfficeRequest, permits: AlleyPermits) -> PermitFacts | None:
    """Return the valid permit of this alley that the address names; None for another one."""
    named = office_request.page.params.get(REPLACED, "")
    valid = (permit for permit in permits.permits if permit.state is PermitState.VALID)
    return next((permit for permit in valid if str(permit.id) == named), None)


def alley_html(
    office: Office,
    office_request: OfficeRequest,
    permits: AlleyPermits,
    form: ShownForm,
    *,
    open_there: Sequence[OpenAlleyMatters],
) -> str:
    """Return the page of an alley: its permits, what none covers, the form, and what is open there."""
    page_request, say = office_request.page, office_request.page.say
    listed: TablePart[PermitFacts] = TablePart(
        caption=say("Permits"),
        columns=permit_columns(permits),
        page=KeyPage(permits.permits),
        nothing=say("No permit was recorded, so every day may be a market day here."),
        name="permits",
    )
    outside: TablePart[OutsideDrop] = TablePart(
        caption=say("Drops ahead without a permit"),
        columns=outside_columns(permits.zone),
        page=KeyPage(permits.outside),
        nothing=say("A permit covers each drop ahead."),
        name="outside",
    )
    shown = _shown_permit(office_request, permits)
    return office_html(
        "office_alley.html",
        office,
        office_request,
        title=sanitize_name(permits.name, ALLEY),
        here=ALLEYS,
        tables=[
            shown_table(page_request, listed),
            *([shown_table(page_request, outside)] if permits.permits else []),
            shown_table(page_request, open_table(say, open_there)),
        ],
        rules_heading=say("Rules of the city"),
        rules=rule_facts(say, permits.rules),
        form_heading=_form_heading(say, shown),
        form_lines=_form_lines(say, shown),
        form=form.offering(_offers(say, shown)),
        ways=(
            *([(say.plain("Another permit"), alley_path(permits.alley))] if shown else []),
            (say.plain("Before opening"), way_path(office, OfficeWay.OPENING_TASKS, permits.alley)),
            (say.plain("Taking down"), way_path(office, OfficeWay.TAKE_DOWN_TASKS, permits.alley)),
            (say.plain("Access"), way_path(office, OfficeWay.ACCESS, permits.alley)),
            (say.plain("Mix of stalls"), mix_path(permits.alley)),
            (say.plain("People inside"), headcount_path(permits.alley)),
            (say.plain("Complaints"), complaints_path(permits.alley)),
            (say.plain("Posters"), way_path(office, OfficeWay.ALLEY_POSTERS)),
            (say.plain("Calendar"), f"{CALENDAR}/{permits.alley}"),
            (say.plain("History"), history_path(f"alley:{permits.alley}")),
        ),
    )


def rule_facts(say: Say, rules: CityRules) -> Sequence[tuple[Markup, Markup]]:
    """Return the rules of a city that concern its alleys, as far as they are known."""
    start, end = (
        format_minute_of_day(say, each.hour * 60 + each.minute)
        for each in (rules.quiet_hours.start, rules.quiet_hours.end)
    )
    limit, is_separate = rules.noise_limit, rules.separate_food_waste
    waste = say("apart, for compost") if is_separate else say("with the rest")
    return [
        (say("Longest pilot"), say.many("{count} day", "{count} days", rules.longest_pilot)),
        (say("Quiet hours"), say("{start} to {end}", start=start, end=end)),
        *([(say("Noise limit"), say("{number} dB(A)", number=format_number(say, limit)))] if limit else []),
        *([(say("Food waste"), waste)] if is_separate is not None else []),
    ]


def open_table(say: Say, open_there: Sequence[OpenAlleyMatters]) -> TablePart[OpenAlleyMatters]:
    """Return what is open in an alley, each with the way to it."""
    ways = {
        AlleyMatterKind.DEPOSITS: REFUNDS,
        AlleyMatterKind.PACKAGING: PACKAGING,
        AlleyMatterKind.DAY_CLOSES: DAYS,
        AlleyMatterKind.CONFLICTS: STALLS,
    }
    return TablePart(
        caption=say("Still open there"),
        columns=(
            Column(
                label=lambda say: say("Matter"),
                value=lambda say, row: open_matters_text(say, row),
                link=lambda row: ways.get(row.kind, EVENINGS),
            ),
        ),
        page=KeyPage(tuple(open_there)),
        nothing=say("Nothing is open there."),
        name="open",
    )


def _form_heading(say: Say, shown: PermitFacts | None) -> Markup:
    if shown is None:
        return say("Record a permit")
    return say("In place of the permit until {day}", day=format_long_date(say, shown.last_day))


def _form_lines(say: Say, shown: PermitFacts | None) -> Sequence[Markup]:
    if shown is None:
        return (say("From then on only market days that a permit covers can be published here."),)
    return (
        say("A later last day extends it: what stands still goes on. This one stays in the list."),
        say(
            "Where the authority took it back, withdraw it: drops ahead stand still until you record another."
        ),
    )


def _offers(say: Say, shown: PermitFacts | None) -> dict[str, FieldOffer]:
    """Return what the fields begin with: the permit that is shown."""
    if shown is None:
        return {"kind": FieldOffer(value=PermitKind.OTHER), "then": FieldOffer(value="", choices={})}
    further = {"withdraw": say.label("Withdraw this permit"), "void": say.label("Recorded by mistake")}
    return {
        "first_day": FieldOffer(value=shown.first_day.isoformat()),
        "last_day": FieldOffer(value=shown.last_day.isoformat()),
        "kind": FieldOffer(value=shown.kind),
        "authority": FieldOffer(value=shown.authority),
        "number": FieldOffer(value=shown.number),
        "conditions": FieldOffer(value=shown.conditions),
        "then": FieldOffer(value="", choices=further),
    }


def alley_columns() -> Sequence[Column[OverseenAlley]]:
    """Return the columns of alleys."""
    return (
        Column(
            label=lambda say: say("Alley"),
            value=lambda say, row: sanitize_name(row.name, ALLEY),
            link=lambda row: alley_path(row.id),
        ),
        Column(label=lambda say: say("City"), value=lambda say, row: sanitize_name(row.city, ALLEY)),
        Column(
            label=lambda say: say("Permit until"),
            value=lambda say, row: format_long_date(say, row.permit_until) if row.permit_until else None,
            raw=lambda row: row.permit_until,
        ),
        Column(label=lambda say: say("Neighbours"), value=lambda say, row: row.neighbours, is_number=True),
        Column(label=lambda say: say("State"), value=lambda say, row: say("closed") if row.closed_at else ""),
    )


def permit_columns(permits: AlleyPermits) -> Sequence[Column[PermitFacts]]:
    """Return the columns of an alley's permits. A valid one leads to where it is extended or withdrawn."""
    return (
        Column(
            label=lambda say: say("Last day"),
            value=lambda say, row: format_long_date(say, row.last_day),
            link=lambda row: (
                f"{alley_path(permits.alley)}?{REPLACED}={row.id}#form"
                if row.state is PermitState.VALID
                else ""
            ),
        ),
        Column(
            label=lambda say: say("First day"), value=lambda say, row: format_long_date(say, row.first_day)
        ),
        Column(label=lambda say: say("State"), value=lambda say, row: state_name(say, row.state)),
        Column(label=lambda say: say("Type"), value=lambda say, row: kind_name(say, row.kind)),
        Column(label=lambda say: say("Authority"), value=lambda say, row: sanitize_name(row.authority, NAME)),
        Column(label=lambda say: say("Number"), value=lambda say, row: sanitize_name(row.number, NUMBER)),
        Column(
            label=lambda say: say("Conditions"),
            value=lambda say, row: sanitize_name(row.conditions, WORDS.longest),
        ),
        Column(
            label=lambda say: say("Recorded"),
            value=lambda say, row: format_datetime(say, row.recorded_at, permits.zone),
        ),
    )


def outside_columns(zone: str) -> Sequence[Column[OutsideDrop]]:
    """Return the columns of drops that no permit covers."""
    return (
        Column(label=lambda say: say("Drop"), value=lambda say, row: sanitize_name(row.name, DROP)),
        Column(label=lambda say: say("Stall"), value=lambda say, row: sanitize_name(row.stall, STALL)),
        Column(
            label=lambda say: say("Begins"), value=lambda say, row: format_datetime(say, row.starts_at, zone)
        ),
    )
