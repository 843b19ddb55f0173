"""Pages that are made once and kept for some seconds, whoever asks meanwhile."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic

from aiohttp import ETag, web


@dataclass(frozen=True)
class CachedPage:
    """A page as bytes. `etag` is a hash of them."""

    body: bytes
    content_type: str
    etag: str


def cached_page(text: str, content_type: str) -> CachedPage:
    body = text.encode()
    return CachedPage(body, content_type, sha256(body).hexdigest()[:32])


class PageCache:
    """Keeps the newest `size` pages for `seconds`, and what was not found as well. A page is made once for all who wait for it."""

    def __init__(self, seconds: float, size: int, clock: Callable[[], float] = monotonic) -> None:
        self._seconds, self._size, self._clock = seconds, size, clock
        self._pages: OrderedDict[Hashable, tuple[float, asyncio.Task[CachedPage | None]]] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[CachedPage | None]]) -> CachedPage | None:
        """Return the page of `key`, made by `make` unless it is fresh; None where there is none. What failed is made anew."""
        made_at, page = self._pages.get(key, (0.0, None))
        if page is None or self._is_stale(made_at, page):
            page = asyncio.ensure_future(_made(make))
            self._pages[key] = (self._clock(), page)
            while len(self._pages) > self._size:
                self._pages.popitem(last=False)
        self._pages.move_to_end(key)
        return await asyncio.shield(page)

    def _is_stale(self, made_at: float, page: asyncio.Task[CachedPage | None]) -> bool:
        failed = page.done() and (page.cancelled() or page.exception() is not None)
        return failed or self._clock() >= made_at + self._seconds

    async def respond(
        self, request: web.Request, key: Hashable, make: Callable[[], Awaitable[CachedPage | None]]
    ) -> web.Response:
        """Return the page, or 304 to a reader who has it already. Raises HTTPNotFound."""
        page = await self.get(key, make)
        if page is None:
            raise web.HTTPNotFound
        response = page_response(request, page)
        response.headers["Cache-Control"] = f"public, max-age={self._seconds:.0f}"
        response.headers["Vary"] = "Accept-Language"
        return response


def page_response(request: web.Request, page: CachedPage) -> web.Response:
    """Return a page, or 304 to a reader who has it already."""
    known = ETag(page.etag) in (request.if_none_match or ())
    charset = "utf-8" if page.content_type.startswith("text/") else None
    response = (
        web.Response(status=304)
        if known
        else web.Response(body=page.body, content_type=page.content_type, charset=charset)
    )
    response.etag = page.etag
    return response


async def _made(make: Callable[[], Awaitable[CachedPage | None]]) -> CachedPage | None:
    return await make()
