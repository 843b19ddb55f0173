"""A drop for people of 18 and over: a forged answer to its question."""

import pytest

from handlers.callbacks.adults import ConfirmAdult
from tests.dispatcher.harness import Market
from tests.journeys.harness import ROS, TOM
from tests.journeys.test_adults import EVENING, booked, newest_code


@pytest.fixture
async def code(market: Market) -> str:
    """Return the code of a drop that Ros has published with 18+ in its line."""
    ros = market.visitor(ROS)
    await ros.writes("/start")
    await ros.writes("4 botol tuak RM25 18sx today 6pm-10pm max 2")
    assert "18+: people say that they are 18 or older before they join." in ros.reads, ros.reads
    await ros.tap("Publish")
    market.clock.now = EVENING
    return await market.store.read(newest_code)


async def test_a_forged_answer_does_nothing_but_say_it(market: Market, code: str) -> None:
    tom = market.visitor(TOM)
    await tom.writes("/start")
    for then in ("", "olx|1", "8|", "nonsense", "st"):
        assert (await tom.tap(data=ConfirmAdult(then=then).pack(), message=tom.screen.id)).text
    assert await booked(market) == 0
