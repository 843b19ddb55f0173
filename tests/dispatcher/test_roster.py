"""Rosters: a shift that it is too late to give back, and its reminders."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.data.people_and_stalls import AINA
from sandbox import UserProfile
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market
from tests.journeys.harness import ROS, TOM
from tests.journeys.test_roster import add_goods, label_of, opened, shifts
from tests.journeys.test_staff import invited, texts
from tests.journeys.test_ticket import MARIUS


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data; Ros sells apam and putu this week, and Tom and Marius help her."""
    marius = UserProfile(id=MARIUS, first_name="Marius", language_code="en")
    async with open_market(Market(sqlite_url, (marius,))) as market:
        await market.open()
        for person in (ROS, TOM, AINA.id, MARIUS):
            await market.visitor(person).writes("/start")
        await market.change(add_goods, market)
        for person in (TOM, MARIUS):
            helper = market.visitor(person)
            await helper.open(await invited(market.visitor(ROS), "Scan"))
            await helper.tap("Yes, I'll help")
        await market.deliver()
        yield market


async def test_late_a_shift_is_offered_and_the_reminders_come(market: Market) -> None:
    tom = market.visitor(TOM)
    ros = await opened(market, "Apam", "+ 1 person")
    await shifts(tom, "Apam")
    await tom.tap(label_of(tom, "Take "))
    await tom.tap(label_of(tom, "Your shift"))
    kept = tom.screen
    old = next(button.data for row in kept.buttons for button in row if button.text == "Give back")
    market.clock.move(hours=104)
    await market.deliver()
    assert any("Your shift:\nSun 29 Nov, 10:00 to 14:00, Dapur Nenek Ros" in text for text in texts(tom))
    assert any("1 place in the shifts is empty." in text for text in texts(ros))
    refused = await tom.tap(data=old, message=kept.id)
    assert "Offer it to the others instead." in refused.text
    assert "It is too late to give it back; you can offer it to the others." in tom.reading(kept.id)
