"""Two devices without a network: one transfers its scans to the other."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.kiosk.camera_file import write_camera
from tests.kiosk.conftest import NewBrowser
from tests.kiosk.faulty_proxy import Fault
from tests.kiosk.kiosk_market import HOST, KioskMarket
from tests.kiosk.test_offline import SEES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]


@pytest.mark.feature("X22")
async def test_a_ticket_that_another_device_took_is_refused_after_one_look(
    market: KioskMarket, new_browser: NewBrowser, tmp_path: Path
) -> None:
    used, undone, fresh = [await market.shopper_booking() for _ in range(3)]
    left = await (await new_browser()).start()
    await left.sign_in(await market.link(), "left")
    link = await market.link()
    camera = tmp_path / "camera.mjpeg"
    right_browser = await new_browser(*SEES, f"--use-file-for-fake-video-capture={camera}")
    right = await right_browser.start()
    await right.sign_in(link, "right")
    await market.proxy.set(Fault.REFUSED)
    await left.status("offline")
    await right.status("offline")

    await left.hand_over(HOST + market.signed(undone))
    await left.tap("Undo (1 min)")
    await left.sees("undone")
    await left.hand_over(HOST + market.signed(used))
    await left.tap("Show my scans")
    shown = await left.page.get_by_role("img", name="QR code with 1 scan").screenshot()
    write_camera(camera, Image.open(BytesIO(shown)).convert("RGB"))

    await right.tap("Start the camera")
    await right.sees("others", "Another device shows 1 scan.")
    await right.tap("Read them")
    await right.sees("others_read")
    await right.usb(HOST + market.signed(used))
    await right.sees("used", "ALREADY COLLECTED", "1 of 1", "by device 1")
    for code in (undone, fresh):
        await right.usb(HOST + market.signed(code))
        await right.sees("valid_not_synced")


async def test_a_hundred_scans_go_through_one_qr(market: KioskMarket, new_browser: NewBrowser) -> None:
    user = await (await new_browser()).start()
    await user.open(market.address)
    found = await user.page.evaluate(ROUND_TRIP)
    assert found["size"] <= 129, "version 28: a module of 2.7 px at 360 px"
    assert found["same"] == 100
    assert found["newest"]
    assert found["read"] == ["LORONG-SCANS-1:"]


ROUND_TRIP = """async () => {
    const { others, ticket_code, decoder: { decoder } } = await import(document.querySelector("script").src);
    const { writeOthers, readOthers } = others, { checkSymbol, SYMBOLS, isCode } = ticket_code;
    const { encode } = await import("/kiosk/lib/uqr.js");
    const body = (n) => Array.from({length: 8}, (_, place) => SYMBOLS[(n * 7 + place * 5 + (n >> place)) % 32]).join("");
    const codes = Array.from({length: 999}, (_, n) => body(n)).map((one) => one + checkSymbol(one)).filter(isCode).slice(0, 101);
    const actions = ["hand_over", "admit", "take_back"];
    const scans = codes.map((code, n) => ({code, action: actions[n % 3], units: n % 6 + 1, at: 1764000000000 + n * 1000, device: n + 65530}));
    const words = writeOthers(scans);
    const back = readOthers(words);
    const same = scans.filter((one) => back.some((two) => two.code === one.code && two.action === one.action && two.units === one.units
        && two.at === one.at && two.device === (one.device & 0xffff))).length;
    const { data, size } = encode(words, {ecc: "L", border: 4});
    const canvas = new OffscreenCanvas(size * 3, size * 3), drawing = canvas.getContext("2d");
    drawing.fillStyle = "#fff"; drawing.fillRect(0, 0, size * 3, size * 3); drawing.fillStyle = "#000";
    data.forEach((row, y) => row.forEach((dark, x) => dark && drawing.fillRect(x * 3, y * 3, 3, 3)));
    const read = await (await decoder(new Set(["zxing"])))(drawing.getImageData(0, 0, size * 3, size * 3));
    return {size: size - 8, same, newest: back.length === 100 && !back.some((one) => one.code === codes[0]),
        read: read.filter((one) => one === words).map((one) => one.slice(0, 15))};
}"""
