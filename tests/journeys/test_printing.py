"""Printing: a paper ticket that opens the ticket, a stall's poster and price tags, and texts that cannot be printed."""

import io
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from PIL import Image
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from bot.printing import printable as printing
from bot.printing.printer import Printer
from handlers.ui.telegram_calls import BELOW_MARK
from market.waitlist.shopper_actions import release
from sandbox import Message
from storage.drop import Drop
from storage.stall import Stall
from storage.waitlist import Booking
from tests.journeys.conftest import open_market
from tests.journeys.harness import TOM, Market
from tests.journeys.test_ticket import book
from tests.people import person_at
from tests.printed import page_count, qrs_in, read_qrs


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(Market(sqlite_url)) as market:
        await market.open()
        for person in (AINA.id, ROS.id, KEN.id, TOM):
            await market.visitor(person).writes("/start")
        yield market


def document_of(message: Message) -> bytes:
    assert message.document is not None
    return message.document


async def with_ticket(market: Market) -> Any:
    """Aina, who looks at her ticket."""
    await book(market, AINA.id)
    await market.deliver()
    aina = market.visitor(AINA.id)
    await aina.tap("More")
    assert "Print" in aina.labels
    return aina


@pytest.mark.feature("S18")
async def test_a_printed_ticket_opens_the_ticket(market: Market) -> None:
    aina, ros = await with_ticket(market), market.visitor(ROS.id)
    ticket = aina.screen
    await aina.tap("Print")
    assert aina.reads == "Your ticket, to print on A6. Anyone who has this page can use it, so keep it safe."
    assert aina.labels == ["For 58 mm paper", "Back to the ticket"]
    assert ticket in aina.phone.messages, "the ticket stays"
    [printed] = qrs_in(document_of(aina.screen))
    assert aina.screen.wire["document"]["file_name"].endswith(".pdf")
    await ros.open(printed.text)
    assert ros.reads.startswith("✅ VALID. Take RM17.00. 2 × Kuih lapis, box of 9")

    await aina.tap("For 58 mm paper")
    receipt = Image.open(io.BytesIO(document_of(aina.screen)))
    assert receipt.width == 384
    assert read_qrs(receipt) == [printed.text]
    await aina.open(printed.text)
    assert aina.reads.startswith("Pickup ticket: 2 × Kuih lapis, box of 9")


async def test_nobody_prints_a_ticket_of_others_or_one_that_is_over(market: Market) -> None:
    aina, tom = await with_ticket(market), market.visitor(TOM)
    ticket = aina.screen

    def released(session: Session) -> None:
        person = person_at(session, AINA.id)
        booking = session.exec(
            select(Booking).where(col(Booking.person_id) == person).order_by(col(Booking.id).desc())
        ).first()
        assert booking is not None
        release(session, person, booking.id or 0, now=market.clock())

    button = next(each for row in ticket.buttons for each in row if each.text == "Print")
    assert isinstance(button.data, str)
    assert button.data.removeprefix(BELOW_MARK).startswith("prt:")
    await tom.tap(data=button.data)
    assert not any(each.document for each in tom.phone.messages)
    await market.change(released)
    await aina.tap("Print", message=ticket.id)
    assert not any(each.document for each in aina.phone.messages)


async def test_a_stall_prints_its_poster_and_its_price_tags(market: Market) -> None:
    ros, tom = market.visitor(ROS.id), market.visitor(TOM)
    await ros.writes("/stall")
    await ros.tap("Poster")
    assert ros.labels == ["For 58 mm paper", "My stall"]
    poster = document_of(ros.screen)
    codes = {each.text for each in qrs_in(poster)}
    assert page_count(poster) == 2
    [link] = codes
    await ros.tap("For 58 mm paper")
    assert ros.labels == ["For A4 paper", "My stall"]
    assert ros.screen.wire["document"]["file_name"] == "poster-58mm.png"
    assert read_qrs(Image.open(io.BytesIO(document_of(ros.screen)))) == [link]
    await tom.open(link)
    assert "Dapur Nenek Ros" in tom.reads

    await ros.tap(data=f"vd:{market.town.kuih_lapis}")
    await ros.tap("Price tags")
    [tag] = qrs_in(document_of(ros.screen))
    await tom.open(tag.text)
    assert "Kuih lapis" in tom.reads


async def test_letters_without_a_font_are_named(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(session: Session) -> None:
        stall = session.get_one(Drop, market.town.kuih_lapis).stall_id
        session.get_one(Stall, stall).name = "ᠮᠣᠩᠭᠣᠯ ᠭᠡᠷ"

    monkeypatch.setattr(printing, "SCRIPTS", ())
    printing.printing_fonts.cache_clear()
    await market.change(renamed)
    ros = market.visitor(ROS.id)
    await ros.writes("/stall")
    answer = await ros.tap("Poster")
    printing.printing_fonts.cache_clear()
    assert "We have no Mongolian letters to print with: “ᠮᠣᠩᠭᠯᠡᠷ”" in answer.text
    assert not any(each.document for each in ros.phone.messages)


@pytest.fixture
def hanging_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Lorong whose child processes hang."""
    hanging = Printer(0.5, (sys.executable, "-I", "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr("bot.app.Printer", lambda: hanging)


async def test_a_child_that_hangs_is_told_kindly(hanging_printer: None, market: Market) -> None:
    aina = await with_ticket(market)
    answer = await aina.tap("Print")
    assert answer.text == "We could not print that just now. Please try again in a minute."
    assert "Pickup ticket: 2 × Kuih lapis, box of 9" in aina.reads, "the ticket, to show instead"
