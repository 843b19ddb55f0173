"""Fixtures of the kiosk: a market and a browser for each test."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.kiosk.kiosk_market import KioskMarket, libraries_are_there, open_market
from tests.kiosk.kiosk_user import KillableBrowser, killable_browser


class NewBrowser(Protocol):
    async def __call__(self, *arguments: str, **options: object) -> KillableBrowser: ...


@pytest.fixture
async def market(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[KioskMarket]:
    if not libraries_are_there():
        pytest.skip("No libraries for the kiosk here: `make kiosk` brings them.")
    async with open_market(sqlite_template, tmp_path) as market:
        yield market


@pytest.fixture
async def new_browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[NewBrowser]:
    """Yield a function that opens Chromium on a new profile; an error in a page's console fails the test."""
    async with AsyncExitStack() as opened:

        async def new(*arguments: str, **options: object) -> KillableBrowser:
            folder = tmp_path_factory.mktemp("profile")
            return await opened.enter_async_context(killable_browser(folder, *arguments, **options))

        yield new
