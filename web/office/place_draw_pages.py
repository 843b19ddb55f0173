"""Draws of places in the office: those of an alley with the form that opens one, and one with the order of its days."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Literal

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_date, format_datetime, format_number
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.actor import Actor
from market.paging import KeyPage
from market.place_draw.outcome_words import draw_state_text, outcome_text
from market.place_draw.plan import MOST_DAYS, PlaceDrawPlan, call_off_place_draw, open_place_draw
from market.place_draw.published import AlleyPlaceDraws, DrawnWish, ListedPlaceDraw, PlaceDrawPage
from market.place_draw.refusals import PlaceDrawClosed
from storage.place_draw import PlaceDrawState
from web.office.alley_pages import ALLEYS, alley_path
from web.office.calendar_pages import CALENDAR
from web.office.office_form import ActOnce, OfficeForm, add_office_form
from web.office.office_page import Office, OfficeRequest, add_office_page, office_html
from web.parts.form import Control, ControlKind, FieldOffer, PageForm, ShownForm
from web.parts.table import Column, TablePart, shown_table
from web.place_draw_file import place_draw_path

DAY = "day"
"""The parameter of a draw's page that names the day whose order it shows."""


@dataclass(frozen=True, kw_only=True)
class PlaceDrawPages:
    """Where the pages come from. `open` gives its action the beacon and the random numbers of the market."""

    draws: Callable[[Actor, int], Awaitable[AlleyPlaceDraws]]
    draw: Callable[[Actor, int, int], Awaitable[PlaceDrawPage]]
    open: ActOnce
    act: ActOnce


class PlaceDrawForm(PageForm):
    """The days of a draw and when wishes close; `then` calls the open one off."""

    first_day: Annotated[date, Control(label=lambda say: say.plain("First market day"), kind=ControlKind.DAY)]
    last_day: Annotated[
        date,
        Control(
            label=lambda say: say.plain("Last market day"),
            hint=lambda say: say.many("At most {count} day.", "At most {count} days.", MOST_DAYS).unescape(),
            kind=ControlKind.DAY,
        ),
    ]
    closing_day: Annotated[date, Control(label=lambda say: say.plain("Closes on"), kind=ControlKind.DAY)]
    closing_time: Annotated[
        time,
        Control(
            label=lambda say: say.plain("At"),
            hint=lambda say: say.plain("By the clock of the alley, such as {time}.", time="20:00"),
        ),
    ] = time(20)
    then: Annotated[Literal["", "call_off"], Control(label=lambda say: "", kind=ControlKind.BUTTONS)] = ""

    @property
    def plan(self) -> PlaceDrawPlan:
        """Return what the form says."""
        return PlaceDrawPlan(
            first=self.first_day,
            last=self.last_day,
            closing_day=self.closing_day,
            closing_time=self.closing_time,
        )


def add_place_draw_pages(app: web.Application, office: Office, pages: PlaceDrawPages) -> None:
    """Add `/office/alleys/ID/places`, and `/office/alleys/ID/places/DRAW` with the order of a day of a draw."""

    async def show(office_request: OfficeRequest, form: ShownForm) -> str:
        found = await pages.draws(office_request.reader.actor, int(office_request.page.code))
        return draws_html(office, office_request, found, form)

    async def act(office_request: OfficeRequest, form: PlaceDrawForm, number: int) -> str:
        who, alley = (office_request.reader, office_request.page.say), int(office_request.page.code)
        if form.then == "":
            await pages.open(*who, open_place_draw, number=number, alley=alley, plan=form.plan)
            return places_path(alley)
        found = (await pages.draws(office_request.reader.actor, alley)).open
        if found is None:
            raise PlaceDrawClosed
        await pages.act(*who, call_off_place_draw, number=number, draw=found.id)
        return places_path(alley)

    async def show_draw(office_request: OfficeRequest) -> str:
        page_request = office_request.page
        alley, draw = int(page_request.code), int(page_request.serial)
        return draw_html(office, office_request, await pages.draw(office_request.reader.actor, alley, draw))

    path = f"{ALLEYS}/{{code:[0-9]{{1,9}}}}/places"
    form = OfficeForm(
        path=path, kind=PlaceDrawForm, button=lambda say: say.label("Open the draw"), show=show, act=act
    )
    add_office_form(app, office, form)
    add_office_page(app, f"{path}/{{serial:[0-9]{{1,9}}}}", office, show_draw, params=(DAY,))


def places_path(alley: int) -> str:
    """Return the address of the draws of an alley's places."""
    return f"{alley_path(alley)}/places"


def draws_html(office: Office, office_request: OfficeRequest, found: AlleyPlaceDraws, form: ShownForm) -> str:
    """Return the page of the draws of an alley."""
    page_request, say, alley = office_request.page, office_request.page.say, found.alley
    draws: TablePart[ListedPlaceDraw] = TablePart(
        caption=say("Draws of places"),
        columns=draw_columns(alley.id, alley.zone),
        page=KeyPage(found.draws),
        nothing=say("No draw yet."),
        name="draws",
    )
    return office_html(
        "office_form_tables.html",
        office,
        office_request,
        title=sanitize_name(alley.name, ALLEY),
        here=ALLEYS,
        tables=[shown_table(page_request, draws)],
        form_heading=say("Open a draw"),
        form_lines=(
            say(
                "We tell the stalls of this alley at once, and they choose their days. After the closing public chance orders them."
            ),
        ),
        form=form.offering(_offers(say, found)),
        ways=(
            (say.plain("Calendar"), f"{CALENDAR}/{alley.id}"),
            (say.plain("Permits"), alley_path(alley.id)),
        ),
    )


