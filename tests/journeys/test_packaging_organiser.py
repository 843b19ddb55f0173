"""Organisers make a kind of packaging and a hub, name its staff, buy stock and print what belongs to it; Ros sells in it."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from market.packaging.ledger import PlaceBalance
from sandbox import Message, UserProfile
from storage.hub import Hub, HubStaff
from storage.notification import Notification
from storage.packaging import PackagingStock, PackagingType
from storage.stall import Stall
from tests.journeys.conftest import open_market
from tests.journeys.harness import TOM, Market, MarketWithOrganiser, Visitor
from tests.people import person_at
from tests.printed import page_count, qrs_in

HANA = 6103


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """The town, with Hana, and Ken its organiser, who reads English."""
    helper = UserProfile(id=HANA, first_name="Hana", language_code="en")
    async with open_market(MarketWithOrganiser(sqlite_url, (helper,))) as market:
        await market.open()
        await market.visitor(KEN.id).phone.set_language("en")
        for person in (AINA.id, ROS.id, KEN.id, HANA, TOM):
            await market.visitor(person).say("/start")
        yield market


async def with_a_type(market: Market, *, pieces: str = "By count") -> Visitor:
    """Ken, who made a bowl with a deposit of RM3.00 and looks at it."""
    ken = market.visitor(KEN.id)
    await ken.say("/admin")
    await ken.tap("Packaging")
    await ken.tap("Types")
    await ken.tap("New packaging")
    await ken.tap("2 units")
    await ken.tap("Halal")
    await ken.tap(pieces)
    await ken.tap("A deposit")
    await ken.tap("14 days")
    await ken.say("3")
    await ken.say("Bowl")
    return ken


async def with_a_hub(market: Market, **made: str) -> Visitor:
    """Ken, who opened a hub that takes the bowl and looks at it."""
    ken = await with_a_type(market, **made)
    await ken.say("/admin")
    await ken.tap("Packaging")
    await ken.tap("Hubs")
    await ken.tap("Open a hub")
    await ken.tap("Lorong Bakau")
    await ken.say("Hub Bakau")
    await ken.say("10am to 11pm")
    await ken.say("200")
    await ken.tap("What it takes")
    await ken.tap("Bowl")
    await ken.tap("Back")
    return ken


async def test_a_guide_makes_a_type_with_one_answer_at_a_time(market: Market) -> None:
    ken = market.visitor(KEN.id)
    await ken.say("/admin")
    await ken.tap("Packaging")
    assert "No packaging yet. Begin with a type" in ken.reads
    await ken.tap("Types")
    await ken.tap("New packaging")
    assert ken.reads == "How do you count it?"
    await ken.tap("2 cups")
    await ken.tap("Back")
    assert ken.reads == "How do you count it?"
    await ken.tap("2 cups")
    await ken.tap("Other")
    await ken.tap("By count")
    await ken.tap("Only when late")
    await ken.tap("7 days")
    assert ken.reads.startswith("What is the fee for each day too late?")
    await ken.say("a lot")
    assert ken.reads.startswith("Write only an amount above zero")
    await ken.say("0.50")
    await ken.say("RM12")
    assert "No deposit. RM0.50 for each day too late, RM12.00 at most. Due after 7 days." in ken.reads
    await ken.say("Cup 0.4 l")
    assert ken.reads.startswith("Made: Cup 0.4 l.\n\nCup 0.4 l · other")
    assert "None yet. Buy some for a hub or stall." in ken.reads
    [kind] = await market.store.read(lambda session: session.exec(select(PackagingType)).all())
    assert (kind.unit, kind.stream, kind.policy) == ("cup", "other", "late_fee")
    assert (kind.fee_per_day, kind.price, kind.free_days, kind.currency) == (50, 1200, 7, "MYR")


async def test_costs_are_changed_one_by_one_and_a_type_is_ended_after_a_question(market: Market) -> None:
    ken = await with_a_type(market)
    await ken.tap("Costs")
    assert "To wash one: RM0.00" in ken.reads
    await ken.tap("Washing")
    await ken.say("0.30")
    assert "Changed." in ken.reads
    assert "To wash one: RM0.30" in ken.reads
    await ken.tap("Expected uses")
    await ken.say("many")
    assert ken.reads.startswith("That is not a number.")
    await ken.say("100")
    assert "It is expected to last 100 uses." in ken.reads
    await ken.tap("Weight")
    await ken.say("0")
    assert "It weighs" not in ken.reads, "refused, and asked again"
    await ken.say("cancel")
    assert ken.reads == "Cancelled. Nothing was changed."
    await ken.say("/admin")
    await ken.tap("Packaging")
    await ken.tap("Types")
    await ken.tap("Bowl")
    await ken.tap("Stop lending it")
    assert "This cannot be undone." in ken.reads
    await ken.tap("Stop lending it")
    assert "Not lent any more. What is out still comes back." in ken.reads


async def test_a_hub_is_opened_changed_and_closed(market: Market) -> None:
    ken = await with_a_hub(market)
    assert "Open every day, 10:00 to 23:00." in ken.reads
    assert "Room for 200: 0 here, 0 % full." in ken.reads
    assert "It takes Bowl." in ken.reads
    await ken.tap("Change")
    await ken.tap("Hours")
    await ken.say("whenever")
    assert ken.reads.startswith("We did not understand that.")
    await ken.say("18:00 to 01:00")
    assert "Open every day, 18:00 to 01:00." in ken.reads
    await ken.tap("Change")
    await ken.tap("Days")
    await ken.tap("Mon: open")
    assert "Mon: closed" in ken.labels
    await ken.tap("Back")
    await ken.tap("How to find it")
    await ken.say("By the ice works")
    assert "By the ice works" in ken.reads
    assert "Open Tue, Wed, Thu, Fri, Sat and Sun, 18:00 to 01:00." in ken.reads
    await ken.tap("Close the hub")
    await ken.tap("Close the hub")
    assert "Closed for good." in ken.reads
    [hub] = await market.store.read(lambda session: session.exec(select(Hub)).all())
    assert (hub.weekdays, hub.opens_minute, hub.closes_minute) == (0b1111110, 1080, 1500)
    assert hub.closed_at == market.clock()


async def test_staff_are_found_by_name_told_and_removed(market: Market) -> None:
    ken = await with_a_hub(market)
    await ken.tap("Staff")
    await ken.tap("Add a helper")
    await ken.say("nobody at all")
    assert ken.reads.startswith("Nobody matches.")
    await ken.tap("Search again")
    await ken.say("hana")
    await ken.tap("1 Hana")
    assert "Staff: Hana." in ken.reads
    await market.deliver()
    hana = market.visitor(HANA)
    assert hana.reads.startswith("You now work at Hub Bakau")
    await ken.tap("Remove Hana")
    assert await market.store.read(lambda session: session.exec(select(HubStaff)).all()) == []
    await market.deliver()
    assert hana.reads == "You no longer work at Hub Bakau. Thank you."


async def test_stock_is_bought_for_a_hub_and_a_stall(market: Market) -> None:
    ken = await with_a_hub(market)
    await ken.tap("Stock and cash")
    assert ken.reads == "Packaging at Hub Bakau\nNothing is here.\nIts cash is settled."
    await ken.tap("Buy")
    await ken.tap("Bowl")
    await ken.say("sixty")
    assert ken.reads.startswith("That is not a number.")
    await ken.say("60")
    assert "Bowl: 60 units clean" in ken.reads
    stall = await market.store.read(lambda session: session.exec(select(Stall.id).order_by(col(Stall.id))).first())
    await ken.tap(data=f"os:{stall}")
    await ken.tap("Packaging")
    await ken.tap("Buy")
    await ken.tap("Bowl")
    await ken.say("20")
    assert "Bowl: 20 units clean" in ken.reads
    rows = select(PackagingStock.units).order_by(col(PackagingStock.units))
    assert await market.store.read(lambda session: list(session.exec(rows))) == [20, 60]
