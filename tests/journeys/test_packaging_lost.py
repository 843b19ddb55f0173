"""Crates that do not arrive are found or counted lost, and a hub that closes is emptied by an organiser."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.data.people_and_stalls import KEN
from tests.journeys.conftest import open_market
from tests.journeys.harness import Market, Visitor
from tests.journeys.packaging_demo import HANA, IVAN, PHONES, add_packaging


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(Market(sqlite_url, PHONES)) as market:
        await market.open()
        yield market


@pytest.fixture
async def hana(market: Market) -> Visitor:
    """Hana, at a hub with twenty clean bowls; Ken reads English."""
    await add_packaging(market)
    await market.visitor(KEN.id).writes("/language")
    await market.visitor(KEN.id).tap("English")
    hana = market.visitor(HANA)
    await hana.writes("/start")
    await hana.tap("Hub desk")
    return hana


async def send(hana: Visitor, units: str) -> None:
    for label in ("Move crates", "Send crates", "Hub Tanjung", "Bowl, 20 clean"):
        await hana.tap(label)
    await hana.writes(units)


async def test_crates_that_do_not_arrive_are_told_listed_and_counted_lost(
    market: Market, hana: Visitor
) -> None:
    ivan, ken = market.visitor(IVAN), market.visitor(KEN.id)
    await send(hana, "0")
    assert hana.reads.startswith("Write a number of 1 or more.")
    await hana.writes("12")
    await ivan.writes("/start")
    for label in ("Hub desk", "Move crates", "1 Hub Bakau", "Fewer arrived"):
        await ivan.tap(label)
    await ivan.writes("13")
    assert ivan.reads.startswith("Only 12 were sent. Enter 12 here; add the extra ones under Count.")
    await ivan.writes("10")
    assert ivan.reads.startswith("Received. 2 are still on the way; the sender is told.")
    market.clock.move(minutes=11)
    await market.deliver()
    assert (
        hana.reads
        == "Still missing at Hub Tanjung, from what you sent Tue 24 Nov 10:00: 2 × Bowl. Please look for it."
    )
    await hana.tap("Move crates")
    assert "Still missing at Hub Tanjung, from what was sent Tue 24 Nov 10:00: 2 × Bowl." in hana.reads
    assert "Add to Hub Tanjung" not in hana.labels, "some of it was received"
    await ken.writes("/admin")
    for label in ("Packaging", "Hubs", "Hub Tanjung", "Stock and cash"):
        await ken.tap(label)
    assert "On the way from Hub Bakau to Hub Tanjung since Tue 24 Nov 10:00: 2 × Bowl." in ken.reads
    await ken.tap("Lost on the way?")
    answer = await hana.tap(data="okil:hub:2:1")
    assert answer.text == "Only an organiser can do this. Questions? See /support."
    await ken.tap("Count 2 as lost")
    assert "On the way" not in ken.reads
    assert "Lost on the way?" not in ken.labels
    await hana.tap(data="hdm:h1:1")
    assert "Not arrived" not in hana.reads


async def test_a_closed_hub_is_emptied_at_its_desk_and_its_staff_are_told(
    market: Market, hana: Visitor
) -> None:
    ken = market.visitor(KEN.id)
    await ken.writes("/admin")
    for label in ("Packaging", "Hubs", "Hub Bakau", "Close the hub", "Close the hub"):
        await ken.tap(label)
    await market.deliver()
    assert hana.reads == "Hub Bakau is closed for good, so you no longer work there. Thank you."
    await hana.tap(data="hdd:h1")
    assert hana.reads.startswith("Hub Bakau is closed for good.")
    await ken.tap("Stock and cash")
    assert "Buy" not in ken.labels
    for label in ("Its desk", "Move crates", "Send crates", "Hub Tanjung", "Bowl, 20 clean", "All 20"):
        await ken.tap(label)
    assert "Sent to Hub Tanjung, not received yet: 20 × Bowl." in ken.reads
