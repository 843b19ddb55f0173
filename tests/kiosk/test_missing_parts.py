"""A browser, a device or a server that lacks a feature: the page says which, and how to go on."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Page, Route, expect

from handlers.ticket.qr import qr_png
from tests.kiosk.camera_file import picture_of_ticket
from tests.kiosk.conftest import NewBrowser
from tests.kiosk.faulty_proxy import Fault
from tests.kiosk.kiosk_market import HOST, KioskMarket
from tests.kiosk.test_offline import SEES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]

NO_ED25519 = """const own = SubtleCrypto.prototype.generateKey;
SubtleCrypto.prototype.generateKey = function (algorithm, ...more) {
    return algorithm.name === "Ed25519" ? Promise.reject(new DOMException("", "NotSupportedError")) : own.call(this, algorithm, ...more);
};"""
NO_CAMERA = (
    """navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", window.trouble));"""
)

FULL = """const add = IDBObjectStore.prototype.add;
IDBObjectStore.prototype.add = function (...row) {
    const asked = add.call(this, ...row);
    if (!window.full) return asked;
    Object.defineProperty(this.transaction, "error", {value: new DOMException("", "QuotaExceededError")});
    this.transaction.abort();
    return asked;
};"""
"""As Chromium ends a transaction that does not fit: its quota cannot be set small enough from outside."""


async def without_libraries(page: Page) -> None:
    """The page of a server where nobody ran `make kiosk`."""

    async def serve(route: Route) -> None:
        answer = await route.fetch()
        body = re.sub(r'data-libraries="[^"]*"', 'data-libraries=""', await answer.text())
        await route.fulfill(response=answer, body=body)

    await page.route(re.compile(r"/kiosk(#.*)?$"), serve)


async def test_the_camera_says_what_hinders_it_and_the_other_ways_work(
    market: KioskMarket, new_browser: NewBrowser, tmp_path: Path
) -> None:
    code, photographed = await market.booking(1), await market.shopper_booking()
    user = await (await new_browser(*SEES)).start()
    await user.page.add_init_script(NO_CAMERA)
    await user.sign_in(await market.link())
    camera = user.page.locator(".camera")
    for trouble, state, words in (
        ("NotFoundError", "camera_none", "This device has no camera."),
        ("NotAllowedError", "camera_denied", "does not let this page use the camera"),
        ("NotReadableError", "camera_busy", "Another app uses the camera."),
    ):
        await user.page.evaluate("trouble => { window.trouble = trouble }", trouble)
        await camera.get_by_role("button").click()
        await expect(camera).to_have_attribute("data-state", state)
        await expect(camera).to_contain_text(words)
        await expect(camera).to_contain_text("Type the code, choose a photo, or use a USB scanner.")
    await user.type("7KQ2-M9XF-4")
    await expect(user.page.get_by_role("alert")).to_contain_text("One character is wrong.")
    for words in ("", "7KQ2", "hello world"):
        await user.type(words)
        await expect(user.page.get_by_role("alert")).to_contain_text("A code has nine characters.")
    await user.type(code)
    await user.sees("valid")
    await user.page.keyboard.press("Escape")
    picture = tmp_path / "ticket.jpg"
    picture_of_ticket(HOST + market.signed(photographed)).save(picture, quality=60)
    await market.proxy.set(Fault.REFUSED)
    await user.status("offline")
    await user.page.locator("input[type=file]").set_input_files(picture)
    await user.sees("valid_not_synced", "Pickup: 1 × kuih lapis")
    Image.new("RGB", (300, 300), "#555").save(picture)
    await user.page.locator("input[type=file]").set_input_files(picture)
    await expect(user.page.get_by_text("No QR code found in this picture.")).to_be_visible()


async def test_without_libraries_codes_and_photos_work_and_the_page_says_why_the_camera_does_not(
    market: KioskMarket, new_browser: NewBrowser, tmp_path: Path
) -> None:
    code = await market.booking(1)
    user = await (await new_browser(*SEES, service_workers="block")).start()
    await without_libraries(user.page)
    await user.open(await market.link())
    await user.page.locator("#name").fill("counter")
    await user.tap("Sign in")
    await user.status("sent")
    await expect(user.page.locator(".camera")).to_contain_text("the server has no QR reader installed")
    picture = tmp_path / "ticket.png"
    Image.open(BytesIO(qr_png(HOST + market.signed(code)))).resize((2400, 2400)).save(picture)
    await user.page.locator("input[type=file]").set_input_files(picture)
    await user.sees("valid")
    await market.proxy.set(Fault.REFUSED)
    await user.page.locator("input[type=file]").set_input_files(picture)
    await expect(user.page.get_by_text("This device reads photos only with a network.")).to_be_visible()
    assert await user.page.get_by_role("button", name="Show my scans").count() == 0


