import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
import pytest
from playwright.async_api import Page

from tests.sandbox.page.stage import AINA, KEN, ROS, Demo, Wall, street
from tests.sandbox.page.stall import WELCOME, Stall


@pytest.fixture
async def demo(page: Page) -> AsyncIterator[Demo]:
    """The page, open on a street where everybody has pressed Start and a bot answers."""
    wall = Wall()
    sandbox = street(wall)
    async with sandbox.serve() as address, aiohttp.ClientSession() as api:
        working = asyncio.create_task(Stall(api, address).work())
        for person in (AINA, ROS, KEN):
            await sandbox.person(person).write("/start")
            await sandbox.person(person).until(lambda message: message.text in WELCOME.values())
        demo = Demo(page, sandbox, wall, address)
        await demo.look()
        yield demo
        await page.goto("about:blank")
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
