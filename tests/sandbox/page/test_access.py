"""For small windows, for those who see little, and for those who listen."""

from importlib import resources
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.stage import Demo

pytestmark = pytest.mark.browser

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
ASK = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


async def wrong(page: Page) -> list[str]:
    """What axe finds, a line for each node."""
    await page.evaluate(AXE)
    found = (await page.evaluate(ASK, RULES))["violations"]
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


async def test_a_narrow_window_has_one_phone_and_tabs_that_count(demo: Demo) -> None:
    await demo.page.set_viewport_size({"width": 390, "height": 844})
    await expect(demo.phone("Ros")).to_be_hidden()
    await demo.write("Aina", "/tell")
    tabs = demo.page.get_by_role("navigation", name="Phones").get_by_role("button")
    await expect(demo.status).to_contain_text("Ros: 1 new.")
    await tabs.filter(has_text="Ros, 1 new").click()
    await expect(demo.text("Ros", "For Ros")).to_be_visible()
    await expect(tabs.filter(has_text="Ros")).to_have_attribute("aria-pressed", "true")
    await demo.page.set_viewport_size({"width": 900, "height": 800})
    await expect(demo.page.locator("section.phone:visible")).to_have_count(2)
    await expect(tabs).to_have_text("Ken, organiser")


@pytest.mark.parametrize("width", [320, 640])
async def test_nothing_is_wider_than_the_window(demo: Demo, width: int) -> None:
    await demo.page.set_viewport_size({"width": width, "height": 640})
    await demo.counter()
    assert await demo.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_the_page_or_in_its_dialogs(
    demo: Demo, scheme: Literal["light", "dark"]
) -> None:
    await demo.page.emulate_media(color_scheme=scheme)
    await demo.counter()
    await demo.press("Enter")
    await demo.write("Aina", "/ticket")
    ticket = demo.ticket("Aina")
    await expect(ticket).to_be_visible()
    assert await wrong(demo.page) == []
    for opener in (
        ticket,
        demo.page.get_by_role("button", name="Keys"),
        demo.phone("Ken").get_by_role("button", name="Ken’s phone"),
    ):
        await opener.click()
        await expect(demo.page.get_by_role("dialog")).to_be_visible()
        assert await wrong(demo.page) == []
        await demo.press("Escape")
    await demo.page.get_by_role("button", name="Wire", exact=True).click()
    await demo.phone("Aina").get_by_role("button", name="Commands").click()
    assert await wrong(demo.page) == []
    await demo.page.set_viewport_size({"width": 320, "height": 640})
    assert await wrong(demo.page) == []


async def test_a_month_of_seven_columns_fits_320_pixels(demo: Demo) -> None:
    await demo.page.set_viewport_size({"width": 320, "height": 640})
    await demo.write("Aina", "/month")
    await expect(demo.button("Aina", "28✓")).to_be_visible()
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
    assert await demo.phone("Aina").locator(".label").evaluate_all(cut) == []
