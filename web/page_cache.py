"""Pages that are made once and kept for some seconds, whoever asks meanwhile."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from time import monotonic
from typing import Generic, TypeVar

from aiohttp import ETag, web

from market.refusal import Refusal

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


@dataclass(frozen=True)
class Making(Generic[Value]):
    """A value that is being made, or was. `began` is when the cache's clock said so."""

    began: float
    task: asyncio.Task[Value | None]


class FreshCache(Generic[Value]):
    """Keeps the newest `size` values for `seconds`. A value is made once for all who wait for it.

    A key has no value where making it returns None or refuses. As many such keys are kept apart, so that no value makes room for them.
    """

    def __init__(self, seconds: float, size: int, clock: Callable[[], float] = monotonic) -> None:
        self._seconds, self._size, self._clock = seconds, size, clock
        self._begun: OrderedDict[Hashable, Making[Value]] = OrderedDict()
        self._found: OrderedDict[Hashable, Making[Value]] = OrderedDict()
        self._absent: OrderedDict[Hashable, Making[Value]] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[Value | None]]) -> Value | None:
        """Return the value of `key`, made by `make` unless it is fresh; None where there is none. What failed is made anew."""
        making = self._fresh(key) or self._begin(key, make)
        return await asyncio.shield(making.task)

    def _fresh(self, key: Hashable) -> Making[Value] | None:
        for kept in (self._begun, self._found, self._absent):
            making = kept.get(key)
            if making and self._clock() < making.began + self._seconds:
                kept.move_to_end(key)
                return making
        return None

    def _begin(self, key: Hashable, make: Callable[[], Awaitable[Value | None]]) -> Making[Value]:
        making = Making(self._clock(), asyncio.ensure_future(_made(make)))
        self._begun[key] = making
        making.task.add_done_callback(partial(self._keep, key, making))
        return making

    def _keep(self, key: Hashable, making: Making[Value], task: asyncio.Task[Value | None]) -> None:
        """Keep what was made; what failed is forgotten."""
        if self._begun.get(key) is making:
            del self._begun[key]
        if task.cancelled() or task.exception():
            return
        kept = self._absent if task.result() is None else self._found
        kept[key] = making
        kept.move_to_end(key)
        while len(kept) > self._size:
            kept.popitem(last=False)


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
    with suppress(Refusal):
        return await make()
    return None
