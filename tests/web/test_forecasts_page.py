"""How right forecasts are, over HTTP: figures with their formulas in three languages, and nothing of a stall."""

import csv
import io
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Browser

from locales.languages import CODES
from locales.say import speak
from market.drop.facts import AlleyFacts
from market.forecast.forecast import Score
from market.forecast.public_scores import (
    AlleyScores,
    PublicScores,
    WeeklyScores,
    WeekScore,
    closed_weeks,
    public_scores,
)
from storage.store import Store
from tests.market.forecast.test_public_scores import add_alleys, add_forecasts, on
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, Answer, got, served
from web.forecasts_page import ForecastsPages, add_forecasts_pages

NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)
HOSTILE = "=<script>alert(1)</script>\"'{{7*7}}\u202e"
NOTHING = WeeklyScores(
    weeks=tuple(WeekScore(monday=monday, score=None) for monday in closed_weeks(NOW)), total=None
)


def weekly(score: Callable[[int], Score | None], total: Score | None) -> WeeklyScores:
    weeks = enumerate(closed_weeks(NOW))
    return WeeklyScores(
        weeks=tuple(WeekScore(monday=monday, score=score(place)) for place, monday in weeks), total=total
    )


def sample_score(place: int) -> Score | None:
    if place % 7 == 3:
        return None
    return Score(
        forecasts=1200 + place, held=950 + 3 * place, off=2 + place % 5 / 3, last_time_off=4 + place % 3
    )


def sample_scores(alleys: int = 2) -> PublicScores:
    market = weekly(sample_score, Score(forecasts=31_234, held=25_000, off=2.46, last_time_off=5.04))
    facts = AlleyFacts(
        id=1, code="BAKAU", name="Lorong Bakau", city="Kota Kinabalu", zone="Asia/Kuching", territory="MY",
        currency="MYR", latitude=5.98, longitude=116.07,
    )  # fmt: skip
    return PublicScores(
        market=market,
        alleys=tuple(
            AlleyScores(
                alley=replace(facts, id=place, code=f"A{place}", name=f"{HOSTILE} {place}"),
                scores=market if place % 2 else NOTHING,
            )
            for place in range(1, alleys + 1)
        ),
    )


@asynccontextmanager
async def pages(scores: PublicScores) -> AsyncIterator[str]:
    async def load() -> PublicScores:
        return scores

    async with served(lambda app: add_forecasts_pages(app, ForecastsPages(site=SITE, load=load))) as address:
        yield address


async def page(address: str, language: str = "en") -> Answer:
    answer = await got(address, Accept_Language=language.replace("_", "-"))
    assert answer.status == 200
    return answer


def shown(html: str) -> str:
    text = re.sub(r"<[^>]*>", " ", html.split("<main")[1])
    return re.sub(r"\s+", " ", text.replace("\u2068", "").replace("\u2069", "").replace("&#39;", "'"))


@pytest.mark.feature("X12")
async def test_figures_stand_beside_last_time_and_say_how_they_are_counted() -> None:
    async with pages(sample_scores()) as address:
        for path in ("/forecasts", "/forecasts/a1"):
            html = (await page(address + path)).text
            text = shown(html)
            assert "25,000 of 31,234 forecasts came true within their range. It should be 4 of 5." in text
            assert "our forecast was 2.5 people off; “same as last time” was 5.0 off." in text
            assert "The 26 from Mon 1 Jun 2026 to Sun 29 Nov 2026." in text
            for figure in ("Forecasts", "Within the range", "Share within the range", "Off by"):
                assert f"<dt>{figure}</dt>" in html
            assert "at least 4 forecasts of at least 3 stalls" in text
            assert html.count('role="img"') == 2
            assert text.count("Not enough yet") >= 4
            newest, oldest = html.index(">23 Nov</th>"), html.index(">1 Jun</th>")
            assert newest < oldest


