"""An entry whose units may be split says what will happen to it."""

from handlers.callbacks.waitlist import JoinSplit
from tests.dispatcher.harness import Market
from tests.journeys.harness import LINA, TOM
from tests.journeys.test_slots_and_units import bundle_market
from tests.journeys.test_waitlist import ALL


async def test_who_agreed_and_waits_is_told_what_will_happen(market: Market) -> None:
    item = await bundle_market(market)
    lina, tom = market.visitor(LINA), market.visitor(TOM)
    await lina.open("d_RACE3")
    await lina.tap("Take 1 now")
    await tom.open("d_RACE3")
    await tom.tap(data=JoinSplit(item=item, units=2, back_to=ALL).pack())
    assert tom.reads.endswith(
        "If fewer become available, you get those and stay on the waitlist for the rest."
    )
