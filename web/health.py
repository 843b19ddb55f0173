"""The health page, for monitoring."""

from collections.abc import Awaitable, Callable

from aiohttp import web

HealthCheck = Callable[[], Awaitable[dict[str, str]]]


def health_app(check: HealthCheck) -> web.Application:
    """Return a web application with `GET /health`: 200 and the facts of `check`, or 503 where it raises."""

    async def health(request: web.Request) -> web.Response:
        try:
            return web.json_response({"well": True, **await check()})
        except Exception:
            request.app.logger.exception("the health check failed")
            return web.json_response({"well": False}, status=503)

    app = web.Application()
    app.router.add_get("/health", health)
    return app
