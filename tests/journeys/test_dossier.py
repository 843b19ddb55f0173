"""A stall's dossier, over the wire: its owner sends papers in the chat, makes a link, a browser opens it, and it ends."""

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.journeys.harness import ROS, Market, Visitor, without_bidi_marks
from tests.journeys.test_licence import PUBLIC, market_with_pages
from tests.journeys.test_licence_file import says_which
from tests.journeys.test_screenshot import file
from tests.pdfs import scanned_pdf

SELLER = "Ros Enterprise 202301234567"


@pytest.fixture
async def market(database_url: str) -> AsyncIterator[Market]:
    async with market_with_pages(database_url) as market:
        yield market


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """At her own stall, whose licence she has sent as a PDF."""
    ros = market.visitor(ROS)
    await ros.writes("/stall")
    await ros.tap("Licence")
    await ros.tap("Licence document")
    await file(market, ros, "lesen.pdf", scanned_pdf(2))
    await says_which(ros)
    await ros.writes("/stall")
    return ros


async def link_on_screen(ros: Visitor) -> str:
    """Return the path of the link."""
    found = re.search(rf"{re.escape(PUBLIC)}(/dossier/[A-Za-z0-9_-]{{22}})", ros.reads)
    assert found, ros.reads
    return found[1]


async def got(market: Market, path: str) -> tuple[int, bytes]:
    async with (
        aiohttp.ClientSession(headers={"Accept-Language": "en"}) as session,
        session.get(market.pages + path) as answer,
    ):
        data = await answer.read()
        return answer.status, without_bidi_marks(data.decode()).encode() if answer.charset else data


@pytest.mark.feature("R01")
async def test_an_officer_reads_what_was_released_until_it_is_stopped(market: Market, ros: Visitor) -> None:
    await ros.tap("Dossier")
    assert ros.reads.startswith("The dossier of Dapur Nenek Ros for a council’s officer")
    assert "☐ Licence document: Hawker licence, number DBKK/26/0123. With the PDF." in ros.reads
    assert "Missing: " in ros.reads
    assert "The link works for 14 days." in ros.reads
    await ros.tap("Add name and contact")
    await ros.tap("Add name and contact")
    for words in (SELLER, "088-123 456"):
        await ros.writes(words)
    await ros.tap("Show it")
    await ros.writes("/stall")
    await ros.tap("Dossier")
    assert f"☐ Seller and contact: Seller: {SELLER}. Contact: 088-123 456" in ros.reads
    await ros.tap("☐ Licence document")
    assert "☑ Licence document" in ros.labels
    await ros.tap("Make a link")
    assert "reads this, and nothing else:" in ros.reads
    assert SELLER not in ros.reads
    path = await link_on_screen(ros)

    status, page = await got(market, path)
    assert status == 200
    for words in (b"Dapur Nenek Ros", b"Hawker licence, number DBKK/26/0123.", b"Download the PDF"):
        assert words in page
    assert SELLER.encode() not in page
    assert await got(market, f"{path}/licence") == (200, scanned_pdf(2))
    assert (await got(market, f"{path}/photo/{'ab' * 32}"))[0] == 404
    await got(market, path)

    await ros.tap("Back")
    assert "It also shows: Licence document." in ros.reads
    assert "Opened 2 times, last " in ros.reads
    assert path.removeprefix("/dossier/") not in ros.reads
    await ros.tap("Stop the link")
    await ros.tap("Keep the link")
    assert (await got(market, path))[0] == 200
    await ros.tap("Stop the link")
    assert (await ros.tap("Stop the link")).text == "The link is stopped."
    assert "The link works for 14 days." in ros.reads
    for each in (path, f"{path}/licence"):
        status, page = await got(market, each)
        assert status == 404
        assert b"This link has ended, or is not complete." in page


async def test_a_new_link_is_asked_about_and_ends_the_old_one(market: Market, ros: Visitor) -> None:
    await ros.tap("Dossier")
    await ros.tap("Make a link")
    old = await link_on_screen(ros)
    await ros.tap("Back")
    await ros.tap("☐ Licence document")
    await ros.tap("New link")
    assert ros.reads.startswith("Make a new link? The old one stops at once")
    await ros.tap("New link")
    new = await link_on_screen(ros)
    assert ((await got(market, old))[0], (await got(market, new))[0]) == (404, 200)
    await ros.writes("/forget")
    await ros.tap("Delete my data")
    assert (await got(market, new))[0] == 404
