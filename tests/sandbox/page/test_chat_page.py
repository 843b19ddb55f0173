"""The parts around the phones: the clock, the theme, the tutorial, the calls, and a sandbox that restarts."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime

import aiohttp
import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.sandbox.page.page_harness import AINA, ROS, ChatPage, MovableClock, new_sandbox
from tests.sandbox.page.sample_bot import TOKEN, WELCOME, SampleBot

pytestmark = pytest.mark.browser


async def test_the_clock_is_moved_and_says_what_happened(chat_page: ChatPage) -> None:
    clock = chat_page.page.get_by_role("region", name="Clock")
    await expect(clock.get_by_role("button", name="Next: reminder")).to_be_visible()
    await clock.get_by_role("button", name="+1 hour").click()
    await expect(clock).to_contain_text("3 messages, 1 hold ended")
    await expect(clock).not_to_contain_class("moving")
    await expect(chat_page.status).to_contain_text("3 messages, 1 hold ended")
    await chat_page.write("Aina", "after an hour")
    sent = chat_page.phone("Aina").get_by_role("listitem").filter(has_text="after an hour").first
    await expect(sent.get_by_role("time")).to_have_text("03:00")
    assert chat_page.clock.moves == [datetime(2026, 11, 24, 3, 0, tzinfo=UTC)]


async def test_the_theme_is_kept(chat_page: ChatPage) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light = await chat_page.page.evaluate(background)
    await chat_page.more("Theme: system")
    await chat_page.page.get_by_role("button", name="Theme: light").click()
    dark = await chat_page.page.evaluate(background)
    assert dark != light
    await chat_page.open()
    await chat_page.page.get_by_role("button", name="More", exact=True).click()
    await expect(chat_page.page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert await chat_page.page.evaluate(background) == dark


async def test_after_a_reload_all_is_as_it_was(chat_page: ChatPage) -> None:
    await chat_page.counter()
    await chat_page.press("Enter")
    await expect(chat_page.phone("Aina").locator("summary")).to_contain_text("Now 1.")
    await chat_page.composer("Ken").fill("half a sent")
    before = await chat_page.page.locator("#phones").inner_text()
    await chat_page.open()
    assert await chat_page.page.locator("#phones").inner_text() == before
    await expect(chat_page.composer("Ken")).to_have_value("half a sent")


async def test_the_page_comes_back_with_its_sandbox(page: Page) -> None:
    first, second = new_sandbox(MovableClock()), new_sandbox(MovableClock())
    async with first.serve() as address:
        chat_page = ChatPage(page=page, sandbox=first, clock=MovableClock(), address=address)
        await first.person(AINA).write("before")
        await chat_page.open()
        await expect(chat_page.text("Aina", "before")).to_be_visible()
    await expect(page.locator("#banner")).to_have_text("Lost the sandbox, trying again")
    await chat_page.write("Aina", "to nobody")
    await expect(chat_page.phone("Aina").locator("summary")).to_contain_text("The sandbox does not answer.")
    await expect(chat_page.composer("Aina")).to_have_value("to nobody")
    await second.person(AINA).write("a new day")
    async with second.serve(port=int(address.rsplit(":", 1)[1])):
        await expect(chat_page.text("Aina", "a new day")).to_be_visible()
        await expect(chat_page.text("Aina", "before")).to_have_count(0)
        await expect(page.locator("#banner")).to_be_hidden()
        await second.person(AINA).write("and on")
        await expect(chat_page.text("Aina", "and on")).to_be_visible()
        await page.goto("about:blank")


async def test_it_says_that_it_is_starting_and_offers_to_start(page: Page) -> None:
    open_now = asyncio.Event()

    async def later(route: Route) -> None:
        await open_now.wait()
        await route.continue_()

    sandbox = new_sandbox(MovableClock())
    async with sandbox.serve() as address:
        await page.route("**/state", later)
        await page.goto(address)
        await expect(page.get_by_text("Lorong is starting")).to_be_visible()
        open_now.set()
        await expect(page.get_by_text("Lorong is starting")).to_be_hidden()
        chat_page = ChatPage(page=page, sandbox=sandbox, clock=MovableClock(), address=address)
        await chat_page.button("Ken", "Start").click()
        await expect(chat_page.button("Ken", "/start")).to_be_visible()
        await expect(chat_page.button("Ken", "Start")).to_be_hidden()
        await page.goto("about:blank")


async def test_the_tutorial_offers_its_line_and_ticks_itself(chat_page: ChatPage) -> None:
    await expect(chat_page.tutorial).to_be_hidden()
    await expect(chat_page.composer("Aina")).to_have_value("")
    start = chat_page.page.get_by_role("button", name="Start here")
    await start.click()
    await expect(chat_page.tutorial).to_contain_text("Step 1 of 2 Count something")
    await expect(chat_page.composer("Aina")).to_have_value("/count")
    await chat_page.composer("Aina").fill("something else")
    await chat_page.tutorial.get_by_role("button", name="Show me").click()
    await expect(chat_page.composer("Aina")).to_be_focused()
    await chat_page.press("Enter")
    await expect(chat_page.tutorial).to_contain_text("Step 2 of 2 Scan her ticket")
    await chat_page.write("Aina", "/ticket")
    await expect(chat_page.ticket("Aina")).to_contain_class("asked")
    await chat_page.tutorial.get_by_role("button", name="Show me").click()
    await expect(chat_page.ticket("Aina")).to_be_focused()
    await chat_page.tutorial.get_by_role("button", name="Skip").click()
    await expect(chat_page.tutorial).to_contain_text("Done. What next?")
    await chat_page.tutorial.get_by_role("button", name="Ask again").click()
    await expect(chat_page.composer("Ros")).to_have_value("/ask")
    await chat_page.tutorial.get_by_role("button", name="Close").click()
    await expect(chat_page.tutorial).to_be_hidden()
    await expect(start).to_be_focused()


async def test_what_comes_while_older_messages_are_read_is_counted_and_one_tap_away(
    chat_page: ChatPage,
) -> None:
    for number in range(8):
        await chat_page.write("Ros", f"line {number}\n\n\n\n")
        await expect(chat_page.text("Ros", f"Got “line {number}”")).to_be_visible()
    log = chat_page.phone("Ros").locator(".log").first
    newest = chat_page.phone("Ros").get_by_role("button", name=" new ↓")
    await expect(newest).to_be_hidden()
    await log.evaluate("node => { node.scrollTop = -node.scrollHeight; }")
    for number in (1, 2):
        await chat_page.sandbox.person(AINA).write("/tell")
        await expect(newest).to_have_text(f"{number} new ↓")
    await newest.click()
    await expect(newest).to_be_hidden()
    assert await log.evaluate("node => node.scrollTop") == 0


async def test_a_shared_link_goes_to_another_phone_of_the_page(chat_page: ChatPage) -> None:
    await chat_page.write("Aina", "/links")
    await chat_page.phone("Aina").get_by_role("button", name="Share, a link").click()
    whom = chat_page.page.get_by_role("dialog", name="Send this link to:")
    await whom.get_by_role("button", name="Ros, vendor").click()
    await expect(chat_page.text("Ros", "VALID")).to_be_visible()


@pytest.mark.parametrize(("query", "lead"), [("", "Mula di sini"), ("?lang=en", "Start here")])
async def test_the_page_and_unused_phones_speak_the_language_of_the_browser(
    browser: Browser, query: str, lead: str
) -> None:
    clock = MovableClock()
    sandbox, begun_anew = new_sandbox(clock, follows_browser=True), list[int]()

    async def forget(phones: Collection[int]) -> None:
        begun_anew.extend(phones)

    sandbox.before_restart_hooks.append(forget)
    context = await browser.new_context(locale="ms-MY")
    page = await context.new_page()
    async with sandbox.serve() as address, aiohttp.ClientSession() as api:
        working = asyncio.create_task(SampleBot(api, address).work())
        aina, ros = sandbox.person(AINA), sandbox.person(ROS)
        for phone in (aina, ros):
            await phone.write("/start")
            await phone.until(lambda message: message.text == WELCOME["en"])
        await ros.write("used already")
        await ros.until(lambda message: "used already" in message.text and message.by_bot)
        await page.goto(address + query)
        await expect(page.get_by_role("button", name=lead)).to_be_visible()
        wanted = WELCOME["en" if query else "ms"]
        await aina.until(lambda message: message.text == wanted)
        assert len(aina.messages) == 2
        assert begun_anew == ([] if query else [AINA])
        await expect(page.get_by_role("status")).to_be_empty()
        assert any(message.text == WELCOME["en"] for message in ros.messages), "it was used: it stays"
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
    await context.close()


async def test_the_calls_show_each_call_newest_first_and_no_token(chat_page: ChatPage) -> None:
    await chat_page.more("For developers: Bot API calls")
    calls = chat_page.page.get_by_role("complementary", name="Calls")
    await expect(calls.get_by_role("listitem").first).to_contain_text("sendMessage")
    await chat_page.write("Aina", "/ticket")
    await expect(calls.get_by_role("listitem").first).to_contain_text("sendPhoto")
    assert TOKEN not in await chat_page.page.content()
