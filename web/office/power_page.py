"""The load plan of a market day in the office, and its outages."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Annotated, Literal

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_date, format_list_and, format_number, format_time
from locales.say import Say
from locales.user_text import ALLEY, PITCH_CODE, STALL, sanitize_name
from market.actor import Actor
from market.paging import KeyPage
from market.power.cuts import power_back, power_gone
from market.power.load import MarketDayLoad, StallLoad
from web.office.evening_pages import EVENINGS, power_path
from web.office.office_form import ActOnce, OfficeForm, add_office_form
from web.office.office_page import Office, OfficeRequest, office_html, stall_path, way_path
from web.office.screens import OfficeWay
from web.parts.form import Control, ControlKind, FieldOffer, PageForm, ShownForm
from web.parts.table import Column, TablePart, shown_table


class OutageForm(PageForm):
    """Says that the power is gone, or is back."""

    then: Annotated[Literal["", "back"], Control(label=lambda say: "", kind=ControlKind.BUTTONS)] = ""


def add_power_page(
    app: web.Application,
    office: Office,
    load: Callable[[Actor, int], Awaitable[MarketDayLoad]],
    act: ActOnce,
) -> None:
    """Add `/office/evenings/ID/power`."""

    async def show(office_request: OfficeRequest, form: ShownForm) -> str:
        found = await load(office_request.reader.actor, int(office_request.page.code))
        return power_html(office, office_request, found, form)

    async def note(office_request: OfficeRequest, form: OutageForm, number: int) -> str:
        day = int(office_request.page.code)
        action = power_back if form.then else power_gone
        who = office_request.reader, office_request.page.say
        await act(*who, action, number=number, market_day=day)
        return power_path(day)

    page = OfficeForm(
        path=f"{EVENINGS}/{{code:[0-9]{{1,9}}}}/power",
        kind=OutageForm,
        button=lambda say: say.label("Power is gone"),
        show=show,
        act=note,
    )
    add_office_form(app, office, page)


def power_html(office: Office, office_request: OfficeRequest, found: MarketDayLoad, form: ShownForm) -> str:
    """Return the page."""
    say = office_request.page.say
    table: TablePart[StallLoad] = TablePart(
        caption=say("Load of each stall"),
        columns=load_columns(),
        page=KeyPage(found.stalls),
        nothing=say("No stall is here this evening."),
        name="load",
    )
    back = {"back": say.label("Power is back")} if found.cuts.since else {}
    return office_html(
        "office_power.html",
        office,
        office_request,
        title=say.plain(
            "{first}, {second}", first=sanitize_name(found.name, ALLEY), second=format_date(say, found.day)
        ),
        here=EVENINGS,
        lines=[_total_text(say, found), *load_warnings(say, found)],
        table=shown_table(office_request.page, table),
        form_heading=say("Outages"),
        form_lines=_outage_lines(say, found),
        form=form.offering({"then": FieldOffer(value="", choices=back)}),
        ways=(
            (say.plain("Evening"), f"{EVENINGS}/{found.market_day}"),
            (say.label("Watts of all sockets"), way_path(office, OfficeWay.ALLEY_POWER, found.alley)),
            (say.label("Stall places"), way_path(office, OfficeWay.PITCHES, found.alley)),
        ),
    )


def load_columns() -> Sequence[Column[StallLoad]]:
    """Return the columns of the stalls of a market day."""
    return (
        Column(
            label=lambda say: say("Stall"),
            value=lambda say, row: sanitize_name(row.name, STALL),
            link=lambda row: stall_path(row.stall),
        ),
        Column(
            label=lambda say: say("Place of the stall"),
            value=lambda say, row: sanitize_name(row.place, PITCH_CODE) if row.place else None,
        ),
        Column(label=lambda say: say("Needs, W"), value=lambda say, row: row.needs, is_number=True),
        Column(
            label=lambda say: say("Socket gives, W"),
            value=lambda say, row: row.gives if row.socket else None,
            is_number=True,
        ),
    )


def load_warnings(say: Say, found: MarketDayLoad) -> Iterator[Markup]:
    """Return what does not work out, with the names of the stalls."""
    for stall in found.stalls:
        name, place = sanitize_name(stall.name, STALL), sanitize_name(stall.place, PITCH_CODE)
        if stall.is_over:
            yield say(
                "Too much at place {place}: {stall} needs {needs} W, its socket gives {gives} W.",
                place=place,
                stall=name,
                needs=format_number(say, stall.needs or 0),
                gives=format_number(say, stall.gives or 0),
            )
        if stall.lacks_socket:
            yield say("{stall} needs power, and place {place} has no socket.", stall=name, place=place)
    if found.over_supply:
        yield say(
            "Too much for the alley. The stalls that need power, the largest first: {stalls}.",
            stalls=_names(say, found.over_supply),
        )
    unknown = [stall for stall in found.stalls if stall.needs is None]
    if unknown:
        yield say("Not known what they need: {stalls}.", stalls=_names(say, unknown))


def _names(say: Say, stalls: Sequence[StallLoad]) -> str:
    return format_list_and(say, [sanitize_name(stall.name, STALL) for stall in stalls])


def _total_text(say: Say, found: MarketDayLoad) -> Markup:
    total = format_number(say, found.total)
    if found.supply is None:
        return say("The stalls need {total} W. Nobody has said what the alley gives.", total=total)
    supply = format_number(say, found.supply)
    return say("The stalls need {total} W, the alley gives {supply} W.", total=total, supply=supply)


def _outage_lines(say: Say, found: MarketDayLoad) -> Sequence[Markup]:
    since, minutes = found.cuts.since, found.cuts.minutes
    gone = [say("No power since {time}.", time=format_time(say, since, found.zone))] if since else []
    return [*gone, say.many("Without power: {count} minute.", "Without power: {count} minutes.", minutes)]
