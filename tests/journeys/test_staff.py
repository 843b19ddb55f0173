"""A helper is invited by a link, works in their role, is removed, and the very next tap, scan and request is refused."""

import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import pytest
from sqlmodel import select

from bot.demo.data.people_and_stalls import AINA
from sandbox import UserProfile
from storage.sale import Receipt
from tests.free_ports import free_port
from tests.journeys.conftest import open_market
from tests.journeys.harness import ROS, TOM, Market, Visitor
from tests.journeys.test_sale import add_goods
from tests.journeys.test_ticket import MARIUS, book
from tests.market.kiosk.device import SampleDevice
from tests.web.kiosk_client import KioskClient


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data, with an address for its pages; Ros sells apam and putu today."""
    marius = UserProfile(id=MARIUS, first_name="Marius", language_code="en")
    async with open_market(Market(sqlite_url, (marius,))) as market:
        market.pages = f"http://127.0.0.1:{free_port()}"
        await market.open(web_bind=market.pages.removeprefix("http://"), public_url=market.pages)
        for person in (ROS, TOM, AINA.id, MARIUS):
            await market.visitor(person).writes("/start")
        await market.change(add_goods, market)
        yield market


async def invited(ros: Visitor, role: str) -> str:
    """The link that Ros makes for a helper."""
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Staff")
    await ros.tap("Invite")
    await ros.tap(role)
    found = re.search(r"https://t\.me/\S+", ros.reads)
    assert found is not None
    return found[0]


async def hired(market: Market, role: str) -> tuple[Visitor, Visitor]:
    """Ros, and Tom who helps her."""
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    await tom.open(await invited(ros, role))
    await tom.tap("Yes, I'll help")
    return ros, tom


def texts(visitor: Visitor) -> list[str]:
    return [visitor.reading(each.id) for each in visitor.answers]


async def removed(ros: Visitor) -> None:
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Staff")
    await ros.tap("Tom")
    await ros.tap("Remove")
    await ros.tap("Remove")


async def test_a_helper_is_invited_scans_is_removed_and_the_next_scan_is_refused(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    code = await book(market, AINA.id, units=2)
    link = await invited(ros, "Scan")
    await tom.open(link)
    assert tom.reads.splitlines()[0] == "Ros asks you to help at Dapur Nenek Ros: scanning."
    assert tom.labels == ["Yes, I'll help", "No, thank you"]
    await tom.tap("Yes, I'll help")
    assert "You help at Dapur Nenek Ros from now on." in tom.reads
    assert "Scan" in tom.labels
    for hers in ("Post stock", "Sell", "Money", "Receipts"):
        assert hers not in tom.labels
    await tom.tap("More")
    assert tom.labels == ["Shifts", "Forecast", "Payment QR", "Kiosk", "Stop helping", "Desk"]
    await market.deliver()
    assert ros.reads == "Tom helps at Dapur Nenek Ros from now on: scanning."

    await tom.writes(code)
    assert tom.labels == ["Handed over, cash", "Handed over, QR", "Only 1", "Not now"]
    await tom.tap("Only 1")
    assert (await tom.tap("Handed over, cash")).text == "Handed over."
    await tom.writes(code)
    ticket = tom.screen
    await removed(ros)
    assert ros.reads.splitlines()[0] == "Staff of Dapur Nenek Ros"
    assert "Nobody helps here yet." in ros.reads
    refused = await tom.tap("Handed over, cash", message=ticket.id)
    assert "You no longer help at Dapur Nenek Ros." in refused.text
    await tom.writes(code)
    assert "Handed over, cash" not in tom.labels
    await tom.writes("/desk")
    assert "Scan" not in tom.labels
    await market.deliver()
    assert any("You no longer help at Dapur Nenek Ros." in text for text in texts(tom))
    await tom.open(link)
    assert "This link has expired" in tom.reads


async def test_a_seller_sells_and_after_that_no_more(market: Market) -> None:
    ros, tom = await hired(market, "Sell")
    assert "Scan" not in tom.labels
    await tom.tap("Sell")
    await tom.tap("Apam")
    await tom.tap("Cash")
    receipt = tom.screen
    assert "Desk" in tom.labels
    await tom.writes("/desk")
    await tom.tap("Receipts")
    assert "Receipts" in tom.reads
    market.clock.move(minutes=2)
    await tom.tap("1")
    assert "Void" not in tom.labels
    await removed(ros)
    refused = await tom.tap("Next sale", message=receipt.id)
    assert "You no longer help at Dapur Nenek Ros." in refused.text
    for data in ("vp", "zq"):
        await tom.tap(data=data)
        assert "You no longer help at Dapur Nenek Ros." in tom.reads, data
    sold = await market.store.read(lambda session: session.exec(select(Receipt)).all())
    assert len(sold) == 1


async def test_a_role_that_changes_changes_the_desk(market: Market) -> None:
    ros, tom = await hired(market, "Sell")
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Staff")
    await ros.tap("Tom")
    await ros.tap("Scan")
    await market.deliver()
    assert any("Your role at Dapur Nenek Ros is now: scanning" in text for text in texts(tom))
    await tom.writes("/desk")
    assert "Scan" in tom.labels
    assert "Sell" not in tom.labels


async def test_somebody_with_two_desks_chooses(market: Market) -> None:
    ros, marius = market.visitor(ROS), market.visitor(MARIUS)
    await marius.writes("/start")
    await marius.open(await invited(ros, "Everything"))
    await marius.tap("Yes, I'll help")
    assert "you help here" in marius.reads
    await marius.tap("More")
    await marius.tap("Other stall")
    assert marius.reads.splitlines()[0] == "Whose desk?"
    own = next(label for label in marius.labels if label not in ("Back", "Dapur Nenek Ros"))
    await marius.tap(own)
    assert "your stall" in marius.reads
    await marius.tap("More")
    assert "Staff" in marius.labels
    await marius.writes("/desk")
    assert "your stall" in marius.reads


async def test_the_kiosk_of_a_removed_helper_gets_and_gives_nothing(market: Market) -> None:
    code = await book(market, AINA.id, units=2)
    ros, tom = await hired(market, "Scan")
    await tom.tap("More")
    await tom.tap("Kiosk")
    await tom.tap("Kiosk link")
    found = re.search(r"http://\S+", tom.reads)
    assert found is not None
    link = urlsplit(found[0])
    async with aiohttp.ClientSession() as session:
        client = KioskClient(
            session=session,
            address=f"{link.scheme}://{link.netloc}",
            device=SampleDevice(name="door"),
            clock=market.clock,
        )
        assert (await client.sign_in(link.fragment))[0] == 200
        assert (await client.list())[0] == 200
        await removed(ros)
        scan = client.device.record(code, market.clock())
        assert (await client.list())[0] == 403
        assert (await client.scans([scan]))[0] == 403


async def test_a_helper_at_the_counter_sells_and_scans_and_posts_nothing(market: Market) -> None:
    ros, tom = await hired(market, "Sell and scan")
    assert tom.reads.startswith("You help at Dapur Nenek Ros from now on.")
    await tom.writes("/desk")
    assert {"Scan", "Sell"} <= {*tom.labels}
    assert "Post stock" not in tom.labels
    code = await book(market, AINA.id, units=2)
    await tom.writes(code)
    await tom.tap("Handed over, cash")
    assert tom.reads.startswith("✅ HANDED OVER.")
    await tom.writes("/desk")
    await tom.tap("More")
    assert "Kiosk" in tom.labels
    assert "Staff" not in tom.labels
    await removed(ros)
    await tom.writes("/desk")
    assert "Scan" not in tom.labels
