"""The demo as a new visitor sees it: the real command, the real page in a real Chromium."""

import asyncio
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from locales.languages import language_name
from locales.say import speak
from tests.demo.demo_process import DemoProcess, PageUser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

PICTURE = ViewportSize(width=1280, height=860)
WIDE = ViewportSize(width=1280, height=720)
PATIENCE = 20_000
"""Milliseconds; a machine that runs all tests at once is slow to answer."""
A_TOWNS_DAY = 180_000
"""Milliseconds in which hundreds are told and answer; four seconds where nothing else runs."""
expect.set_options(timeout=PATIENCE)
ENGLISH, MALAY = speak("en"), speak("ms")
PHONE = ViewportSize(width=390, height=844)
FIRST_MINUTE = {
    "ms": ("Mula di sini", "Pasar lorong di Kota Kinabalu.", "Imbas", "Luluskan, 1"),
    "zh": ("从这里开始", "Kota Kinabalu 的巷子市集。", "扫描", "批准，1"),
    "en": ("Start here", "Alley markets in Kota Kinabalu.", "Scan", "Approve, 1"),
}
"""By the browser's language: the first button of the page, how Aina is welcomed, and what is to be done at Ros's desk and in Ken's market."""
FIRST_DROP = re.compile(r"^\W*1 ")
"""The first drop that Aina can open; the weekday says which one it is."""


@pytest.mark.feature("X07")
async def test_in_each_language_the_first_minute_is_the_browsers_and_welcomes_each_person(
    browser: Browser, fresh_demo: DemoProcess
) -> None:
    for locale, (start, welcome, scan, approve) in FIRST_MINUTE.items():
        context = await browser.new_context(locale=locale, viewport=PHONE, reduced_motion="reduce")
        page = await context.new_page()
        user = PageUser(page)
        await user.open(f"{fresh_demo.address}/?lang={locale}")
        await expect(page.get_by_role("button", name=start)).to_be_visible()
        tabs = page.get_by_role("navigation").get_by_role("button")
        for at, (name, button) in enumerate({"Aina": FIRST_DROP, "Ros": scan, "Ken": approve}.items()):
            await tabs.nth(at).click()
            await expect(user.button(name, button)).to_be_visible()
        await tabs.nth(0).click()
        await expect(user.newest("Aina")).to_contain_text(welcome)
        await expect(user.newest("Aina")).not_to_contain_text("Seri muka")
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert await user.accessibility_violations() == []
        await context.close()


@dataclass
class Guided:
    """The tutorial of an open page, of which each step is followed by what is outlined alone."""

    user: PageUser

    @property
    def tutorial(self) -> Locator:
        return self.user.page.get_by_role("region", name="Tutorial")

    async def at(self, step: str) -> None:
        await expect(self.tutorial).to_contain_text(step)

    async def follow(self, label: str | re.Pattern[str]) -> None:
        """Press Show me until this is outlined and in view, and click it."""
        asked = self.user.page.locator(".asked:visible").filter(has_text=label)
        if label in {"Send", "QR ticket"}:
            asked = self.user.page.locator(f".asked[aria-label^='{label}']:visible")
        show_me = self.tutorial.get_by_role("button", name="Show me")
        async with asyncio.timeout(PATIENCE / 1000):
            await show_me.click()
            while not await asked.count():  # another phone's turn comes when the bot has answered
                await asyncio.sleep(0.3)
                await show_me.click()
        await expect(asked).to_be_in_viewport(ratio=0.9)
        await asked.click()

    async def show_to_ros(self) -> None:
        await self.follow("QR ticket")
        whom = self.user.page.get_by_role("dialog", name="Show this to:")
        await whom.get_by_role("button", name="Ros").click()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280 x 720", "390 x 844"])
async def test_the_tutorial_is_followed_by_what_it_outlines_and_each_step_ticks(
    page: Page, fresh_demo: DemoProcess, size: ViewportSize
) -> None:
    user = PageUser(page)
    await page.set_viewport_size(size)
    await user.open(fresh_demo.address)
    page.set_default_timeout(PATIENCE)
    guided = Guided(user)
    await expect(guided.tutorial).to_be_hidden()
    await page.get_by_role("button", name="Start here: 2 minutes").click()
    await guided.at("Step 1 of 7 Sell something.")
    if size == WIDE:
        await keep_picture(page, "first-minute.png")
    await guided.follow("Send")
    await guided.follow("Publish")
    await guided.at("Step 2 of 7 Join a full drop.")
    await guided.follow("Send")
    await guided.follow("Join waitlist")
    await guided.at("Step 3 of 7 Add one.")
    await guided.follow("Desk")
    await guided.follow("Seri muka")
    await guided.follow("Add 1")
    await guided.at("Step 4 of 7 Pick it up.")
    await guided.follow("Confirm 1")
    await guided.show_to_ros()
    await guided.follow("Handed over, cash")
    await guided.at("Step 5 of 7 Bring the box back.")
    if size == WIDE:
        await keep_picture(page, "street.png")
    await guided.show_to_ros()
    await guided.follow("Take back 1")
    await guided.at("Step 6 of 7 Let a stall in.")
    await guided.follow("Approve, 1")
    await guided.follow(re.compile("^Approve$"))
    await guided.at("Step 7 of 7 Jump to tomorrow.")
    await guided.follow("Tomorrow 10:00")
    clock = page.get_by_role("region", name="Clock")
    await expect(clock).to_contain_text("Time moves on")
    await expect(clock).to_contain_text("messages sent", timeout=A_TOWNS_DAY)
    await expect(clock).to_contain_text(" collected")
    await guided.at("Step 7 of 7 Jump to tomorrow.")
    await guided.follow("I am coming")
    await expect(guided.tutorial).to_contain_text("Done. What next?")
    await expect(guided.tutorial.locator(".dots .done")).to_have_count(7)
    await guided.tutorial.get_by_role("button", name="Write to everyone as Ken").click()
    await expect(user.composer("Ken")).to_have_value("/broadcast")


async def test_the_demo_begins_anew_from_its_page(page: Page, fresh_demo: DemoProcess) -> None:
    user = PageUser(page)
    await user.open(fresh_demo.address)
    await user.composer("Ros").fill("12 kuih lapis RM8.50")
    await user.press("Enter")
    await expect(user.newest("Ros")).to_contain_text("Got it: 12")
    await page.locator("#more").click()
    await page.get_by_role("button", name="Restart").click()
    await expect(page.locator("#banner")).to_have_text("Lorong is starting")
    await expect(user.newest("Ros")).to_contain_text("Kuih baulu", timeout=A_TOWNS_DAY)
    await expect(user.phone("Ros")).not_to_contain_text("Got it: 12")
    await expect(page.locator("#banner")).to_be_hidden()


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
