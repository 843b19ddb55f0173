"""Markets for dispatcher tests, each on a fresh copy of the demo data."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.dispatcher.harness import Market, MarketWithOrganiser, Visitor
from tests.journeys.harness import TOM
from tests.scheduler.job_helpers import failures


@asynccontextmanager
async def open_market(market: Market) -> AsyncIterator[Market]:
    """Yield a market with the demo data, which the test opens; no item of a job may have failed."""
    await market.seed()
    try:
        yield market
        assert await failures(market.store) == [], "no item of a job failed"
    finally:
        await market.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "lorong.db")
    return f"sqlite:///{tmp_path / 'lorong.db'}"


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with a dispatcher."""
    async with open_market(Market(sqlite_url)) as market:
        await market.open()
        yield market


@pytest.fixture
async def organised_market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with a dispatcher, and Ken as its organiser."""
    async with open_market(MarketWithOrganiser(sqlite_url)) as market:
        await market.open()
        yield market


@pytest.fixture
def tom(market: Market) -> Visitor:
    """Return a newcomer who reads English."""
    return market.visitor(TOM)
