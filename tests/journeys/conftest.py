"""Markets for the journeys: on SQLite, and on both databases where the property depends on them."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from bot.telegram import pictures
from tests.journeys.harness import LorongProcess, Market, MarketWithOrganiser, Visitor, due_notifications
from tests.journeys.library_types import misread
from tests.scheduler.job_helpers import failures

for name in ("draw_placeholder", "draw_strip"):
    setattr(pictures, name, cache(getattr(pictures, name)))
"""The town's pictures are drawn once a process: each test has a database of its own, which has none yet."""


@asynccontextmanager
async def open_market(market: Market) -> AsyncIterator[Market]:
    try:
        async with market.sandbox.serve() as address:
            market.address = address
            await market.seed()
            yield market
            await market.close()
            with suppress(DBAPIError):
                print(*await market.store.read(due_notifications, market.clock()), sep="\n")
            assert misread(market.sandbox.calls) == [], "calls that a library does not know"
            if not market.expects_failures:
                assert await failures(market.store) == [], "no item of a job failed"
    finally:
        await market.store.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "lorong.db")
    return f"sqlite:///{tmp_path / 'lorong.db'}"


@pytest.fixture
async def closed_market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data in its sandbox, with Lorong not started."""
    async with open_market(Market(sqlite_url)) as market:
        yield market


@pytest.fixture
async def market(closed_market: Market) -> Market:
    """Yield the demo data with Lorong running in this process."""
    await closed_market.open()
    return closed_market


@pytest.fixture
async def organised_market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with Lorong running, and Ken as its organiser."""
    async with open_market(MarketWithOrganiser(sqlite_url)) as market:
        await market.open()
        yield market


@pytest.fixture
async def closed_market_on_each(database_url: str) -> AsyncIterator[Market]:
    """Yield as `closed_market` does, once on each database."""
    async with open_market(Market(database_url)) as market:
        yield market


@pytest.fixture
async def market_on_each(closed_market_on_each: Market) -> Market:
    await closed_market_on_each.open()
    return closed_market_on_each


@pytest.fixture
def tom(market: Market) -> Visitor:
    """Yield a newcomer who reads English."""
    return market.visitor(4003)


@pytest.fixture
async def lorong_process(closed_market: Market, tmp_path: Path) -> AsyncIterator[LorongProcess]:
    """Yield Lorong as a separate process that is not started yet."""
    bot = LorongProcess(closed_market, tmp_path)
    yield bot
    await bot.kill()


@pytest.fixture
async def lorong_process_on_each(
    closed_market_on_each: Market, tmp_path: Path
) -> AsyncIterator[LorongProcess]:
    bot = LorongProcess(closed_market_on_each, tmp_path)
    yield bot
    await bot.kill()
