"""Personal data: who asks for /forget and stays keeps everything."""

from tests.dispatcher.harness import Market
from tests.journeys.harness import LINA
from tests.journeys.test_privacy import counts, kuih_lapis


async def test_whoever_keeps_their_data_keeps_everything(market: Market) -> None:
    lina = market.visitor(LINA)
    await kuih_lapis(market, lina)
    await lina.tap("Join for 2")
    before = await market.store.read(counts, market.town.kuih_lapis)
    await lina.writes("/forget")
    assert "1 booking will be cancelled." in lina.reads
    await lina.tap("Keep my data")
    assert await market.store.read(counts, market.town.kuih_lapis) == before
