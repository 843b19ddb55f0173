"""The demo as a new visitor sees it: the real command, the real page in a real Chromium."""

import os
import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from locales.languages import language_name
from locales.say import speak
from tests.demo.demo_process import DemoProcess, PageUser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

PICTURE = ViewportSize(width=1280, height=860)
PATIENCE = 20_000
"""Milliseconds; a machine that runs all tests at once is slow to answer."""
A_TOWNS_DAY = 180_000
"""Milliseconds in which hundreds are told and answer; four seconds where nothing else runs."""
expect.set_options(timeout=PATIENCE)
ENGLISH, MALAY = speak("en"), speak("ms")
PHONE = ViewportSize(width=390, height=844)
FIRST_MINUTE = {
    "ms": ("Mula di sini", "Pasar lorong di Kota Kinabalu.", "Kaunter", "Urus pasar"),
    "zh": ("从这里开始", "Kota Kinabalu 的巷子市集。", "工作台", "管理市集"),
    "en": ("Start here", "Alley markets in Kota Kinabalu.", "Desk", "Manage market"),
}
"""By the browser's language: the first button of the page, how each phone is welcomed, and what Ros and Ken can do besides."""


@pytest.mark.feature("X07")
async def test_in_each_language_the_first_minute_is_the_browsers_and_welcomes_each_person(
    browser: Browser, fresh_demo: DemoProcess
) -> None:
    for locale, (start, welcome, desk, manage) in FIRST_MINUTE.items():
        context = await browser.new_context(locale=locale, viewport=PHONE, reduced_motion="reduce")
        page = await context.new_page()
        user = PageUser(page)
        await user.open(f"{fresh_demo.address}/?lang={locale}")
        await expect(page.get_by_role("button", name=start)).to_be_visible()
        tabs = page.get_by_role("navigation").get_by_role("button")
        for at, (name, button) in enumerate({"Aina": "Seri muka", "Ros": desk, "Ken": manage}.items()):
            await tabs.nth(at).click()
            await expect(user.newest(name)).to_contain_text(welcome)
            await expect(user.button(name, button)).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert await user.accessibility_violations() == []
        await context.close()


async def test_the_tutorial_is_followed_from_a_posted_line_to_the_reminder_and_each_step_ticks(
    page: Page, fresh_demo: DemoProcess
) -> None:
    user = PageUser(page)
    await user.open(fresh_demo.address)
    await page.set_viewport_size(PICTURE)
    page.set_default_timeout(PATIENCE)
    tutorial = page.get_by_role("region", name="Tutorial")
    await expect(tutorial).to_be_hidden()
    await page.get_by_role("button", name="Start here: 2 minutes").click()
    await expect(tutorial).to_contain_text("Step 1 of 6 Sell something.")
    await tutorial.get_by_role("button", name="Show me").click()
    await expect(user.composer("Ros")).to_be_focused()
    await keep_picture(page, "first-minute.png")
    await user.press("Enter")
    await expect(user.newest("Ros")).to_contain_text("Got it: 12")
    await user.button("Ros", "Publish").click()
    await expect(user.newest("Ros")).to_contain_text("Published:")

    await expect(tutorial).to_contain_text("Step 2 of 6 Join a full drop.")
    await expect(user.composer("Aina")).to_have_value("Seri muka")
    await tutorial.get_by_role("button", name="Show me").click()
    await user.press("Enter")
    await user.button("Aina", "Join waitlist").click()
    await expect(user.newest("Aina")).to_contain_text("Your number is 9")

    await expect(tutorial).to_contain_text("Step 3 of 6 Add one.")
    await tutorial.get_by_role("button", name="Show me").click()
    await user.press("Enter")
    await user.button("Ros", "Seri muka").click()
    await expect(user.newest("Ros")).to_contain_text("One more goes to number 9.")
    await user.button("Ros", "Add 1").click()
    await expect(user.newest("Aina")).to_contain_text("Held for you: 1")

    await expect(tutorial).to_contain_text("Step 4 of 6 Pick it up.")
    await user.button("Aina", "Confirm 1").click()
    await show_ticket(user, user.phone("Aina").get_by_role("button", name="QR ticket"), 1)
    await expect(user.newest("Ros")).to_contain_text("VALID. Take RM")
    await user.button("Ros", "Handed over, cash").click()
    await expect(user.newest("Ros")).to_contain_text("✅ HANDED OVER. 1 × ")
    await expect(tutorial).to_contain_text("Step 5 of 6 Bring the box back.")
    await expect(user.newest("Aina")).to_contain_text("Returns ticket: 1 box")
    await keep_picture(page, "street.png")
    await show_ticket(user, user.newest("Aina").get_by_role("button", name="QR ticket"), 1)
    await expect(user.newest("Ros")).to_contain_text("VALID. Returns: 1")
    await user.button("Ros", "Take back 1").click()

    await expect(tutorial).to_contain_text("Step 6 of 6 Jump to tomorrow.")
    await page.get_by_role("button", name="Tomorrow 10:00", exact=True).click()
    await expect(user.phone("Aina")).to_contain_text("Are you coming?", timeout=A_TOWNS_DAY)
    await expect(tutorial).to_contain_text("Done. What next?")
    await expect(tutorial.locator(".dots .done")).to_have_count(6)
    coming = user.phone("Aina").locator("button.key", has_text="I am coming")
    await coming.click()
    await expect(user.phone("Aina")).to_contain_text("You said that you are coming.")
    await tutorial.get_by_role("button", name="Write to everyone as Ken").click()
    await expect(user.composer("Ken")).to_have_value("/broadcast")


