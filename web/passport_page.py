"""The page that the code on packaging opens in any phone's camera: the passport of a single piece, or of its type where units are counted.

It names no person, and not where a piece is.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_datetime, format_money, format_time
from locales.say import Say
from locales.user_text import sanitize_name
from market.packaging.asset import passport_json
from market.packaging.hub_facts import HubFacts, open_hubs
from market.packaging.packaging_type import PackagingFacts
from market.packaging.piece_story import PieceStory, TypeStory
from storage.packaging import PackagingState, Stream
from web.page_cache import CachedPage, cached_page
from web.parts.frame import PageRequest, Site
from web.parts.public_page import add_public_page
from web.parts.verdict_page import USED, VALID, verdict_html

FRESH_SECONDS, NAME, JSON = 10, 64, ".JSON"


@dataclass(frozen=True, kw_only=True)
class PassportPages:
    """Where passports come from: `load` finds a piece by its type's code and its serial, or raises AssetUnknown.

    `load_type` finds a type, or raises PackagingTypeUnknown. `zone` is the market's.
    """

    load: Callable[[str, str], Awaitable[PieceStory]]
    load_type: Callable[[str], Awaitable[TypeStory]]
    zone: str
    now: Callable[[], datetime]


def add_passport_page(app: web.Application, site: Site, pages: PassportPages) -> None:
    """Add `GET /A/CODE/SERIAL`, the same with `.json`, and `/A/CODE`; 404 with a sentence for anything else."""

    async def make(request: PageRequest) -> str | CachedPage | None:
        given = request.code + request.serial.removesuffix(JSON)
        return await _page(request, site, pages) if given.isascii() and given.isalnum() else None

    for path in ("/a/{code:[^/]*}", "/a/{code:[^/]*}/{serial:.*}"):
        add_public_page(app, path, make, site=site, unknown=_unknown_words, seconds=FRESH_SECONDS)


async def _page(request: PageRequest, site: Site, pages: PassportPages) -> str | CachedPage:
    """Return the page of a piece or its passport, or the page of a type where there is no serial. Raises AssetUnknown, PackagingTypeUnknown."""
    if not request.serial:
        return type_html(request, site, await pages.load_type(request.code), pages.now())
    story = await pages.load(request.code, request.serial.removesuffix(JSON))
    if request.serial.endswith(JSON):
        return cached_page(passport_json(story.passport), "application/json")
    return passport_html(request, site, story, pages=pages)


def type_html(request: PageRequest, site: Site, story: TypeStory, now: datetime) -> str:
    """Return the page of packaging that is counted."""
    say, packaging = request.say, story.packaging
    return verdict_html(
        request,
        site,
        title=sanitize_name(packaging.name, NAME),
        look=VALID,
        verdict=say("Bring it back to a hub or a stall."),
        lines=(
            _stream_text(say, packaging.stream),
            *_deposit_text(say, packaging, story.territory),
            *_open_hubs(say, story.hubs, now),
        ),
        links=((say("Open in Telegram"), site.chat_link(f"a_{packaging.code}")),),
    )


def passport_html(request: PageRequest, site: Site, story: PieceStory, *, pages: PassportPages) -> str:
    """Return the page of a piece as it is now."""
    say = request.say
    link = site.chat_link(f"a_{story.asset.packaging.code}-{story.asset.serial}")
    return verdict_html(
        request,
        site,
        title=sanitize_name(story.passport.packaging, NAME),
        look=USED if story.passport.state is PackagingState.RETIRED else VALID,
        verdict=_state(say, story.passport.state),
        lines=tuple(_lines(say, story, pages.now(), pages.zone)),
        code=story.asset.serial,
        links=((say("Open in Telegram"), link),),
        note=say("The page names nobody who had it."),
    )


def _unknown_words(say: Say) -> tuple[Markup, Markup]:
    return say("Not our packaging"), say("This code is on no packaging of this market.")


def _state(say: Say, state: PackagingState) -> Markup:
    match state:
        case PackagingState.CLEAN:
            return say("Clean, and ready to be lent.")
        case PackagingState.OUT:
            return say("On loan. Bring it back to a hub or a stall.")
        case PackagingState.RETURNED:
            return say("Back, and to be washed.")
        case PackagingState.WASHING:
            return say("In the wash.")
        case PackagingState.QUARANTINED:
            return say("Set apart, to be checked.")
        case PackagingState.RETIRED:
            return say("Worn out, and retired.")
        case PackagingState.LOST:
            return say("Missing. Bring it back to a hub or a stall.")
        case _:
            assert_never(state)


def _lines(say: Say, story: PieceStory, now: datetime, zone: str) -> list[Markup | str]:
    passport, packaging = story.passport, story.asset.packaging
    lines: list[Markup | str] = [_stream_text(say, passport.stream)]
    if passport.trips:
        lines.append(say.many("It came back {count} time.", "It came back {count} times.", passport.trips))
    else:
        lines.append(say("It has not been lent and returned yet."))
    if passport.washed_at:
        lines.append(say("Washed last {at}.", at=format_datetime(say, passport.washed_at, zone)))
    return [*lines, *_deposit_text(say, packaging, story.territory), *_open_hubs(say, story.hubs, now)]


def _stream_text(say: Say, stream: Stream) -> Markup:
    return say("Halal packaging.") if stream is Stream.HALAL else say("Other packaging, not halal.")


def _deposit_text(say: Say, packaging: PackagingFacts, territory: str) -> list[Markup]:
    if not packaging.terms.deposit:
        return []
    deposit = format_money(say, packaging.terms.deposit, packaging.currency, territory)
    return [say("You get {deposit} when you bring it back.", deposit=deposit)]


def _open_hubs(say: Say, hubs: tuple[HubFacts, ...], now: datetime) -> list[Markup]:
    return [
        say(
            "Open now: {hub}, {alley}, until {time}.",
            hub=sanitize_name(hub.name, NAME),
            alley=sanitize_name(hub.alley_name, NAME),
            time=format_time(say, until, hub.zone),
        )
        for hub, until in open_hubs(hubs, now)
    ]
