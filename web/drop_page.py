"""The page of a drop: what a friend sees of a shared link."""

from datetime import datetime
from typing import Any

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_time
from locales.say import Say
from locales.user_text import STALL, WORDS, sanitize_name
from market.drop.facts import DropFacts
from market.drop.item_text import bundle_text, packaging_text, tag_words
from market.drop.stall_words import description, note_lines
from market.drop.status import is_joinable, status
from market.drop.status_text import moved_row, short_rule_text
from storage.drop import DropState
from web.drop_words import drop_path, drop_words, map_link, offer_data, place_data
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import PageSource, add_source_page


def add_drop_page(app: web.Application, drops: PageSource[DropFacts]) -> None:
    """Add `GET /d/CODE`; 404 with a sentence for any other code."""
    add_source_page(app, "/d/{code:[0-9A-Za-z]+}", drops, drop_html, unknown=_unknown_words)


def _unknown_words(say: Say) -> tuple[Markup, Markup]:
    return say("Not a drop"), say("This drop is not on show.")


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
