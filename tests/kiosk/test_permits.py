"""The permit on an alley's poster before a kiosk: verified without a network, refused in words, and never a scan."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from market.permit.signed_permit import SignedPermit, sign_permit
from market.ticket.signed_ticket import TicketSigner, to_symbols
from tests.kiosk.conftest import NewBrowser
from tests.kiosk.faulty_proxy import Fault
from tests.kiosk.kiosk_market import SIGNER, STRANGER, KioskMarket
from tests.market.ticket.conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]

HOST = "HTTPS://LORONG.EXAMPLE/P/"
DAY = timedelta(days=1)


def printed(first: int, last: int, *, alley: int = 1, signer: TicketSigner = SIGNER) -> str:
    """The QR of a permit from one day to another, counted from that of the market's clock."""
    today = NOW.date()
    permit = SignedPermit(
        permit=7,
        alley=alley,
        first_day=today + first * DAY,
        last_day=today + last * DAY,
        covers_until=NOW.replace(hour=20, minute=0) + last * DAY,
    )
    return HOST + to_symbols(sign_permit(signer, permit))


def changed(text: str) -> str:
    """With another last day, and the signature of the first one."""
    at = len(HOST) + 15
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


@pytest.mark.feature("X23")
async def test_a_permit_is_read_without_a_network_and_what_is_none_is_refused_in_words(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    user = await (await new_browser()).start()
    await user.sign_in(await market.link())
    await market.proxy.set(Fault.REFUSED)
    await market.kill()
    await user.status("offline")
    last = NOW.date() + 30 * DAY
    until = f"This market has a permit until {last.day} {last:%b} {last.year}."
    await user.usb(printed(-59, 30))
    await user.sees("permit_valid", "PERMIT VALID", until, "Lorong Bakau")
    for text, why, words in (
        (changed(printed(-59, 30)), "forged", "This permit is forged: its signature does not fit"),
        (printed(-59, 30, signer=TicketSigner(9, STRANGER)), "foreign", "Another market signed this permit"),
        (printed(-59, 30, signer=TicketSigner(1, STRANGER)), "forged", "This permit is forged"),
        (printed(-90, -1), "over", "The permit ended"),
        (printed(2, 30), "early", "The permit begins"),
        (printed(-59, 30, alley=2), "other_alley", "This permit is for another alley."),
    ):
        await user.usb(text)
        await user.sees(f"permit_{why}", "NO VALID PERMIT", words)
        await expect(user.page.locator(".verdict button")).to_have_text(["Scan next"])
        await user.tap("Scan next")
    await user.usb(printed(0, 0))
    await user.sees("permit_valid", "PERMIT VALID")
    assert await user.accessibility_violations() == []
    await market.start()
    await market.proxy.set(Fault.NONE)
    await user.status("sent")
    assert await market.scans() == [], "a look at a poster is no scan of a ticket"
