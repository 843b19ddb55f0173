"""Whether this process is well: for the one who watches it."""

from collections.abc import Awaitable, Callable

from aiohttp import web

HealthCheck = Callable[[], Awaitable[dict[str, str]]]


def health_app(check: HealthCheck) -> web.Application:
    """`GET /health`: 200 and what `check` says, or 503 where it raises."""

    async def health(request: web.Request) -> web.Response:
        try:
            return web.json_response({"well": True, **await check()})
        except Exception:
            request.app.logger.exception("not well")
            return web.json_response({"well": False}, status=503)

    app = web.Application()
    app.router.add_get("/health", health)
    return app