async def show_ticket(user: PageUser, ticket: Locator, count: int) -> None:
    """Click a ticket and choose Ros."""
    await expect(ticket).to_have_count(count)
    await ticket.click()
    whom = user.page.get_by_role("dialog", name="Show this to:")
    await whom.get_by_role("button", name="Ros").click()


async def test_on_a_narrow_page_a_shown_ticket_leads_to_the_phone_that_reads_it(
    page: Page, fresh_demo: DemoProcess
) -> None:
    user = PageUser(page)
    await page.set_viewport_size(PHONE)
    await user.open(fresh_demo.address)
    await user.composer("Aina").fill("/tickets")
    await user.press("Enter")
    await user.newest("Aina").locator("button.key", has_text="A first string").click()
    await show_ticket(user, user.newest("Aina").get_by_role("button", name="QR ticket"), 1)
    await expect(user.newest("Ros")).to_be_visible()
    await expect(user.composer("Ros")).to_be_focused()
    await expect(user.phone("Aina")).to_have_count(0)


async def test_a_shopper_without_a_mouse_reads_a_card_then_changes_the_language_and_reads_another(
    user: PageUser,
) -> None:
    await user.press("Tab")
    await expect(user.page.get_by_role("link", name="Skip to the first phone")).to_be_focused()
    await user.press("Enter")
    await expect(user.composer("Aina")).to_be_focused()
    await user.write("/start")
    await expect(user.newest("Aina")).to_contain_text("1. ")
    await user.tap("Aina", re.compile(r"^\W*1\s"))
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
    await user.tap("Aina", re.compile(r"^\W*1\s"))
    await expect(user.newest("Aina").locator("img")).to_be_visible()
    await expect(user.button("Aina", MALAY.label("Details"))).to_be_visible()
    assert await user.newest("Aina").inner_text() != english
    await user.page.set_viewport_size(PICTURE)

    await user.phone("Aina").get_by_role("button", name="Aina’s phone").click()
    await expect(user.page.get_by_role("dialog")).to_contain_text(
        "Language: Bahasa Melayu, chosen in the chat."
    )
    await user.press("Escape")
    await user.to_composer("Aina")
    await user.page.keyboard.type("@lorong_demo_bot kuih lapis")
    found = user.phone("Aina").get_by_role("menuitem")
    await expect(found.first).to_contain_text("Kuih lapis")
    await keep_picture(user.page, "inline.png")
    await user.press("Enter")
    await expect(user.newest("Aina")).to_contain_text("via @lorong_demo_bot")
    await user.button("Aina", MALAY.label("Join in Lorong")).click()
    await expect(user.button("Aina", MALAY.label("Details"))).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_wrong_with_list_month_and_card(
    user: PageUser, scheme: Literal["light", "dark"]
) -> None:
    await user.page.emulate_media(color_scheme=scheme)
    for command, opened in (("/drops", "This weekend · 1 to "), ("/calendar", "•")):
        await user.to_composer("Ros")
        await user.write(command)
        await expect(user.newest("Ros")).to_contain_text(opened)
    await user.to_composer("Ken")
    await user.write("/drops")
    await user.tap("Ken", re.compile(r"^\W*1\s"))
    await expect(user.newest("Ken").locator("img")).to_be_visible()
    assert await user.accessibility_violations() == []


async def keep_picture(page: Page, name: str) -> None:
    """A picture for the README, where LORONG_SCREENSHOTS names a folder."""
    if folder := os.environ.get("LORONG_SCREENSHOTS"):
        await page.mouse.move(0, 0)
        await page.screenshot(path=Path(folder) / name, animations="disabled")
