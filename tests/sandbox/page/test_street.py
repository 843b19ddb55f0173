"""What is around the phones: the clock, the theme, the trail, the wire, and a sandbox that comes and goes."""

import asyncio
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, Route, expect

from tests.sandbox.page.stage import AINA, Demo, Wall, street
from tests.sandbox.page.stall import TOKEN

pytestmark = pytest.mark.browser


async def test_the_clock_is_moved_and_says_what_happened(demo: Demo) -> None:
    clock = demo.page.get_by_role("region", name="Clock")
    await expect(clock.get_by_role("button", name="Next: reminder")).to_be_visible()
    await clock.get_by_role("button", name="+1 h").click()
    await expect(clock).to_contain_text("3 letters, 1 hold ended")
    await expect(demo.status).to_contain_text("3 letters, 1 hold ended")
    await demo.write("Aina", "after an hour")
    sent = demo.phone("Aina").get_by_role("listitem").filter(has_text="after an hour").first
    await expect(sent.get_by_role("time")).to_have_text("03:00")
    assert demo.wall.moves == [datetime(2026, 11, 24, 3, 0, tzinfo=UTC)]


async def test_the_theme_is_kept(demo: Demo) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await demo.page.evaluate(ground)
    await demo.page.get_by_role("button", name="Theme: system").click()
    await demo.page.get_by_role("button", name="Theme: light").click()
    dark = await demo.page.evaluate(ground)
    assert dark != light
    await demo.look()
    await expect(demo.page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert await demo.page.evaluate(ground) == dark


async def test_after_a_reload_all_is_as_it_was(demo: Demo) -> None:
    await demo.counter()
    await demo.press("Enter")
    await expect(demo.phone("Aina").locator("summary")).to_contain_text("Now 1.")
    await demo.composer("Ken").fill("half a sent")
    before = await demo.page.locator("#phones").inner_text()
    await demo.look()
    assert await demo.page.locator("#phones").inner_text() == before
    await expect(demo.composer("Ken")).to_have_value("half a sent")


async def test_the_page_comes_back_with_its_sandbox(page: Page) -> None:
    first, second = street(Wall()), street(Wall())
    async with first.serve() as address:
        demo = Demo(page, first, Wall(), address)
        await first.person(AINA).write("before")
        await demo.look()
        await expect(demo.text("Aina", "before")).to_be_visible()
    await expect(page.locator("#banner")).to_have_text("Lost the sandbox, trying again")
    await demo.write("Aina", "to nobody")
    await expect(demo.phone("Aina").locator("summary")).to_contain_text("The sandbox does not answer.")
    await expect(demo.composer("Aina")).to_have_value("to nobody")
    await second.person(AINA).write("a new day")
    async with second.serve(port=int(address.rsplit(":", 1)[1])):
        await expect(demo.text("Aina", "a new day")).to_be_visible()
        await expect(demo.text("Aina", "before")).to_have_count(0)
        await expect(page.locator("#banner")).to_be_hidden()
        await second.person(AINA).write("and on")
        await expect(demo.text("Aina", "and on")).to_be_visible()
        await page.goto("about:blank")


async def test_it_says_that_it_is_starting_and_offers_to_start(page: Page) -> None:
    open_now = asyncio.Event()

    async def later(route: Route) -> None:
        await open_now.wait()
        await route.continue_()

    sandbox = street(Wall())
    async with sandbox.serve() as address:
        await page.route("**/state", later)
        await page.goto(address)
        await expect(page.get_by_text("Lorong is starting")).to_be_visible()
        open_now.set()
        await expect(page.get_by_text("Lorong is starting")).to_be_hidden()
        demo = Demo(page, sandbox, Wall(), address)
        await demo.button("Ken", "Start").click()
        await expect(demo.button("Ken", "/start")).to_be_visible()
        await expect(demo.button("Ken", "Start")).to_be_hidden()
        await page.goto("about:blank")


async def test_the_trail_offers_its_line_and_ticks_itself(demo: Demo) -> None:
    await expect(demo.trail).to_contain_text("Trail 0 of 2")
    await expect(demo.composer("Aina")).to_have_value("/count")
    await demo.composer("Aina").fill("something else")
    await demo.trail.get_by_role("button", name="Count something, Aina").click()
    await expect(demo.composer("Aina")).to_be_focused()
    await demo.press("Enter")
    await expect(demo.trail).to_contain_text("Trail 1 of 2")
    await demo.trail.get_by_role("button", name="Hide").click()
    await expect(demo.trail).to_be_hidden()
    await expect(demo.page.get_by_role("button", name="Trail", exact=True)).to_be_focused()


async def test_the_wire_shows_each_call_newest_first_and_no_token(demo: Demo) -> None:
    await demo.page.get_by_role("button", name="Wire", exact=True).click()
    wire = demo.page.get_by_role("complementary", name="Wire")
    await expect(wire.get_by_role("listitem").first).to_contain_text("sendMessage")
    await demo.write("Aina", "/ticket")
    await expect(wire.get_by_role("listitem").first).to_contain_text("sendPhoto")
    assert TOKEN not in await demo.page.content()
