"""Pages that are made once and kept for some seconds, whoever asks meanwhile."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from typing import Generic, TypeVar

from aiohttp import ETag, web

Value = TypeVar("Value")


@dataclass(frozen=True)
class CachedPage:
    """A page as bytes. `etag` is a hash of them."""

    body: bytes
    content_type: str
    etag: str


def cached_page(text: str, content_type: str) -> CachedPage:
    body = text.encode()
    return CachedPage(body, content_type, sha256(body).hexdigest()[:32])


class FreshCache(Generic[Value]):
    """Keeps the newest `size` values for `seconds`, and what was not found as well. A value is made once for all who wait for it."""

    def __init__(self, seconds: float, size: int, clock: Callable[[], float] = monotonic) -> None:
        self._seconds, self._size, self._clock = seconds, size, clock
        self._values: OrderedDict[Hashable, tuple[float, asyncio.Task[Value | None]]] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[Value | None]]) -> Value | None:
        """Return the value of `key`, made by `make` unless it is fresh; None where there is none. What failed is made anew."""
        made_at, value = self._values.get(key, (0.0, None))
        if value is None or self._is_stale(made_at, value):
            value = asyncio.ensure_future(_made(make))
            self._values[key] = (self._clock(), value)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        self._values.move_to_end(key)
        return await asyncio.shield(value)

    def _is_stale(self, made_at: float, value: asyncio.Task[Value | None]) -> bool:
        failed = value.done() and (value.cancelled() or value.exception() is not None)
        return failed or self._clock() >= made_at + self._seconds


class PageCache(FreshCache[CachedPage]):
    """Keeps pages, and answers with them."""

    async def respond(
        self, request: web.Request, key: Hashable, make: Callable[[], Awaitable[CachedPage | None]]
    ) -> web.Response:
        """Return the page, or 304 to a reader who has it already. Raises HTTPNotFound."""
        page = await self.get(key, make)
        if page is None:
            raise web.HTTPNotFound
        response = page_response(request, page)
        response.headers["Cache-Control"] = f"public, max-age={self._seconds:.0f}"
        response.headers["Vary"] = "Accept-Language, Cookie"
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


async def _made(make: Callable[[], Awaitable[Value | None]]) -> Value | None:
    return await make()