async def test_a_browser_without_ed25519_uses_the_library_or_is_told_which_ones_have_it(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    code = await market.booking(1)
    browser = await new_browser(service_workers="block")
    user = await browser.start()
    await user.page.add_init_script(NO_ED25519)
    await user.open(await market.link())
    await user.page.locator("#name").fill("an old phone")
    await user.tap("Sign in")
    await user.status("sent")
    genuine = market.signed(code)
    await user.usb(HOST + genuine[:-3] + ("AAA" if genuine[-3:] != "AAA" else "BAA"))
    await user.sees("not_ours")
    await user.hand_over(HOST + genuine)
    [scan] = await market.until(1, "hand_over")
    assert scan["why"] is None
    other = await browser.tab()
    await other.page.add_init_script(NO_ED25519)
    await without_libraries(other.page)
    await other.open(market.address)
    await expect(other.page.locator("main")).to_contain_text("Chrome 137, Firefox 129, Safari 17")


async def test_a_full_device_records_nothing_and_says_so(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    codes = [await market.shopper_booking() for _ in range(2)]
    user = await (await new_browser()).start()
    await user.page.add_init_script(FULL)
    await user.sign_in(await market.link())
    await market.proxy.set(Fault.REFUSED)
    await user.status("offline")
    await user.hand_over(HOST + market.signed(codes[0]))
    await user.page.evaluate("window.full = true")
    await user.usb(HOST + market.signed(codes[1]))
    await user.tap("Handed over, cash")
    await user.sees(
        "not_recorded",
        "NOT RECORDED",
        "This device is full: nothing was recorded. Connect it and send first.",
    )
    await user.status("offline", waiting=1)
    await user.page.evaluate("window.full = false")
    await user.hand_over(HOST + market.signed(codes[1]))
    await market.proxy.set(Fault.NONE)
    await user.status("sent")
    assert [scan["seq"] for scan in await market.scans()] == [1, 2]


async def test_a_link_that_is_over_or_none_is_said_to_be_so(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    link = await market.link()
    first, second = [await (await new_browser()).start() for _ in range(2)]
    await first.sign_in(link)
    await second.open(market.address)
    await second.page.locator("#link").fill("https://example.org/")
    await second.page.locator("#name").fill("two")
    await second.tap("Sign in")
    await expect(second.page.get_by_role("alert")).to_contain_text("This is not a kiosk link.")
    await second.page.locator("#link").fill(link)
    await second.tap("Sign in")
    await expect(second.page.get_by_role("alert")).to_contain_text("This link was used")
    await second.page.locator("#link").fill(await market.link())
    await market.proxy.set(Fault.LOST_ANSWER)
    await second.tap("Sign in")
    await expect(second.page.get_by_role("alert")).to_contain_text("Signing in needs the network.")
    await market.proxy.set(Fault.NONE)
    await second.tap("Sign in")
    await second.status("sent")


async def test_a_device_without_a_name_is_asked_for_one_and_a_new_link_waits_for_what_is_not_sent(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    user = await (await new_browser()).start()
    await user.open(await market.link())
    await user.page.locator("form button[type=submit]").click()
    await expect(user.page.get_by_role("alert")).to_have_text("Give this device a name first.")
    await user.page.goto("about:blank")
    await user.sign_in(await market.link())
    link = await market.link()
    await user.page.goto("about:blank")
    await user.open(link)
    await expect(user.page.locator(".notice")).to_contain_text("To use the new link, sign out first, below.")
    await market.proxy.set(Fault.REFUSED)
    await user.tap("Sell")
    await user.sell("kuih lapis")
    await user.status("offline", waiting=1)
    await user.page.goto("about:blank")
    await user.open(link)
    await expect(user.page.locator(".notice")).to_contain_text("what it recorded is not sent yet.")
    await expect(user.page.get_by_role("button", name="Sign out")).to_have_count(0)
