"""The demo as a stranger meets it: the real command, the real page in a real Chromium."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, ViewportSize, expect

from locales.languages import language_name
from locales.say import speak
from tests.demo.house import House, Seat, open_house

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

PICTURE = ViewportSize(width=1280, height=860)
PATIENCE = 20_000
"""Milliseconds; a machine that runs all tests at once is slow to answer."""
expect.set_options(timeout=PATIENCE)
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
    await expect(seat.button("Aina", ENGLISH.label("How it is shared"))).to_be_visible()
    english = await seat.newest("Aina").inner_text()

    await seat.to_composer("Aina")
    await seat.write("/language")
    await expect(seat.newest("Aina")).to_contain_text("Choose a language.")
    await seat.tap("Aina", language_name("ms"))
    await expect(seat.button("Aina", MALAY.label("Report a mistake"))).to_be_visible()
    await seat.to_composer("Aina")
    await seat.write("/drops")
    await seat.tap("Aina", re.compile("^1 "))
    await expect(seat.newest("Aina").locator("img")).to_be_visible()
    await expect(seat.button("Aina", MALAY.label("How it is shared"))).to_be_visible()
    assert await seat.newest("Aina").inner_text() != english
    await seat.page.set_viewport_size(PICTURE)
    await keep_picture(seat.page, "demo.png")


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


async def test_the_trail_is_walked_from_a_posted_line_to_the_reminder_and_each_step_ticks(page: Page) -> None:
    await page.set_viewport_size(PICTURE)
    seat = Seat(page)
    async with open_house("--port", "0") as house:
        await seat.look(house.address)
        page.set_default_timeout(PATIENCE)
        await ticked(page)
        await seat.to_composer("Ros")
        await seat.write("12 kuih lapis RM8.50")
        await expect(seat.newest("Ros")).to_contain_text("Got it: 12")
        await seat.button("Ros", "Publish").click()
        await expect(seat.newest("Ros")).to_contain_text("Published:")
        await ticked(page, 1)

        await seat.to_composer("Aina")
        await seat.write("Seri muka")
        await seat.button("Aina", re.compile("^1 .*Seri muka")).click()
        await seat.button("Aina", "Join waitlist").click()
        await expect(seat.newest("Aina")).to_contain_text("You are number 9")
        await ticked(page, 1, 2)

        await seat.to_composer("Ros")
        await seat.write("/desk")
        await seat.button("Ros", "Seri muka").click()
        await expect(seat.newest("Ros")).to_contain_text("Extra units go to number 9.")
        await seat.button("Ros", "1 more").click()
        await expect(seat.newest("Aina")).to_contain_text("Held for you: 1")
        await ticked(page, 1, 2, 3)

        await seat.button("Aina", "Confirm 1").click()
        ticket = seat.phone("Aina").get_by_role("button", name="QR ticket")
        await expect(ticket).to_have_count(1)
        await ticket.click()
        await page.get_by_role("dialog", name="Show this to:").get_by_role("button", name="Ros").click()
        await expect(seat.newest("Ros")).to_contain_text("VALID. Pickup: 1")
        await seat.button("Ros", "Hand over 1").click()
        await expect(seat.newest("Ros")).to_contain_text("COLLECTED 1 of 1")
        await ticked(page, 1, 2, 3, 4)
        await keep_picture(page, "street.png")

        await page.get_by_role("button", name="Tomorrow 10:00", exact=True).click()
        await expect(seat.phone("Aina")).to_contain_text("Are you coming?")
        await ticked(page, 1, 2, 3, 4, 5)
        coming = seat.phone("Aina").locator("button.key", has_text="I am coming")
        await coming.click()
        await expect(seat.phone("Aina")).to_contain_text("The stall knows that you are coming.")
        await expect(coming).to_have_count(0)
        assert await house.end() == 0, "the page was open and its stream with it"
        await page.goto("about:blank")


async def ticked(page: Page, *numbers: int) -> None:
    """These steps of the trail are done, and no other."""
    steps, done = page.get_by_role("region", name="Trail").locator("li"), re.compile(r"\bdone\b")
    await expect(page.get_by_role("heading", name=f"Trail {len(numbers)} of 5")).to_be_visible()
    await expect(steps).to_have_count(5)
    for number in range(1, 6):
        step = expect(steps.nth(number - 1))
        await (step.to_have_class(done) if number in numbers else step.not_to_have_class(done))


async def keep_picture(page: Page, name: str) -> None:
    """A picture for the README, where LORONG_SCREENSHOTS names a folder."""
    if folder := os.environ.get("LORONG_SCREENSHOTS"):
        await page.mouse.move(0, 0)
        await page.screenshot(path=Path(folder) / name, animations="disabled")
