"""Whatever happens to network, server and browser, each scan of a device counts once."""

import asyncio
from random import Random

import pytest

from tests.kiosk.conftest import NewBrowser
from tests.kiosk.faulty_proxy import WIRE_FAULTS, Fault
from tests.kiosk.kiosk_market import HOST, KioskMarket
from tests.kiosk.kiosk_user import KillableBrowser, KioskUser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]


async def all_once(market: KioskMarket, codes: list[str]) -> None:
    """Each ticket was handed over once, under numbers without a gap or a double, by one device."""
    scans = await market.until(len(codes), "hand_over")
    assert sorted(scan["ticket"] for scan in scans) == sorted(map(market.signed, codes))
    everything = await market.scans()
    assert {scan["device"] for scan in everything} == {1}
    assert [scan["seq"] for scan in everything] == [*range(1, len(everything) + 1)]
    assert [scan["why"] for scan in scans] == [None] * len(codes)
    assert [(await market.ticket(code)).done for code in codes] == [1] * len(codes)


async def test_each_wire_fault_loses_nothing_and_doubles_nothing(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    codes = [await market.shopper_booking() for _ in range(len(WIRE_FAULTS) + 1)]
    user = await (await new_browser()).start()
    await user.sign_in(await market.link())
    for fault, code in zip(WIRE_FAULTS, codes, strict=False):
        await market.proxy.set(fault)
        await user.hand_over(HOST + market.signed(code))
        await user.status("offline", waiting=1)
        if fault is Fault.LOST_ANSWER:
            assert len(await market.until(5, "hand_over")) == 5
        await market.proxy.set(Fault.NONE)
        await user.status("sent")
    await user.hand_over(HOST + market.signed(codes[-1]))
    await user.status("sent")
    assert {*market.proxy.met} >= {*WIRE_FAULTS} - {Fault.REFUSED}
    await all_once(market, codes)


async def test_two_tabs_are_one_device_with_one_sequence(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    codes = [await market.shopper_booking() for _ in range(8)]
    browser = await new_browser()
    one = await browser.start()
    other = await browser.tab()
    link = await market.link()
    await one.open(link)
    await other.open(link)
    for user in (one, other):
        await user.page.locator("#name").fill("counter")
    await asyncio.gather(*(user.tap("Sign in") for user in (one, other)))
    for user in (one, other):
        await user.status("sent")
    await market.proxy.set(Fault.REFUSED)
    for user in (one, other):
        await user.status("offline")

    async def hand_over(user: KioskUser, mine: list[str]) -> None:
        for code in mine:
            await user.hand_over(HOST + market.signed(code))

    await asyncio.gather(hand_over(one, codes[::2]), hand_over(other, codes[1::2]))
    await other.usb(HOST + market.signed(codes[0]))
    await other.sees("used", "this device")
    await market.proxy.set(Fault.NONE)
    for user in (one, other):
        await user.status("sent")
    await all_once(market, codes)


async def weather(market: KioskMarket, browser: KillableBrowser, rng: Random, codes: list[str]) -> int:
    """Hand all of them over while faults come and go; now and then browser or server is killed. Return how often."""
    user = await browser.start()
    await user.open(market.address)
    kills, unsure = 0, list[str]()
    for code in codes:
        await market.proxy.set(rng.choice([*Fault, Fault.NONE, Fault.NONE]))
        await user.usb(HOST + market.signed(code))
        await user.page.locator(".verdict button.primary").click()
        if rng.random() < 0.1:
            await asyncio.sleep(rng.random() * 0.1)  # in the middle of recording, or of sending
            kills += 1
            unsure.append(code)
            if rng.random() < 0.4:
                await market.kill()
                await market.start()
            else:
                await browser.kill()
                user = await browser.start()
                await user.open(market.address)
        else:
            await user.sees("done")
    await market.proxy.set(Fault.NONE)
    for code in unsure:  # what was killed before it was recorded is done now
        await user.usb(HOST + market.signed(code))
        await user.verdict.wait_for()
        if await user.verdict.get_attribute("data-verdict") in ("valid", "valid_not_synced"):
            await user.page.locator(".verdict button.primary").click()
            await user.sees("done")
    await user.status("sent", seconds=300)
    return kills


@pytest.mark.parametrize(
    "scans", [pytest.param(12, id="some"), pytest.param(200, id="full", marks=pytest.mark.proof)]
)
async def test_scans_under_faults_and_kills_count_once_each(
    market: KioskMarket, new_browser: NewBrowser, scans: int
) -> None:
    codes = [await market.shopper_booking() for _ in range(scans)]
    browser = await new_browser()
    user = await browser.start()
    await user.sign_in(await market.link())
    await browser.kill()
    kills = await weather(market, browser, Random(scans), codes)
    print(f"{scans} scans, {kills} kills, {dict(market.proxy.met)}")
    await all_once(market, codes)
