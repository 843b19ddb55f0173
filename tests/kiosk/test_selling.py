"""Walk-in sales at the page: with a network and without one, by touch and by keyboard alone."""

import pytest
from playwright.async_api import expect
from sqlmodel import Session

from storage.drop import Item
from storage.sale import SaleMethod
from tests.kiosk.conftest import NewBrowser
from tests.kiosk.faulty_proxy import Fault
from tests.kiosk.kiosk_market import HOST, KioskMarket
from tests.kiosk.kiosk_user import KillableBrowser, KioskUser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]


async def seller(market: KioskMarket, browser: KillableBrowser) -> KioskUser:
    user = await browser.start()
    await user.sign_in(await market.link())
    await user.tap("Sell")
    return user


async def test_a_sale_has_its_number_once_it_is_sent(market: KioskMarket, new_browser: NewBrowser) -> None:
    code = await market.shopper_booking()
    user = await seller(market, await new_browser())
    page = user.page
    key = page.locator(".key").first
    await expect(key).to_contain_text("kuih lapis")
    await expect(key).to_contain_text("899 left")
    await key.click()
    await key.click()
    await expect(page.locator(".total")).to_have_text("Total RM17.00")
    await expect(key).to_contain_text("897 left")
    await page.get_by_role("button", name="Remove one: kuih lapis").click()
    await expect(page.locator(".pay")).to_contain_text("Cash RM8.50")
    await page.get_by_role("button", name="Cash RM8.50").click()
    await expect(page.locator(".sell .last")).to_contain_text("Receipt 1.")
    await market.proxy.set(Fault.REFUSED)
    await user.sell("kuih lapis", "kuih lapis", method="QR")
    await user.status("offline", waiting=1)
    await expect(page.locator(".sell .last")).to_contain_text("RM17.00 by QR")
    await expect(page.locator(".sell .last")).to_contain_text("Its number comes when it is sent.")
    await expect(page.locator(".status")).to_contain_text("1 scan or sale waits here")
    await market.proxy.set(Fault.NONE)
    await user.status("sent")
    await expect(page.locator(".sell .last")).to_contain_text("Receipt 2.")
    await market.proxy.set(Fault.REFUSED)
    await user.sell("kuih lapis")
    await user.tap("Undo (1 min)")
    await user.status("offline", waiting=2)
    await market.proxy.set(Fault.NONE)
    await user.status("sent")
    await user.hand_over(HOST + market.signed(code))
    await market.until(1, "hand_over")
    rows = [(row.number, row.method, row.paid) for row in await market.receipts()]
    cash, qr = SaleMethod.CASH, SaleMethod.QR
    assert rows == [(1, cash, 850), (2, qr, 1700), (3, cash, 850), (4, cash, -850), (5, cash, 1150)]


async def test_what_was_sold_elsewhere_meanwhile_is_a_notice(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    user = await seller(market, await new_browser())
    await market.proxy.set(Fault.REFUSED)
    await user.status("offline")

    def sold_out(session: Session) -> None:
        session.get_one(Item, 1).quantity = 0

    await market.store.write(sold_out)
    await user.sell("kuih lapis")
    await market.proxy.set(Fault.NONE)
    await user.status("sent")
    await expect(user.page.locator(".notice")).to_contain_text("Receipt 1: more sold than the stock.")
    await expect(user.page.locator(".key").first).to_contain_text("None left")
    await user.page.locator(".key").first.click(force=True)
    await expect(user.page.locator(".total")).to_have_text("Tap what is bought.")


async def test_the_keyboard_alone_sells(market: KioskMarket, new_browser: NewBrowser) -> None:
    user = await seller(market, await new_browser())
    page = user.page
    await page.locator(".tab").last.focus()
    await page.keyboard.press("Tab")
    await expect(page.locator(".key").first).to_be_focused()
    await page.keyboard.press("Space")
    await page.keyboard.press("Space")
    await expect(page.locator(".key").first).to_be_focused()
    await page.locator(".fewer").focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Space")
    await expect(page.locator(".key").first).to_be_focused()
    await page.keyboard.press("Space")
    for _ in range(3):
        await page.keyboard.press("Tab")
    await expect(page.locator(".pay button").first).to_be_focused()
    await page.keyboard.press("Space")
    await expect(page.locator(".sell .last")).to_contain_text("Receipt 1.")


@pytest.mark.parametrize(("locale", "word"), [("en-GB", "Sell"), ("ms-MY", "Jual"), ("zh-CN", "售卖")])
async def test_nothing_keeps_anybody_out(
    market: KioskMarket, new_browser: NewBrowser, locale: str, word: str
) -> None:
    user = await (await new_browser(locale=locale)).start()
    await user.sign_in(await market.link())
    await user.page.locator(".tab").last.click()
    await expect(user.page.locator(".tab").last).to_have_text(word)
    await user.page.locator(".key").first.click()
    await user.page.locator(".key").first.click()
    assert await user.accessibility_violations() == []
    assert await user.page.evaluate("document.documentElement.scrollWidth") <= 390
    await user.page.locator(".pay button").first.click()
    await user.page.locator(".sell .last").wait_for()
    assert await user.accessibility_violations() == []
