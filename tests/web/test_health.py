"""Health over HTTP: whether the process lives, and whether it works."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.app import App, open_app
from bot.settings import load_settings
from sandbox import Bot, Sandbox
from web import health
from web.health import Readiness, health_app

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
Check = Callable[[], Awaitable[Readiness]]


@asynccontextmanager
async def served(check: Check) -> AsyncIterator[str]:
    runner = web.AppRunner(health_app(check))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def asked(address: str, path: str = "/health/ready", method: str = "GET") -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.request(method, address + path) as answer:
        said = await answer.json() if answer.content_type == "application/json" else await answer.text()
        return answer.status, said


async def test_a_process_with_nothing_wrong_is_live_and_ready_with_its_facts() -> None:
    async def check() -> Readiness:
        return Readiness(facts={"database": "sqlite"})

    async with served(check) as address:
        assert await asked(address) == (200, {"ready": True, "reasons": [], "database": "sqlite"})
        assert await asked(address, "/health/live") == (200, {"live": True})
        assert (await asked(address, "/health"))[0] == 404
        assert (await asked(address, method="POST"))[0] == 405


async def test_a_process_with_something_wrong_says_what_and_is_live_all_the_same() -> None:
    async def check() -> Readiness:
        return Readiness(("the database cannot be written (OperationalError)",))

    async with served(check) as address:
        status, said = await asked(address)
        assert (status, said["ready"]) == (503, False)
        assert said["reasons"] == ["the database cannot be written (OperationalError)"]
        assert (await asked(address, "/health/live"))[0] == 200


async def test_a_check_that_fails_or_hangs_is_503_and_gives_no_secret_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail() -> Readiness:
        raise ConnectionError("postgresql://lorong:hunter2@db")

    async def hang() -> Readiness:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(health, "CHECK_TIMEOUT", 0.05)
    for check in (fail, hang):
        async with served(check) as address:
            status, said = await asked(address)
            assert (status, said) == (
                503,
                {"ready": False, "reasons": ["the health check failed: the log says why"]},
            )


@asynccontextmanager
async def running_app(database_url: str, **given: object) -> AsyncIterator[tuple[App, str]]:
    """A Lorong that runs against the sandbox, and the address of its health."""
    async with Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")]
    ).serve() as telegram:
        bind = f"127.0.0.1:{unused_port()}"
        base = {"bot_token": TOKEN, "api_base": telegram, "database_url": database_url, "health_bind": bind}
        base["web_bind"] = "127.0.0.1:0"
        async with open_app(load_settings(None, **(base | given)), bytes(32)) as app:
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(stop))
            await until(f"http://{bind}", lambda status, _: bool(status))
            yield app, f"http://{bind}"
            stop.set()
            await running


async def test_a_running_lorong_says_when_it_polled_wrote_and_ran_each_job(database_url: str) -> None:
    async with running_app(database_url) as (app, address):
        said = await until(address, lambda _, said: bool(said["leader"] and said["last_poll"]))
        assert said["ready"]
        assert said["database"] == database_url.partition(":")[0]
        assert said["jobs"].keys() == {job.name for job in app.jobs}
        said = await until(address, lambda _, said: bool(said["jobs"]["expired holds"]))
        assert (said["paused_until"], said["oldest_due_notification"], said["inbox"]) == (None, None, 0)


async def test_a_running_lorong_without_its_database_is_not_ready(database_url: str) -> None:
    async with running_app(database_url) as (app, address):
        app.store._reader._threads.shutdown()
        status, said = await asked(address)
        assert (status, said["ready"]) == (503, False)


async def test_metrics_are_off_unless_they_have_an_address_of_their_own(database_url: str) -> None:
    async with running_app(database_url) as (_, address):
        assert (await asked(address, "/metrics"))[0] == 404
    bind = f"127.0.0.1:{unused_port()}"
    async with running_app(database_url, metrics_bind=bind) as (_, address):
        assert (await asked(address, "/metrics"))[0] == 404
        status, page = await asked(f"http://{bind}", "/metrics")
        assert status == 200
        assert "lorong_oldest_due_notification_seconds 0.0" in page
        assert (await asked(f"http://{bind}", "/health/live"))[0] == 200


async def until(address: str, holds: Callable[[int, Any], bool]) -> Any:
    """Return the answer of `/health/ready` once the condition holds."""
    async with asyncio.timeout(30):
        while True:
            try:
                status, said = await asked(address)
                if holds(status, said):
                    return said
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.05)


def unused_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


async def test_the_public_pages_say_that_the_process_lives_and_nothing_else_of_it(database_url: str) -> None:
    pages = f"127.0.0.1:{unused_port()}"

    async def statuses(path: str) -> list[int]:
        async with aiohttp.ClientSession() as session:
            answers = [await session.get(f"{each}{path}") for each in (health, f"http://{pages}")]
            return [answer.status for answer in answers]

    async with running_app(database_url, web_bind=pages) as (_, health):
        assert await statuses("/health/live") == [200, 200]
        assert await statuses("/health/ready") == [200, 404]
        assert await statuses("/page/draw.js") == [404, 200]
