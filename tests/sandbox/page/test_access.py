"""Accessibility of the page: small windows, low vision, and screen readers."""

from typing import Literal

import pytest
from playwright.async_api import expect

from tests.sandbox.page.page_harness import AINA, ChatPage, violations

pytestmark = pytest.mark.browser


async def test_a_narrow_window_has_one_phone_and_tabs_that_count(chat_page: ChatPage) -> None:
    await chat_page.page.set_viewport_size({"width": 390, "height": 844})
    await expect(chat_page.phone("Ros")).to_be_hidden()
    await chat_page.write("Aina", "/tell")
    tabs = chat_page.page.get_by_role("navigation", name="Phones").get_by_role("button")
    await expect(chat_page.status).to_contain_text("Ros: 1 new.")
    await tabs.filter(has_text="Ros, 1 new").click()
    await expect(chat_page.text("Ros", "For Ros")).to_be_visible()
    await expect(tabs.filter(has_text="Ros")).to_have_attribute("aria-pressed", "true")
    await chat_page.page.evaluate("document.activeElement.blur()")
    await chat_page.sandbox.person(AINA).write("/tell")
    await expect(chat_page.status).to_contain_text("Ros: 1 new.")
    await expect(tabs).to_have_text(["Aina, shopper", "Ros, vendor", "Ken, organiser"])
    await chat_page.page.set_viewport_size({"width": 900, "height": 800})
    await expect(chat_page.page.locator("section.phone:visible")).to_have_count(2)
    await expect(tabs).to_have_text("Ken, organiser")


async def test_a_tab_in_chinese_has_a_chinese_comma(chat_page: ChatPage) -> None:
    await chat_page.page.goto(f"{chat_page.address}/?lang=zh-Hans")
    await chat_page.page.wait_for_selector("html[data-ready]")
    await chat_page.page.set_viewport_size({"width": 390, "height": 844})
    tabs = chat_page.page.get_by_role("navigation").get_by_role("button")
    await expect(tabs).to_have_text(["Aina，shopper", "Ros，vendor", "Ken，organiser"])
    await chat_page.sandbox.person(AINA).write("/tell")
    await expect(tabs.filter(has_text="Ros")).to_have_text("Ros，1 条新消息")


@pytest.mark.parametrize("width", [320, 640])
async def test_nothing_is_wider_than_the_window(chat_page: ChatPage, width: int) -> None:
    await chat_page.page.set_viewport_size({"width": width, "height": 640})
    await chat_page.counter()
    assert await chat_page.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.feature("X10")
async def test_axe_finds_nothing_on_the_page_or_in_its_dialogs(
    chat_page: ChatPage, scheme: Literal["light", "dark"]
) -> None:
    await chat_page.page.emulate_media(color_scheme=scheme)
    await chat_page.counter()
    await chat_page.press("Enter")
    await chat_page.write("Aina", "/ticket")
    ticket = chat_page.ticket("Aina")
    await expect(ticket).to_be_visible()
    assert await violations(chat_page.page) == []
    for opener in (
        ticket,
        chat_page.page.get_by_role("button", name="More", exact=True),
        chat_page.phone("Ken").get_by_role("button", name="Ken’s phone"),
    ):
        await opener.click()
        await expect(chat_page.page.get_by_role("dialog")).to_be_visible()
        assert await violations(chat_page.page) == []
        await chat_page.press("Escape")
    await chat_page.more("Keys")
    assert await violations(chat_page.page) == []
    await chat_page.press("Escape")
    await chat_page.page.get_by_role("button", name="Start here").click()
    assert await violations(chat_page.page) == []
    await chat_page.more("For developers: Bot API calls")
    await chat_page.phone("Aina").get_by_role("button", name="Commands").click()
    assert await violations(chat_page.page) == []
    await chat_page.page.set_viewport_size({"width": 320, "height": 640})
    assert await violations(chat_page.page) == []


async def test_a_month_of_seven_columns_fits_320_pixels(chat_page: ChatPage) -> None:
    await chat_page.page.set_viewport_size({"width": 320, "height": 640})
    await chat_page.write("Aina", "/month")
    await expect(chat_page.button("Aina", "28✓")).to_be_visible()
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
    assert await chat_page.phone("Aina").locator(".label").evaluate_all(cut) == []