def _offers(say: Say, found: AlleyPlaceDraws) -> dict[str, FieldOffer]:
    """Return what the form begins with: the draw that is open, which can be called off."""
    draw = found.open
    if draw is None:
        return {"closing_time": FieldOffer(value="20:00"), "then": FieldOffer(value="", choices={})}
    day, clock = draw.closing(found.alley.zone)
    return {
        "first_day": FieldOffer(value=draw.first.isoformat()),
        "last_day": FieldOffer(value=draw.last.isoformat()),
        "closing_day": FieldOffer(value=day.isoformat()),
        "closing_time": FieldOffer(value=f"{clock:%H:%M}"),
        "then": FieldOffer(value="", choices={"call_off": say.label("Call off this draw")}),
    }


def draw_columns(alley: int, zone: str) -> Sequence[Column[ListedPlaceDraw]]:
    """Return the columns of draws."""
    return (
        Column(
            label=lambda say: say("Draw"),
            value=lambda say, row: row.name,
            link=lambda row: f"{places_path(alley)}/{row.id}",
        ),
        Column(label=lambda say: say("State"), value=lambda say, row: draw_state_text(say, row.state)),
        Column(label=lambda say: say("First day"), value=lambda say, row: format_date(say, row.first)),
        Column(label=lambda say: say("Last day"), value=lambda say, row: format_date(say, row.last)),
        Column(
            label=lambda say: say("Closes"), value=lambda say, row: format_datetime(say, row.closes_at, zone)
        ),
        Column(label=lambda say: say("Stalls"), value=lambda say, row: row.stalls, is_number=True),
        Column(label=lambda say: say("Requests"), value=lambda say, row: row.wishes, is_number=True),
        Column(label=lambda say: say("Placed"), value=lambda say, row: row.placed, is_number=True),
    )


def draw_html(office: Office, office_request: OfficeRequest, found: PlaceDrawPage) -> str:
    """Return the page of a draw: what is published of it, and the wishes of a day in their order."""
    page_request, say, alley = office_request.page, office_request.page.say, found.alley
    named = page_request.params.get(DAY, "")
    day = next((each for each in found.listed.days if each.isoformat() == named), found.listed.first)
    wishes: TablePart[DrawnWish] = TablePart(
        caption=format_date(say, day),
        columns=wish_columns(),
        page=KeyPage(tuple(wish for wish in found.wishes if wish.day == day)),
        nothing=say("No stall asks for this day."),
        name="wishes",
    )
    here = f"{places_path(alley.id)}/{found.listed.id}"
    other_days = [
        (format_date(say, each), f"{here}?{DAY}={each.isoformat()}")
        for each in found.listed.days
        if each != day
    ]
    file = [(say.label("Proof file"), place_draw_path(found.listed.name))] if found.secret else []
    return office_html(
        "office_form_tables.html",
        office,
        office_request,
        title=say.plain(
            "Draw {name}, {alley}", name=found.listed.name, alley=sanitize_name(alley.name, ALLEY)
        ),
        here=ALLEYS,
        lines=_published_lines(say, found),
        tables=[shown_table(page_request, wishes)],
        form=None,
        ways=(*other_days, *file, (say.plain("Draws of places"), places_path(alley.id))),
    )


def _published_lines(say: Say, found: PlaceDrawPage) -> list[Markup]:
    """Return the state of a draw, the round that it waits for, and what is published of it."""
    values = (
        (say("Seal"), found.commitment),
        (say("Root of the list"), found.root),
        (say("Secret"), found.secret),
        (say("Randomness of the round"), found.randomness),
        (say("Seed"), found.seed),
    )
    state = draw_state_text(say, found.listed.state)
    lines = [say("{label}: {value}", label=say("State"), value=state)]
    if found.round and found.round_at and found.listed.state is PlaceDrawState.CLOSED:
        at = format_datetime(say, found.round_at, found.alley.zone)
        lines.append(say("It waits for round {number} of {at}.", number=str(found.round), at=at))
    return [
        *lines,
        *(
            say("{label}: {value}", label=label, value=Markup("<code>{}</code>").format(value))
            for label, value in values
            if value
        ),
    ]


def wish_columns() -> Sequence[Column[DrawnWish]]:
    """Return the columns of the wishes of a day."""
    return (
        Column(
            label=lambda say: say("Number"),
            value=lambda say, row: format_number(say, row.number) if row.number else "",
        ),
        Column(label=lambda say: say("Stall"), value=lambda say, row: sanitize_name(row.stall, STALL)),
        Column(label=lambda say: say("Code"), value=lambda say, row: row.code),
        Column(label=lambda say: say("Chances"), value=lambda say, row: row.weight, is_number=True),
        Column(label=lambda say: say("Place"), value=lambda say, row: row.place),
        Column(
            label=lambda say: say("Result"),
            value=lambda say, row: outcome_text(say, row.outcome) if row.outcome else "",
        ),
    )
