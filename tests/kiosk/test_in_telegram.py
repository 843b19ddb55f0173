"""The kiosk as a Mini App: Telegram says who opened it, and no link is needed."""

from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

import pytest
from playwright.async_api import Frame, Page, expect

from tests.kiosk.conftest import NewBrowser
from tests.kiosk.kiosk_market import HOST, KioskMarket
from tests.kiosk.kiosk_user import KioskUser
from tests.market.ticket.conftest import AINA, ROS
from tests.people import telegram_id
from tests.web.init_data import signed_init_data

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]


def opened_by(market: KioskMarket, person: int) -> str:
    """The address as Telegram opens it."""
    init_data = signed_init_data(telegram_id(person), datetime.now(UTC) + market.ahead)
    return f"{market.address}?place=s1#tgWebAppData={quote(init_data, safe='')}&tgWebAppVersion=9.1&tgWebAppPlatform=android"


async def sign_in(user: KioskUser, name: str) -> None:
    await user.page.locator("#name").fill(name)
    await user.page.locator("form button[type=submit]").click()


async def test_the_owner_signs_in_by_telegram_and_scans_without_a_network(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    code = await market.booking(1)
    browser = await new_browser()
    user = await browser.start()
    await user.open(opened_by(market, ROS))
    await expect(user.page.locator("main")).to_contain_text("Telegram tells us who you are.")
    assert await user.page.locator("#link").count() == 0
    assert await user.accessibility_violations() == []
    await sign_in(user, "phone of Ros")
    await user.status("sent")
    await user.page.wait_for_selector("html[data-cached]")
    assert "tgWebAppData" not in user.page.url
    assert browser.context is not None
    await browser.context.set_offline(True)
    await user.open(opened_by(market, ROS))
    await user.usb(HOST + market.signed(code))
    await user.tap("Handed over, cash")
    await user.sees("done")
    await browser.context.set_offline(False)
    assert [scan["why"] for scan in await market.until(1, "hand_over")] == [None]


async def test_nobody_else_signs_in_by_telegram(market: KioskMarket, new_browser: NewBrowser) -> None:
    user = await (await new_browser()).start()
    await user.open(opened_by(market, AINA))
    await sign_in(user, "phone of Aina")
    await expect(user.page.locator(".wrong")).to_contain_text("You may not scan here")


PUBLIC_SITE_MAY_OPEN_LOOPBACK = "--disable-features=LocalNetworkAccessChecks"


async def framed(page: Page, site: str, address: str) -> Frame:
    """The frame of an address in a page of a site, which is not asked for it."""
    html = f'<!doctype html><title>chat</title><iframe allow="camera" width="390" height="700" src="{escape(address)}"></iframe>'
    await page.route(f"{site}/**", lambda route: route.fulfill(content_type="text/html", body=html))
    await page.goto(f"{site}/")
    return page.frames[1]


async def test_the_web_client_of_telegram_shows_it_in_a_frame(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    code = await market.booking(1)
    user = await (await new_browser(PUBLIC_SITE_MAY_OPEN_LOOPBACK)).start()
    frame = await framed(user.page, "https://web.telegram.org", opened_by(market, ROS))
    await frame.locator("#name").fill("browser of Ros")
    await frame.locator("form button[type=submit]").click()
    await expect(frame.locator(".status")).to_have_attribute("data-state", "sent", timeout=45_000)
    await frame.locator("#code").fill(code)
    await frame.locator("#code").press("Enter")
    await frame.get_by_role("button", name="Handed over, cash", exact=True).click()
    await expect(frame.locator(".verdict")).to_have_attribute("data-verdict", "done")
    assert [scan["why"] for scan in await market.until(1, "hand_over")] == [None]


async def test_no_other_page_shows_it_in_a_frame(market: KioskMarket, new_browser: NewBrowser) -> None:
    browser = await new_browser(PUBLIC_SITE_MAY_OPEN_LOOPBACK)
    user = await browser.start()
    refused = "frame-ancestors https://web.telegram.org"
    async with user.page.expect_console_message(lambda said: refused in said.text):
        frame = await framed(user.page, "https://telegram.example", opened_by(market, ROS))
    assert await frame.locator("#name").count() == 0
    browser.wrong = [said for said in browser.wrong if refused not in said]
