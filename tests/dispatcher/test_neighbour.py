"""People who live near an alley: strange links and buttons."""

from tests.dispatcher.harness import Market
from tests.journeys.harness import SITI


async def test_strange_links_and_buttons_are_answered_kindly(market: Market) -> None:
    siti = market.visitor(SITI)
    await siti.phone.set_language("en")
    await siti.open("n_NOWHERE")
    assert siti.reads.startswith("That link no longer works. Ask for a new one, or see /drops.")
    for data in ("nb:999999", "nby:999999", "nbx:999999"):
        assert (await siti.tap(data=data)).text == "This is no longer here. See /drops for what is on."
