"""While the database is away a browser reads so, in its language, and nothing of what failed."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy.exc import OperationalError

from storage.store import StoreTimeout
from tests.web.page_harness import SITE, got
from web.database_away import database_away
from web.security_headers import secure


@pytest.fixture
async def address() -> AsyncIterator[str]:
    async def away(_: web.Request) -> web.Response:
        raise OperationalError("SELECT secret FROM draw", {}, Exception("disk I/O error"))

    async def slow(_: web.Request) -> web.Response:
        raise StoreTimeout(begun=False)

    async def fault(_: web.Request) -> web.Response:
        raise KeyError("a fault of ours")

    app = secure(web.Application(middlewares=[database_away(SITE)]))
    app.router.add_get("/away", away)
    app.router.add_post("/away", away)
    app.router.add_get("/slow", slow)
    app.router.add_get("/fault", fault)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize("path", ["/away", "/slow"])
async def test_a_page_says_so_with_503_and_when_to_come_back(address: str, path: str) -> None:
    answer = await got(address + path)
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "5",
        "no-store",
    )
    assert "We cannot reach our records at the moment." in answer.text
    assert "secret" not in answer.text
    assert "disk" not in answer.text
    malay = await got(address + path, Accept_Language="ms")
    assert '<html lang="ms">' in malay.text
    assert "We cannot reach" not in malay.text


async def test_a_post_is_answered_as_well(address: str) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{address}/away") as answer:
        assert answer.status == 503


async def test_a_fault_of_ours_is_no_database_that_is_away(address: str) -> None:
    assert (await got(f"{address}/fault")).status == 500
    assert (await got(f"{address}/nowhere")).status == 404
