"""The market's figures over HTTP: for organisers alone, each with its n, its range and its formula, and the file beside them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import aiohttp
import pytest
from playwright.async_api import Browser

from locales.languages import CODES
from locales.say import speak
from market.actor import Actor, NotOrganiser
from market.drop.facts import AlleyFacts
from market.office.evenings import Taken
from market.office.figures import FigureKind
from market.office.week_numbers import MarketWeeks, WeekNumbers, week_mondays
from market.office_session import OfficeReader
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, Answer, served
from web.office.figures_page import RAW_NUMBERS, add_figures_page, formula, kind_name
from web.office.office_page import Office
from web.office.screens import OfficeScreens
from web.parts.form_token import FormTokens

NOW = datetime(2026, 12, 2, 12, tzinfo=UTC)
ZONE = "Asia/Kuching"
HOSTILE = "</option><script>alert(1)</script>{{7*7}}\u202e"
ALLEY = AlleyFacts(
    id=7, code="BAKAU", name="Lorong Bakau", city="Kota Kinabalu", zone=ZONE, territory="MY",
    currency="MYR", latitude=5.98, longitude=116.07,
)  # fmt: skip
READER = OfficeReader(
    session=1, seen_at=NOW, actor=Actor(1), chat=1, first_name="Ken", language="en",
    is_organiser=True, works_at_hub=False,
)  # fmt: skip
HELPER = replace(READER, actor=Actor(2), is_organiser=False)


def sample_week(place: int) -> WeekNumbers:
    """The present week is the last, 16; one before has too few of everything."""
    monday = week_mondays(NOW.date())[place]
    if place == 9:
        return WeekNumbers(monday=monday, is_over=True, evenings=1, ended=19, missed=2)
    return WeekNumbers(
        monday=monday, is_over=place < 16, evenings=6, stall_evenings=31, booked=1234 + place, came=1100,
        arrived_ahead=75 + place, arrived=100, confirmed=80, offered=100, taken_again=18, given_back=20,
        missed=9, ended=100, ran_out=5, items=21, waited=3,
        taken=(Taken(123_450, "MYR", 2), Taken(9_000, "JPY", 0)),
    )  # fmt: skip


SAMPLE = MarketWeeks(
    alley=None,
    alleys=(ALLEY, replace(ALLEY, id=8, name=HOSTILE)),
    territories={"MYR": "MY", "JPY": "JP"},
    zone=ZONE,
    weeks=tuple(map(sample_week, range(17))),
)
EMPTY = replace(
    SAMPLE,
    alleys=(),
    weeks=tuple(WeekNumbers(monday=each.monday, is_over=each.is_over) for each in SAMPLE.weeks),
)


@asynccontextmanager
async def figures(
    found: MarketWeeks = SAMPLE, asked_for: list[int | None] | None = None
) -> AsyncIterator[str]:
    async def find_reader(secret: str) -> OfficeReader | None:
        return {"organiser": READER, "helper": HELPER}.get(secret)

    async def load(actor: Actor, alley: int | None) -> MarketWeeks:
        if actor != READER.actor:
            raise NotOrganiser
        if asked_for is not None:
            asked_for.append(alley)
        return replace(found, alley=next((each for each in found.alleys if each.id == alley), None))

    office = Office(
        site=SITE,
        zone=ZONE,
        tokens=FormTokens(key=b"k" * 32, now=lambda: NOW),
        screens=cast(OfficeScreens, None),
        find_reader=find_reader,
        now=lambda: NOW,
    )
    async with served(lambda app: add_figures_page(app, office, load)) as address:
        yield f"{address}/office/figures"


async def read(address: str, *, who: str = "organiser", language: str = "en") -> Answer:
    headers = {"Accept-Language": language.replace("_", "-"), "Cookie": f"office={who}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(address, allow_redirects=False) as answer,
    ):
        return Answer(answer.status, await answer.text(), answer.headers.copy(), answer.cookies)


def shown(html: str) -> str:
    text = re.sub(r"<[^>]*>", " ", html.split("<main")[1])
    return re.sub(r"\s+", " ", text.replace("\u2068", "").replace("\u2069", ""))


@pytest.mark.feature("H03")
async def test_each_figure_has_its_n_its_range_its_formula_and_the_weeks_before() -> None:
    async with figures() as address:
        html = (await read(address)).text
    text, say = shown(html), speak("en")
    assert (
        "Booked ahead 90 % of 100 (84 % to 94 %) 88 % of 400 (85 % to 90 %)"
        in text.split("30 Nov, so far")[0]
    )
    assert "Booked ahead 91 % of 100 (85 % to 95 %) 88 % of 400 (86 % to 91 %)" in text
    assert "Taken, MYR RM1,234.50 RM1,234.50" in text
    assert "People who booked 1,249 1,246.5" in text
    assert "not enough yet (19)" in text
    for kind in FigureKind:
        assert f"<dt>{kind_name(say, kind)}</dt><dd>{formula(say, kind)}</dd>" in html
    assert html.count('role="img"') == 5 + 3 + 2
    assert html.index('">30 Nov, so far</th>') < html.index(">7 Sept</th>"), "the newest first"


async def test_one_alley_is_chosen_and_the_file_is_its_own() -> None:
    asked_for: list[int | None] = []
    async with figures(asked_for=asked_for) as address:
        html = (await read(f"{address}?alley=7")).text
        assert '<option value="7" selected>\u2068Lorong Bakau\u2069</option>' in html
        assert 'href="/office/figures.csv?alley=7"' in html
        assert "<script>alert" not in html
        assert "\u202e" not in html
        file = await read(f"{address}.csv?alley=7", language="ms")
        for given in ("", "x", "-1", "9" * 64, "%00", "7'--"):
            assert (await read(f"{address}?alley={given}")).status == 200
    assert asked_for == [7, 7, *[None] * 6]
    heads, *rows = [line.split(",") for line in file.text.removeprefix("\ufeff").splitlines()]
    assert heads == ["week", "is_over", "alley", *RAW_NUMBERS, "taken_JPY", "taken_MYR"]
    assert len(rows) == 17
    assert rows[0][:5] == ["2026-08-10", "1", "BAKAU", "6", "31"]
    assert rows[-1][:3] == ["2026-11-30", "0", "BAKAU"]
    assert rows[-1][-2:] == ["9000", "123450"], "minor units"


async def test_nobody_else_reads_them() -> None:
    async with figures() as address:
        for path in (address, f"{address}.csv"):
            stranger, helper = await read(path, who="nobody"), await read(path, who="helper")
            assert (stranger.status, stranger.headers["Location"]) == (303, "/office/in")
            assert helper.status == 403
            assert "1,249" not in helper.text
            assert (await read(path)).headers["Cache-Control"] == "no-store"


async def test_an_empty_market_has_its_figures_in_each_language() -> None:
    async with figures(EMPTY) as address:
        for language in CODES:
            html = (await read(address, language=language)).text
            assert speak(language).plain("How this is counted") in html
            assert html.count('role="img"') == 3, "no chart without a value"
    async with figures() as address:
        for language in CODES:
            html = (await read(address, language=language)).text
            assert f'<html lang="{language.replace("_", "-")}">' in html
            assert " style=" not in html
            assert len(html.encode()) < 120_000


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_cut(browser: Browser, scheme: Any) -> None:
    for found in (SAMPLE, EMPTY):
        async with figures(found) as address:
            for width, language in ((320, "ms"), (390, "en"), (390, "zh-CN"), (1280, "en")):
                context = await browser.new_context(
                    viewport={"width": width, "height": 844}, locale=language, color_scheme=scheme
                )
                await context.add_cookies([{"name": "office", "value": "organiser", "url": address}])
                phone = await context.new_page()
                await phone.goto(address)
                for summary in await phone.locator("summary").all():
                    await summary.click()
                assert await violations(phone) == [], width
                assert await phone.evaluate("document.documentElement.scrollWidth") <= width
                await context.close()
