import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
import pytest
from playwright.async_api import Page

from tests.sandbox.page.page_harness import AINA, KEN, ROS, ChatPage, MovableClock, new_sandbox
from tests.sandbox.page.sample_bot import WELCOME, SampleBot


@pytest.fixture
async def chat_page(page: Page) -> AsyncIterator[ChatPage]:
    """Yield the page of a sandbox where everybody has pressed Start and a bot answers."""
    clock = MovableClock()
    sandbox = new_sandbox(clock)
    async with sandbox.serve() as address, aiohttp.ClientSession() as api:
        working = asyncio.create_task(SampleBot(api, address).work())
        for person in (AINA, ROS, KEN):
            await sandbox.person(person).write("/start")
            await sandbox.person(person).until(lambda message: message.text in WELCOME.values())
        chat_page = ChatPage(page=page, sandbox=sandbox, clock=clock, address=address)
        await chat_page.open()
        yield chat_page
        await page.goto("about:blank")
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
