"""`lorong demo` as a separate process, and its page as a person sees it."""

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Locator, Page, expect

LORONG = Path(sys.executable).with_name("lorong")
ADDRESS = re.compile(r"Lorong is open: (http://127\.0\.0\.1:\d+)")
START_TIMEOUT = 60
STOP_TIMEOUT = 5

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
ASK = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass
class DemoProcess:
    """A running demo."""

    process: Process
    address: str

    async def state(self) -> dict[str, Any]:
        """Return the state behind the page as data."""
        async with aiohttp.ClientSession() as web, web.get(f"{self.address}/state") as answer:
            state: dict[str, Any] = await answer.json()
            return state

    async def newest(self, person: int) -> str:
        """Return the newest text on a phone, once it is the bot's: a command is answered in a moment."""
        async with asyncio.timeout(20):
            while (message := await self._message(person))["from"] != "bot":  # noqa: ASYNC110 - another process changes it
                await asyncio.sleep(0.1)
        return str(message["text"])

    async def tap(self, person: int, data: str) -> None:
        """Tap the button with this callback data on the newest message; return once the message has changed."""
        message = await self._message(person)
        target = {"message_id": message["id"], "data": data}
        async with aiohttp.ClientSession() as web, asyncio.timeout(20):
            (await web.post(f"{self.address}/people/{person}/tap", json=target)).raise_for_status()
            while await self.newest(person) == message["text"]:  # noqa: ASYNC110 - another process changes it
                await asyncio.sleep(0.1)

    async def _message(self, person: int) -> dict[str, Any]:
        phones = {each["id"]: each["messages"] for each in (await self.state())["people"]}
        newest: dict[str, Any] = phones[person][-1]
        return newest

    async def end(self) -> int:
        """Return its exit status after SIGTERM. Raises TimeoutError where it takes longer than five seconds."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), STOP_TIMEOUT)


async def start_demo(*options: str) -> Process:
    return await asyncio.create_subprocess_exec(
        LORONG, "demo", "--no-browser", *options, stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=PIPE
    )


async def address(process: Process) -> str:
    """Return the address that it prints once it is open. Raises AssertionError with its stderr where it ends before."""
    assert process.stdout is not None
    assert process.stderr is not None
    async with asyncio.timeout(START_TIMEOUT):
        async for line in process.stdout:
            if address_line := ADDRESS.match(line.decode()):
                return address_line[1]
        raise AssertionError((await process.stderr.read()).decode() or "it ended without a word")


@asynccontextmanager
async def open_demo(*options: str) -> AsyncIterator[DemoProcess]:
    process = await start_demo(*options)
    try:
        yield DemoProcess(process, await address(process))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@dataclass
class PageUser:
    """A person in front of the page."""

    page: Page

    async def open(self, address: str) -> None:
        await self.page.goto(address)
        await self.page.wait_for_selector("html[data-ready]")

    def phone(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name)

    def newest(self, name: str) -> Locator:
        """Return the newest message on a phone."""
        return self.phone(name).locator("li.message").first

    def button(self, name: str, label: str | re.Pattern[str]) -> Locator:
        """Return a button of the newest message."""
        return self.newest(name).locator("button.key", has_text=label)

    def composer(self, name: str) -> Locator:
        return self.phone(name).get_by_role("textbox", name=f"Write as {name}")

    async def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            await self.page.keyboard.press(key)

    async def write(self, text: str) -> None:
        """Replace the text of the focused composer."""
        await self.press("Control+A")
        await self.page.keyboard.type(text)
        await self.press("Enter")

    async def reach(self, target: Locator, key: str, max_presses: int = 40) -> None:
        """Press a key until an element has the focus."""
        await expect(target).to_have_count(1)
        for _ in range(max_presses):
            if await target.evaluate("node => node === document.activeElement"):
                return
            await self.press(key)
        raise AssertionError(f"{max_presses} times {key} and not there: {target}")

    async def tap(self, name: str, label: str | re.Pattern[str]) -> None:
        """Press a button by keyboard: focus the newest block of buttons, move along it, press Enter."""
        await expect(self.button(name, label)).to_have_count(1)
        await self.reach(self.newest(name).locator('button.key[tabindex="0"]'), "Tab")
        await self.reach(self.button(name, label), "ArrowRight")
        await self.press("Enter")

    async def to_composer(self, name: str) -> None:
        await self.reach(self.composer(name), "F6")

    async def accessibility_violations(self) -> list[str]:
        """Return the violations that axe finds, a line for each node."""
        await self.page.evaluate(AXE)
        found = (await self.page.evaluate(ASK, RULES))["violations"]
        return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
