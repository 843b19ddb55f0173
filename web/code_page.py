"""Pages that anybody opens by a code, such as that of a QR, in the reader's language."""

from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web

from web.page_cache import CachedPage, PageCache, cached_page
from web.parts.reader import reader_language

FRESH_SECONDS, MAX_PAGES = 2, 256

MakePage = Callable[[str, str], Awaitable[str | None]]
"""Returns the HTML of the page with this code in this language; None where there is none."""


def add_code_pages(app: web.Application, prefix: str, make: MakePage, unknown: Callable[[str], str]) -> None:
    """Add `GET /PREFIX/CODE`, the prefix in upper case or lower; 404 with the page `unknown`, by language, for any other code."""
    cache = PageCache(FRESH_SECONDS, MAX_PAGES)

    async def page(request: web.Request) -> web.Response:
        language, code = reader_language(request), request.match_info["code"]
        try:
            return await cache.respond(request, (code, language), partial(_made, make, code, language))
        except web.HTTPNotFound:
            return web.Response(status=404, text=unknown(language), content_type="text/html")

    for each in (prefix, prefix.lower()):
        app.router.add_get(f"/{each}/{{code:.*}}", page)


async def _made(make: MakePage, code: str, language: str) -> CachedPage | None:
    html = await make(code, language)
    return cached_page(html, "text/html") if html is not None else None
