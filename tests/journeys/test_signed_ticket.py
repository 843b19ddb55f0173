"""Where the market has pages, the QR of a ticket is a signed ticket: for the stall's camera in the chat, and for any other camera a page."""

import asyncio
import io
from collections.abc import AsyncIterator

import aiohttp
import pytest
import zxingcpp
from PIL import Image
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA, ROS
from handlers.ticket.qr import qr_png
from locales.units import ItemUnit
from market.ticket.signed_ticket import ANY_DROP, from_symbols, read_signed
from market.ticket.signing_keys import public_keys, revoke_key
from market.ticket.ticket_code import grouped
from sandbox import Message, UserProfile
from storage.drop import Item
from storage.ticket import TicketKind
from tests.free_ports import free_port
from tests.handlers.ticket.bad_copies import BAD_COPIES
from tests.journeys.conftest import open_market
from tests.journeys.harness import KEY, TOM, Market, without_bidi_marks
from tests.journeys.test_ticket import MARIUS, book, book_and_send
from tests.journeys.true_messages import run_edits
from tests.opened_files import qr_in
from web.parts.public_page import FRESH_SECONDS

PUBLIC = "https://market.example"
NEW_KEY = b"n" * 32


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with pages at PUBLIC, and Marius of Ombak Print at his phone."""
    marius = UserProfile(id=MARIUS, first_name="Marius", language_code="en")
    async with open_market(Market(sqlite_url, (marius,))) as market:
        market.pages = f"http://127.0.0.1:{free_port()}"
        await market.open(public_url=PUBLIC, web_bind=market.pages.removeprefix("http://"))
        for person in (AINA.id, ROS.id, MARIUS, TOM):
            await market.visitor(person).writes("/start")
        yield market


def qr(message: Message) -> zxingcpp.Barcode:
    assert message.photo is not None
    picture = Image.open(io.BytesIO(message.photo.content)).convert("L")
    [found] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return found


async def page(market: Market, link: str) -> tuple[int, str]:
    """Return the page that a phone's browser shows for a link."""
    address = market.pages + link.removeprefix(PUBLIC.upper())
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


async def page_after(market: Market, link: str) -> str:
    """The page once what was kept of it is stale."""
    await asyncio.sleep(FRESH_SECONDS)
    return (await page(market, link))[1]


@pytest.mark.feature("S07")
async def test_the_qr_that_was_sent_is_a_signed_ticket_for_every_camera(market: Market) -> None:
    aina, ros, marius = (market.visitor(one) for one in (AINA.id, ROS.id, MARIUS))
    code = await book(market, AINA.id, units=2, deposit=300)
    await market.deliver()
    ticket = aina.screen
    found = qr(ticket)
    assert (found.extra["Version"], found.extra["ECLevel"]) == ("7", "M")
    assert found.text == found.text.upper()
    assert ticket.photo is not None
    sent = Image.open(io.BytesIO(ticket.photo.content)).convert("RGB")
    assert {copy: qr_in(spoil(sent)) for copy, spoil in BAD_COPIES.items()} == dict.fromkeys(
        BAD_COPIES, found.text
    )

    keys = await market.store.read(public_keys)
    content = read_signed(from_symbols(found.text.rpartition("/")[2]), keys)
    assert (content.code, content.kind, content.units, content.drop) == (
        code,
        TicketKind.PICKUP,
        2,
        market.town.kuih_lapis,
    )
    status, words = await page(market, found.text)
    assert status == 200
    assert "Valid. Not used yet." in words
    assert "Aina" not in words
    link = words.partition('href="https://t.me/lorong_demo_bot?start=')[2].partition('"')[0]
    await ros.open(link)
    assert ros.reads.startswith("✅ VALID. Take RM23.00 (RM17.00 + RM6.00 packaging). 2 × Kuih lapis")

    await marius.phone.scan(ticket)
    await market.until_idle()
    assert marius.reads.startswith("⛔ WRONG STALL.")
    await ros.phone.scan(ticket)
    await market.until_idle()
    await ros.tap("Handed over, cash")
    assert "Used. All 2, the last " in await page_after(market, found.text)
    await market.deliver()
    back = next(each for each in aina.phone.messages if each.text.startswith("Returns ticket: "))
    returns = read_signed(from_symbols(qr(back).text.rpartition("/")[2]), keys)
    assert (returns.kind, returns.drop, returns.units) == (TicketKind.RETURNS, ANY_DROP, 2)
    await marius.phone.scan(back)
    await market.until_idle()
    assert marius.labels == ["Take back 2", "Take back 1", "Not now"]


