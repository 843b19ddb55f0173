"""The web server of a running Lorong."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from market.draw.published_draw import draw_by_name
from storage.store import Store
from web.draw_page import PublishedDrawAndProof, add_draw_routes
from web.health import health_app


@asynccontextmanager
async def serve_web(
    store: Store, host: str, port: int, add_routes: Callable[[web.Application], None] | None = None
) -> AsyncIterator[None]:
    """Serve `/health`, the pages of draws and what `add_routes` adds while entered. Raises OSError where the port is taken."""

    async def check_database() -> dict[str, str]:
        await store.read(lambda session: session.connection())
        return {"database": store.url.get_backend_name()}

    async def load_draw(draw_name: str) -> PublishedDrawAndProof:
        return await store.read(draw_by_name, draw_name)

    pages = health_app(check_database)
    add_draw_routes(pages, load_draw)
    if add_routes:
        add_routes(pages)
    runner = web.AppRunner(pages, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()
