"""What is around the phones: the clock, the theme, the tutorial, the calls, and a sandbox that comes and goes."""

import asyncio
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, Route, expect

from tests.sandbox.page.page_harness import AINA, ChatPage, MovableClock, new_sandbox
from tests.sandbox.page.sample_bot import TOKEN

pytestmark = pytest.mark.browser


async def test_the_clock_is_moved_and_says_what_happened(chat_page: ChatPage) -> None:
    clock = chat_page.page.get_by_role("region", name="Clock")
    await expect(clock.get_by_role("button", name="Next: reminder")).to_be_visible()
    await clock.get_by_role("button", name="+1 h").click()
    await expect(clock).to_contain_text("3 messages, 1 hold ended")
    await expect(chat_page.status).to_contain_text("3 messages, 1 hold ended")
    await chat_page.write("Aina", "after an hour")
    sent = chat_page.phone("Aina").get_by_role("listitem").filter(has_text="after an hour").first
    await expect(sent.get_by_role("time")).to_have_text("03:00")
    assert chat_page.clock.moves == [datetime(2026, 11, 24, 3, 0, tzinfo=UTC)]


async def test_the_theme_is_kept(chat_page: ChatPage) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await chat_page.page.evaluate(ground)
    await chat_page.page.get_by_role("button", name="Theme: system").click()
    await chat_page.page.get_by_role("button", name="Theme: light").click()
    dark = await chat_page.page.evaluate(ground)
    assert dark != light
    await chat_page.open()
    await expect(chat_page.page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert await chat_page.page.evaluate(ground) == dark


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
    await expect(chat_page.tutorial).to_contain_text("Tutorial 0 of 2")
    await expect(chat_page.composer("Aina")).to_have_value("/count")
    await chat_page.composer("Aina").fill("something else")
    await chat_page.tutorial.get_by_role("button", name="Count something, Aina").click()
    await expect(chat_page.composer("Aina")).to_be_focused()
    await chat_page.press("Enter")
    await expect(chat_page.tutorial).to_contain_text("Tutorial 1 of 2")
    await chat_page.tutorial.get_by_role("button", name="Hide").click()
    await expect(chat_page.tutorial).to_be_hidden()
    await expect(chat_page.page.get_by_role("button", name="Tutorial", exact=True)).to_be_focused()


async def test_the_calls_show_each_call_newest_first_and_no_token(chat_page: ChatPage) -> None:
    await chat_page.page.get_by_role("button", name="Calls", exact=True).click()
    calls = chat_page.page.get_by_role("complementary", name="Calls")
    await expect(calls.get_by_role("listitem").first).to_contain_text("sendMessage")
    await chat_page.write("Aina", "/ticket")
    await expect(calls.get_by_role("listitem").first).to_contain_text("sendPhoto")
    assert TOKEN not in await chat_page.page.content()