async def test_a_market_without_enough_says_so_and_draws_nothing() -> None:
    async with pages(PublicScores(market=NOTHING, alleys=())) as address:
        html = (await page(f"{address}/forecasts")).text
        assert "Not enough yet: a week needs at least 4 forecasts of at least 3 stalls." in shown(html)
        assert "<svg" not in html
        assert "No alley is open now." in shown(html)
    async with pages(sample_scores()) as address:
        assert "Not enough yet" in shown((await page(f"{address}/forecasts/A2")).text)


async def test_it_is_said_in_the_readers_language_and_stays_small() -> None:
    async with pages(sample_scores(100)) as address:
        for language in CODES:
            say = speak(language)
            for path in ("/forecasts", "/forecasts/A1"):
                html = (await page(address + path, language)).text
                assert f'<html lang="{language.replace("_", "-")}">' in html
                assert say.plain("How right our forecasts are") in html
                assert len(html.encode()) < 50_000 + 300 * 100, len(html.encode())
                assert "<script>alert" not in html
                assert "\u202e" not in html
                assert " style=" not in html


async def test_only_an_open_alley_has_a_page() -> None:
    async with pages(sample_scores()) as address:
        for path in ("/forecasts/NONE", "/forecasts/%00", "/forecasts/" + "A" * 3000, "/forecasts/"):
            answer = await got(address + path, Accept_Language="ms")
            assert answer.status == 404
            if path != "/forecasts/":
                assert 'href="/"' in answer.text


async def test_the_file_has_every_week_of_the_market_and_of_each_alley() -> None:
    async with pages(sample_scores()) as address:
        answer = await got(f"{address}/forecasts.csv", Accept_Language="en")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Vary"] == "Accept-Language, Cookie"
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    heads, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""))
    assert heads == [
        "Alley", "Week from", "Forecasts", "Within the range", "Share within the range", "Off by",
        "Same as last time",
    ]  # fmt: skip
    assert len(rows) == 3 * 26
    assert rows[0] == ["The whole market", "2026-06-01", "1200", "950", "0.792", "2.0", "4"]
    assert rows[3][2:] == [""] * 5, "not enough"
    assert {row[0] for row in rows[26:]} == {f"'{HOSTILE} 1", f"'{HOSTILE} 2"}


@pytest.mark.feature("X12")
@pytest.mark.empty_market("the figures of all stalls")
async def test_rows_come_to_the_page_and_those_of_a_stall_alone_do_not(store: Store) -> None:
    stalls = {1: 1, 2: 1, 3: 1, 4: 2}
    forecasts = [on(stall, days) for stall in (1, 2, 3) for days in (0, 1)] + [on(4, came=9999)]
    await store.write(add_alleys, stalls)
    await store.write(add_forecasts, forecasts)
    async with pages(await store.read(public_scores, NOW)) as address:
        for path in ("/forecasts", "/forecasts/A1"):
            text = shown((await page(address + path)).text)
            assert "6 of 6 forecasts came true within their range." in text
            assert "our forecast was 0.0 people off; “same as last time” was 8.0 off." in text
        whole = [
            (await page(address + path)).text for path in ("/forecasts", "/forecasts/A2", "/forecasts.csv")
        ]
        assert not any("Dapur" in each or "9,9" in each or "9999" in each for each in whole)
    assert date(2026, 11, 23) - closed_weeks(NOW)[0] == timedelta(weeks=25)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_cut(browser: Browser, scheme: Any) -> None:
    async with pages(sample_scores()) as address:
        for width, language in ((320, "ms"), (390, "en"), (390, "zh-CN"), (1280, "en")):
            context = await browser.new_context(
                viewport={"width": width, "height": 844}, locale=language, color_scheme=scheme
            )
            phone = await context.new_page()
            for path in ("/forecasts", "/forecasts/A1", "/forecasts/A2"):
                await phone.goto(address + path)
                for summary in await phone.locator("summary").all():
                    await summary.click()
                assert await violations(phone) == [], (path, width)
                assert await phone.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            await context.close()
