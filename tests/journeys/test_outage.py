"""The database gone at the start and in the middle: three `serve` and two `tick` behind PgBouncer come back by themselves, and say little."""

import asyncio
import base64
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from market.notification.outbox import notify
from market.organiser.notifications import OrganiserAppointed
from sandbox import Bot, Sandbox, UserProfile
from storage.schema import upgrade
from storage.store import Store
from tests.command_line import CommandProcess
from tests.free_ports import free_ports
from tests.journeys.harness import KEY
from tests.journeys.test_serve import Balancer
from tests.own_postgresql import Server, own_server
from tests.people import person_at
from tests.pgbouncer import INSTALLED, pooled

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
TOM = 1
MAX_LINES = 20
"""Lines of one process about one outage."""
BACK_WITHIN = 60
"""Seconds after the database is back, on a busy machine: the longest pause is thirty at the start and five later, PgBouncer's own is one here."""

pytestmark = pytest.mark.skipif(
    not INSTALLED and "CI" not in os.environ, reason="pgbouncer is not installed here"
)


class Processes:
    """Three that serve and two that tick, each a command of its own."""

    def __init__(self, folder: Path, environment: dict[str, str], ports: list[int]) -> None:
        serving = [(["serve"], {"LORONG_WEB_BIND": f"127.0.0.1:{port}"}) for port in ports]
        self._processes = [
            CommandProcess(folder, words, environment | own)
            for words, own in (*serving, *[(["tick"], {})] * 2)
        ]

    def lines(self) -> list[list[str]]:
        return [process.lines for process in self._processes]

    async def end(self) -> list[tuple[int, str, str]]:
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        return [await asyncio.to_thread(process.end, 30) for process in self._processes]


@asynccontextmanager
async def telegram(balancer: Balancer) -> AsyncIterator[tuple[Sandbox, dict[str, str]]]:
    """A Telegram that knows the bot, and the settings of all processes but for the database."""
    sandbox = Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")],
        [UserProfile(id=TOM, first_name="Tom", language_code="en")],
    )
    async with sandbox.serve() as address, balancer.serve() as public:
        yield (
            sandbox,
            {name: value for name, value in os.environ.items() if not name.startswith("LORONG_")}
            | {
                "LORONG_BOT_TOKEN": TOKEN,
                "LORONG_API_BASE": address,
                "LORONG_PUBLIC_URL": public,
                "LORONG_WEBHOOK": "on",
                "LORONG_HEALTH_BIND": "127.0.0.1:0",
                "LORONG_SECRET_KEY": base64.b64encode(KEY).decode(),
            },
        )


async def answered(sandbox: Sandbox, words: str) -> None:
    """Write something and wait for an answer to it."""
    tom = sandbox.person(TOM)
    before = len(tom.messages)
    await tom.write(words)
    async with asyncio.timeout(BACK_WITHIN):
        while not any(message.by_bot for message in tom.messages[before:]):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def notified(sandbox: Sandbox, url: str) -> None:
    """Queue a message to Tom, as an organiser's tap does, and wait until it has come."""

    def queue(session: object) -> None:
        now = datetime.now(UTC)
        notify(
            session,  # type: ignore[arg-type]
            person_at(session, TOM),  # type: ignore[arg-type]
            OrganiserAppointed(),
            now,
            about="outage",
            late_after=now + timedelta(days=1),
        )

    store, before = Store(url), len(sandbox.person(TOM).messages)
    try:
        await store.write(queue)
    finally:
        await store.close()
    async with asyncio.timeout(BACK_WITHIN):
        while len(sandbox.person(TOM).messages) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def live_through_outages(folder: Path, server: Server, seconds: float) -> None:
    balancer = Balancer()
    balancer.ports = free_ports(3)
    (folder / "pgbouncer").mkdir()
    async with AsyncExitStack() as around:
        sandbox, environment = await around.enter_async_context(telegram(balancer))
        url = around.enter_context(pooled(server.url, folder / "pgbouncer", "server_login_retry = 1"))
        await asyncio.to_thread(server.stop)
        processes = Processes(folder, environment | {"LORONG_DATABASE_URL": url}, balancer.ports)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(server.start)
        await answered(sandbox, "/start")
        await notified(sandbox, server.url)
        at_first = processes.lines()
        await asyncio.to_thread(server.stop)
        await sandbox.person(TOM).write("/drops")
        await asyncio.sleep(seconds)
        await asyncio.to_thread(server.start)
        await answered(sandbox, "/help")
        await notified(sandbox, server.url)
        await asyncio.sleep(6)  # every pause has ended, and whoever has something to say has said it
        later = [lines[len(before) :] for before, lines in zip(at_first, processes.lines(), strict=True)]
        ended = await processes.end()
    assert [status for status, _, _ in ended] == [0] * 5
    assert not any("Traceback" in out + err for _, out, err in ended)
    for lines in (*at_first, *later):
        assert len(lines) <= MAX_LINES, "\n".join(lines)


@pytest.fixture(scope="module")
def server() -> Server:
    started = own_server()
    upgrade(started.url)
    return started


@pytest.mark.parametrize("seconds", [3.0, pytest.param(60.0, marks=(pytest.mark.proof, pytest.mark.long))])
async def test_five_processes_outlive_their_database_at_the_start_and_in_the_middle(
    tmp_path: Path, server: Server, seconds: float
) -> None:
    await live_through_outages(tmp_path, server, seconds)
