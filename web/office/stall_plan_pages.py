"""Plans of a stall in the office: its usual drops, the hours of its showroom, and the sheets it prints."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from locales.formats import exponent, format_date, format_minute_of_day, format_money, format_repeat
from locales.say import Say
from locales.user_text import ALLEY, ITEM, SHOW, STALL, TEMPLATE, sanitize_name
from market.actor import Actor, Right
from market.office.stall import EveningAtAlley, OfficeStall
from market.paging import KeyPage, PageKey
from market.showroom.available import Curation
from market.showroom.plan import ShowroomPlan, WindowDay, WindowFacts
from market.showroom.slots import MIDNIGHT
from market.stock.stock_line import StockLine
from market.stock.template import TemplateFacts
from web.office.money_words import major
from web.office.office_page import (
    STALLS,
    Office,
    OfficeRequest,
    add_office_page,
    office_html,
    stall_path,
    way_path,
)
from web.office.screens import OfficeWay
from web.parts.table import Column, TablePart, csv_response, shown_table

PRINTED_EVENINGS = 20
"""Evenings of which the page of sheets looks for those that are not over."""


@dataclass(frozen=True, kw_only=True)
class StallPlanPages:
    """Where the pages come from."""

    stall: Callable[[Actor, int], Awaitable[OfficeStall]]
    evenings: Callable[[Actor, int, PageKey, int], Awaitable[KeyPage[EveningAtAlley]]]
    templates: Callable[[Actor, int], Awaitable[tuple[TemplateFacts, ...]]]
    showroom: Callable[[Actor, int], Awaitable[ShowroomPlan]]


@dataclass(frozen=True)
class UsualItem:
    """An item of a usual drop."""

    template: TemplateFacts
    item: StockLine


@dataclass(frozen=True, kw_only=True)
class PrintedSheet:
    """A sheet that a stall prints: what it is, of what, on which paper, and where it is made."""

    name: str
    about: str
    paper: str
    path: str


def add_stall_plan_pages(app: web.Application, office: Office, pages: StallPlanPages) -> None:
    """Add `/office/stalls/ID/drops`, `/office/stalls/ID/showroom` and `/office/stalls/ID/print`; usual drops and hours as CSV, too."""
    path = f"{STALLS}/{{code:[0-9]{{1,9}}}}"

    def of(office_request: OfficeRequest) -> tuple[Actor, int]:
        return office_request.reader.actor, int(office_request.page.code)

    async def drops(office_request: OfficeRequest) -> str:
        items = usual_items(await pages.templates(*of(office_request)))
        return usual_drops_html(office, office_request, items)

    async def drops_file(office_request: OfficeRequest) -> web.Response:
        items = usual_items(await pages.templates(*of(office_request)))
        return await csv_response(office_request.page.say, usual_columns(), items, "usual-drops")

    async def showroom(office_request: OfficeRequest) -> str:
        return showroom_html(office, office_request, await pages.showroom(*of(office_request)))

    async def hours_file(office_request: OfficeRequest) -> web.Response:
        plan = await pages.showroom(*of(office_request))
        return await csv_response(office_request.page.say, hours_columns(), plan.windows, "showroom-hours")

    async def sheets(office_request: OfficeRequest) -> str:
        stall = await pages.stall(*of(office_request))
        evenings = await pages.evenings(*of(office_request), PageKey(), PRINTED_EVENINGS)
        return print_html(office, office_request, stall, evenings.rows)

    add_office_page(app, f"{path}/drops", office, drops)
    add_office_page(app, f"{path}/drops.csv", office, drops_file)
    add_office_page(app, f"{path}/showroom", office, showroom)
    add_office_page(app, f"{path}/showroom.csv", office, hours_file)
    add_office_page(app, f"{path}/print", office, sheets)


def usual_items(templates: Sequence[TemplateFacts]) -> Sequence[UsualItem]:
    """Return the items of usual drops that are offered by themselves, in their order."""
    return [
        UsualItem(template, item) for template in templates for item in template.message.items if item.offered
    ]


def usual_drops_html(office: Office, office_request: OfficeRequest, items: Sequence[UsualItem]) -> str:
    """Return the page of a stall's usual drops."""
    say, stall = office_request.page.say, int(office_request.page.code)
    table: TablePart[UsualItem] = TablePart(
        caption=say("Items"),
        columns=usual_columns(),
        page=KeyPage(items),
        nothing=say("You have not saved a usual drop yet."),
        csv_path=f"{stall_path(stall)}/drops.csv",
        name="drops",
    )
    change = (say.plain("Change or publish"), way_path(office, OfficeWay.TEMPLATES, stall))
    return _page(office, office_request, say.label("Usual drops"), tables=[table], ways=[change])


