"""The page of a drop: what a friend sees of a shared link."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from locales.formats import format_time
from locales.user_text import STALL, WORDS, sanitize_name
from market.drop.facts import DropFacts
from market.drop.item_text import bundle_text, packaging_text, tag_words
from market.drop.refusals import ClosedStallsDrop, DropUnknown
from market.drop.stall_words import description, note_lines
from market.drop.status import is_joinable, status
from market.drop.status_text import moved_row, short_rule_text
from storage.drop import DropState
from web.drop_words import drop_path, drop_words, map_link, offer_data, place_data
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import add_public_page
from web.parts.verdict_page import unknown_code_html
from web.stall_page import closed_html


@dataclass(frozen=True, kw_only=True)
class DropPages:
    """Where the pages come from: `load` finds the public drop with a code, or raises DropUnknown or ClosedStallsDrop."""

    site: Site
    load: Callable[[str], Awaitable[DropFacts]]
    now: Callable[[], datetime]


def add_drop_page(app: web.Application, pages: DropPages) -> None:
    """Add `GET /d/CODE`; 404 with a sentence for any other code."""

    async def make(page_request: PageRequest) -> str | None:
        try:
            return drop_html(page_request, pages.site, await pages.load(page_request.code), pages.now())
        except ClosedStallsDrop as closed:
            return closed_html(page_request, pages.site, closed.stall)
        except DropUnknown:
            return None

    def unknown(page_request: PageRequest) -> str:
        say = page_request.say
        return unknown_code_html(
            page_request, pages.site, title=say("Not a drop"), verdict=say("This drop is not on show.")
        )

    add_public_page(app, "/d/{code:[0-9A-Za-z]+}", make, unknown=unknown)


def drop_html(page_request: PageRequest, site: Site, drop: DropFacts, now: datetime) -> str:
    """Return the page of a drop as it is now."""
    say, words = page_request.say, drop_words(page_request.say, drop, now)
    return page_html(
        "drop.html",
        page_request,
        site,
        title=words.name,
        description=say.plain(
            "{stall}, {when}. {state}",
            stall=sanitize_name(drop.stall.name, STALL),
            when=words.when,
            state=words.state,
        ),
        picture=words.picture,
        is_indexed=True,
        structured_data=event_data(drop, site),
        drop=words,
        starts_at=drop.starts_at.isoformat(),
        stall_path=f"/s/{drop.stall.code}",
        alley_path=f"/y/{drop.alley.code}",
        moved=moved_row(say, drop),
        words=[*description(say, drop, WORDS.shown), *note_lines(say, drop.note)],
        rules=[
            line
            for line in (
                *packaging_text(say, drop, drop.offered),
                *bundle_text(say, drop.offered),
                tag_words(say, drop.tags),
                short_rule_text(say, drop, status(drop, now)),
            )
            if line
        ],
        chat=site.chat_link(f"d_{drop.code}"),
        chat_label=say.label("Join in Telegram") if is_joinable(drop, now) else say.label("Open in Telegram"),
        calendar_label=say.label("Add to calendar"),
        map=map_link(drop.alley.latitude, drop.alley.longitude),
        map_label=say.label("Directions"),
        as_of=say("As of {time}.", time=format_time(say, now, drop.alley.zone)),
    )


def event_data(drop: DropFacts, site: Site) -> dict[str, Any]:
    """Return a drop as a schema.org Event."""
    address = site.address(drop_path(drop))
    cancelled = drop.state == DropState.CANCELLED
    return {
        "@type": "Event",
        "name": drop.name,
        "description": drop.words,
        "startDate": drop.starts_at.isoformat(),
        "endDate": drop.ends_at.isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place_data(drop.alley),
        "organizer": {"@type": "Organization", "name": drop.stall.name},
        "image": site.address(f"{drop_path(drop)}.jpg"),
        "url": address,
        "offers": [offer_data(drop, item, address) for item in drop.offered],
    }
