"""The desk of a hub: what it says, and buttons of the banned and of no place."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session

from bot.demo.data.people_and_stalls import KEN
from market.actor import Actor
from market.admins import NO_ADMINS
from market.organiser.ban import ban
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.packaging_demo import HANA, IVAN, PHONES, PackagingDemo, add_packaging, paid
from tests.journeys.test_packaging_desk import FORGED, movements
from tests.people import person_at


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(Market(sqlite_url, PHONES)) as market:
        await market.open()
        yield market


@pytest.fixture
async def packaging(market: Market) -> PackagingDemo:
    return await add_packaging(market)


@pytest.fixture
async def hana(market: Market, packaging: PackagingDemo) -> Visitor:
    hana = market.visitor(HANA)
    await hana.say("/desk")
    return hana


async def test_the_desk_says_what_is_here_and_what_to_do(market: Market, hana: Visitor) -> None:
    assert hana.reads == "Hub Bakau, until 23:00.\nHere: 20 × Bowl; 10 % full.\nClean: 20."
    assert hana.labels == ["Scan", "Lend", "Count", "Move crates", "Wash", "Set apart", "Kiosk", "Back"]
    market.clock.move(hours=14)
    await hana.say("/desk")
    assert hana.reads.startswith("Hub Bakau, closed now.")
    ivan = market.visitor(IVAN)
    await ivan.say("/start")
    await ivan.tap("Hub desk")
    assert "Nothing is here yet. Count what you have, or take packaging back." in ivan.reads


async def test_a_fee_is_said_before_a_cup_goes_out(hana: Visitor) -> None:
    await hana.tap("Lend")
    await hana.tap("Cup, 0")
    assert "Until Tue 1 Dec it costs nothing; then RM0.50 a day each, at most RM2.00 each." in hana.reads
    await hana.tap("1")
    assert hana.reads.startswith("Lent: 1 × Cup.\nNo deposit.")


async def test_a_banned_helper_does_nothing_with_their_buttons(market: Market, hana: Visitor) -> None:
    def banned(session: Session) -> None:
        ken = Actor(person_at(session, KEN.id))
        ban(session, ken, person_at(session, HANA), NO_ADMINS, now=market.clock())

    await market.change(banned)
    before = await movements(market)
    for data in FORGED:
        await hana.say("/desk")
        await hana.tap(data=data)
    assert await movements(market) == before
    assert await paid(market) == []


async def test_a_button_of_no_place_is_told_to_be_none_of_ours(market: Market, hana: Visitor) -> None:
    for data in ("hdd:x1", "hdd:h", "hdd:h99999999999", "hdd:", "hdx:h1:eat:1:clean:1:"):
        await hana.say("/start")
        answer = await hana.tap(data=data)
        assert answer.text == "That button does not work here. This is your screen now.", data
