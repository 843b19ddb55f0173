"""The calendar link in the settings: made, made anew, stopped, and what is said where the market has no address."""

import re

import pytest

from tests.dispatcher.harness import Market
from tests.journeys.harness import LINA, TOM, Visitor

PUBLIC = "https://market.example"


@pytest.fixture
async def with_pages(market: Market) -> Market:
    await market.open(public_url=PUBLIC)
    return market


def link_in(text: str) -> str:
    found = re.search(rf"{PUBLIC}/i/([A-Za-z0-9_-]{{22}})\.ics", text)
    assert found, text
    return found[1]


async def at_calendar(market: Market, person: int = TOM) -> Visitor:
    visitor = market.visitor(person)
    await visitor.writes("/settings")
    await visitor.tap("My calendar")
    return visitor


async def test_a_link_is_shown_once(with_pages: Market) -> None:
    tom = await at_calendar(with_pages)
    assert tom.reads.endswith("Make a link, and add it to your calendar once.")
    await tom.tap("Make a link")
    secret = link_in(tom.reads)
    assert "Anybody with this link can see your bookings" in tom.reads
    await tom.tap("Back")
    assert tom.reads.split("\n")[1].startswith("You made your link ")
    assert secret not in tom.reads
    await tom.tap("Back")
    assert tom.reads.startswith("Settings.")


async def test_a_new_link_is_asked_about(with_pages: Market) -> None:
    tom = await at_calendar(with_pages)
    await tom.tap("Make a link")
    first = link_in(tom.reads)
    await tom.tap("Back")
    await tom.tap("New link")
    assert tom.reads.startswith("Make a new link? The old one stops")
    await tom.tap("Keep the link")
    assert "You made your link " in tom.reads
    await tom.tap("New link")
    await tom.tap("New link")
    assert link_in(tom.reads) != first


async def test_an_old_button_does_not_end_the_link(with_pages: Market) -> None:
    tom = await at_calendar(with_pages)
    await tom.tap("Make a link")
    await tom.tap(data="cfm:0")
    assert tom.reads.startswith("Make a new link?")


async def test_stop_ends_it(with_pages: Market) -> None:
    tom = await at_calendar(with_pages)
    await tom.tap("Make a link")
    await tom.tap("Back")
    await tom.tap("Stop")
    assert tom.reads.startswith("Stop your calendar link?")
    answer = await tom.tap("Stop")
    assert answer.text == "Your calendar link is stopped."
    assert tom.reads.endswith("Make a link, and add it to your calendar once.")


async def test_a_market_without_an_address_says_what_is_missing(market: Market) -> None:
    lina = await at_calendar(market, LINA)
    assert "LORONG_PUBLIC_URL" in lina.reads
    assert lina.labels == ["Back"]
    await lina.tap(data="cfm:0")
    assert "LORONG_PUBLIC_URL" in lina.reads