def usual_columns() -> Sequence[Column[UsualItem]]:
    """Return the columns of the items of usual drops."""
    return (
        Column(
            label=lambda say: say("Usual drop"),
            value=lambda say, row: sanitize_name(row.template.name, TEMPLATE),
        ),
        Column(
            label=lambda say: say("Next day"),
            value=lambda say, row: format_date(say, row.template.day),
            raw=lambda row: row.template.day,
        ),
        Column(label=lambda say: say("Item"), value=lambda say, row: sanitize_name(row.item.name, ITEM)),
        Column(label=lambda say: say("Units"), value=lambda say, row: row.item.quantity, is_number=True),
        Column(
            label=lambda say: say("Price"),
            value=lambda say, row: format_money(
                say, row.item.price or 0, row.template.currency, row.template.territory
            ),
            raw=lambda row: major(row.item.price or 0, exponent(row.template.currency)),
            is_number=True,
        ),
    )


def showroom_html(office: Office, office_request: OfficeRequest, plan: ShowroomPlan) -> str:
    """Return the page of a showroom's weekly hours, the days of the next three weeks, and its shows."""
    say = office_request.page.say
    hours: TablePart[WindowFacts] = TablePart(
        caption=say("Hours"),
        columns=hours_columns(),
        page=KeyPage(plan.windows),
        nothing=say("No hours yet, so nobody can book a visit."),
        csv_path=f"{stall_path(plan.stall)}/showroom.csv",
        name="hours",
    )
    days: TablePart[WindowDay] = TablePart(
        caption=say("Days"),
        columns=(
            Column(label=lambda say: say("Day"), value=lambda say, row: format_date(say, row.day)),
            Column(
                label=lambda say: say("State"),
                value=lambda say, row: say("closed") if row.closed else say("open"),
            ),
        ),
        page=KeyPage(plan.days),
        nothing=say("No days in the next three weeks."),
        name="days",
    )
    shows: TablePart[Curation] = TablePart(
        caption=say("Shows"),
        columns=(
            Column(label=lambda say: say("Show"), value=lambda say, row: sanitize_name(row.name, SHOW)),
            Column(label=lambda say: say("From"), value=lambda say, row: format_date(say, row.begins_on)),
            Column(
                label=lambda say: say("Until"),
                value=lambda say, row: format_date(say, row.ends_on) if row.ends_on else None,
            ),
        ),
        page=KeyPage(plan.curations),
        nothing=say("No show is planned."),
        name="shows",
    )
    ways = [
        (say.plain("Visits"), way_path(office, OfficeWay.SHOWROOM, plan.stall)),
        (say.plain("Change hours"), way_path(office, OfficeWay.HOURS, plan.stall)),
        (say.plain("Change shows"), way_path(office, OfficeWay.SHOWS, plan.stall)),
    ]
    tables: list[TablePart[Any]] = [hours, days, shows] if plan.windows else [hours]
    return _page(office, office_request, say.label("Showroom"), tables=tables, ways=ways)


