"""All stalls in the office, by words; what waits at one stands first."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from locales.formats import format_date
from locales.say import Say
from locales.user_text import ALLEY, NAME, STALL, sanitize_name
from market.actor import Actor
from market.organiser.stall_list import ListedStall
from market.organiser.standing_words import standing_text
from market.paging import KeyPage, PageKey
from web.office.office_page import PATH, Office, OfficeRequest, way_path
from web.office.office_table import OfficeTable, add_office_table
from web.office.screens import OfficeWay
from web.parts.table import Column, read_words

LoadStalls = Callable[[Actor, PageKey, int, str], Awaitable[KeyPage[ListedStall]]]


def add_stall_pages(app: web.Application, office: Office, stalls: LoadStalls) -> None:
    """Add `/office/stalls` and its CSV."""

    async def load(office_request: OfficeRequest, page_key: PageKey, size: int) -> KeyPage[ListedStall]:
        return await stalls(office_request.reader.actor, page_key, size, read_words(office_request.page))

    table = OfficeTable(
        path=f"{PATH}/stalls",
        name="stalls",
        title=lambda say: say.plain("Stalls"),
        columns=stall_columns(office),
        load=load,
        nothing=lambda say: say.plain("No stall yet. Send your vendors the link."),
        search=lambda say: say.plain("Stall or owner"),
        ways=lambda office_request: _ways(office_request.page.say, office),
    )
    add_office_table(app, office, table)


def _ways(say: Say, office: Office) -> Sequence[tuple[str, str]]:
    return ((say.plain("Link for vendors"), way_path(office, OfficeWay.INVITE)),)


def stall_columns(office: Office) -> Sequence[Column[ListedStall]]:
    """Return the columns of stalls."""
    return (
        Column(
            label=lambda say: say("Stall"),
            value=lambda say, row: sanitize_name(row.name, STALL),
            link=lambda row: way_path(office, OfficeWay.STALL, row.id),
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
