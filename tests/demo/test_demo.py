"""The demo as a stranger meets it: the real command, the real page in a real Chromium."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, ViewportSize, expect

from bot.town.cast import KEN
from locales.languages import language_name
from locales.say import speak
from tests.demo.house import House, Seat, open_house

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

PICTURE = ViewportSize(width=1280, height=860)
ENGLISH, MALAY = speak("en"), speak("ms")


@pytest.fixture(scope="module")
async def house() -> AsyncIterator[House]:
    """One demo for all who only look."""
    async with open_house("--port", "0") as house:
        yield house


@pytest.fixture
async def seat(page: Page, house: House) -> AsyncIterator[Seat]:
    """In front of the open page; whatever went wrong in its console fails the test (see `page`)."""
    seat = Seat(page)
    await seat.look(house.address)
    yield seat
    await page.goto("about:blank")


async def test_a_shopper_without_a_mouse_reads_a_card_then_changes_the_language_and_reads_another(
    seat: Seat,
) -> None:
    await seat.press("Tab")
    await expect(seat.page.get_by_role("link", name="Skip to the first phone")).to_be_focused()
    await seat.press("Enter")
    await expect(seat.composer("Aina")).to_be_focused()
    await seat.tap("Aina", re.compile("^1 "))
    await expect(seat.newest("Aina").locator("img")).to_be_visible()
    await expect(seat.button("Aina", ENGLISH.label("Why this rule"))).to_be_visible()
    english = await seat.newest("Aina").inner_text()

    await seat.to_composer("Aina")
    await seat.write("/language")
    await expect(seat.newest("Aina")).to_contain_text("Choose a language.")
    await seat.tap("Aina", language_name("ms"))
    await expect(seat.button("Aina", MALAY.label("A text is wrong"))).to_be_visible()
    await seat.to_composer("Aina")
    await seat.write("/drops")
    await seat.tap("Aina", re.compile("^1 "))
    await expect(seat.newest("Aina").locator("img")).to_be_visible()
    await expect(seat.button("Aina", MALAY.label("Why this rule"))).to_be_visible()
    assert await seat.newest("Aina").inner_text() != english


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_wrong_with_list_month_and_card(
    seat: Seat, scheme: Literal["light", "dark"]
) -> None:
    await seat.page.emulate_media(color_scheme=scheme)
    for command, opened in (("/drops", "1 to 5"), ("/calendar", "•")):
        await seat.to_composer("Ros")
        await seat.write(command)
        await expect(seat.newest("Ros")).to_contain_text(opened)
    await seat.to_composer("Ken")
    await seat.write("/drops")
    await seat.tap("Ken", re.compile("^1 "))
    await expect(seat.newest("Ken").locator("img")).to_be_visible()
    assert await seat.violations() == []


async def test_who_asks_to_be_told_is_told_when_the_clock_gets_there(page: Page) -> None:
    await page.set_viewport_size(PICTURE)
    seat, ken = Seat(page), speak(KEN.language)
    async with open_house("--port", "0") as house:
        await seat.look(house.address)
        await seat.to_composer("Aina")
        await seat.tap("Aina", "Kuih lapis")
        await expect(seat.newest("Aina").locator("img")).to_be_visible()
        await seat.to_composer("Ken")
        await seat.write("/calendar")
        await expect(seat.button("Ken", ken.label("As a list"))).to_be_visible()

        await seat.to_composer("Ros")
        await seat.write("tuhau")
        await seat.tap("Ros", "Tuhau sambal")
        await seat.tap("Ros", "Tell me at opening")
        await expect(seat.phone("Ros")).to_contain_text("You will be told")
        await expect(seat.button("Ros", "Do not tell me")).to_be_visible()
        messages = await seat.phone("Ros").locator("li.message").count()

        await page.get_by_role("button", name="Next: ").click()
        await expect(seat.phone("Ros").locator("li.message")).to_have_count(messages + 1)
        await expect(seat.newest("Ros")).to_contain_text("Tuhau sambal")
        await expect(seat.newest("Ros")).to_contain_text(re.compile("opened .+ 12:00"))

        await keep_picture(page)
        assert await house.end() == 0, "the page was open and its stream with it"
        await page.goto("about:blank")


async def keep_picture(page: Page) -> None:
    """The README's picture, where LORONG_SCREENSHOTS names a folder."""
    if folder := os.environ.get("LORONG_SCREENSHOTS"):
        await page.mouse.move(0, 0)
        await page.screenshot(path=Path(folder) / "demo.png", animations="disabled")
