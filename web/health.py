"""The health pages, for monitoring."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

CHECK_TIMEOUT = 3.0
"""Seconds for a check; whoever asks gives up not long after."""


@dataclass(frozen=True)
class Readiness:
    """Whether a process does its work: what is wrong, in a line each, and the facts. Ready: nothing is wrong."""

    reasons: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


CheckReadiness = Callable[[], Awaitable[Readiness]]


def health_app(check: CheckReadiness) -> web.Application:
    """Return a web application with `GET /health/live` and `/health/ready`.

    Live: 200 as soon as the process answers at all. Ready: 200, or 503 where something is wrong, also where `check` raises or takes too long.
    """

    async def ready(request: web.Request) -> web.Response:
        try:
            found = await asyncio.wait_for(check(), CHECK_TIMEOUT)
        except Exception:
            request.app.logger.exception("the health check failed")
            found = Readiness(("the health check failed: the log says why",))
        said = {"ready": not found.reasons, "reasons": [*found.reasons], **found.facts}
        return web.json_response(said, status=503 if found.reasons else 200)

    app = web.Application()
    add_live_route(app)
    app.router.add_get("/health/ready", ready)
    return app


def add_live_route(app: web.Application) -> None:
    """Serve `GET /health/live`, which tells a stranger nothing."""

    async def live(_: web.Request) -> web.Response:
        return web.json_response({"live": True})

    app.router.add_get("/health/live", live)
