"""Calendar feeds at addresses of their own: of alleys and stalls for everybody, of a person for whoever has their link."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from aiohttp import web

from locales.say import speak
from market.feed.feed_drops import DropFeed
from market.feed.feed_files import drop_feed_file, own_feed_file
from market.feed.own_feed import OwnFeed
from market.refusal import LinkUnknown
from web.calendar_route import CODE_PATTERN
from web.page_cache import CachedPage, PageCache, cached_page, page_response
from web.parts.reader import reader_language

LINK_PATTERN = "{secret:[0-9A-Za-z_-]{22}}"
FRESH_SECONDS, MAX_FEEDS = 60, 64
CALENDAR = "text/calendar"

LoadDrops = Callable[[str], Awaitable[DropFeed]]


@dataclass(frozen=True, kw_only=True)
class Feeds:
    """Where feeds come from: `load_alley` raises AlleyUnknown, `load_stall` StallUnknown, `load_own` LinkUnknown.

    `username` is the bot's, `zone` the market's.
    """

    load_alley: LoadDrops
    load_stall: LoadDrops
    load_own: Callable[[str], Awaitable[OwnFeed]]
    username: str
    zone: str
    now: Callable[[], datetime]


def add_feed_routes(app: web.Application, feeds: Feeds) -> None:
    """Add `GET /y/CODE.ics` and `/s/CODE.ics` in the reader's language, and `/i/SECRET.ics` in the person's; 404 for anything else.

    Those of alleys and stalls are kept for a minute. A person's is kept nowhere, so that a link that ends shows nothing from then on.
    """
    _add_drop_feed(app, f"/y/{CODE_PATTERN}.ics", feeds.load_alley, feeds)
    _add_drop_feed(app, f"/s/{CODE_PATTERN}.ics", feeds.load_stall, feeds)

    async def own(request: web.Request) -> web.Response:
        response = page_response(request, await _own_page(feeds, request.match_info["secret"]))
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    app.router.add_get(f"/i/{LINK_PATTERN}.ics", own)


def _add_drop_feed(app: web.Application, path: str, load: LoadDrops, feeds: Feeds) -> None:
    cache = PageCache(FRESH_SECONDS, MAX_FEEDS)

    async def make(code: str, language: str) -> CachedPage:
        feed = await load(code)
        data = await asyncio.to_thread(drop_feed_file, speak(language), feed, feeds.username, feeds.now())
        return cached_page(data.decode(), CALENDAR)

    async def file(request: web.Request) -> web.Response:
        code, language = request.match_info["code"].upper(), reader_language(request)
        return await cache.respond(request, (code, language), partial(make, code, language))

    app.router.add_get(path, file)


async def _own_page(feeds: Feeds, secret: str) -> CachedPage:
    """Return the feed of a person. Raises HTTPNotFound."""
    try:
        feed = await feeds.load_own(secret)
    except LinkUnknown:
        raise web.HTTPNotFound from None
    make = partial(own_feed_file, zone=feeds.zone, now=feeds.now())
    data = await asyncio.to_thread(make, speak(feed.language), feed, feeds.username)
    return cached_page(data.decode(), CALENDAR)
