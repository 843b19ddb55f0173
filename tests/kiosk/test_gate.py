"""Two gates without a network count into one number; a browser that was killed, an undo, the limit, and what axe says."""

import os
from pathlib import Path

import pytest
from playwright.async_api import expect
from sqlmodel import Session

from market.gate.limit import set_people_limit
from market.gate.people_inside import PeopleInside, people_inside
from market.kiosk.kiosk_place import GateRef
from storage.alley import Alley
from storage.kiosk import KioskDevice
from tests.kiosk.conftest import NewBrowser
from tests.kiosk.faulty_proxy import Fault
from tests.kiosk.kiosk_market import KioskMarket
from tests.kiosk.kiosk_user import KioskUser
from tests.market.ticket.conftest import KEN, NOW, actor_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]


async def count(user: KioskUser, label: str, units: int = 1) -> None:
    """Tap so many people in or out, and wait until that is recorded."""
    before = await user.page.locator(".last").inner_text() if await user.page.locator(".last").count() else ""
    if units > 1:
        await user.page.get_by_role("button", name=str(units), exact=True).click()
    await user.tap(label)
    await expect(user.page.locator(".last")).not_to_have_text(before)


async def sees_inside(user: KioskUser, number: int, *words: str, tone: str = "good") -> None:
    shown = user.page.locator(".inside")
    await expect(shown).to_have_attribute("data-inside", str(number), timeout=15_000)
    await expect(shown).to_have_attribute("data-tone", tone)
    for word in words:
        await expect(shown).to_contain_text(word)


async def inside(market: KioskMarket) -> int:
    def read(session: Session) -> PeopleInside:
        return people_inside(session, session.get_one(Alley, 1), NOW)

    return (await market.store.read(read)).inside


@pytest.mark.feature("X15")
async def test_two_gates_offline_killed_and_in_any_order_of_sync_are_one_number(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    await market.store.write(set_people_limit, actor_of(KEN), 1, 10)
    north_browser, south_browser = await new_browser(), await new_browser()
    north, south = await north_browser.start(), await south_browser.start()
    await north.sign_in(await market.link(KEN, GateRef(1)), "north")
    await south.sign_in(await market.link(KEN, GateRef(1)), "south")
    assert await north.page.locator("header h1").inner_text() == "Lorong Bakau"
    await sees_inside(north, 0, "inside, of 10")
    assert await north.page.locator(".camera, #code").count() == 0, "nothing is scanned at a gate"

    await count(north, "+ In", 4)
    await north.status("sent")
    await sees_inside(north, 4)
    await sees_inside(south, 4)

    await market.proxy.set(Fault.REFUSED)
    for user in (north, south):
        await user.status("offline")
    await count(north, "+ In", 3)
    await sees_inside(north, 7, "Counts of other gates are missing")
    await count(south, "− Out", 2)
    await sees_inside(south, 2)
    await count(south, "+ In", 6)
    await sees_inside(south, 8)
    await count(south, "+ In")
    await sees_inside(south, 9, "NEARLY FULL", tone="ask")
    await south.tap("Undo (1 min)")
    await sees_inside(south, 8)
    await south.status("offline", waiting=4)

    await south_browser.kill()
    south = await south_browser.start()
    await south.open(market.address)
    await south.status("offline", waiting=4)
    await sees_inside(south, 8)

    await market.proxy.set(Fault.NONE)
    await south.status("sent")
    await north.status("sent")
    for user in (north, south):
        await sees_inside(user, 11, "FULL", "Let nobody more in", tone="stop")
    assert await inside(market) == 11
    assert len(await market.scans("enter", "leave")) == 5
    assert all(scan["why"] is None for scan in await market.scans())


async def test_an_undo_after_sending_more_leavers_than_people_and_a_device_that_was_signed_out(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    user = await (await new_browser()).start()
    await user.sign_in(await market.link(KEN, GateRef(1)), "north")
    await count(user, "+ In", 5)
    await user.status("sent")
    await sees_inside(user, 5, "inside")
    await user.tap("Undo (1 min)")
    await sees_inside(user, 0)
    await user.status("sent")
    await sees_inside(user, 0)
    assert await inside(market) == 0
    await count(user, "− Out", 3)
    await sees_inside(user, 0)

    await market.proxy.set(Fault.REFUSED)
    await user.status("offline")
    await count(user, "+ In", 2)

    def revoke(session: Session) -> None:
        session.get_one(KioskDevice, 1).revoked_at = NOW

    await market.store.write(revoke)
    await market.proxy.set(Fault.NONE)
    await user.status("revoked", waiting=1)
    await expect(user.page.locator("[data-unsent]")).to_contain_text("2 went in")
    await user.tap("+ In")
    await expect(user.page.get_by_role("alert")).to_contain_text("This device was signed out")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    market: KioskMarket, new_browser: NewBrowser, scheme: str
) -> None:
    await market.store.write(set_people_limit, actor_of(KEN), 1, 10)
    user = await (await new_browser(color_scheme=scheme)).start()
    await user.sign_in(await market.link(KEN, GateRef(1)), "north")
    for units, tone in ((5, "good"), (4, "ask"), (1, "stop")):
        await count(user, "+ In", units)
        await expect(user.page.locator(".inside")).to_have_attribute("data-tone", tone)
        for width in (320, 390, 1280):
            await user.page.set_viewport_size({"width": width, "height": 844})
            assert await user.accessibility_violations() == []
            assert await user.page.evaluate("document.documentElement.scrollWidth") <= width
            if folder := os.environ.get("LORONG_SCREENSHOTS"):
                await user.page.screenshot(path=Path(folder) / f"gate_{scheme}_{tone}_{width}.png")
