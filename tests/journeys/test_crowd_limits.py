"""A crowd under Telegram's own limits: everybody is answered, and Telegram has to refuse next to nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from handlers.callbacks.waitlist import JoinWaitlist
from sandbox import UserProfile
from sandbox.call_log import BotCall
from tests.free_ports import free_ports
from tests.journeys.conftest import open_market
from tests.journeys.harness import LorongProcess, Market
from tests.journeys.test_serve import open_cluster
from tests.journeys.test_waitlist import ALL, empty_drop

REFUSED_AT_MOST = 10
IMPATIENT, MOST_TEXTS = 0.2, 6
"""The part of the people who write before they are answered, and their texts at most."""


class Arrivals:
    """People who come by a link within `seconds`, join what they see, and partly do not wait for answers."""

    def __init__(self, market: Market, people: int, item: int, code: str) -> None:
        self.market, self.item, self.code = market, item, code
        self.people = [6000 + place for place in range(people)]
        self.refused = list[BotCall]()
        calls = market.sandbox.telegram.calls
        record = calls.record

        def recorded(*given: object, **named: object) -> BotCall:
            call = record(*given, **named)  # type: ignore[arg-type]
            if call.code == 429:
                self.refused.append(call)
            return call

        calls.record = recorded  # type: ignore[method-assign]

    async def come(self, seconds: float) -> None:
        """Let everybody come within so many seconds; return when the last one has joined and read its answers."""
        rng = Random(2026)
        await asyncio.gather(
            *(self._one(person, rng.random() * seconds, Random(person)) for person in self.people)
        )

    async def _one(self, person: int, after: float, rng: Random) -> None:
        phone = self.market.sandbox.person(person)
        await asyncio.sleep(after)
        await phone.open(f"d_{self.code}")
        if rng.random() < IMPATIENT:
            for _ in range(rng.randint(1, MOST_TEXTS)):
                await asyncio.sleep(rng.random())
                await phone.write("/drops")
        await phone.until(lambda message: bool(message.buttons), timeout=300)
        await phone.tap(data=JoinWaitlist(item=self.item, units=1, back_to=ALL).pack(), timeout=300)


@pytest.fixture
async def crowded_market(database_url: str, size: tuple[int, float]) -> AsyncIterator[Market]:
    people = tuple(
        UserProfile(id=6000 + place, first_name=f"Visitor {place}", language_code="en")
        for place in range(size[0])
    )
    async with open_market(Market(database_url, people, limits=True, keep_sent=None)) as market:
        yield market


@asynccontextmanager
async def one_process(market: Market, folder: Path) -> AsyncIterator[None]:
    bot = LorongProcess(market, folder)
    await bot.start()
    try:
        yield
    finally:
        await bot.kill()


@asynccontextmanager
async def five_processes(market: Market, folder: Path) -> AsyncIterator[None]:
    """Three that serve behind a balancer and two that tick, which share the budget."""
    async with open_cluster(market, folder, free_ports(3)) as cluster:
        await cluster.start()
        yield


PROCESSES = {"sqlite": one_process, "postgresql": five_processes}


async def come_at_once(market: Market, size: tuple[int, float], folder: Path) -> None:
    people, seconds = size
    _, item = await market.store.write(empty_drop, market.town.kuih_lapis, people // 10)
    arrivals = Arrivals(market, people, item, f"RACE{people // 10}")
    async with PROCESSES[market.store.url.get_backend_name()](market, folder):
        await arrivals.come(seconds)
        await market.until_idle(60)
    moments = [sent.at for sent in market.sandbox.sent]
    duration = moments[-1] - moments[0]
    print(f"{len(arrivals.refused)} refused, {len(moments):,} sent, {len(moments) / duration:.1f} a second")
    assert len(arrivals.refused) <= REFUSED_AT_MOST, [(call.method, call.at) for call in arrivals.refused]


@pytest.mark.parametrize("size", [(60, 0.3)])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_sixty_come_at_once_and_telegram_refuses_next_to_nothing(
    crowded_market: Market, size: tuple[int, float], tmp_path: Path
) -> None:
    await come_at_once(crowded_market, size, tmp_path)


@pytest.mark.proof
@pytest.mark.long
@pytest.mark.alone
@pytest.mark.parametrize("size", [(2000, 10.0)])
async def test_two_thousand_come_in_ten_seconds_and_telegram_refuses_next_to_nothing(
    crowded_market: Market, size: tuple[int, float], tmp_path: Path
) -> None:
    await come_at_once(crowded_market, size, tmp_path)
