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
    """A demo of one's own, as after its start."""
    async with open_demo("--port", "0") as demo:
        yield demo


@pytest.fixture
async def user(page: Page, demo: DemoProcess) -> AsyncIterator[PageUser]:
    """In front of the open page; whatever went wrong in its console fails the test (see `page`)."""
    user = PageUser(page)
    await user.open(demo.address)
    yield user
    await page.goto("about:blank")
