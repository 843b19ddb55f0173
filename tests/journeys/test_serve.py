"""Several processes on one PostgreSQL: webhooks behind a balancer, kills, and a rolling restart, under load."""

import asyncio
import itertools
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlmodel import Session, select

from bot.app import open_app
from bot.cli.signals import run_until_signal
from bot.intake.webhook import PATH
from bot.log import configure_logging
from bot.settings import load_settings
from sandbox import UserProfile
from storage.person_lease import PersonLease
from tests.forking import forking
from tests.free_ports import free_ports
from tests.journeys.conftest import open_market
from tests.journeys.harness import KEY, TOKEN, Market, TickingClock
from tests.journeys.test_join_rush import JoinRush, everyone_sees_how_it_is, nothing_lost
from tests.journeys.test_waitlist import empty_drop, tally

TAKEOVER_SECONDS = 10
GIVEN_UP_SECONDS = 60


class Balancer:
    """Gives each request to the next process that is there; 503 where none is."""

    def __init__(self) -> None:
        self.ports: list[int] = []
        self._turns = itertools.count()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        app = web.Application(client_max_size=2**24)
        app.router.add_post(PATH, self._pass_on)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with aiohttp.ClientSession() as self._session:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        await runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        body, turn = await request.read(), next(self._turns)
        for place in range(len(self.ports)):
            port = self.ports[(turn + place) % len(self.ports)]
            url = f"http://127.0.0.1:{port}{PATH}"
            try:
                async with self._session.post(url, data=body, headers=request.headers) as answer:
                    if answer.status < 500:
                        return web.Response(status=answer.status)
            except aiohttp.ClientError:
                continue
        return web.Response(status=503)


class AppProcess:
    """A process that serves or ticks."""

    def __init__(self, market: Market, log: Path, kind: str, **changed: Any) -> None:
        self._market, self._log, self._kind, self._changed = market, log, kind, changed
        self._process: BaseProcess | None = None

    async def start(self) -> None:
        settings = self._market.settings(**self._changed)
        given = settings.model_dump() | {"bot_token": TOKEN, "secret_key": None}
        arguments = (given, self._market.clock(), str(self._log), self._kind)
        self._process = forking.Process(target=run_app, args=arguments)
        await asyncio.to_thread(self._process.start)

    async def end(self, number: signal.Signals) -> int | None:
        process = self._process
        if process is None or not process.is_alive() or process.pid is None:
            return None
        os.kill(process.pid, number)
        await asyncio.to_thread(process.join, 20)
        return process.exitcode


def run_app(given: dict[str, Any], now: datetime, log: str, kind: str) -> None:
    """The body of a forked process."""
    with Path(log).open("a", encoding="utf-8") as file:
        configure_logging(file, logging.INFO)
        run_until_signal(partial(live, given, TickingClock(now), kind))


async def live(given: dict[str, Any], now: TickingClock, kind: str, stop: asyncio.Event) -> None:
    async with open_app(load_settings(None, **given), KEY, now, shares_inbox=kind == "serve") as app:
        await (app.serve(stop) if kind == "serve" else app.tick(stop))


class Cluster:
    """Three processes that serve behind a balancer, and two that tick."""

    def __init__(
        self, market: Market, folder: Path, address: str, balancer: Balancer, ports: list[int]
    ) -> None:
        self.market, self.balancer = market, balancer
        webhook = {"webhook": True, "public_url": address}
        self.serving = [
            AppProcess(market, folder / f"serve{port}.log", "serve", web_bind=f"127.0.0.1:{port}", **webhook)
            for port in ports
        ]
        self.ticking = [AppProcess(market, folder / f"tick{place}.log", "tick") for place in range(2)]
        balancer.ports = ports

    async def start(self) -> None:
        await asyncio.gather(*(process.start() for process in (*self.serving, *self.ticking)))
        async with asyncio.timeout(30):
            while self.market.sandbox.telegram.first_account.webhook.hook is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def end(self) -> None:
        for process in (*self.serving, *self.ticking):
            await process.end(signal.SIGKILL)


@asynccontextmanager
async def open_cluster(market: Market, folder: Path, ports: list[int]) -> AsyncIterator[Cluster]:
    balancer = Balancer()
    async with balancer.serve() as address:
        cluster = Cluster(market, folder, address, balancer, ports)
        try:
            yield cluster
        finally:
            await cluster.end()


@pytest.fixture
async def rush(database_url: str, size: tuple[int, int]) -> AsyncIterator[Market]:
    people = tuple(
        UserProfile(id=6000 + place, first_name=f"Visitor {place}", language_code="en")
        for place in range(size[0])
    )
    async with open_market(Market(database_url, people)) as market:
        yield market


async def rush_through(market: Market, folder: Path, people: int, units: int) -> None:
    """Everybody taps; meanwhile a `serve` and a `tick` are killed, and the others restarted one after the other."""
    _, item = await market.store.write(empty_drop, market.town.kuih_lapis, units)
    rush = JoinRush(market, [6000 + place for place in range(people)], item)
    async with open_cluster(market, folder, free_ports(3)) as cluster:
        await cluster.start()
        await rush.arrive()
        taps = rush.tap()
        await rush.until_joined(units // 2)
        await cluster.serving[0].end(signal.SIGKILL)
        await cluster.ticking[0].end(signal.SIGKILL)
        assert (await market.store.read(tally, item)).numbers < people, "killed when all was over"
        await cluster.serving[0].start()
        for process in (cluster.serving[1], cluster.serving[2]):
            assert await process.end(signal.SIGTERM) == 0
            await process.start()
        answers = await asyncio.gather(*taps)
        await market.until_idle(TAKEOVER_SECONDS + people / 10)
        assert None not in answers, "somebody was never answered"
        await nothing_lost(rush, units)
        await everyone_sees_how_it_is(rush)
        numbers = await rush.numbers()
        assert list(numbers.values()) == sorted(numbers.values())
        await until_no_lease_is_owned(market)


async def until_no_lease_is_owned(market: Market) -> None:
    """Wait until the locks that a killed process left behind have expired and other processes have released them."""
    async with asyncio.timeout(GIVEN_UP_SECONDS):
        while await market.store.read(owned_leases):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def owned_leases(session: Session) -> int:
    return len(session.exec(select(PersonLease.sender)).all())


@pytest.mark.parametrize("size", [(60, 12)])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_crowd_before_three_processes_loses_nothing_to_kills_and_restarts(
    rush: Market, size: tuple[int, int], tmp_path: Path
) -> None:
    await rush_through(rush, tmp_path, *size)


@pytest.mark.proof
@pytest.mark.parametrize("size", [(2000, 200)])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_thousand_before_three_processes_lose_nothing_to_kills_and_restarts(
    rush: Market, size: tuple[int, int], tmp_path: Path
) -> None:
    await rush_through(rush, tmp_path, *size)
