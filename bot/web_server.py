"""The web servers of a running Lorong."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from aiohttp import web

from bot.public_pages import PublicPages
from bot.readiness import Vitals
from web.database_away import database_away
from web.health import add_live_route, health_app
from web.market_page import add_unknown_pages
from web.security_headers import secure

Address = tuple[str, int]


def web_app(pages: PublicPages, add_routes: Callable[[web.Application], None]) -> web.Application:
    """Return the public pages with what `add_routes` adds. They say that the process lives, and nothing else of it."""
    app = secure(web.Application(middlewares=[database_away(pages.site)]))
    add_live_route(app)
    pages.add_files(app)
    pages.add_pages(app)
    add_routes(app)
    add_unknown_pages(app, pages.site)
    return app


@asynccontextmanager
async def serve_web(
    app: web.Application, vitals: Vitals, pages_address: Address, health_address: Address
) -> AsyncIterator[None]:
    """Serve the public pages while entered, and health apart from them. Raises OSError where a port is taken."""
    async with AsyncExitStack() as serving:
        await serving.enter_async_context(_served(secure(health_app(vitals.readiness)), health_address))
        await serving.enter_async_context(_served(app, pages_address))
        yield


@asynccontextmanager
async def serve_metrics(vitals: Vitals, address: Address | None) -> AsyncIterator[None]:
    """Serve metrics and health at an address of their own while entered, where one is given. Raises OSError where the port is taken."""
    if address is None:
        yield
        return
    from bot.measuring import measure
    from web.metrics import add_metrics_route

    pages = health_app(vitals.readiness)
    add_metrics_route(pages, partial(measure, vitals))
    async with _served(pages, address):
        yield


@asynccontextmanager
async def _served(app: web.Application, address: Address) -> AsyncIterator[None]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, *address).start()
        yield
    finally:
        await runner.cleanup()
