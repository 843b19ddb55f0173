"""What the server serves, and to whom: this machine's own pages and programs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp_sse import EventSourceResponse

from sandbox.people import Clock
from sandbox.refusal import NotPossible
from sandbox.street import Street

LOOPBACK = {"127.0.0.1", "localhost", "::1"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class House:
    street: Street
    clock: Clock | None
    languages: Sequence[tuple[str, str]]
    title: str
    streams: set[EventSourceResponse] = field(default_factory=set)
    closing: asyncio.Event = field(default_factory=asyncio.Event)


HOUSE = web.AppKey("house", House)


def refused(words: str, status: int = 400) -> web.Response:
    return web.json_response({"error": words}, status=status)


@web.middleware
async def only_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns away foreign names that lead here, and what other pages send here."""
    host = request.headers.get("Host", "")
    origin = request.headers.get("Origin")
    if urlsplit(f"//{host}").hostname not in LOOPBACK:
        return refused("This server answers only on this machine.", 403)
    if origin is not None and origin != f"http://{host}":
        return refused("This server answers only its own page.", 403)
    return await handler(request)


@web.middleware
async def in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except NotPossible as error:
        return refused(str(error))


async def close(app: web.Application) -> None:
    """Ends what waits: streams, long polls and hanging answers, so that a stop is at once."""
    house = app[HOUSE]
    house.closing.set()
    for account in house.street.accounts.values():
        account.updates.stop()
    for stream in set(house.streams):
        stream.stop_streaming()
    house.street.events.bell.ring()
