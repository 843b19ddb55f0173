"""A last-minute offer: what cannot be sold for less, and a shopper who writes the words."""

import pytest
from sqlmodel import select

from storage.last_minute_offer import LastMinuteOffer
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, ROS, TOM
from tests.journeys.test_last_minute_offer import LATE


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """Yield Ros, who sells twelve boxes tonight; Tom has subscribed to last-minute offers at any hour, Lina has not."""
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    for one in (ros, tom, market.visitor(LINA)):
        await one.writes("/start")
    await ros.writes("12 kuih lapis RM8.50 today 6pm-10pm max 3")
    await ros.tap("Publish")
    await tom.writes("/settings")
    await tom.tap("Last-minute offers")
    assert tom.reads.endswith("Quiet hours: 21:00 to 08:00.\nYou get no last-minute offers.")
    await tom.tap("Quiet hours", message=tom.screen.id)
    await tom.tap("No quiet hours")
    await tom.writes("/settings")
    await tom.tap("Last-minute offers")
    await tom.tap("Lorong Bakau")
    assert tom.reads.endswith("You get last-minute offers from Lorong Bakau.")
    return ros


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("last minute kuih lapis", "Write how many are left, what, and the lower price"),
        ("last minute 6 durian RM4", "We could not tell what to offer."),
        ("last-minute offer 6 kuih lapis RM9", "That is not less than its price."),
        ("last minute 20 kuih lapis RM4", "Only 12 are neither booked nor on hold."),
    ],
)
async def test_what_cannot_be_a_last_minute_offer_is_answered(
    market: Market, ros: Visitor, words: str, said: str
) -> None:
    market.clock.now = LATE
    await ros.writes(words)
    assert ros.reads.startswith(said)


async def test_a_shopper_who_writes_it_finds_drops(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await tom.writes("last minute 6 kuih lapis RM4")
    assert await market.store.read(lambda session: session.exec(select(LastMinuteOffer)).all()) == []
