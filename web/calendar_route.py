"""The calendar file of a drop, at an address of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web

from locales.say import speak
from market.drop.calendar_file import calendar_file
from market.drop.facts import DropFacts
from web.page_cache import CachedPage, PageCache, cached_page
from web.parts.reader import reader_language

LoadDrop = Callable[[str], Awaitable[DropFacts]]
"""Returns the public drop with a code. Raises DropUnknown."""

CODE_PATTERN = "{code:[0-9A-Za-z]{1,12}}"
FRESH_SECONDS, MAX_PAGES = 60, 256


def add_calendar_route(app: web.Application, load_drop: LoadDrop, username: str) -> None:
    """Add `GET /d/CODE.ics`; 404 for a drop that is not public. Files are kept for a minute and have an ETag."""
    cache = PageCache(FRESH_SECONDS, MAX_PAGES)

    async def make(code: str, language: str) -> CachedPage:
        data = await asyncio.to_thread(calendar_file, speak(language), await load_drop(code), username)
        return cached_page(data.decode(), "text/calendar")

    async def file(request: web.Request) -> web.Response:
        code = request.match_info["code"].upper()
        language = reader_language(request)
        return await cache.respond(request, (code, language), partial(make, code, language))

    app.router.add_get(f"/d/{CODE_PATTERN}.ics", file)
