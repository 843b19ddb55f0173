"""A market to walk in: on SQLite, and on both databases where what is proved hangs on them."""

import gc
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.journeys.world import Forked, Market, Organised, Visitor


@pytest.fixture(scope="module", autouse=True)
def swept() -> Iterator[None]:
    """Every Lorong tells the collector to leave alone what is alive when it opens, what those before it left behind too."""
    yield
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def standing(market: Market) -> AsyncIterator[Market]:
    try:
        async with market.sandbox.serve() as address:
            market.address = address
            await market.found()
            yield market
            await market.close()
    finally:
        await market.store.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "lorong.db")
    return f"sqlite:///{tmp_path / 'lorong.db'}"


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[Market]:
    """The town and its sandbox, Lorong still closed."""
    async with standing(Market(sqlite_url)) as market:
        yield market


@pytest.fixture
async def market(town: Market) -> Market:
    """The town with Lorong open in this process."""
    await town.open()
    return town


@pytest.fixture
async def organised(sqlite_url: str) -> AsyncIterator[Market]:
    """The town with Lorong open, and Ken its organiser."""
    async with standing(Organised(sqlite_url)) as market:
        await market.open()
        yield market


@pytest.fixture
async def either_town(database_url: str) -> AsyncIterator[Market]:
    """As `town`, once on each database."""
    async with standing(Market(database_url)) as market:
        yield market


@pytest.fixture
async def either_market(either_town: Market) -> Market:
    await either_town.open()
    return either_town


@pytest.fixture
def tom(market: Market) -> Visitor:
    """A newcomer who reads English."""
    return market.visitor(4003)


@pytest.fixture
async def forked(town: Market, tmp_path: Path) -> AsyncIterator[Forked]:
    """Lorong in the town as a process of its own, not yet started."""
    bot = Forked(town, tmp_path)
    yield bot
    await bot.away()


@pytest.fixture
async def either_forked(either_town: Market, tmp_path: Path) -> AsyncIterator[Forked]:
    bot = Forked(either_town, tmp_path)
    yield bot
    await bot.away()
