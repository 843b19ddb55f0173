"""The first tap: everybody is welcomed in their phone's language."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.data.people_and_stalls import ROS
from bot.demo.newcomers import make_newcomers
from sandbox import UserProfile
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.test_first_contact import LANGUAGES

PHONES = {
    "en": "en",
    "ms": "ms",
    "zh-hans": "zh_Hans",
    "en-raw": "en",
    "": "en",
    None: "en",
    "zz": "en",
    "🙈🙈": "en",
    "x" * 400: "en",
    "\u0000": "en",
    "../ms": "en",
    "ms_MY": "ms",
    "zh-TW": "zh_Hans",
    "id": "en",
}


@pytest.fixture
async def crowded_market(sqlite_url: str) -> AsyncIterator[Market]:
    """A newcomer for each language code."""
    people = tuple(
        UserProfile(id=6000 + place, first_name="New", language_code=code)
        for place, code in enumerate(PHONES)
    )
    async with open_market(Market(sqlite_url, people)) as market:
        await market.open()
        yield market


async def test_a_newcomer_is_welcomed_in_the_language_of_their_phone_whatever_it_says(
    crowded_market: Market,
) -> None:
    said: dict[str, str] = {}
    for place, language in enumerate(PHONES.values()):
        newcomer = crowded_market.visitor(6000 + place)
        await newcomer.writes("/start")
        assert "Kota Kinabalu" in newcomer.reads, newcomer.phone
        assert said.setdefault(language, newcomer.reads) == newcomer.reads
        assert LANGUAGES in newcomer.labels
    assert set(said) == {"en", "ms", "zh_Hans"}
    assert len(set(said.values())) == 3


async def test_a_second_start_does_not_introduce_itself_again(tom: Visitor) -> None:
    await tom.writes("/start")
    await tom.writes("/start")
    assert tom.reads.startswith("1. ")
    assert len(tom.answers) == 2


async def test_a_vendor_who_was_entered_before_their_first_start_is_welcomed_and_finds_the_desk(
    market: Market,
) -> None:
    ros = market.visitor(ROS.id)
    await market.app.store.write(make_newcomers, [ROS.id], market.clock())
    await ros.writes("/start")
    assert ros.reads.startswith("Alley markets in Kota Kinabalu.")
    assert {"Desk", LANGUAGES} <= set(ros.labels)
    await ros.writes("/start")
    assert ros.reads.startswith("1. "), "the second time she is known"


async def leads_home(person: Visitor, label: str) -> None:
    await person.tap(label)
    assert "Back" in person.labels, label
    while "Back" in person.labels:
        await person.tap("Back")
    assert person.reads.startswith("1. "), label


async def test_every_button_of_the_welcome_leads_somewhere_and_back(crowded_market: Market) -> None:
    """A newcomer for each button, as Back leads to the screen of those who come again."""
    readers = (6000 + place for place, language in enumerate(PHONES.values()) if language == "en")
    first = crowded_market.visitor(next(readers))
    await first.writes("/start")
    for label in list(first.labels):
        newcomer = crowded_market.visitor(next(readers))
        await newcomer.writes("/start")
        assert newcomer.labels == first.labels
        await leads_home(newcomer, label)


async def test_every_button_of_the_start_screen_leads_somewhere_and_back(tom: Visitor) -> None:
    await tom.writes("/start")
    await tom.writes("/start")
    for label in list(tom.labels):
        await leads_home(tom, label)


async def test_a_market_without_a_drop_this_weekend_names_the_next_one(market: Market, tom: Visitor) -> None:
    market.clock.move(weeks=1, days=5, hours=13)  # Sunday 6 December, 23:00
    await tom.writes("/start")
    assert "Nothing this weekend yet. The next drop is on Fri 11 Dec." in tom.reads
    assert tom.labels[0] == "1 Penjaram and…"


async def test_a_market_with_nothing_ahead_says_so(market: Market, tom: Visitor) -> None:
    market.clock.move(weeks=10)
    await tom.writes("/start")
    assert tom.reads.endswith("\nNothing planned yet.")
