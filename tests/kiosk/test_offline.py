"""Without a network: the page opens, a ticket is read by the camera, and what was recorded is sent once."""

import os
from pathlib import Path

import pytest

from tests.kiosk.camera_file import picture_of_ticket, write_camera
from tests.kiosk.conftest import NewBrowser
from tests.kiosk.faulty_proxy import Fault
from tests.kiosk.kiosk_market import HOST, KioskMarket

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]

SEES = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


async def test_a_ticket_before_the_camera_is_accepted_after_network_server_and_browser_were_killed(
    market: KioskMarket, new_browser: NewBrowser, tmp_path: Path
) -> None:
    code = await market.booking(2)
    held = write_camera(tmp_path / "camera.mjpeg", picture_of_ticket(HOST + market.signed(code, units=2)))
    browser = await new_browser(*SEES, f"--use-file-for-fake-video-capture={held}")
    user = await browser.start()
    await user.sign_in(await market.link())
    await market.proxy.set(Fault.REFUSED)
    await market.kill()
    await browser.kill()

    user = await browser.start()
    await user.open(market.address)
    await user.status("offline")
    await user.tap("Start the camera")
    await user.sees(
        "valid_not_synced",
        "VALID",
        "NOT SENT YET",
        "Pickup: 2 × kuih lapis",
        "Take RM23.00 (RM17.00 + RM6.00 packaging).",
    )
    if folder := os.environ.get("LORONG_SCREENSHOTS"):
        await user.page.screenshot(path=Path(folder) / "kiosk.png", animations="disabled")
    await user.tap("Handed over, cash")
    await user.sees("done", "HANDED OVER", "2 of 2")
    await user.status("offline", waiting=1)
    await browser.kill()

    user = await browser.start()
    await user.open(market.address)
    await user.sees("used", "ALREADY COLLECTED", "2 of 2", "by this device")
    await user.status("offline", waiting=2)
    await market.start()
    await market.proxy.set(Fault.NONE)
    await user.status("sent")
    [scan] = await market.until(1, "hand_over")
    assert (scan["ticket"], scan["units"], scan["shown"]) == (
        market.signed(code, units=2),
        2,
        "valid_not_synced",
    )
    assert (await market.ticket(code)).state == "collected"
    assert [scan["shown"] for scan in await market.until(1, "refused")] == ["used"]


async def test_what_was_taken_back_without_a_network_is_valid_again_though_the_list_still_counts_it(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    code, other = await market.booking(2), await market.shopper_booking(1)
    user = await (await new_browser()).start()
    await user.sign_in(await market.link())
    await user.hand_over(HOST + market.signed(code, units=2))
    await user.status("sent")
    await user.page.reload()
    await user.status("sent")
    await user.page.context.set_offline(True)
    await user.status("offline")
    await user.tap("Undo (1 min)")
    await user.sees("undone")

    await user.type(code)
    await user.sees("valid_not_synced", "Pickup: 2 × kuih lapis")
    await user.tap("Hand over 1")
    await user.tap("Handed over, cash")
    await user.sees("done", "1 of 2")
    await user.type(other)
    await user.sees("valid_not_synced", "Pickup: 1 × kuih lapis")
    await user.page.context.set_offline(False)
    await user.status("sent")
    await user.type(code)
    await user.sees("valid", "Pickup: 1 × kuih lapis", "1 of 2")
    assert (await market.ticket(code)).done == 1
