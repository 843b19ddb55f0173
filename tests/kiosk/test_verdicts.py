"""The verdict of the page on each ticket, and the scan that it records."""

from datetime import timedelta
from random import Random

import pytest
from playwright.async_api import expect

from market.kiosk.devices import revoke_device
from market.ticket.signed_ticket import TicketSigner
from market.ticket.ticket_code import draw_code, grouped
from market.waitlist.shopper_actions import release
from storage.drop import Drop
from storage.sale import SaleMethod
from storage.waitlist import Booking
from tests.kiosk import kiosk_market
from tests.kiosk.conftest import NewBrowser
from tests.kiosk.faulty_proxy import Fault
from tests.kiosk.kiosk_market import HOST, STRANGER, KioskMarket
from tests.market.ticket.conftest import NOW, ROS, TOM, actor_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]


def other(symbol: str) -> str:
    return "A" if symbol != "A" else "B"


async def test_a_missed_booking_is_valid_until_a_day_after_its_drop_and_says_so(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    code = await market.shopper_booking(1)
    await market.change(Booking, state="missed", ended_at=NOW)
    await market.change(Drop, starts_at=NOW - timedelta(minutes=20), ends_at=NOW - timedelta(minutes=10))
    user = await (await new_browser()).start()
    await user.sign_in(await market.link())
    await user.type(code)
    await user.sees("valid", "Pickup: 1 × kuih lapis", "Its drop ended", "collectable until")
    await user.tap("Handed over, cash")
    await user.sees("done")
    await market.until(1, "hand_over")
    assert [scan["why"] for scan in await market.scans("hand_over")] == [None]


async def test_each_ticket_has_its_verdict(market: KioskMarket, new_browser: NewBrowser) -> None:
    whole, parts, released = (
        await market.booking(1),
        await market.shopper_booking(3),
        await market.booking(1, TOM),
    )
    await market.store.write(release, TOM, await booking_of(market, TOM), market.now, market.rng)
    missed = await market.shopper_booking(1)
    await market.change(Booking, state="missed", ended_at=NOW)
    user = await (await new_browser()).start()
    await user.sign_in(await market.link())

    await user.type(missed)
    await user.sees("valid", "Pickup: 1 × kuih lapis")
    await user.usb(HOST + market.signed(parts, units=3))
    await user.sees("valid", "VALID", "Pickup: 3 × kuih lapis", "Take RM34.50 (RM25.50 + RM9.00 packaging).")
    await user.tap("Hand over 2")
    await user.sees(
        "payment", "VALID", "Pickup: 2 × kuih lapis", "Take RM23.00 (RM17.00 + RM6.00 packaging)."
    )
    await user.tap("Handed over, QR")
    await user.sees("done", "HANDED OVER", "2 of 3", "Paid by QR: RM23.00.")
    await user.type(grouped(parts).lower().replace("0", "o"))
    await user.sees("valid", "Pickup: 1 × kuih lapis", "2 of 3", "this device")
    await user.tap("Not now")
    await user.type(whole)
    await user.tap("Handed over, cash")
    await user.sees("done", "Paid in cash: RM11.50.")
    await user.tap("Undo (1 min)")
    await user.sees("undone", "UNDONE")
    await user.type(whole)
    await user.sees("valid")
    await user.type(released)
    await user.sees("not_valid", "NOT VALID", "Released by its holder.")

    unknown = draw_code(Random(5))
    genuine = market.signed(unknown)
    by_stranger = TicketSigner(1, STRANGER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kiosk_market, "SIGNER", by_stranger)
        wrong_key = market.signed(unknown)
        patch.setattr(kiosk_market, "SIGNER", TicketSigner(9, by_stranger.key))
        unknown_key = market.signed(whole)
    forged = genuine[:20] + other(genuine[20]) + genuine[21:]
    for words in (wrong_key, unknown_key, forged, genuine[:-1], genuine + "A", "https://example.org/"):
        await user.usb(HOST + words)
        await user.sees("not_ours", "NOT OURS")
        await user.tap("Scan next")
    await user.usb(HOST + market.signed(unknown, drop=2))
    await user.sees("wrong_stall", "WRONG STALL")
    await user.usb(HOST + market.signed(unknown, expires_at=NOW - timedelta(days=1)))
    await user.sees("not_valid", "Its drop is over.")
    await user.type(unknown)
    await user.sees("not_found", "NOT FOUND")
    await user.usb(HOST + genuine)
    await user.sees("valid", "Pickup: 1 unit")
    await user.status("sent")

    assert [
        (scan["action"], scan["units"], scan["why"]) for scan in await market.scans("hand_over", "undo")
    ] == [
        ("hand_over", 2, None),
        ("hand_over", 1, None),
        ("undo", 1, None),
    ]
    rows = await market.receipts()
    assert [row.number for row in rows] == [*range(1, len(rows) + 1)]
    paid = {method: sum(row.paid for row in rows if row.method is method) for method in SaleMethod}
    assert paid == {SaleMethod.QR: 2300, SaleMethod.CASH: 0}, (
        "what was undone was sent with its undo or before"
    )
    tried = [(scan["shown"], scan["ticket"]) for scan in await market.scans("refused")]
    assert {shown for shown, _ in tried} == {"not_valid", "not_ours", "wrong_stall", "not_found"}
    assert ("not_ours", forged) in tried
    assert [scan["seq"] for scan in await market.scans()] == [*range(1, len(await market.scans()) + 1)]
    assert (await market.ticket(parts)).done == 2
    assert (await market.ticket(whole)).done == 0


async def booking_of(market: KioskMarket, person: int) -> int:
    row = await market._row(Booking, Booking.person_id == person)
    return int(row.id)


async def test_packaging_is_paid_back_after_the_server_has_agreed(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    await market.collect(await market.booking(2), 2)
    back = await market.back()
    user = await (await new_browser()).start()
    await user.sign_in(await market.link())
    await user.usb(HOST + market.signed_returns(back, 2))
    await user.sees("valid", "Returns: 2 × kuih lapis", "Refund RM3.00 for each.")
    await user.tap("Take back 1")
    await user.sees("done", "RETURNED", "1 of 2", "Refund RM3.00 now.")
    await market.proxy.set(Fault.REFUSED)
    await user.status("offline")
    await user.usb(HOST + market.signed_returns(back, 2))
    await user.sees("valid_not_synced", "Refund once this scan is sent.")
    await user.tap("Take back 1")
    await user.sees("done", "2 of 2", "Refund once this scan is sent.")
    await market.proxy.set(Fault.NONE)
    await user.sees("done", "Refund RM3.00 now.")
    await user.status("sent")
    assert (await market.ticket(back)).done == 2


@pytest.mark.feature("X11")
async def test_two_devices_that_both_handed_over_are_told_so(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    code = await market.booking(1)
    first, second = [await (await new_browser()).start() for _ in range(2)]
    await first.sign_in(await market.link())
    await second.sign_in(await market.link(), "counter, right")
    for user in (first, second):
        await user.page.context.set_offline(True)
        await user.status("offline")
        await user.hand_over(HOST + market.signed(code))
    for user in (first, second):
        await user.page.context.set_offline(False)
        await user.status("sent")
    conflict = second.page.locator("[data-outcome=conflict]")
    await conflict.wait_for()
    assert grouped(code) in await conflict.inner_text()
    await conflict.get_by_role("button", name="OK").click()
    await conflict.wait_for(state="detached")
    assert (await market.ticket(code)).done == 1
    assert len(await market.scans("hand_over")) == 2


async def test_a_revoked_device_keeps_what_it_could_not_send_and_takes_a_new_link(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    code, later = await market.booking(1), await market.shopper_booking(1)
    user = await (await new_browser()).start()
    await user.sign_in(await market.link())
    await market.proxy.set(Fault.REFUSED)
    await user.status("offline")
    await user.hand_over(HOST + market.signed(code))
    await expect(user.page.get_by_role("button", name="Sign out")).to_have_count(0)
    await market.store.write(revoke_device, actor_of(ROS), 1, market.now)
    await market.proxy.set(Fault.NONE)
    await user.status("revoked", waiting=1)
    unsent = user.page.locator("[data-unsent]")
    await expect(unsent).to_contain_text("1 scan was not sent before this device was signed out")
    await expect(unsent.locator("li")).to_contain_text(f"{grouped(code)}: handed over 1, ")
    await user.usb(HOST + market.signed(later))
    await user.tap("Handed over, cash")
    await user.sees("not_recorded", "This device was signed out: nothing was recorded.")
    await user.status("revoked", waiting=1)
    assert await market.scans() == []
    link = await market.link()
    await user.page.evaluate("link => { location.hash = new URL(link).hash }", link)
    await user.page.locator("#name").fill("counter again")
    await user.tap("Sign in")
    await user.status("sent")
    assert "1 scan was not sent" in await user.page.locator("[data-unsent]").inner_text()
    await user.hand_over(HOST + market.signed(later))
    [scan] = await market.until(1, "hand_over")
    assert (scan["device"], scan["seq"], scan["ticket"]) == (2, 1, market.signed(later))


RECORD_BUZZES = """
    window.buzzes = [];
    let tapped = false;
    addEventListener("pointerdown", () => { tapped = true; });
    Navigator.prototype.vibrate = buzz => buzzes.push(buzz);
    Object.defineProperty(navigator, "userActivation", {get: () => ({hasBeenActive: tapped})});
"""
"""Playwright counts as a person with each script that it runs."""


async def test_it_buzzes_long_for_stop_once_it_was_tapped(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    browser = await new_browser()
    await (await browser.start()).sign_in(await market.link())
    user = await browser.tab()
    await user.page.add_init_script(RECORD_BUZZES)
    await user.open(market.address)
    await user.usb("no code of ours")
    await user.sees("not_ours")
    assert await user.page.evaluate("buzzes") == []
    await user.page.locator("#code").click()
    await user.usb("no code of ours")
    await user.page.wait_for_function("buzzes.length")
    assert await user.page.evaluate("buzzes") == [[180, 90, 260]]
