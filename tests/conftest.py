"""A real Chromium for the tests marked `browser`."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

SPEAKS_TO_NOBODY_ELSE = "--host-resolver-rules=MAP * ^NOTFOUND, EXCLUDE 127.0.0.1"
SERVER_IS_DOWN = (
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_CONNECTION_RESET",
    "net::ERR_INCOMPLETE_CHUNKED_ENCODING",
)


def chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found:
        return found
    told = "No Chromium here: install chromium-headless-shell, or name one in CHROMIUM, for these tests."
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the whole session."""
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[SPEAKS_TO_NOBODY_ELSE])
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A fresh profile in a window of 1280 x 800; afterwards, nothing may have gone wrong in its console."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", reduced_motion="reduce"
    )
    page = await context.new_page()
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(sign in message.text for sign in SERVER_IS_DOWN):
            wrong.append(message.text)

    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", heard)
    yield page
    await context.close()
    assert wrong == []
