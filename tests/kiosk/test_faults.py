"""Each scan and each sale of a device counts once, whatever happens to network, server and browser."""

import asyncio
from random import Random

import pytest

from storage.sale import ReceiptKind
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


async def all_sold_once(market: KioskMarket, sales: list[str]) -> None:
    """Each sale of the device has one receipt, of one unit; with those of hand-overs their numbers have no gap and no double."""
    sent = await market.until(len(sales), "sell")
    assert sorted(sale["uuid"] for sale in sent) == sorted(sales)
    assert [sale["why"] for sale in sent] == [None] * len(sales)
    receipts = await market.receipts()
    assert [row.number for row in receipts] == [*range(1, len(receipts) + 1)]
    assert {row.kind for row in receipts} == {ReceiptKind.SALE}
    assert [row.total for row in receipts].count(850) == len(sales), "a hand-over comes to RM11.50"
    assert (await market.item()).sold == len(sales)


async def kept_after_restart(market: KioskMarket, user: KioskUser) -> list[str]:
    """Open the page in a browser that was started anew, and return its sales; where it stays silent in this weather, open it once more in a better one."""
    await user.open(market.address)
    try:
        return await user.kept_sales()
    except TimeoutError:
        await market.proxy.set(Fault.NONE)
        await user.open(market.address)
        return await user.kept_sales()


async def weather(
    market: KioskMarket, browser: KillableBrowser, rng: Random, codes: list[str | None]
) -> tuple[int, list[str]]:
    """Hand all of them over, and sell a unit for each None, while faults come and go; now and then browser or server is killed.

    Return how often, and the sales that the device has recorded.
    """
    user = await browser.start()
    await user.open(market.address)
    kills, unsure, sold = 0, list[str](), 0
    for code in codes:
        await market.proxy.set(rng.choice([*Fault, Fault.NONE, Fault.NONE]))
        if code is None:
            await user.page.locator(".tab").last.click()
            await user.pay("kuih lapis")
            sold += 1
        else:
            await user.usb(HOST + market.signed(code))
            await user.page.locator(".verdict button.primary").click()
        if rng.random() < 0.1:
            await asyncio.sleep(rng.random() * 0.1)  # in the middle of recording, or of sending
            kills += 1
            unsure += [code] if code else []
            if rng.random() < 0.4:
                await market.kill()
                await market.start()
            else:
                await browser.kill()
                user = await browser.start()
                if len(await kept_after_restart(market, user)) < sold:  # it was killed before it was recorded
                    await user.page.locator(".tab").last.click()
                    await user.sell("kuih lapis")
        elif code:
            await user.sees("done")
        if code is None:
            await user.sold(sold)
    await market.proxy.set(Fault.NONE)
    for code in unsure:  # what was killed before it was recorded is done now
        await user.usb(HOST + market.signed(code))
        await user.verdict.wait_for()
        if await user.verdict.get_attribute("data-verdict") in ("valid", "valid_not_synced"):
            await user.page.locator(".verdict button.primary").click()
            await user.sees("done")
    await user.status("sent", seconds=300)
    return kills, await user.kept_sales()


@pytest.mark.parametrize(
    "records", [pytest.param(12, id="some"), pytest.param(200, id="full", marks=pytest.mark.proof)]
)
@pytest.mark.feature("S17")
async def test_scans_and_sales_under_faults_and_kills_count_once_each(
    market: KioskMarket, new_browser: NewBrowser, records: int
) -> None:
    codes = [await market.shopper_booking() for _ in range(records // 2)]
    rng = Random(records)
    records_made: list[str | None] = [*codes, *(None for _ in codes)]
    rng.shuffle(records_made)
    browser = await new_browser()
    user = await browser.start()
    await user.sign_in(await market.link())
    await browser.kill()
    kills, sales = await weather(market, browser, rng, records_made)
    print(f"{records} scans and sales, {kills} kills, {dict(market.proxy.met)}")
    assert len(sales) == records // 2
    await all_once(market, codes)
    await all_sold_once(market, sales)
