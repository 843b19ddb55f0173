"""The page that the code on packaging opens in any phone's camera: the passport of a single piece, or of its type where units are counted.

It names no person, and not where a piece is.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import assert_never

from aiohttp import web
from markupsafe import Markup

from locales.formats import format_datetime, format_money, format_time
from locales.say import Say, speak
from locales.user_text import sanitize_name
from market.packaging.asset import passport_json
from market.packaging.hub_facts import HubFacts, open_hubs
from market.packaging.packaging_type import PackagingFacts
from market.packaging.piece_story import PieceStory, TypeStory
from market.packaging.refusals import AssetUnknown, PackagingTypeUnknown
from storage.packaging import PackagingState, Stream
from web.page_cache import CachedPage, PageCache, cached_page
from web.parts.reader import reader_language
from web.templating import render

FRESH_SECONDS, MAX_PAGES, NAME = 10, 256, 64


@dataclass(frozen=True, kw_only=True)
class PassportPages:
    """Where passports come from: `load` finds a piece by its type's code and its serial, or raises AssetUnknown.

    `load_type` finds a type, or raises PackagingTypeUnknown. `zone` is the market's.
    """

    load: Callable[[str, str], Awaitable[PieceStory]]
    load_type: Callable[[str], Awaitable[TypeStory]]
    username: str
    zone: str
    now: Callable[[], datetime]


def add_passport_route(app: web.Application, pages: PassportPages) -> None:
    """Add `GET /A/CODE/SERIAL`, in upper case or lower, the same with `.json`, and `/A/CODE`; 404 with a sentence for anything else."""
    cache = PageCache(FRESH_SECONDS, MAX_PAGES)

    async def page(request: web.Request) -> web.Response:
        language = reader_language(request)
        code, serial = request.match_info["code"].upper(), request.match_info.get("serial", "").upper()
        try:
            return await cache.respond(
                request, (code, serial, language), partial(_page, pages, code, serial, language=language)
            )
        except web.HTTPNotFound:
            return web.Response(status=404, text=unknown_html(speak(language)), content_type="text/html")

    for prefix in ("A", "a"):
        app.router.add_get(f"/{prefix}/{{code:[0-9A-Za-z]{{1,14}}}}", page)
        app.router.add_get(
            f"/{prefix}/{{code:[0-9A-Za-z]{{1,14}}}}/{{serial:[0-9A-Za-z]{{1,16}}(?:\\.json)?}}", page
        )


async def _page(pages: PassportPages, code: str, serial: str, *, language: str) -> CachedPage | None:
    """Return the page of a piece, or of a type where there is no serial; None for what there is not."""
    if not serial:
        return await _type_page(pages, code, language)
    plain = serial.removesuffix(".JSON")
    try:
        story = await pages.load(code, plain)
    except AssetUnknown:
        return None
    if plain != serial:
        return cached_page(passport_json(story.passport), "application/json")
    link = f"https://t.me/{pages.username}?start=a_{story.asset.packaging.code}-{story.asset.serial}"
    return cached_page(passport_html(speak(language), story, pages.now(), pages.zone, link=link), "text/html")


async def _type_page(pages: PassportPages, code: str, language: str) -> CachedPage | None:
    try:
        story = await pages.load_type(code)
    except PackagingTypeUnknown:
        return None
    link = f"https://t.me/{pages.username}?start=a_{story.packaging.code}"
    return cached_page(type_html(speak(language), story, pages.now(), link=link), "text/html")


def type_html(say: Say, story: TypeStory, now: datetime, *, link: str) -> str:
    """Return the page of packaging that is counted, readable without a script."""
    packaging = story.packaging
    return render(
        "ticket.html",
        language=say.language.replace("_", "-"),
        kind=sanitize_name(packaging.name, NAME),
        look="valid",
        verdict=say("Bring it back to a hub or a stall."),
        lines=(
            _stream_text(say, packaging.stream),
            *_deposit_text(say, packaging, story.territory),
            *_open_hubs(say, story.hubs, now),
        ),
        code="",
        link=link,
        link_label=say("Open in Telegram"),
        note="",
    )


def passport_html(say: Say, story: PieceStory, now: datetime, zone: str, *, link: str) -> str:
    """Return the page of a piece as it is now, readable without a script."""
    return render(
        "ticket.html",
        language=say.language.replace("_", "-"),
        kind=sanitize_name(story.passport.packaging, NAME),
        look="done" if story.passport.state is PackagingState.RETIRED else "valid",
        verdict=_state(say, story.passport.state),
        lines=tuple(_lines(say, story, now, zone)),
        code=story.asset.serial,
        link=link,
        link_label=say("Open in Telegram"),
        note=say("The page names nobody who had it."),
    )


def unknown_html(say: Say) -> str:
    """Return the page of a code that is on no packaging of this market."""
    return render(
        "ticket.html",
        language=say.language.replace("_", "-"),
        kind=say("Not our packaging"),
        look="void",
        verdict=say("This code is on no packaging of this market."),
        lines=(),
        code="",
        link="",
        link_label="",
        note="",
    )


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
