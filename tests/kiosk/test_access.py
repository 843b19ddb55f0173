"""Accessibility of the kiosk's page: without a mouse, without colours, on a small screen, in the reader's language."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.kiosk.conftest import NewBrowser
from tests.kiosk.faulty_proxy import Fault
from tests.kiosk.kiosk_market import HOST, KioskMarket
from tests.kiosk.kiosk_user import KioskUser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]

TOO_SMALL = """() => [...document.querySelectorAll("button, input:not([type=file]), select, a")]
    .filter(node => node.checkVisibility() && !node.closest("[inert]"))
    .map(node => [node.innerText || node.id, node.getBoundingClientRect()])
    .filter(([, box]) => box.width < 44 || box.height < 44).map(([name]) => name)"""
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter(node => node.checkVisibility() && !node.closest(".unseen, select, .camera")
    && (node.getBoundingClientRect().right > innerWidth + 1 || node.scrollWidth > node.clientWidth + 1 && node.tagName !== "INPUT"
        && getComputedStyle(node).display !== "inline"))
    .map(node => `${node.tagName} ${node.className} ${node.innerText}`.slice(0, 60))"""
FOCUS = """() => {
    const box = getComputedStyle(document.activeElement);
    return [document.activeElement.tagName, box.outlineStyle, parseFloat(box.outlineWidth)];
}"""


async def states(market: KioskMarket, user: KioskUser) -> AsyncIterator[str]:
    """Each state that a page can be in, by its name."""
    code = await market.booking(3)
    await user.open(await market.link())
    yield "signing in"
    await user.page.locator("#name").fill("counter")
    await user.page.keyboard.press("Enter")
    await user.status("sent")
    yield "waiting"
    await user.usb(HOST + market.signed(code, units=3))
    await user.sees("valid")
    yield "valid"
    await user.page.locator(".verdict button.primary").click()
    await user.sees("done")
    yield "done"
    await user.type(code)
    await user.sees("used")
    yield "used"
    await user.page.keyboard.press("Escape")
    await user.page.locator("#code").fill("7KQ2-M9XF-4")
    yield "wrong code"
    await user.page.locator("nav button").first.click()
    yield "scans"
    await user.page.keyboard.press("Escape")
    await user.page.locator(".menu button").nth(1).click()
    await expect(user.page.locator("dialog button.primary")).to_be_visible()
    yield "help"
    await user.page.keyboard.press("Escape")
    await user.status("sent")
    await market.collect(await market.shopper_booking(), 1)
    await market.proxy.set(Fault.REFUSED)
    await user.status("offline")
    await user.usb(HOST + market.signed_returns(await market.back_of(1001)))
    await user.sees("valid_not_synced")
    yield "not synced"
    await user.page.locator(".camera").evaluate("node => node.dataset.state")
    await user.page.keyboard.press("Escape")
    await user.page.locator(".camera button").click()
    await expect(user.page.locator(".camera")).to_have_attribute("data-state", "camera_none")
    yield "no camera"
    await market.proxy.set(Fault.NONE)


@pytest.mark.parametrize(
    ("theme", "language", "width"),
    [("light", "en-GB", 1280), ("dark", "ms-MY", 320), ("light", "zh-CN", 390)],
)
async def test_nothing_is_too_small_too_wide_or_unnamed_in_any_state(
    market: KioskMarket, new_browser: NewBrowser, theme: str, language: str, width: int
) -> None:
    view = {"width": width, "height": 800}
    user = await (await new_browser(color_scheme=theme, locale=language, viewport=view)).start()
    seen = 0
    async for state in states(market, user):
        seen += 1
        assert await user.accessibility_violations() == [], state
        assert await user.page.evaluate(TOO_SMALL) == [], state
        assert await user.page.evaluate(TOO_WIDE) == [], state
        assert await user.page.evaluate("document.documentElement.lang") == {"z": "zh-Hans"}.get(
            language[0], language[:2]
        )
    assert seen == 10
    sizes = "[...document.querySelectorAll('.word')].map(node => parseFloat(getComputedStyle(node).fontSize))"
    await user.type(await market.shopper_booking())
    await user.sees("not_found")
    assert all(size >= 36 for size in await user.page.evaluate(sizes))


async def test_a_ticket_is_handed_over_and_taken_back_by_keyboard_alone(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    code = await market.booking(2)
    user = await (await new_browser()).start()
    await user.open(await market.link())
    page = user.page

    async def reach(name: str) -> None:
        for _ in range(12):
            await page.keyboard.press("Tab")
            tag, style, width = await page.evaluate(FOCUS)
            assert tag == "BODY" or (style == "solid" and width >= 3), "the focus is not seen"
            if await page.evaluate("document.activeElement.innerText || document.activeElement.id") == name:
                return
        raise AssertionError(f"no Tab reaches {name}")

    await reach("name")
    await page.keyboard.type("counter", delay=80)
    await page.keyboard.press("Enter")
    await user.status("sent")
    await reach("code")
    await page.keyboard.type(code, delay=80)
    await page.keyboard.press("Enter")
    await user.sees("valid")
    spoken = page.locator("[aria-live=assertive]")
    await expect(spoken).to_contain_text("VALID")
    await expect(spoken).to_contain_text("Pickup: 2 × kuih lapis")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Space")
    await user.sees("valid")
    await reach("Hand over 1")
    await page.keyboard.press("Enter")
    await user.sees("payment", "Pickup: 1 × kuih lapis")
    await expect(spoken).to_contain_text("Take RM11.50")
    await reach("Handed over, cash")
    await page.keyboard.press("Enter")
    await user.sees("done", "1 of 2")
    await expect(spoken).to_contain_text("HANDED OVER")
    await reach("Undo (1 min)")
    await page.keyboard.press("Enter")
    await user.sees("undone")
    await market.until(1, "undo")
    assert (await market.ticket(code)).done == 0


async def test_the_language_is_changed_without_a_network_and_stays(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    user = await (await new_browser()).start()
    await user.sign_in(await market.link())
    await market.proxy.set(Fault.REFUSED)
    await user.status("offline")
    await user.page.get_by_label("Language").select_option("zh_Hans")
    await expect(user.page.locator(".status")).to_contain_text("离线")
    await user.open(market.address)
    await expect(user.page.locator(".status")).to_contain_text("离线")
    await user.type(await market.booking(1))
    await user.sees("not_found", "查无此票")
