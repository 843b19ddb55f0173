"""I need help on the kiosk's page: asked once, sent when there is a network, and never kept for later."""

import pytest
from playwright.async_api import Locator, expect
from sqlmodel import Session, func, select

from storage.help_call import HelpCall
from tests.kiosk.conftest import NewBrowser
from tests.kiosk.faulty_proxy import Fault
from tests.kiosk.kiosk_market import KioskMarket

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("kiosk")]


async def calls(market: KioskMarket) -> int:
    def count(session: Session) -> int:
        return session.exec(select(func.count()).select_from(HelpCall)).one()

    return await market.store.read(count)


async def test_a_call_is_asked_then_sent_and_says_plainly_where_it_could_not_be(
    market: KioskMarket, new_browser: NewBrowser
) -> None:
    user = await (await new_browser()).start()
    await user.sign_in(await market.link())
    dialog: Locator = user.page.get_by_role("dialog")

    await user.tap("I need help")
    await expect(dialog).to_contain_text("In danger? First call the police or an ambulance.")
    assert await user.accessibility_violations() == []
    await user.tap("Close")
    assert await calls(market) == 0, "a question calls nobody"

    await market.proxy.set(Fault.REFUSED)
    await user.tap("I need help")
    await user.tap("Call organisers now")
    await expect(dialog).to_contain_text("This could not be sent. Please phone an organiser")
    await market.proxy.set(Fault.NONE)
    await user.status("sent")
    assert await calls(market) == 0, "nothing is sent later by itself"

    await user.tap("Call organisers now")
    await expect(dialog).to_contain_text("The organisers were told at")
    await expect(dialog.get_by_role("button", name="Call organisers now")).to_have_count(0)
    assert await calls(market) == 1
