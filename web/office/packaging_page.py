"""Packaging in the office: hubs with what is on their shelves, and loans that are late."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from locales.formats import format_date, format_number
from locales.user_text import ALLEY, HUB, STALL, sanitize_name
from market.actor import Actor
from market.packaging.hub_facts import HubFacts
from market.packaging.loss import LateLoan
from market.packaging.overview import PackagingOverview
from market.paging import KeyPage
from web.office.office_page import PATH, Office, OfficeRequest, add_office_page, office_html, way_path
from web.office.screens import OfficeWay
from web.parts.table import Column, TablePart, csv_response, shown_table

PACKAGING = f"{PATH}/packaging"


@dataclass(frozen=True, kw_only=True)
class MarketPackaging:
    """The packaging of a market: its numbers, its open hubs, and the loans that are late."""

    overview: PackagingOverview
    hubs: tuple[HubFacts, ...]
    late: tuple[LateLoan, ...]


def add_packaging_page(
    app: web.Application, office: Office, packaging: Callable[[Actor], Awaitable[MarketPackaging]]
) -> None:
    """Add `/office/packaging`, and its two lists as CSV."""

    async def page(office_request: OfficeRequest) -> str:
        return packaging_html(office, office_request, await packaging(office_request.reader.actor))

    async def hubs(office_request: OfficeRequest) -> web.Response:
        found = await packaging(office_request.reader.actor)
        return await csv_response(office_request.page.say, hub_columns(office), found.hubs, "hubs")

    async def late(office_request: OfficeRequest) -> web.Response:
        found = await packaging(office_request.reader.actor)
        return await csv_response(office_request.page.say, late_columns(), found.late, "late")

    add_office_page(app, PACKAGING, office, page)
    add_office_page(app, f"{PACKAGING}/hubs.csv", office, hubs)
    add_office_page(app, f"{PACKAGING}/late.csv", office, late)


def packaging_html(office: Office, office_request: OfficeRequest, packaging: MarketPackaging) -> str:
    """Return the page."""
    say, overview = office_request.page.say, packaging.overview
    hubs: TablePart[HubFacts] = TablePart(
        caption=say("Hubs"),
        columns=hub_columns(office),
        page=KeyPage(packaging.hubs),
        nothing=say("No hub yet."),
        csv_path=f"{PACKAGING}/hubs.csv",
        name="hubs",
    )
    late: TablePart[LateLoan] = TablePart(
        caption=say("Late"),
        columns=late_columns(),
        page=KeyPage(packaging.late),
        nothing=say("Nothing is late."),
        csv_path=f"{PACKAGING}/late.csv",
        name="late",
    )
    return office_html(
        "office_tables.html",
        office,
        office_request,
        title=say.plain("Packaging"),
        here=PACKAGING,
        tables=[shown_table(office_request.page, hubs), shown_table(office_request.page, late)],
        notes=(),
        lines=(
            say(
                "{out} out, {late} of them late.",
                out=say.many("{count} unit", "{count} units", overview.out),
                late=format_number(say, overview.late),
            ),
        ),
        ways=(
            (say.plain("Packaging figures"), f"{PACKAGING}/figures"),
            (say.plain("Types, hubs and figures"), way_path(office, OfficeWay.PACKAGING)),
        ),
        places_label="",
        places=(),
    )


def hub_columns(office: Office) -> Sequence[Column[HubFacts]]:
    """Return the columns of hubs."""
    return (
        Column(
            label=lambda say: say("Hub"),
            value=lambda say, row: sanitize_name(row.name, HUB),
            link=lambda row: way_path(office, OfficeWay.HUB, row.id),
        ),
        Column(label=lambda say: say("Alley"), value=lambda say, row: sanitize_name(row.alley_name, ALLEY)),
        Column(label=lambda say: say("On the shelves"), value=lambda say, row: row.here, is_number=True),
        Column(label=lambda say: say("Room for"), value=lambda say, row: row.capacity, is_number=True),
        Column(label=lambda say: say("Types taken"), value=lambda say, row: len(row.takes), is_number=True),
    )


def late_columns() -> Sequence[Column[LateLoan]]:
    """Return the columns of late loans: who has them is nobody's business here."""
    return (
        Column(label=lambda say: say("Packaging"), value=lambda say, row: sanitize_name(row.packaging, HUB)),
        Column(label=lambda say: say("Lent by"), value=lambda say, row: sanitize_name(row.lender, STALL)),
        Column(label=lambda say: say("Units"), value=lambda say, row: row.units, is_number=True),
        Column(
            label=lambda say: say("Was due"),
            value=lambda say, row: format_date(say, row.due_at.date()),
            raw=lambda row: row.due_at.date(),
        ),
        Column(
            label=lambda say: say("Written off from"),
            value=lambda say, row: format_date(say, row.lost_from.date()),
            raw=lambda row: row.lost_from.date(),
        ),
    )
