"""One demo for all tests that leave it as they find it or do not mind, and a person in front of its page.

The tests of `test_demo.py` stand in the order of a visit, from the first minute to what is tried after the tutorial, and pass in any
other.
"""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page

from tests.demo.demo_process import DemoProcess, PageUser, open_demo


@pytest.fixture(scope="session")
async def demo() -> AsyncIterator[DemoProcess]:
    async with open_demo("--port", "0") as demo:
        yield demo


@pytest.fixture
async def fresh_demo() -> AsyncIterator[DemoProcess]:
    """Yield a demo that has just started and no other test uses."""
    async with open_demo("--port", "0") as demo:
        yield demo


@pytest.fixture
async def user(page: Page, demo: DemoProcess) -> AsyncIterator[PageUser]:
    """Yield a person in front of the open page; an error in its console fails the test (see `page`)."""
    user = PageUser(page)
    await user.open(demo.address)
    yield user
    await page.goto("about:blank")
