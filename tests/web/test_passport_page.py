"""The passport of a piece, which its QR opens in any phone's camera. It names nobody, and not where the piece is."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from locales.languages import LANGUAGES
from locales.say import speak
from locales.units import ItemUnit
from market.packaging.asset import AssetFacts, Passport
from market.packaging.hub_facts import HubFacts
from market.packaging.packaging_type import PackagingCosts, PackagingFacts, PackagingTerms
from market.packaging.piece_story import PieceStory, TypeStory
from market.packaging.place import PlaceFacts, hub_ref
from market.packaging.refusals import AssetUnknown, PackagingTypeUnknown
from storage.packaging import PackagingPolicy, PackagingState, Stream
from web.passport_page import PassportPages, add_passport_route, passport_html
from web.security_headers import secure

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
ZONE = "Asia/Kuching"
TIFFIN = PackagingFacts(
    id=3,
    code="K2",
    name="Tiffin <big>",
    unit=ItemUnit.BOX,
    stream=Stream.HALAL,
    terms=PackagingTerms(policy=PackagingPolicy.DEPOSIT, deposit=1000),
    costs=PackagingCosts(),
    currency="MYR",
    single=True,
    has_lid=True,
    ended_at=None,
)
HUB = HubFacts(
    id=1,
    code="HB1",
    name="Hub Bakau",
    location="",
    alley=1,
    alley_name="Lorong Bakau",
    zone=ZONE,
    latitude=6.0,
    longitude=116.0,
    weekdays=127,
    opens_minute=600,
    closes_minute=1380,
    capacity=100,
    here=58,
    takes=(TIFFIN,),
    closed_at=None,
)
STORY = PieceStory(
    passport=Passport(
        path="/A/K2/X12",
        packaging=TIFFIN.name,
        stream=Stream.HALAL,
        state=PackagingState.OUT,
        grams=700,
        expected_uses=300,
        has_lid=True,
        lid_missing=False,
        trips=14,
        bought_at=NOW - timedelta(days=90),
        washed_at=NOW - timedelta(days=1),
    ),
    asset=AssetFacts(
        id=1,
        packaging=TIFFIN,
        serial="X12",
        path="/A/K2/X12",
        state=PackagingState.OUT,
        lid_missing=False,
        place=PlaceFacts(
            ref=hub_ref(9), name="Hub Secret", alley=1, currency="MYR", territory="MY", zone=ZONE
        ),
        ticket="7KQ2M9XFH",
    ),
    hubs=(HUB, replace(HUB, name="Hub Closed", closes_minute=601)),
    territory="MY",
)


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    async def load(code: str, serial: str) -> PieceStory:
        if (code, serial) != ("K2", "X12"):
            raise AssetUnknown(serial)
        return STORY

    async def load_type(code: str) -> TypeStory:
        if code != "K2":
            raise PackagingTypeUnknown
        return TypeStory(packaging=TIFFIN, hubs=(HUB,), territory="MY")

    app = secure(web.Application())
    add_passport_route(
        app, PassportPages(load=load, load_type=load_type, username="lorong_bot", zone=ZONE, now=lambda: NOW)
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def read(address: str, path: str, language: str = "en") -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(address + path, headers={"Accept-Language": language}) as answer,
    ):
        return answer.status, await answer.text()


async def test_a_piece_has_its_page_in_the_readers_language_and_in_either_case() -> None:
    async with served() as address:
        status, page = await read(address, "/A/K2/X12")
        assert status == 200
        for words in (
            "<h1>\u2068Tiffin &lt;big&gt;\u2069</h1>",
            "On loan. Bring it back to a hub or a stall.",
            "Halal packaging.",
            "It came back 14 times.",
            "Washed last Mon 23 Nov 12:00.",
            "You get RM10.00 when you bring it back.",
            "until 23:00",
            "https://t.me/lorong_bot?start=a_K2-X12",
        ):
            assert words in page
        for secret in ("Hub Secret", "7KQ2", "Hub Closed", "<script"):
            assert secret not in page
        assert "已归还 14 次" in (await read(address, "/a/k2/x12", "zh"))[1]


async def test_packaging_that_is_counted_has_a_page_of_its_type() -> None:
    async with served() as address:
        status, page = await read(address, "/A/K2")
        assert status == 200
        for words in (
            "Bring it back to a hub or a stall.",
            "Halal packaging.",
            "You get RM10.00 when you bring it back.",
            "until 23:00",
            "https://t.me/lorong_bot?start=a_K2",
        ):
            assert words in page
        assert "X12" not in page
        assert (await read(address, "/a/k2"))[0] == 200
        status, page = await read(address, "/A/K3")
        assert status == 404
        assert "This code is on no packaging of this market." in page


async def test_its_passport_is_json_for_other_networks() -> None:
    async with served() as address:
        status, text = await read(address, "/A/K2/X12.json")
    assert status == 200
    assert {*json.loads(text)} == {*Passport.__dataclass_fields__}


async def test_what_is_on_no_piece_is_told_and_not_an_error() -> None:
    async with served() as address:
        for path in ("/A/K2/X13", "/A/ZZ/X12", "/A/K2/X13.json"):
            status, page = await read(address, path)
            assert status == 404
            assert "This code is on no packaging of this market." in page


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_each_state_has_its_words(language: str) -> None:
    pages = {
        passport_html(
            speak(language),
            replace(STORY, passport=replace(STORY.passport, state=state, trips=0, washed_at=None)),
            NOW,
            ZONE,
            link="https://t.me/x",
        )
        for state in PackagingState
    }
    assert len(pages) == len(PackagingState)
