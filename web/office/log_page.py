"""The log of changes in the office: who changed what, the newest first, of all kinds or of one, and the history of a stall or an alley."""

import re
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from locales.formats import format_datetime
from market.actor import Actor
from market.audit_log import AuditLine
from market.paging import KeyPage, PageKey
from storage.audit import AuditAction
from web.office.log_words import change_text
from web.office.office_page import PATH, Office, OfficeRequest
from web.office.office_table import OfficeTable, add_office_table
from web.parts.table import Column

LOG = f"{PATH}/log"
KIND = "kind"
"""The parameter that names one kind of change."""
ABOUT, THING = "about", re.compile(r"(stall|alley|hub|drop):[0-9]{1,9}", re.ASCII)
"""The parameter that names what was changed, and what it may say."""

LoadLog = Callable[[Actor, PageKey, int, AuditAction | None, str], Awaitable[KeyPage[AuditLine]]]


def add_log_page(app: web.Application, office: Office, log: LoadLog) -> None:
    """Add `/office/log` and its CSV."""

    async def load(office_request: OfficeRequest, page_key: PageKey, size: int) -> KeyPage[AuditLine]:
        given = office_request.page.params.get(KIND, "")
        kind = next((each for each in AuditAction if each.value == given), None)
        named = office_request.page.params.get(ABOUT, "")
        about = named if THING.fullmatch(named) else ""
        return await log(office_request.reader.actor, page_key, size, kind, about)

    table = OfficeTable(
        path=LOG,
        name="log",
        title=lambda say: say.plain("Log of changes"),
        columns=log_columns(office),
        load=load,
        nothing=lambda say: say.plain("Nothing was changed yet."),
        params=(KIND, ABOUT),
        ways=_ways,
    )
    add_office_table(app, office, table)


def history_path(about: str) -> str:
    """Return the address of the changes of what `about` names, such as "stall:12"."""
    return f"{LOG}?{ABOUT}={about}"


def _ways(office_request: OfficeRequest) -> Sequence[tuple[str, str]]:
    """Return the way back to all changes from some of them."""
    is_narrow = {KIND, ABOUT} & office_request.page.params.keys()
    return ((office_request.page.say.plain("All changes"), LOG),) if is_narrow else ()


def log_columns(office: Office) -> Sequence[Column[AuditLine]]:
    """Return the columns of the log."""
    return (
        Column(
            label=lambda say: say("When"),
            value=lambda say, row: format_datetime(say, row.at, office.zone),
            raw=lambda row: row.at.isoformat(),
        ),
        Column(label=lambda say: say("Change"), value=lambda say, row: change_text(say, row)),
        Column(
            label=lambda say: say("Kind"),
            value=lambda say, row: row.action.value,
            link=lambda row: f"{LOG}?{KIND}={row.action.value}",
        ),
    )
