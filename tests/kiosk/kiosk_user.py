"""A person in front of the kiosk's page, and a browser that can be killed."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Locator, Page, Playwright, async_playwright, expect

from tests.conftest import SERVER_IS_DOWN, SPEAKS_TO_NOBODY_ELSE, chromium

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
ASK = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OFFLINE = (
    *SERVER_IS_DOWN,
    "net::ERR_CONTENT_LENGTH_MISMATCH",
    "net::ERR_EMPTY_RESPONSE",
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_SOCKET_NOT_CONNECTED",
    "net::ERR_TIMED_OUT",
)
EXPECTED = ("the server responded with a status of 403", "Service Worker registration blocked by Playwright")
PHONE = {"width": 390, "height": 844}


@dataclass
class KioskUser:
    """A person at the page."""

    page: Page

    async def open(self, address: str) -> None:
        await self.page.goto(address)
        await self.page.wait_for_selector("html[data-ready]")

    async def sign_in(self, link: str, name: str = "counter, left") -> None:
        """Sign in and wait until the list has come and the page would open without a network."""
        await self.open(link)
        await self.page.locator("#name").fill(name)
        await self.page.locator("form button[type=submit]").click()
        await self.status("sent")
        await self.page.wait_for_selector("html[data-cached]")

    async def status(self, state: str, waiting: int = 0, seconds: int = 45) -> None:
        await expect(self.page.locator(".status")).to_have_attribute(
            "data-state", state, timeout=seconds * 1000
        )
        await expect(self.page.locator(".status")).to_have_attribute("data-waiting", str(waiting))

    @property
    def verdict(self) -> Locator:
        return self.page.locator(".verdict")

    async def sees(self, verdict: str, *words: str) -> None:
        """Wait for a verdict by its name, with these words on it."""
        await expect(self.verdict).to_have_attribute("data-verdict", verdict, timeout=15_000)
        for word in words:
            await expect(self.verdict).to_contain_text(word)

    async def type(self, code: str) -> None:
        await self.page.locator("#code").fill(code)
        await self.page.keyboard.press("Enter")

    async def usb(self, words: str) -> None:
        """Type as a USB scanner does."""
        async with asyncio.timeout(30):
            await self.page.evaluate(USB, words)

    async def tap(self, label: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).first.click()

    async def sell(self, *items: str, method: str = "Cash") -> None:
        """Tap the key of each item, pay, and wait until the sale is recorded."""
        before = len(await self.kept_sales())
        await self.pay(*items, method=method)
        await self.sold(before + 1)

    async def pay(self, *items: str, method: str = "Cash") -> None:
        """Tap the key of each item and of the payment method."""
        for item in items:
            await self.page.locator(".key").filter(has_text=item).click()
        await self.page.locator(".pay button").filter(has_text=method).click()

    async def sold(self, count: int) -> None:
        """Wait until so many sales are recorded."""
        async with asyncio.timeout(15):
            while len(await self.kept_sales()) < count:  # noqa: ASYNC110 - the page tells nobody else
                await asyncio.sleep(0.02)

    async def kept_sales(self) -> list[str]:
        """Return the sales that this device has recorded. Of itself a script in a page may wait without an end."""
        async with asyncio.timeout(30):
            return list(await self.page.evaluate(KEPT_SALES))

    async def hand_over(self, words: str, label: str = "Handed over, cash") -> None:
        """Scan, hand over, and wait for the confirmation."""
        await self.usb(words)
        await self.tap(label)
        await self.sees("done")

    async def accessibility_violations(self) -> list[str]:
        await self.page.evaluate(AXE)
        found = (await self.page.evaluate(ASK, RULES))["violations"]
        return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


KEPT_SALES = """async () => {
    const {database: {getAll}} = await import(document.querySelector("script").src);
    return (await getAll("scans")).filter(row => row.sale).map(row => row.uuid);
}"""
USB = """words => {
    for (const key of [...words, "Enter"])
        (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
}"""


@dataclass(kw_only=True)
class KillableBrowser:
    """A Chromium with a profile in a folder. Errors of its pages are in `wrong`, except for a server that is down."""

    playwright: Playwright
    folder: Path
    options: dict[str, Any] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    wrong: list[str] = field(default_factory=list)
    context: BrowserContext | None = None

    async def start(self) -> KioskUser:
        """Open a new page."""
        self.context = await self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=chromium(),
            args=[SPEAKS_TO_NOBODY_ELSE, *self.arguments],
            **{"locale": "en-GB", "viewport": PHONE, "reduced_motion": "reduce"} | self.options,
        )
        page = await self.context.new_page()
        self.listen(page)
        return KioskUser(page)

    async def tab(self) -> KioskUser:
        assert self.context is not None
        page = await self.context.new_page()
        self.listen(page)
        return KioskUser(page)

    def listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.heard(said.text))

    def heard(self, words: str) -> None:
        if not any(sign in words for sign in (*OFFLINE, *EXPECTED)):
            self.wrong.append(words)

    async def kill(self) -> None:
        """Send SIGKILL to every process of this profile, as a power cut would."""
        for process in processes_of(self.folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while processes_of(self.folder):  # noqa: ASYNC110 - the kernel tells nobody else
            await asyncio.sleep(0.02)
        await self.close()

    async def close(self) -> None:
        if self.context is not None:
            with contextlib.suppress(Exception):
                await self.context.close()
            self.context = None


def processes_of(folder: Path) -> list[int]:
    sign = f"--user-data-dir={folder}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and sign in (entry / "cmdline").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


@asynccontextmanager
async def killable_browser(folder: Path, *arguments: str, **options: Any) -> AsyncIterator[KillableBrowser]:
    async with async_playwright() as playwright:
        browser = KillableBrowser(playwright=playwright, folder=folder, options=options, arguments=arguments)
        yield browser
        await browser.close()
    assert not browser.wrong, browser.wrong
