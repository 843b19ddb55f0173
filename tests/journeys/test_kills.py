"""Twenty kills while many people tap, by polling and by webhook: nothing is lost, doubled or oversold, and recovery is quick."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from sandbox import UserProfile
from tests.free_ports import free_ports
from tests.journeys.conftest import open_market
from tests.journeys.harness import LorongProcess, Market
from tests.journeys.test_join_rush import JoinRush, everyone_sees_how_it_is, nothing_lost
from tests.journeys.test_serve import Balancer
from tests.journeys.test_waitlist import empty_drop, tally

RECOVERY_SECONDS = 5.0


@pytest.fixture
async def rush(database_url: str, size: tuple[int, int, int]) -> AsyncIterator[Market]:
    people = tuple(
        UserProfile(id=7_300_000_000 + place, first_name=f"Visitor {place}", language_code="en")
        for place in range(size[0])
    )
    async with open_market(Market(database_url, people)) as market:
        yield market


async def kill_again_and_again(bot: LorongProcess, kills: int, rng: Random, done: asyncio.Event) -> None:
    """Kill Lorong at random moments, and start it again."""
    for _ in range(kills):
        await asyncio.sleep(rng.uniform(0.05, 0.6))
        await bot.end(signal.SIGKILL)
        await bot.start()
    done.set()


async def rush_through_kills(market: Market, bot: LorongProcess, size: tuple[int, int, int]) -> None:
    people, units, kills = size
    _, item = await market.store.write(empty_drop, market.town.kuih_lapis, units)
    rush = JoinRush(market, [7_300_000_000 + place for place in range(people)], item)
    await bot.start()
    await rush.arrive()
    over = asyncio.Event()
    killing = asyncio.create_task(kill_again_and_again(bot, kills, Random(people), over))
    taps = rush.tap()
    await killing
    began = monotonic()
    while (await market.store.read(tally, item)).numbers == 0:
        assert monotonic() - began < RECOVERY_SECONDS, "it does not recover"
        await asyncio.sleep(0.05)
    answers = await asyncio.gather(*taps)
    await market.until_idle(140)
    assert None not in answers, "somebody was never answered"
    await nothing_lost(rush, units)
    await everyone_sees_how_it_is(rush)


async def by_polling(market: Market, folder: Path, size: tuple[int, int, int]) -> None:
    bot = LorongProcess(market, folder)
    try:
        await rush_through_kills(market, bot, size)
    finally:
        await bot.kill()


async def by_webhook(market: Market, folder: Path, size: tuple[int, int, int]) -> None:
    balancer = Balancer()
    async with balancer.serve() as address:
        balancer.ports = free_ports(1)
        bind = f"127.0.0.1:{balancer.ports[0]}"
        bot = LorongProcess(market, folder, webhook=True, public_url=address, web_bind=bind)
        try:
            await rush_through_kills(market, bot, size)
        finally:
            await bot.kill()


@pytest.mark.parametrize("size", [(40, 8, 3)])
@pytest.mark.parametrize("way", [by_polling, by_webhook])
async def test_three_kills_lose_nothing(
    rush: Market, way: object, size: tuple[int, int, int], tmp_path: Path
) -> None:
    assert callable(way)
    await way(rush, tmp_path, size)


@pytest.mark.proof
@pytest.mark.parametrize("size", [(300, 60, 20)])
@pytest.mark.parametrize("way", [by_polling, by_webhook])
async def test_twenty_kills_lose_nothing(
    rush: Market, way: object, size: tuple[int, int, int], tmp_path: Path
) -> None:
    assert callable(way)
    await way(rush, tmp_path, size)
