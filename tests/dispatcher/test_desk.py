"""The desk's lists stay closed to other stalls."""

from storage.drop import DropState
from tests.dispatcher.harness import Market
from tests.journeys.harness import TOM
from tests.journeys.test_desk import DAY, add_drop


async def test_another_stalls_lists_stay_closed(market: Market) -> None:
    drop = await market.change(add_drop, "Apam", market.clock.now - DAY, DropState.PUBLISHED)
    tom = market.visitor(TOM)
    await tom.writes("/start")
    for data in ("vdl:1", "vpd:1"):
        await tom.tap(data=data)
        assert "Apam" not in tom.reads
    answer = await tom.tap(data=f"vpo:{drop}:1")
    assert "Only the stall can do this" in answer.text