async def test_a_link_that_is_pasted_opens_its_ticket_and_a_forged_one_does_not(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    code = await book(market, AINA.id)
    await market.deliver()
    link = qr(aina.screen).text
    await ros.writes(link.lower())
    assert f"Code: {grouped(code)}" in ros.reads
    await ros.writes("/scan")
    forged = link[:-9] + ("A" if link[-9] != "A" else "B") + link[-8:]
    await ros.phone.photo(qr_png(forged))
    await market.until_idle()
    assert ros.reads == "⛔ NOT OURS. This is not a Lorong ticket."
    assert (await page(market, forged))[0] == 404


async def test_after_a_new_key_old_pictures_work_until_their_key_is_revoked(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    code = await book(market, AINA.id)
    await market.deliver()
    old = aina.screen
    await market.close()
    await market.open(NEW_KEY + KEY, public_url=PUBLIC, web_bind=market.pages.removeprefix("http://"))
    await ros.phone.scan(old)
    await market.until_idle()
    assert ros.reads.startswith("✅ VALID. ")
    await market.change(lambda session: revoke_key(session, 1, market.clock()))
    await ros.phone.scan(old)
    await market.until_idle()
    assert ros.reads == "⛔ NOT OURS. This is not a Lorong ticket."
    assert (await page(market, qr(old).text))[0] == 404
    await aina.writes(code)
    new = aina.screen
    assert qr(new).text != qr(old).text
    await ros.phone.scan(new)
    await market.until_idle()
    assert ros.reads.startswith("✅ VALID. ")


async def test_a_seat_is_admitted_and_all_of_one_persons_tickets_by_one_tap(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)

    def as_seats(session: Session) -> None:
        for item in session.exec(select(Item).where(col(Item.drop_id) == market.town.kuih_lapis)):
            item.unit = ItemUnit.SEAT

    await market.change(as_seats)
    code = await book(market, AINA.id, units=2)
    await market.deliver()
    ticket = aina.screen
    assert aina.reads.startswith("Admission: 2 × Kuih lapis, box of 9\n")
    assert "Pay RM17.00 at the stall. Not used yet.\n" in aina.reads
    await ros.phone.scan(ticket)
    await market.until_idle()
    assert ros.reads.startswith("✅ VALID. Take RM17.00. 2 × Kuih lapis, box of 9, nobody admitted yet.")
    assert ros.labels == ["Admitted, cash", "Admitted, QR", "Only 1", "Not now"]
    await ros.tap("Only 1")
    assert ros.reads == "✅ VALID. Take RM8.50. 1 × Kuih lapis, box of 9."
    await ros.tap("Admitted, cash")
    assert without_bidi_marks(ros.reads).startswith("✅ ADMITTED. 1 × Kuih lapis, box of 9, RM8.50 cash, ")
    await ros.tap("Undo (1 min)")
    assert "Not valid" not in (await page(market, qr(ticket).text))[1]

    second = await onde_onde_seat(market)
    await ros.writes(code)
    assert "Everything: 2 × Kuih lapis, box of 9 and 1 × " in ros.reads
    assert "Admit all 2" in ros.labels
    await ros.tap("Admit all 2")
    await ros.tap("Admitted, QR")
    assert ros.reads.startswith("✅ ADMITTED. ")
    assert " and " in ros.reads
    for each in (code, second):
        await ros.writes(each)
        assert ros.reads.startswith("⛔ ALREADY ")
    await run_edits(market)
    assert [message.text for message in aina.phone.messages if "Not used yet" in message.text] == []


async def onde_onde_seat(market: Market) -> str:
    """Ros posts a lesson in onde-onde, Aina books a seat; the ticket's code."""
    ros = market.visitor(ROS.id)
    await ros.writes("5 onde-onde RM7 fri 6pm")
    await ros.tap("Publish")

    def booked(session: Session) -> str:
        item = session.exec(select(Item).order_by(col(Item.id).desc()).limit(1)).one()
        item.unit = ItemUnit.SEAT
        session.flush()
        return book_and_send(session, AINA.id, item, 1, now=market.clock())

    return str(await market.change(booked))
