"""A hub in the office, for its staff: the packaging on its shelves, and the crates on the way."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import HUB, PACKAGING, sanitize_name
from market.actor import Actor
from market.packaging.hauling import HaulFacts
from market.packaging.hub_facts import PackagingDesk
from market.packaging.packaging_type import PackagingFacts
from market.packaging.place import PlaceRef
from market.paging import KeyPage
from storage.packaging import PackagingState, Stream
from web.office.office_page import (
    HUBS,
    PATH,
    Office,
    OfficeRequest,
    add_office_page,
    hub_path,
    office_html,
    way_path,
)
from web.office.screens import OfficeWay
from web.parts.table import Column, TablePart, csv_response, shown_table


@dataclass(frozen=True, kw_only=True)
class HubAtWork:
    """A hub as its staff see it, and the hauls that have units on the way to it and from it."""

    desk: PackagingDesk
    arriving: tuple[HaulFacts, ...]
    sent: tuple[HaulFacts, ...]


@dataclass(frozen=True)
class ShelvedType:
    """The units of a packaging type that are on the shelves of a hub, by state."""

    packaging: PackagingFacts
    units: dict[PackagingState, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CrateLine:
    """Units of one packaging type that are on the way in a haul."""

    haul: HaulFacts
    packaging: PackagingFacts
    units: int


def add_hub_page(
    app: web.Application, office: Office, hub: Callable[[Actor, int], Awaitable[HubAtWork]]
) -> None:
    """Add `/office/hubs/ID`, and its two tables as CSV."""
    path = f"{HUBS}/{{code:[0-9]{{1,9}}}}"

    async def found(office_request: OfficeRequest) -> HubAtWork:
        return await hub(office_request.reader.actor, int(office_request.page.code))

    async def page(office_request: OfficeRequest) -> str:
        return hub_html(office, office_request, await found(office_request))

    async def shelves(office_request: OfficeRequest) -> web.Response:
        types = shelved_types((await found(office_request)).desk)
        return await csv_response(office_request.page.say, shelf_columns(), types, "shelves")

    async def crates(office_request: OfficeRequest) -> web.Response:
        at_work = await found(office_request)
        columns = crate_columns(office, at_work.desk.place.ref, at_work.desk.place.zone)
        return await csv_response(office_request.page.say, columns, crate_lines(at_work), "crates")

    add_office_page(app, path, office, page)
    add_office_page(app, f"{path}/shelves.csv", office, shelves)
    add_office_page(app, f"{path}/crates.csv", office, crates)


def hub_html(office: Office, office_request: OfficeRequest, hub: HubAtWork) -> str:
    """Return the page of a hub."""
    say, desk = office_request.page.say, hub.desk
    path = hub_path(desk.place.ref.id)
    shelves: TablePart[ShelvedType] = TablePart(
        caption=say("On the shelves"),
        columns=shelf_columns(),
        page=KeyPage(shelved_types(desk)),
        nothing=say("Nothing is on the shelves."),
        csv_path=f"{path}/shelves.csv",
        name="shelves",
    )
    crates: TablePart[CrateLine] = TablePart(
        caption=say("Crates on the way"),
        columns=crate_columns(office, desk.place.ref, desk.place.zone),
        page=KeyPage(crate_lines(hub)),
        nothing=say("No crates are on the way."),
        csv_path=f"{path}/crates.csv",
        name="crates",
    )
    return office_html(
        "office_tables.html",
        office,
        office_request,
        title=sanitize_name(desk.place.name, HUB),
        here=PATH,
        tables=[shown_table(office_request.page, shelves), shown_table(office_request.page, crates)],
        notes=(),
        lines=_lines(say, desk),
        ways=((say.label("Hub desk"), way_path(office, OfficeWay.HUB_DESK, desk.place.ref.id)),),
        places_label="",
        places=(),
    )


def _lines(say: Say, desk: PackagingDesk) -> Sequence[str]:
    """Return how full a hub is, and what of its loans comes back soon or is late."""
    room = (
        [say("{here} of {capacity} places are taken.", here=desk.hub.here, capacity=desk.hub.capacity)]
        if desk.hub
        else []
    )
    due = say.many("{count} unit is due within a week.", "{count} units are due within a week.", desk.due)
    late = say.many("{count} unit is late.", "{count} units are late.", desk.late)
    return [*room, *([due] if desk.due else []), *([late] if desk.late else [])]


def shelved_types(desk: PackagingDesk) -> Sequence[ShelvedType]:
    """Return the types that are on the shelves, in the order of the desk."""
    found: dict[int, ShelvedType] = {}
    for each in desk.stock:
        if each.state in {state for state, _ in SHELF_STATES}:
            shelved = found.setdefault(each.packaging.id, ShelvedType(each.packaging))
            shelved.units[each.state] = each.units
    return [*found.values()]


SHELF_STATES: tuple[tuple[PackagingState, Callable[[Say], str]], ...] = (
    (PackagingState.CLEAN, lambda say: say("Clean")),
    (PackagingState.RETURNED, lambda say: say("To wash")),
    (PackagingState.WASHING, lambda say: say("In the wash")),
    (PackagingState.QUARANTINED, lambda say: say("Set apart")),
)
"""The states in which units stand in a hub, and the headings of their columns."""


def shelf_columns() -> Sequence[Column[ShelvedType]]:
    """Return the columns of what is on the shelves."""

    def units(state: PackagingState) -> Callable[[Say, ShelvedType], int | None]:
        return lambda say, row: row.units.get(state)

    return (
        Column(
            label=lambda say: say("Packaging"),
            value=lambda say, row: sanitize_name(row.packaging.name, PACKAGING),
        ),
        Column(label=lambda say: say("Kind"), value=lambda say, row: stream_text(say, row.packaging.stream)),
        *(Column(label=label, value=units(state), is_number=True) for state, label in SHELF_STATES),
    )


def crate_lines(hub: HubAtWork) -> Sequence[CrateLine]:
    """Return the units on the way, a line a type: what comes first, the oldest first."""
    return [
        CrateLine(haul=haul, packaging=kind, units=haul.units[kind.id])
        for haul in (*hub.arriving, *hub.sent)
        for kind in haul.kinds
    ]


def crate_columns(office: Office, here: PlaceRef, zone: str) -> Sequence[Column[CrateLine]]:
    """Return the columns of crates on the way. Those that come lead to the screen that receives them."""
    return (
        Column(
            label=lambda say: say("Sent"),
            value=lambda say, row: format_datetime(say, row.haul.sent_at, zone),
            raw=lambda row: row.haul.sent_at.isoformat(),
            link=lambda row: (
                way_path(office, OfficeWay.CRATES, here.id) if row.haul.target.ref == here else ""
            ),
        ),
        Column(
            label=lambda say: say("From"), value=lambda say, row: sanitize_name(row.haul.source.name, HUB)
        ),
        Column(label=lambda say: say("To"), value=lambda say, row: sanitize_name(row.haul.target.name, HUB)),
        Column(
            label=lambda say: say("Packaging"),
            value=lambda say, row: sanitize_name(row.packaging.name, PACKAGING),
        ),
        Column(label=lambda say: say("Kind"), value=lambda say, row: stream_text(say, row.haul.stream)),
        Column(label=lambda say: say("Units"), value=lambda say, row: row.units, is_number=True),
    )


def stream_text(say: Say, stream: Stream) -> str:
    """Return a stream in a word."""
    return say("halal") if stream is Stream.HALAL else say("other")
