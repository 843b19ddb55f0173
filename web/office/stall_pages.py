"""Stalls in the office: all of them by words, what waits at one first; one with its papers, helpers and ways; and its evenings."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_date, format_datetime, format_long_date, format_number, format_time_range
from locales.say import Say
from locales.staff_roles import role_name
from locales.user_text import ALLEY, NAME, STALL, sanitize_name
from market.actor import Actor, Right
from market.licence_document import DocumentFacts
from market.office.stall import EveningAtAlley, OfficeStall
from market.organiser.stall_list import ListedStall
from market.organiser.standing_words import standing_text
from market.paging import KeyPage, PageKey
from market.staff.helpers import Helper
from web.office.evening_pages import EVENINGS, figure_columns
from web.office.log_page import history_path
from web.office.office_page import (
    STALLS,
    Office,
    OfficeRequest,
    add_office_page,
    office_html,
    stall_path,
    way_path,
)
from web.office.office_table import OfficeTable, add_office_table
from web.office.screens import OfficeWay
from web.parts.table import Column, TablePart, read_words, shown_table

LoadStalls = Callable[[Actor, PageKey, int, str], Awaitable[KeyPage[ListedStall]]]


NEAREST = 10
"""Evenings on the page of a stall; all are a list of their own."""


@dataclass(frozen=True, kw_only=True)
class StallPages:
    """Where the pages come from."""

    page: LoadStalls
    one: Callable[[Actor, int], Awaitable[OfficeStall]]
    evenings: Callable[[Actor, int, PageKey, int], Awaitable[KeyPage[EveningAtAlley]]]


def add_stall_pages(app: web.Application, office: Office, pages: StallPages) -> None:
    """Add `/office/stalls`, `/office/stalls/ID` and `/office/stalls/ID/evenings`; the lists as CSV, too."""

    async def load(office_request: OfficeRequest, page_key: PageKey, size: int) -> KeyPage[ListedStall]:
        return await pages.page(office_request.reader.actor, page_key, size, read_words(office_request.page))

    async def evenings(
        office_request: OfficeRequest, page_key: PageKey, size: int
    ) -> KeyPage[EveningAtAlley]:
        return await pages.evenings(
            office_request.reader.actor, int(office_request.page.code), page_key, size
        )

    async def one(office_request: OfficeRequest) -> str:
        stall = await pages.one(office_request.reader.actor, int(office_request.page.code))
        return stall_html(office, office_request, stall, await evenings(office_request, PageKey(), NEAREST))

    table = OfficeTable(
        path=STALLS,
        name="stalls",
        title=lambda say: say.plain("Stalls"),
        columns=stall_columns(),
        load=load,
        nothing=lambda say: say.plain("No stall yet. Send your vendors the link."),
        search=lambda say: say.plain("Stall or owner"),
        ways=lambda office_request: _ways(office_request.page.say, office),
    )
    evening_list = OfficeTable(
        path=f"{STALLS}/{{code:[0-9]{{1,9}}}}/evenings",
        name="stall-evenings",
        title=lambda say: say.plain("Evenings"),
        columns=lambda rows: own_evening_columns(office, rows),
        load=evenings,
        nothing=_no_evening,
        ways=lambda office_request: (
            (office_request.page.say.plain("Stall"), stall_path(int(office_request.page.code))),
        ),
        here=STALLS,
    )
    add_office_table(app, office, table)
    add_office_table(app, office, evening_list)
    add_office_page(app, f"{STALLS}/{{code:[0-9]{{1,9}}}}", office, one)


def stall_html(
    office: Office, office_request: OfficeRequest, stall: OfficeStall, evenings: KeyPage[EveningAtAlley]
) -> str:
    """Return the page of a stall."""
    page_request, say = office_request.page, office_request.page.say
    listed = stall.listed
    table: TablePart[EveningAtAlley] = TablePart(
        caption=say("Evenings"),
        columns=own_evening_columns(office, evenings.rows),
        page=KeyPage(evenings.rows),
        nothing=_no_evening(say),
        csv_path=f"{stall_path(listed.id)}/evenings.csv",
        name="evenings",
    )
    tables = [shown_table(page_request, table)]
    if stall.staff:
        helpers: TablePart[Helper] = TablePart(
            caption=say("Staff"),
            columns=helper_columns(office),
            page=KeyPage(stall.staff.helpers),
            nothing=say("Nobody helps here yet. Choose a role, and send the link to your helper."),
            name="helpers",
        )
        tables.append(shown_table(page_request, helpers))
    return office_html(
        "office_stall.html",
        office,
        office_request,
        title=sanitize_name(listed.name, STALL),
        here=STALLS,
        facts=_facts(say, stall),
        ways=_ways_of(say, office, stall),
        tables=tables,
    )


def _no_evening(say: Say) -> Markup:
    return say("No evening yet. A stall's drop makes one.")


def _facts(say: Say, stall: OfficeStall) -> Sequence[tuple[Markup, Markup | str, str]]:
    """Return what the page says of a stall: each with its label, and where it leads."""
    listed, licence = stall.listed, stall.licence
    until = format_date(say, listed.licence_until) if listed.licence_until else ""
    return [
        (say("State"), standing_text(say, listed.standing), ""),
        (say("Alley"), sanitize_name(listed.alley, ALLEY), ""),
        *([(say("Owner"), sanitize_name(listed.owner, NAME), "")] if stall.is_overseen else []),
        *([(say("Licence until"), until, "")] if until else []),
        *([(say("Licence document"), _document_text(say, licence.document), "")] if licence else []),
        *([(say("Public card"), stall.card, f"/L/{stall.card}")] if stall.card else []),
        *([(say("Reports"), format_number(say, listed.reports), "")] if listed.reports else []),
        *([(say("Deposits"), format_number(say, listed.deposits), "")] if listed.deposits else []),
    ]


def _document_text(say: Say, document: DocumentFacts | None) -> Markup:
    if document is None:
        return say("not sent yet")
    if document.checked_at is None:
        return say("The organisers have not checked it.")
    day = document.checked_at.astimezone(ZoneInfo(document.zone)).date()
    return say("Checked by the organisers {day}.", day=format_long_date(say, day))


def _ways_of(say: Say, office: Office, stall: OfficeStall) -> Sequence[tuple[str, str]]:
    """Return the screens of the chat that are about a stall and open to its reader, and its public pages. Each screen asks for the right again."""
    screens: tuple[tuple[str, OfficeWay, bool], ...] = (
        (say.plain("As in the chat"), OfficeWay.STALL, stall.is_overseen),
        (say.label("Licence document"), OfficeWay.LICENCE, stall.is_overseen),
        (say.label("Power needed"), OfficeWay.STALL_POWER, stall.is_overseen),
        (say.label("Desk"), OfficeWay.DESK, Right.VIEW in stall.rights),
        (say.label("Shifts"), OfficeWay.SHIFTS, Right.VIEW in stall.rights),
        (say.plain("Statement of shares"), OfficeWay.SHARES, stall.has_shares),
        (say.label("Staff"), OfficeWay.STAFF, Right.OWN in stall.rights),
        (say.label("Licence"), OfficeWay.DOCUMENT, Right.OWN in stall.rights),
        (say.label("Seller and contact"), OfficeWay.SELLER, Right.OWN in stall.rights),
        (say.label("Dossier"), OfficeWay.DOSSIER, Right.OWN in stall.rights and stall.is_public),
    )
    shown = [(label, way_path(office, way, stall.listed.id)) for label, way, is_shown in screens if is_shown]
    pages = (
        (say.plain("All evenings"), "evenings", True),
        (say.label("Statement"), "statement", Right.BOOKS in stall.rights),
        (say.label("Usual drops"), "drops", Right.STOCK in stall.rights),
        (say.label("Showroom"), "showroom", Right.STOCK in stall.rights),
        (say.label("Print"), "print", Right.VIEW in stall.rights or stall.is_public),
    )
    own = [(label, f"{stall_path(stall.listed.id)}/{page}") for label, page, is_shown in pages if is_shown]
    history = [(say.plain("History"), history_path(f"stall:{stall.listed.id}"))] if stall.is_overseen else []
    return [*own, *shown, *history]


def own_evening_columns(office: Office, rows: Sequence[EveningAtAlley]) -> Sequence[Column[EveningAtAlley]]:
    """Return the columns of a stall's evenings, without money for whom these rows have none.

    They lead to the evening on its desk, or for organisers to the market day.
    """
    return (
        Column(
            label=lambda say: say("Day"),
            value=lambda say, row: format_date(say, row.day),
            raw=lambda row: row.day,
            link=lambda row: _evening_path(office, row),
        ),
        Column(label=lambda say: say("Alley"), value=lambda say, row: sanitize_name(row.alley, ALLEY)),
        Column(
            label=lambda say: say("Hours"),
            value=lambda say, row: format_time_range(say, row.starts_at, row.ends_at, row.zone),
        ),
        *figure_columns(lambda row: row.territory, with_money=all(row.shows_money for row in rows)),
    )


def _evening_path(office: Office, evening: EveningAtAlley) -> str:
    if evening.has_desk:
        return way_path(office, OfficeWay.STALL_DAY, evening.id)
    return f"{EVENINGS}/{evening.market_day}" if evening.market_day else ""


def helper_columns(office: Office) -> Sequence[Column[Helper]]:
    """Return the columns of helpers."""
    return (
        Column(label=lambda say: say("Name"), value=lambda say, row: sanitize_name(row.first_name, NAME)),
        Column(label=lambda say: say("Role"), value=lambda say, row: role_name(say, row.role)),
        Column(
            label=lambda say: say("Since"),
            value=lambda say, row: format_datetime(say, row.since, office.zone),
            raw=lambda row: row.since.isoformat(),
        ),
    )


def _ways(say: Say, office: Office) -> Sequence[tuple[str, str]]:
    return ((say.plain("Link for vendors"), way_path(office, OfficeWay.INVITE)),)


def stall_columns() -> Sequence[Column[ListedStall]]:
    """Return the columns of stalls."""
    return (
        Column(
            label=lambda say: say("Stall"),
            value=lambda say, row: sanitize_name(row.name, STALL),
            link=lambda row: stall_path(row.id),
        ),
        Column(label=lambda say: say("Owner"), value=lambda say, row: sanitize_name(row.owner, NAME)),
        Column(label=lambda say: say("Alley"), value=lambda say, row: sanitize_name(row.alley, ALLEY)),
        Column(label=lambda say: say("State"), value=lambda say, row: standing_text(say, row.standing)),
        Column(
            label=lambda say: say("Licence until"),
            value=lambda say, row: format_date(say, row.licence_until) if row.licence_until else None,
            raw=lambda row: row.licence_until,
        ),
        Column(
            label=lambda say: say("Licences to check"),
            value=lambda say, row: row.licences or None,
            is_number=True,
        ),
        Column(label=lambda say: say("Reports"), value=lambda say, row: row.reports or None, is_number=True),
        Column(
            label=lambda say: say("Deposits"), value=lambda say, row: row.deposits or None, is_number=True
        ),
        Column(
            label=lambda say: say("Names its seller"),
            value=lambda say, row: say("yes") if row.names_seller else say("no"),
        ),
    )
