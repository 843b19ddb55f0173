"""The desk of a hub: what it says, and what strangers, the blocked and buttons of no place get."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, func, select

from bot.demo.data.people_and_stalls import KEN, ROS
from market.actor import Actor
from market.admins import NO_ADMINS
from market.organiser.block import block
from market.packaging.hub import remove_hub_staff
from storage.packaging import PackagingMovement
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.packaging_demo import HANA, IVAN, PHONES, ZUL, PackagingDemo, add_packaging, paid
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
    await hana.writes("/desk")
    return hana


async def test_the_desk_says_what_is_here_and_what_to_do(market: Market, hana: Visitor) -> None:
    assert hana.reads == "Hub Bakau, until 23:00.\nHere: 20 × Bowl; 10 % full.\nClean: 20."
    assert hana.labels == ["Scan", "Lend", "Count", "Move crates", "Wash", "Set apart", "Kiosk", "Back"]
    market.clock.move(hours=14)
    await hana.writes("/desk")
    assert hana.reads.startswith("Hub Bakau, closed now.")
    ivan = market.visitor(IVAN)
    await ivan.writes("/start")
    await ivan.tap("Hub desk")
    assert "Nothing is here yet. Count what you have, or take packaging back." in ivan.reads


async def test_a_fee_is_said_before_a_cup_goes_out(hana: Visitor) -> None:
    await hana.tap("Lend")
    await hana.tap("Cup, 0")
    assert "Until Tue 1 Dec it costs nothing; then RM0.50 a day each, at most RM2.00 each." in hana.reads
    await hana.tap("1")
    assert hana.reads.startswith("Lent: 1 × Cup.\nNo deposit.")


FORGED = (
    "hdi:h1:1",
    "hdj:h1:1:1",
    "hdv:h1:1:1:1",
    "hdp:h1:1:1",
    "hdd:h1",
    "hdc:h1:l::1",
    "hdn:h1:l:1:clean:",
    "hdx:h1:l:1:clean:1:",
    "hdx:h1:d:1:clean:1:",
    "hdx:h1:r:1:clean:1:",
    "hdx:h1:s:1:clean:1:h2",
    "hdt:h1:w:1:returned:",
    "hdw:h1",
    "hda:h1:1",
    "hds:h1",
    "hdk:h1:1",
    "hdl:h1:1",
    "hdq:h1:1:clean",
    "hdm:h1:1",
    "hdg:h1:1",
    "hdh:h1:1",
    "hdr:h1:1:0",
    "hdb:h1:1:1",
    "hdu:h1:1",
    "rpd:h1:1",
)
"""What staff of Hub Bakau have buttons for."""

STOCK = "Hub Bakau, sehingga 23:00.\nDi sini: 20 × Bowl; 10 % penuh.\nBersih: 20."
"""What Ken reads, in Malay."""


async def test_a_stranger_a_stall_and_a_former_helper_get_nothing(market: Market, hana: Visitor) -> None:
    for label in ("Set apart", "Back"):
        await hana.tap(label)

    def let_go(session: Session) -> None:
        ken = Actor(person_at(session, KEN.id))
        remove_hub_staff(session, ken, 1, person_at(session, HANA), now=market.clock())

    await market.change(let_go)
    await market.deliver()
    before = await movements(market)
    said: dict[tuple[int, str], str] = {}
    for person in (ZUL, ROS.id, HANA):
        visitor = market.visitor(person)
        for data in FORGED:
            await visitor.writes("/start")
            await visitor.tap(data=data)
            if "Bowl" in visitor.reads:
                said[person, data] = visitor.reads
    assert said == {}
    assert await movements(market) == before
    ken = market.visitor(KEN.id)
    await ken.writes("/start")
    await ken.tap(data="hdd:h1")
    assert ken.reads == STOCK


async def movements(market: Market) -> int:
    rows = select(func.count()).select_from(PackagingMovement)
    return int(await market.change(lambda session: session.exec(rows).one()))


async def test_a_blocked_helper_does_nothing_with_their_buttons(market: Market, hana: Visitor) -> None:
    def blocked(session: Session) -> None:
        ken = Actor(person_at(session, KEN.id))
        block(session, ken, person_at(session, HANA), NO_ADMINS, now=market.clock())

    await market.change(blocked)
    before = await movements(market)
    for data in FORGED:
        await hana.writes("/desk")
        await hana.tap(data=data)
    assert await movements(market) == before
    assert await paid(market) == []


async def test_a_button_of_no_place_is_told_to_be_none_of_ours(market: Market, hana: Visitor) -> None:
    for data in ("hdd:x1", "hdd:h", "hdd:h99999999999", "hdd:", "hdx:h1:eat:1:clean:1:"):
        await hana.writes("/start")
        answer = await hana.tap(data=data)
        assert answer.text == "That button does not work here. This is your screen now.", data
