"""From the QR on a stall's sign to a receipt: a menu in any browser, a card in the chat, a ticket, a hand-over."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from sandbox import UserProfile
from storage.drop import Drop
from storage.sale import Receipt
from tests.free_ports import free_port
from tests.journeys.conftest import open_market
from tests.journeys.harness import Market, without_bidi_marks
from tests.journeys.test_printing import document_of
from tests.journeys.test_signed_ticket import qr
from tests.journeys.test_ticket import MARIUS
from tests.printed import qrs_in
from tests.web.page_harness import Answer, got

PUBLIC = "https://market.example"
CHAT = "https://t.me/lorong_demo_bot?start="


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with pages at PUBLIC."""
    marius = UserProfile(id=MARIUS, first_name="Marius", language_code="en")
    async with open_market(Market(sqlite_url, (marius,))) as market:
        market.pages = f"http://127.0.0.1:{free_port()}"
        bind = market.pages.removeprefix("http://")
        await market.open(public_url=PUBLIC, web_bind=bind, admins=str(KEN.id))
        for person in (AINA.id, ROS.id, KEN.id):
            await market.visitor(person).writes("/start")
        yield market


async def browsed(market: Market, link: str, language: str = "en") -> Answer:
    """The page behind a link of this market, or behind a path."""
    path = link[len(PUBLIC) :] if link.upper().startswith(PUBLIC.upper()) else link
    return await got(market.pages + path, Accept_Language=language)


def link_in(page: Answer, start: str) -> str:
    """The first link of a page that begins so."""
    return page.text.partition(f'href="{start}')[2].partition('"')[0]


@pytest.mark.feature("S14")
async def test_a_stalls_sign_opens_its_menu_in_any_browser_and_the_menu_its_card(market: Market) -> None:
    ros = market.visitor(ROS.id)
    await ros.writes("/stall")
    await ros.tap("Poster")
    [link] = {each.text for each in qrs_in(document_of(ros.screen))}
    menu = await browsed(market, link)
    assert (menu.status, len(menu.text.encode()) < 50_000) == (200, True)
    words = without_bidi_marks(menu.text)
    assert "Dapur Nenek Ros" in words
    assert "Kuih lapis" in words
    assert "9 of 12 left" in words
    assert (
        "Baki 9" in (malay := without_bidi_marks((await browsed(market, link, "ms")).text))
        or "baki 9" in malay
    )
    drop = await browsed(market, f"/d/{link_in(menu, '/d/')}")
    assert drop.status == 200
    aina = market.visitor(AINA.id)
    await aina.open(f"{CHAT}{link_in(menu, CHAT)}")
    assert "Dapur Nenek Ros" in without_bidi_marks(aina.reads)


async def test_the_poster_at_the_gate_opens_the_page_that_calls_for_help(market: Market) -> None:
    ken = market.visitor(KEN.id)
    await ken.writes("/admin")
    await ken.tap(data="oip")
    links = {each.text for each in qrs_in(document_of(ken.screen))} - {CHAT.partition("?")[0]}
    links = {link for link in links if "/P/" not in link.upper()}
    assert links, "besides those of permits"
    for link in links:
        page = await browsed(market, link)
        button = "Complain" if "/N/" in link.upper() else "Call organisers now"
        assert (page.status, f"<button>{button}</button>" in page.text) == (200, True)


@pytest.mark.feature("N01")
async def test_from_a_menu_to_a_receipt_a_shopper_taps_three_times_and_the_stall_twice(
    market: Market,
) -> None:
    """The shopper taps the drop on the menu, Join in Telegram and Join for 1; the stall scans, then taps Handed over and Receipt."""
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    code = await market.store.read(lambda session: session.get_one(Drop, market.town.kuih_lapis).code)
    await aina.open(f"{CHAT}{link_in(await browsed(market, f'/d/{code}'), CHAT)}")
    await aina.tap("Join for 1")
    await market.deliver()
    ticket = next(each for each in aina.phone.messages if each.photo and "Kuih lapis" in each.text)
    await ros.phone.scan(ticket)
    await market.until_idle()
    market.clock.move(seconds=7)
    await ros.tap("Handed over, cash")
    await ros.tap("Receipt 1")
    receipt = await browsed(market, qr(ros.screen).text)
    assert receipt.status == 200
    assert "RM8.50" in receipt.text
    assert await market.store.read(lambda session: session.exec(select(Receipt.took)).all()) == [7]
