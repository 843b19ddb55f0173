"""Health, over HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.app import open_app
from bot.settings import load_settings
from bot.web_server import serve_web
from sandbox import Bot, Sandbox
from storage.store import Store
from web.health import health_app

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def served(check: object) -> AsyncIterator[str]:
    runner = web.AppRunner(health_app(check))  # type: ignore[arg-type]
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def asked(address: str, path: str = "/health", method: str = "GET") -> tuple[int, object]:
    async with aiohttp.ClientSession() as session, session.request(method, address + path) as answer:
        said = await answer.json() if answer.content_type == "application/json" else None
        return answer.status, said


async def test_who_is_well_says_so_and_what_of() -> None:
    async def check() -> dict[str, str]:
        return {"database": "sqlite"}

    async with served(check) as address:
        assert await asked(address) == (200, {"well": True, "database": "sqlite"})
        assert (await asked(address, "/"))[0] == 404
        assert (await asked(address, method="POST"))[0] == 405


async def test_who_is_not_well_says_so_and_not_why() -> None:
    async def check() -> dict[str, str]:
        raise ConnectionError("postgresql://lorong:hunter2@db")

    async with served(check) as address:
        assert await asked(address) == (503, {"well": False})


async def test_a_running_lorong_answers_and_is_unwell_without_its_database(
    database_url: str, unused_port: int
) -> None:
    async with Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")]
    ).serve() as telegram:
        bind = f"127.0.0.1:{unused_port}"
        given = {"bot_token": TOKEN, "api_base": telegram, "database_url": database_url, "web_bind": bind}
        async with open_app(load_settings(None, **given), bytes(32)) as app:
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(stop))
            status, said = await answered(f"http://{bind}")
            assert (status, said) == (200, {"well": True, "database": database_url.partition(":")[0]})
            app.store._reader._threads.shutdown()
            assert await asked(f"http://{bind}") == (503, {"well": False})
            stop.set()
            await running


async def answered(address: str) -> tuple[int, object]:
    """The first answer, once somebody listens."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await asked(address)
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


async def test_the_pages_may_have_an_address_of_their_own_without_the_health_page(store: Store) -> None:
    health, pages = free_port(), free_port()

    async def status(port: int, path: str) -> int:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as got:
            return got.status

    async with serve_web(store, ("127.0.0.1", health), ("127.0.0.1", pages)):
        assert [await status(health, "/health"), await status(pages, "/health")] == [200, 404]
        assert [await status(health, "/page/draw.js"), await status(pages, "/page/draw.js")] == [404, 200]
    async with serve_web(store, ("127.0.0.1", health)):
        assert [await status(health, "/health"), await status(health, "/page/draw.js")] == [200, 200]
