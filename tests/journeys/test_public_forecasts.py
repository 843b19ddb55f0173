"""The way from the market's first page to how right its forecasts are, on a running market."""

import aiohttp

from tests.journeys.harness import TOM
from tests.journeys.test_licence import market_with_pages


async def test_the_first_page_leads_to_the_forecasts_of_all_and_of_an_alley(sqlite_url: str) -> None:
    async with market_with_pages(sqlite_url) as market, aiohttp.ClientSession(market.pages) as reader:
        await market.visitor(TOM).writes("/start")
        async with reader.get("/") as answer:
            assert 'href="/forecasts"' in await answer.text()
        async with reader.get("/forecasts") as answer:
            html = await answer.text()
            assert answer.status == 200
            assert "Not enough yet" in html
        alley = html.partition('<th scope="row"><a href="')[2].partition('"')[0]
        async with reader.get(alley) as answer:
            assert (answer.status, alley[:11]) == (200, "/forecasts/")
        async with reader.get("/forecasts.csv") as answer:
            assert len((await answer.text()).splitlines()) > 26
