"""A stall is closed by its owner, and by nobody else."""

from handlers.callbacks.stall_closing import CloseStall, ReopenStall
from tests.dispatcher.harness import Market
from tests.journeys.harness import ROS, TOM
from tests.journeys.test_stall_closing import own_stall


async def test_strangers_and_helpers_close_nothing(market: Market) -> None:
    tom = market.visitor(TOM)
    await tom.writes("/start")
    stall = await own_stall(market, ROS)
    for forged in (CloseStall(stall=stall.id or 0, drops=0), ReopenStall(stall=stall.id or 0)):
        await tom.tap(data=forged.pack(), message=tom.screen.id)
    assert (await own_stall(market, ROS)).closed_at is None
