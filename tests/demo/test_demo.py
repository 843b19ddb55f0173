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
from tests.demo.demo_process import DemoProcess, PageUser, open_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

PICTURE = ViewportSize(width=1280, height=860)
PATIENCE = 20_000
"""Milliseconds; a machine that runs all tests at once is slow to answer."""
expect.set_options(timeout=PATIENCE)
ENGLISH, MALAY = speak("en"), speak("ms")


@pytest.fixture(scope="module")
async def demo() -> AsyncIterator[DemoProcess]:
    """One demo for all who only look."""
    async with open_demo("--port", "0") as demo:
        yield demo


@pytest.fixture
async def user(page: Page, demo: DemoProcess) -> AsyncIterator[PageUser]:
    """In front of the open page; whatever went wrong in its console fails the test (see `page`)."""
    user = PageUser(page)
    await user.open(demo.address)
    yield user
    await page.goto("about:blank")


async def test_a_shopper_without_a_mouse_reads_a_card_then_changes_the_language_and_reads_another(
    user: PageUser,
) -> None:
    await user.press("Tab")
    await expect(user.page.get_by_role("link", name="Skip to the first phone")).to_be_focused()
    await user.press("Enter")
    await expect(user.composer("Aina")).to_be_focused()
    await user.tap("Aina", re.compile("^1 "))
    await expect(user.newest("Aina").locator("img")).to_be_visible()
    await expect(user.button("Aina", ENGLISH.label("Details"))).to_be_visible()
    english = await user.newest("Aina").inner_text()

    await user.to_composer("Aina")
    await user.write("/language")
    await expect(user.newest("Aina")).to_contain_text("Choose a language.")
    await user.tap("Aina", language_name("ms"))
    await expect(user.button("Aina", MALAY.label("Report a mistake"))).to_be_visible()
    await user.to_composer("Aina")
    await user.write("/drops")
    await user.tap("Aina", re.compile("^1 "))
    await expect(user.newest("Aina").locator("img")).to_be_visible()
    await expect(user.button("Aina", MALAY.label("Details"))).to_be_visible()
    assert await user.newest("Aina").inner_text() != english
    await user.page.set_viewport_size(PICTURE)
    await keep_picture(user.page, "demo.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_wrong_with_list_month_and_card(
    user: PageUser, scheme: Literal["light", "dark"]
) -> None:
    await user.page.emulate_media(color_scheme=scheme)
    for command, opened in (("/drops", "1 to 4"), ("/calendar", "•")):
        await user.to_composer("Ros")
        await user.write(command)
        await expect(user.newest("Ros")).to_contain_text(opened)
    await user.to_composer("Ken")
    await user.write("/drops")
    await user.tap("Ken", re.compile("^1 "))
    await expect(user.newest("Ken").locator("img")).to_be_visible()
    assert await user.accessibility_violations() == []


async def test_the_tutorial_is_followed_from_a_posted_line_to_the_reminder_and_each_step_ticks(
    page: Page,
) -> None:
    await page.set_viewport_size(PICTURE)
    user = PageUser(page)
    async with open_demo("--port", "0") as demo:
        await user.open(demo.address)
        page.set_default_timeout(PATIENCE)
        await ticked(page)
        await user.to_composer("Ros")
        await user.write("12 kuih lapis RM8.50")
        await expect(user.newest("Ros")).to_contain_text("Got it: 12")
        await user.button("Ros", "Publish").click()
        await expect(user.newest("Ros")).to_contain_text("Published:")
        await ticked(page, 1)

        await user.to_composer("Aina")
        await user.write("Seri muka")
        await user.button("Aina", re.compile("^1 .*Seri muka")).click()
        await user.button("Aina", "Join waitlist").click()
        await expect(user.newest("Aina")).to_contain_text("Your number is 9")
        await ticked(page, 1, 2)

        await user.to_composer("Ros")
        await user.write("/desk")
        await user.button("Ros", "Seri muka").click()
        await expect(user.newest("Ros")).to_contain_text("Extra units go to number 9.")
        await user.button("Ros", "1 more").click()
        await expect(user.newest("Aina")).to_contain_text("Held for you: 1")
        await ticked(page, 1, 2, 3)

        await user.button("Aina", "Confirm 1").click()
        ticket = user.phone("Aina").get_by_role("button", name="QR ticket")
        await expect(ticket).to_have_count(1)
        await ticket.click()
        await page.get_by_role("dialog", name="Show this to:").get_by_role("button", name="Ros").click()
        await expect(user.newest("Ros")).to_contain_text("VALID. Pickup: 1")
        await user.button("Ros", "Hand over 1").click()
        await expect(user.newest("Ros")).to_contain_text("COLLECTED 1 of 1")
        await ticked(page, 1, 2, 3, 4)
        await keep_picture(page, "street.png")

        await page.get_by_role("button", name="Tomorrow 10:00", exact=True).click()
        await expect(user.phone("Aina")).to_contain_text("Are you coming?")
        await ticked(page, 1, 2, 3, 4, 5)
        coming = user.phone("Aina").locator("button.key", has_text="I am coming")
        await coming.click()
        await expect(user.phone("Aina")).to_contain_text("The stall knows that you are coming.")
        await expect(coming).to_have_count(0)
        assert await demo.end() == 0, "the page was open and its stream with it"
        await page.goto("about:blank")


async def ticked(page: Page, *numbers: int) -> None:
    """These steps of the tutorial are done, and no other."""
    steps, done = page.get_by_role("region", name="Tutorial").locator("li"), re.compile(r"\bdone\b")
    await expect(page.get_by_role("heading", name=f"Tutorial {len(numbers)} of 5")).to_be_visible()
    await expect(steps).to_have_count(5)
    for number in range(1, 6):
        step = expect(steps.nth(number - 1))
        await (step.to_have_class(done) if number in numbers else step.not_to_have_class(done))


async def keep_picture(page: Page, name: str) -> None:
    """A picture for the README, where LORONG_SCREENSHOTS names a folder."""
    if folder := os.environ.get("LORONG_SCREENSHOTS"):
        await page.mouse.move(0, 0)
        await page.screenshot(path=Path(folder) / name, animations="disabled")
