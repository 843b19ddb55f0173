"""The state of the server, and access for this machine's own pages and programs only."""

from __future__ import annotations

import asyncio
import time as clocks
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp_sse import EventSourceResponse

from sandbox.config import PageContent, SandboxClock
from sandbox.errors import NotPossible
from sandbox.telegram_state import TelegramState

LOOPBACK = {"127.0.0.1", "localhost", "::1"}

RestartHook = Callable[[Collection[int]], Awaitable[None]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True, kw_only=True)
class ServerState:
    telegram: TelegramState
    clock: SandboxClock | None
    page: PageContent
    restart: Callable[[], None] | None = None
    """Asks whoever runs the sandbox for a new one at the same port."""
    started: float = field(default_factory=clocks.time)
    before_restart_hooks: Sequence[RestartHook] = ()
    opened: bool = False
    """Whether a browser has opened the page."""
    streams: set[EventSourceResponse] = field(default_factory=set)
    closing: asyncio.Event = field(default_factory=asyncio.Event)


SERVER_STATE = web.AppKey("server_state", ServerState)


def error_response(words: str, status: int = 400) -> web.Response:
    return web.json_response({"error": words}, status=status)


@web.middleware
async def local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests by foreign host names, and of other pages."""
    host = request.headers.get("Host", "")
    origin = request.headers.get("Origin")
    if urlsplit(f"//{host}").hostname not in LOOPBACK:
        return error_response("This server answers only on this machine.", 403)
    if origin is not None and origin != f"http://{host}":
        return error_response("This server answers only its own page.", 403)
    return await handler(request)


@web.middleware
async def not_possible_as_error(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except NotPossible as error:
        return error_response(str(error))


async def close_waiting_requests(app: web.Application) -> None:
    """End streams, long polls and hanging responses, so that the server stops at once."""
    server_state = app[SERVER_STATE]
    server_state.closing.set()
    for account in server_state.telegram.accounts.values():
        account.updates.stop()
    for stream in set(server_state.streams):
        stream.stop_streaming()
    server_state.telegram.events.signal.notify()
