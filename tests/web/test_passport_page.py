"""The passport of a piece, which its QR opens in any phone's camera. It names nobody, and not where the piece is."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from playwright.async_api import Page

from locales.languages import LANGUAGES
from locales.units import ItemUnit
from market.packaging.asset import AssetFacts, Passport
from market.packaging.hub_facts import HubFacts
from market.packaging.packaging_type import PackagingCosts, PackagingFacts, PackagingTerms
from market.packaging.piece_story import PieceStory, TypeStory
from market.packaging.place import PlaceFacts, hub_ref
from market.packaging.refusals import AssetUnknown, PackagingTypeUnknown
from storage.packaging import PackagingPolicy, PackagingState, Stream
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, asked, got, served
from web.passport_page import PassportPages, add_passport_page, passport_html

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
async def served_packaging(story: PieceStory = STORY) -> AsyncIterator[str]:
    async with served(lambda app: add_passport_page(app, SITE, pages_of(story))) as address:
        yield address


def pages_of(story: PieceStory) -> PassportPages:
    async def load(code: str, serial: str) -> PieceStory:
        if (code, serial) != ("K2", "X12"):
            raise AssetUnknown(serial)
        return story

    async def load_type(code: str) -> TypeStory:
        if code != "K2":
            raise PackagingTypeUnknown
        return TypeStory(packaging=story.asset.packaging, hubs=(HUB,), territory="MY")

    return PassportPages(load=load, load_type=load_type, zone=ZONE, now=lambda: NOW)


async def read(address: str, path: str, language: str = "en") -> tuple[int, str]:
    answer = await got(address + path, Accept_Language=language)
    return answer.status, answer.text


async def test_a_piece_has_its_page_in_the_readers_language_and_in_either_case() -> None:
    async with served_packaging() as address:
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
            "https://t.me/kk_lorong_bot?start=a_K2-X12",
        ):
            assert words in page
        for secret in ("Hub Secret", "7KQ2", "Hub Closed", "<script"):
            assert secret not in page
        assert "已归还 14 次" in (await read(address, "/a/k2/x12", "zh"))[1]


async def test_packaging_that_is_counted_has_a_page_of_its_type() -> None:
    async with served_packaging() as address:
        status, page = await read(address, "/A/K2")
        assert status == 200
        for words in (
            "Bring it back to a hub or a stall.",
            "Halal packaging.",
            "You get RM10.00 when you bring it back.",
            "until 23:00",
            "https://t.me/kk_lorong_bot?start=a_K2",
        ):
            assert words in page
        assert "X12" not in page
        assert (await read(address, "/a/k2"))[0] == 200
        status, page = await read(address, "/A/K3")
        assert status == 404
        assert "This code is on no packaging of this market." in page


async def test_its_passport_is_json_for_other_networks() -> None:
    async with served_packaging() as address:
        status, text = await read(address, "/A/K2/X12.json")
    assert status == 200
    assert {*json.loads(text)} == {*Passport.__dataclass_fields__}


async def test_what_is_on_no_piece_is_told_and_not_an_error() -> None:
    async with served_packaging() as address:
        for path in (
            "/A/K2/X13", "/A/ZZ/X12", "/A/K2/X13.json", "/A/", "/A/K2/X12/1", "/A/%00/%00", "/a/%C3%A9", "/A/" + "K" * 4000,
        ):  # fmt: skip
            status, page = await read(address, path)
            assert status == 404
            assert "This code is on no packaging of this market." in page
            assert 'href="/"' in page, "it leads on"
        assert "看看市集" in (await read(address, "/A/K2/X13", "zh"))[1]


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_each_state_has_its_words(language: str) -> None:
    pages = {
        passport_html(
            asked(language),
            SITE,
            replace(STORY, passport=replace(STORY.passport, state=state, trips=0, washed_at=None)),
            pages=pages_of(STORY),
        )
        for state in PackagingState
    }
    assert len(pages) == len(PackagingState)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_it_fits_an_old_phone(
    page: Page, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    long = replace(TIFFIN, name="Tiffin berlapis tiga dengan penutup " * 2)
    story = replace(
        STORY,
        passport=replace(STORY.passport, packaging=long.name),
        asset=replace(STORY.asset, packaging=long),
    )
    async with served_packaging(story) as address:
        for path in ("/A/K2/X12", "/A/K2"):
            for width in (320, 390, 1280):
                await page.set_viewport_size({"width": width, "height": 844})
                await page.goto(address + path)
                assert await violations(page) == []
                assert await page.evaluate("document.documentElement.scrollWidth") <= width
