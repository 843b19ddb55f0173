"""Tickets: codes that are guessed, buttons of strangers, and people who have none."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from sandbox import UserProfile
from storage.organiser import Organiser
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market
from tests.journeys.harness import TOM
from tests.journeys.test_ticket import MARIUS, book
from tests.people import person_at


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data, with Marius of Ombak Print at his phone, and Ken an organiser."""
    async with open_market(
        Market(sqlite_url, (UserProfile(id=MARIUS, first_name="Marius", language_code="en"),))
    ) as market:
        await market.open()
        for person in (AINA.id, ROS.id, KEN.id, MARIUS, TOM):
            await market.visitor(person).writes("/start")

        def name_ken(session: Session) -> None:
            session.add(
                Organiser(person_id=person_at(session, KEN.id), named_by=None, named_at=market.clock())
            )

        await market.change(name_ken)
        yield market


@pytest.mark.parametrize("button", ["sr:{}", "cu:{}:1", "tb:{}:1", "sa:{}"])
async def test_codes_guessed_by_forged_buttons_are_counted_as_typed_ones(market: Market, button: str) -> None:
    code = await book(market, AINA.id)
    ros = market.visitor(ROS.id)
    await ros.writes("/start")
    for _ in range(10):
        await ros.tap(data=button.format("7KQ2M9XFX"), message=ros.screen.id)
    answer = await ros.tap(data=button.format(code), message=ros.screen.id)
    assert "Too many wrong codes" in answer.text + ros.reads
    assert "Not collected yet" not in ros.reads


async def test_buttons_of_a_stranger_do_nothing(market: Market) -> None:
    tom, ros = market.visitor(TOM), market.visitor(ROS.id)
    code = await book(market, AINA.id)
    await ros.writes(code)
    await ros.tap("Only 1")
    await ros.tap("Handed over, cash")
    for data in (
        f"cu:{code}:1",
        f"tb:{code}:1",
        f"us:1:{code}",
        f"sa:{code}",
        f"ho:{code}:1:1:cash",
        f"hoa:{code}:1",
        f"hot:{code}:qr",
        f"hoe:{code}",
        f"ua:1:{code}",
        f"sr:{code}",
    ):
        await tom.tap(data=data)
        assert tom.reads.endswith("A Lorong ticket, valid."), data
    await tom.tap(data="t:1")
    assert tom.reads.startswith(
        "This is not one of your tickets. See /tickets for yours.\n\nNo tickets yet. You get one when you book."
    )
    await tom.tap(data="tc:1")
    assert tom.reads.startswith("This is not one of your tickets. See /tickets for yours.")
    await ros.writes(code)
    assert ros.reads.startswith("✅ VALID. Take RM8.50. 2 × Kuih lapis, box of 9. 1 collected ")


async def test_ten_wrong_codes_and_no_more_is_read_for_an_hour(market: Market) -> None:
    tom = market.visitor(TOM)
    code = await book(market, AINA.id)
    for _ in range(10):
        await tom.writes("7KQ2-M9XF-X")
        assert tom.reads == (
            "⛔ NOT FOUND. No ticket has the code “7KQ2-M9XF-X”. Read it again and type it, or scan the QR code."
        )
    await tom.writes(code)
    assert tom.reads.startswith(
        "Too many wrong codes. Type again after Tue 24 Nov 11:00, or scan the QR code now."
    )
    market.clock.move(hours=1)
    await tom.writes(code)
    assert tom.reads == "A Lorong ticket, valid."


async def test_nothing_of_ones_own_is_said_kindly(market: Market) -> None:
    tom = market.visitor(TOM)
    await tom.writes("/tickets")
    assert tom.reads == "No tickets yet. You get one when you book."
    assert tom.labels == ["This weekend", "Back"]
    await tom.writes("/returns")
    assert tom.reads.startswith("You have nothing to return.\n")
