"""Two devices of a stall scan the same ticket without a network; the stall decides, and the ticket on the holder's phone stays true."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import aiohttp
import pytest
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA, ROS
from market.actor import Actor
from market.organiser.stop import StoppedDay, call_off
from market.ticket.ticket_code import grouped
from storage.drop import Drop, Item
from storage.market_day import StallDay
from storage.stall import Stall
from storage.stop import CallOffReason
from tests.free_ports import free_port
from tests.journeys.conftest import open_market
from tests.journeys.harness import KEN, TOM, Market, MarketWithOrganiser, Visitor
from tests.journeys.test_ticket import book
from tests.market.kiosk.device import SampleDevice
from tests.web.kiosk_client import KioskClient

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data, with an address for its pages."""
    async with open_market(MarketWithOrganiser(sqlite_url)) as market:
        port = free_port()
        await market.open(web_bind=f"127.0.0.1:{port}", public_url=f"http://127.0.0.1:{port}")
        for person in (AINA.id, ROS.id, TOM):
            await market.visitor(person).writes("/start")
        yield market


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def sign_in(market: Market, ros: Visitor, session: aiohttp.ClientSession, name: str) -> KioskClient:
    """A device that opens the link from Ros's chat."""
    await ros.writes("/stall")
    await ros.tap("Kiosk")
    await ros.tap("Kiosk link")
    found = re.search(r"http://\S+", ros.reads)
    assert found is not None
    link = urlsplit(found[0])
    assert (link.path, len(link.fragment)) == ("/kiosk", 22)
    assert "Open here" in ros.labels
    client = KioskClient(
        session=session,
        address=f"{link.scheme}://{link.netloc}",
        device=SampleDevice(name=name),
        clock=market.clock,
    )
    status, _ = await client.sign_in(link.fragment)
    assert status == 200
    return client


async def ticket_status(market: Market, holder: Visitor, ticket: int) -> str:
    """Return the status on a ticket once due messages were sent and edited."""
    market.clock.move(seconds=5)
    await market.deliver()
    said = holder.reading(ticket)
    return said.splitlines()[-1]


async def outcome(client: KioskClient, scan: object) -> str:
    status, said = await client.scans([scan])  # type: ignore[list-item]
    assert status == 200
    return str(said["results"][0]["outcome"])


async def test_two_devices_scan_one_ticket_and_the_stall_decides(
    market: Market, session: aiohttp.ClientSession
) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    code = await book(market, AINA.id, units=1)
    await market.deliver()
    ticket = aina.screen.id
    phone, tablet = [await sign_in(market, ros, session, name) for name in ("phone A", "tablet B")]
    for client in (phone, tablet):
        status, known = await client.list()
        assert status == 200
        assert code in {each["code"] for each in known["tickets"]}
    start = market.clock()
    first, second = phone.device.record(code, start), tablet.device.record(code, start + 2 * MINUTE)
    market.clock.move(minutes=5)

    assert await outcome(tablet, second) == "accepted"
    assert await ticket_status(market, aina, ticket) == "All collected, Tue 24 Nov 10:02."
    assert await outcome(phone, first) == "accepted"
    assert await ticket_status(market, aina, ticket) == "All collected, Tue 24 Nov 10:00."
    assert await outcome(tablet, second) == "conflict"

    assert ros.reads == (
        f"⛔ TWO SCANS of {grouped(code)}: phone A 10:00 and tablet B 10:02.\n"
        "Kuih lapis, box of 9: 1 box on the ticket, 2 scanned.\nWhich one is right?"
    )
    assert ros.labels == ["Both", "Only phone A 10:00", "Only tablet B 10:02"]
    message = ros.screen
    await ros.writes("/desk")
    assert "Two scans: 1" in ros.labels
    await ros.tap("Only tablet B 10:02", message=message.id)
    assert ros.reading(message.id) == "No scans are waiting for a decision."
    assert await ticket_status(market, aina, ticket) == "All collected, Tue 24 Nov 10:02."
    assert (await outcome(phone, first), await outcome(tablet, second)) == ("conflict", "accepted")
    await ros.writes("/desk")
    assert "Two scans: 1" not in ros.labels

    await ros.tap("More")
    await ros.tap("Kiosk")
    assert "phone A: last seen Tue 24 Nov 10:05" in ros.reads
    await ros.tap("Sign out phone A")
    assert ros.reads.startswith("Sign out phone A?")
    await ros.tap("Sign out phone A")
    assert "phone A" not in ros.reads
    assert await phone.list() == (403, {"error": "revoked"})
    assert (await tablet.list())[0] == 200


async def test_without_an_address_there_is_no_kiosk_and_the_chat_says_so(sqlite_url: str) -> None:
    async with open_market(Market(sqlite_url)) as market:
        await market.open()
        ros = market.visitor(ROS.id)
        await ros.writes("/stall")
        await ros.tap("Kiosk")
        assert "LORONG_PUBLIC_URL" in ros.reads
        assert "Kiosk link" not in ros.labels


async def test_what_a_device_sold_while_the_market_was_called_off_is_a_question(
    market: Market, session: aiohttp.ClientSession
) -> None:
    ros = market.visitor(ROS.id)
    counter = await sign_in(market, ros, session, "counter")
    await market.visitor(KEN).writes("/start")
    item, day = await market.change(_dish_of, await market.person(ROS.id))
    off = partial(call_off, reason=CallOffReason.WEATHER, now=market.clock())
    ken = Actor(await market.person(KEN), is_configured_admin=True)
    await market.change(off, ken, StoppedDay(day))
    lines = {"method": "cash", "lines": [{"item": item, "units": 1, "price": 850}]}
    before = counter.device.record("", market.clock() - MINUTE, "sell", 0, sale=lines)
    sold = counter.device.record("", market.clock() + MINUTE, "sell", 0, sale=lines)
    market.clock.move(minutes=5)
    assert await outcome(counter, before) == "accepted"
    assert await outcome(counter, sold) == "conflict"
    assert await outcome(counter, sold) == "conflict", "sent again it is the same sale"
    market.clock.move(minutes=10)
    await market.deliver()
    assert await outcome(counter, sold) == "conflict", "final, it is still one"
    await ros.writes("/desk")
    assert "Kiosk sales: 1" in ros.labels


def _dish_of(session: Session, owner: int) -> tuple[int, int]:
    """Return a dish of somebody's stall, and its market day."""
    row = (
        select(Item.id, StallDay.market_day_id)
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .join(StallDay, col(StallDay.id) == col(Drop.stall_day_id))
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(col(Stall.owner_id) == owner, col(Item.name) == "Kuih lapis, box of 9")
    )
    item, day = session.exec(row.order_by(col(Item.id))).first() or (0, 0)
    return item or 0, day
