"""Messages in the office: broadcasts, and notifications that did not arrive."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import NAME, sanitize_name
from market.actor import Actor
from market.office.lists import BroadcastRow, MissedRow
from market.paging import KeyPage, PageKey
from storage.broadcast import BroadcastState
from web.office.office_page import PATH, Office, way_path
from web.office.office_table import OfficeTable, add_office_table, for_actor
from web.office.screens import OfficeWay
from web.parts.table import Column

MESSAGES, MISSED = f"{PATH}/messages", f"{PATH}/missed"
NEW_BROADCAST = f"{MESSAGES}/new"


@dataclass(frozen=True, kw_only=True)
class MessagePages:
    """Where the pages come from."""

    broadcasts: Callable[[Actor, PageKey, int], Awaitable[KeyPage[BroadcastRow]]]
    missed: Callable[[Actor, PageKey, int], Awaitable[KeyPage[MissedRow]]]


def add_message_pages(app: web.Application, office: Office, pages: MessagePages) -> None:
    """Add `/office/messages` and `/office/missed`, and their CSV."""

    add_office_table(
        app,
        office,
        OfficeTable(
            path=MESSAGES,
            name="broadcasts",
            title=lambda say: say.plain("Messages"),
            columns=broadcast_columns(office),
            load=for_actor(pages.broadcasts),
            nothing=lambda say: say.plain("No broadcast was sent yet."),
            ways=lambda office_request: _ways(office_request.page.say, office),
        ),
    )
    add_office_table(
        app,
        office,
        OfficeTable(
            path=MISSED,
            name="missed",
            title=lambda say: say.plain("Not arrived, 30 days"),
            columns=missed_columns(office),
            load=for_actor(pages.missed),
            nothing=lambda say: say.plain("Every message of the last 30 days arrived."),
            here=MESSAGES,
        ),
    )


def _ways(say: Say, office: Office) -> Sequence[tuple[str, str]]:
    return (
        (say.plain("New broadcast"), NEW_BROADCAST),
        (say.plain("Not arrived, 30 days"), MISSED),
        (say.plain("Messages on their way"), way_path(office, OfficeWay.OUTBOX)),
    )


def broadcast_columns(office: Office) -> Sequence[Column[BroadcastRow]]:
    """Return the columns of broadcasts."""
    return (
        Column(
            label=lambda say: say("Begun"),
            value=lambda say, row: format_datetime(say, row.started_at or row.created_at, office.zone),
            raw=lambda row: (row.started_at or row.created_at).isoformat(),
            link=lambda row: way_path(office, OfficeWay.BROADCAST, row.id),
        ),
        Column(label=lambda say: say("By"), value=lambda say, row: sanitize_name(row.author, NAME)),
        Column(label=lambda say: say("State"), value=lambda say, row: broadcast_state_text(say, row.state)),
        Column(label=lambda say: say("People"), value=lambda say, row: row.total, is_number=True),
    )


def broadcast_state_text(say: Say, state: BroadcastState) -> Markup:
    """Return the state of a broadcast in a word or two."""
    match state:
        case BroadcastState.DRAFT:
            return say("draft")
        case BroadcastState.SCHEDULED:
            return say("scheduled")
        case BroadcastState.SENDING:
            return say("being sent")
        case BroadcastState.PAUSED:
            return say("paused")
        case BroadcastState.SENT:
            return say("sent")
        case BroadcastState.STOPPED:
            return say("stopped")
        case _:
            assert_never(state)


def missed_columns(office: Office) -> Sequence[Column[MissedRow]]:
    """Return the columns of notifications that did not arrive."""
    return (
        Column(
            label=lambda say: say("Due"),
            value=lambda say, row: format_datetime(say, row.due_at, office.zone),
            raw=lambda row: row.due_at.isoformat(),
        ),
        Column(
            label=lambda say: say("To"),
            value=lambda say, row: sanitize_name(row.first_name, NAME),
            link=lambda row: way_path(office, OfficeWay.PERSON, row.person),
        ),
        Column(
            label=lambda say: say("Message"),
            value=lambda say, row: office.screens.message_name(say, row.kind),
        ),
        Column(label=lambda say: say("Tries"), value=lambda say, row: row.tries, is_number=True),
        Column(label=lambda say: say("Why"), value=lambda say, row: row.reason, raw=lambda row: row.reason),
    )
