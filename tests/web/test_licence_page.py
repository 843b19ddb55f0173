"""The public card of a licence: its status, in text and in the reader's language, without a script and without names."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

import pytest
from playwright.async_api import Page

from market.licence_card import CardFacts, CardUnknown
from market.licence_rules import LicenceStanding
from storage.licence import LicenceKind
from tests.journeys.harness import without_bidi_marks
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, asked, got, served
from web.licence_page import add_licence_page, licence_html
from web.security_headers import SECURITY_HEADERS

CODE = "7KQ2M9XF7KQ2M9XF"
CARD = CardFacts(
    code=CODE,
    stall=1002,
    stall_name="Dapur <b>Nenek</b> Ros",
    alley="Lorong Bakau",
    territory="MY",
    zone="Asia/Kuching",
    kind=LicenceKind.HAWKER,
    number="DBKK/26/0123",
    until=date(2026, 12, 31),
    lapses_after=date(2027, 1, 7),
    standing=LicenceStanding.VALID,
    checked_day=date(2026, 11, 24),
)


@asynccontextmanager
async def served_card(card: CardFacts) -> AsyncIterator[str]:
    async def load(code: str) -> CardFacts:
        if code.upper() != CODE:
            raise CardUnknown
        return card

    async with served(lambda app: add_licence_page(app, SITE, load)) as address:
        yield address


async def test_a_card_has_its_page_in_the_readers_language_and_in_either_case() -> None:
    async with served_card(CARD) as address:
        for path in (f"/L/{CODE}", f"/l/{CODE.lower()}"):
            page = await got(address + path, Accept_Language="ms-MY,en;q=0.5")
            assert page.status == 200
            assert '<html lang="ms">' in page.text
            assert "SAH sehingga" in page.text
        assert "小贩执照" in (await got(f"{address}/L/{CODE}", Accept_Language="zh")).text


async def test_what_is_no_card_is_told_and_has_the_headers_of_every_page() -> None:
    async with served_card(CARD) as address:
        for path in (
            "/L/8KQ2M9XF7KQ2M9XF",
            "/L/",
            "/L/%C3%A9=%2F",
            "/l/" + "A" * 4000,
            f"/L/{CODE}/x",
            "/L/%00",
        ):
            page = await got(address + path)
            assert page.status == 404
            assert "This is not a licence card of this market." in page.text
            assert 'href="/"' in page.text, "it leads on"
        headers = (await got(f"{address}/L/none")).headers
        assert {**headers, **SECURITY_HEADERS} == headers


@pytest.mark.parametrize(
    ("standing", "look", "said"),
    [
        (LicenceStanding.VALID, "valid", "VALID until Thu 31 Dec 2026."),
        (
            LicenceStanding.GRACE,
            "void",
            "EXPIRED Thu 31 Dec 2026. It lapses if it is not renewed by Thu 7 Jan 2027.",
        ),
        (LicenceStanding.LAPSED, "void", "LAPSED. It was valid until Thu 31 Dec 2026."),
        (LicenceStanding.CANCELLED, "void", "CANCELLED. It was valid until Thu 31 Dec 2026."),
    ],
)
def test_a_card_says_in_words_how_the_licence_stands(standing: LicenceStanding, look: str, said: str) -> None:
    page = without_bidi_marks(licence_html(asked(), SITE, replace(CARD, standing=standing)))
    for words in (
        said, f'class="narrow {look}"', "Hawker licence", "Number DBKK/26/0123", "Lorong Bakau",
        "Checked by the organisers Tue 24 Nov 2026.",
    ):  # fmt: skip
        assert words in page
    for never in ("<b>Nenek", "1002", "<script"):
        assert never not in page


def test_a_card_without_a_document_or_a_last_day_says_so() -> None:
    bare = replace(
        CARD, kind=None, number="", until=None, lapses_after=None, standing=LicenceStanding.UNKNOWN,
        checked_day=None,
    )  # fmt: skip
    page = licence_html(asked(), SITE, bare)
    for words in ("UNKNOWN. The stall has not said when it ends.", "The organisers have not checked it."):
        assert words in page
    assert "Number" not in page


@pytest.mark.browser
async def test_axe_finds_nothing_and_nothing_is_cut_on_a_narrow_phone(page: Page) -> None:
    await page.set_viewport_size({"width": 320, "height": 640})
    async with served_card(replace(CARD, stall_name="Dapur Nenek " * 5)) as address:
        await page.goto(f"{address}/L/{CODE}")
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
