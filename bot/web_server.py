"""The web server of a running Lorong."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from market.draw.published_draw import draw_by_name
from storage.store import Reader, Store
from web.draw_page import PublishedDrawAndProof, add_draw_routes
from web.health import health_app
from web.security_headers import secure

Address = tuple[str, int]


@asynccontextmanager
async def serve_web(
    store: Store,
    health_address: Address,
    pages_address: Address | None = None,
    add_routes: Callable[[web.Application], None] | None = None,
) -> AsyncIterator[None]:
    """Serve `/health`, the pages of draws and what `add_routes` adds while entered; with `pages_address`, all but `/health` there.

    Raises OSError where a port is taken.
    """

    async def check_database() -> dict[str, str]:
        await store.read(lambda session: session.connection())
        return {"database": store.url.get_backend_name()}

    draws = Reader(store.url, 1, "read-draw")

    async def load_draw(draw_name: str) -> PublishedDrawAndProof:
        return await draws.read(draw_by_name, draw_name)

    health = secure(health_app(check_database))
    pages = secure(web.Application()) if pages_address else health
    add_draw_routes(pages, load_draw)
    if add_routes:
        add_routes(pages)
    async with AsyncExitStack() as serving:
        serving.push_async_callback(draws.close)
        await serving.enter_async_context(_served(health, health_address))
        if pages_address:
            await serving.enter_async_context(_served(pages, pages_address))
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