def hours_columns() -> Sequence[Column[WindowFacts]]:
    """Return the columns of a showroom's weekly hours."""

    def number(label: Callable[[Say], Any], figure: Callable[[WindowFacts], int]) -> Column[WindowFacts]:
        return Column(label=label, value=lambda say, row: figure(row) or None, is_number=True)

    return (
        Column(
            label=lambda say: say("From"),
            value=lambda say, row: format_repeat(say, row.terms.begins, row.terms.weekday),
        ),
        Column(
            label=lambda say: say("Until"),
            value=lambda say, row: format_minute_of_day(say, row.terms.ends % MIDNIGHT),
        ),
        number(lambda say: say("Minutes a visit"), lambda row: row.terms.visit_minutes),
        number(lambda say: say("Minutes between"), lambda row: row.terms.buffer),
        number(lambda say: say("People a visit"), lambda row: row.terms.places),
        number(lambda say: say("One in so many for walk-ins"), lambda row: row.terms.walk_in_every),
    )


def print_html(
    office: Office, office_request: OfficeRequest, stall: OfficeStall, evenings: Sequence[EveningAtAlley]
) -> str:
    """Return the page of what a stall prints: each sheet with the screen that makes it."""
    say = office_request.page.say
    ahead = [each for each in evenings if each.has_desk and each.ends_at > office.now()]
    sheets = [*_stall_sheets(say, office, stall), *_evening_sheets(say, office, stall, ahead[::-1])]
    table: TablePart[PrintedSheet] = TablePart(
        caption=say("Sheets"),
        columns=(
            Column(
                label=lambda say: say("Sheet"), value=lambda say, row: row.name, link=lambda row: row.path
            ),
            Column(label=lambda say: say("About"), value=lambda say, row: row.about),
            Column(label=lambda say: say("Paper"), value=lambda say, row: row.paper),
        ),
        page=KeyPage(sheets),
        nothing=say("Nothing to print here: an open stall has a poster, an evening its lists."),
        name="sheets",
    )
    return _page(office, office_request, say.label("Print"), tables=[table], ways=())


def _stall_sheets(say: Say, office: Office, stall: OfficeStall) -> Iterator[PrintedSheet]:
    """Yield the sheets of a stall itself."""
    about, number = sanitize_name(stall.listed.name, STALL), stall.listed.id
    if not stall.is_public:
        return
    if Right.OWN in stall.rights:
        for way, paper in ((OfficeWay.POSTER, "A4"), (OfficeWay.ROLL_POSTER, say.plain("58 mm"))):
            yield PrintedSheet(name=say.label("Poster"), about=about, paper=paper, path=way_path(office, way))
        if stall.card:
            path = way_path(office, OfficeWay.CARD, number)
            yield PrintedSheet(name=say.label("Licence card"), about=about, paper="A6", path=path)
    yield PrintedSheet(name=say.plain("Order card"), about=about, paper="A4", path=f"/s/{stall.code}/order")


def _evening_sheets(
    say: Say, office: Office, stall: OfficeStall, evenings: Sequence[EveningAtAlley]
) -> Iterator[PrintedSheet]:
    """Yield the sheets of evenings that are not over, for who works there."""
    for each in evenings:
        # text: a date, and an alley
        about = say.plain(
            "{first}, {second}",
            first=format_date(say, each.day),
            second=sanitize_name(each.alley, ALLEY),
        )
        kinds = [(say.label("Price tags"), OfficeWay.TAGS, True)]
        kinds.append((say.label("List of bookings"), OfficeWay.BOOKINGS, Right.SCAN in stall.rights))
        for name, way, is_shown in kinds:
            if is_shown:
                path = way_path(office, way, each.id)
                yield PrintedSheet(name=name, about=about, paper="A4", path=path)


def _page(
    office: Office,
    office_request: OfficeRequest,
    title: str,
    *,
    tables: Sequence[TablePart[Any]],
    ways: Sequence[tuple[str, str]],
) -> str:
    page_request, say = office_request.page, office_request.page.say
    return office_html(
        "office_tables.html",
        office,
        office_request,
        title=title,
        here=STALLS,
        tables=[shown_table(page_request, table) for table in tables],
        notes=(),
        lines=(),
        ways=[(say.plain("Stall"), stall_path(int(page_request.code))), *ways],
        places_label="",
        places=(),
    )
