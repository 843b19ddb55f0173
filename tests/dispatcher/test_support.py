"""A question to the organisers whose words mean mischief."""

import pytest

from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import KEN, TOM


@pytest.fixture
async def ken(organised_market: Market) -> Visitor:
    ken = organised_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.say("/start")
    return ken


async def test_words_of_mischief_stay_words(organised_market: Market, ken: Visitor) -> None:
    tom = organised_market.visitor(TOM)
    await tom.say("/support")
    await tom.tap("Write a message")
    await tom.say("<b>bold</b> {token} \u202eturned")
    await organised_market.deliver()
    assert "“<b>bold</b> {token} turned”" in ken.reads
