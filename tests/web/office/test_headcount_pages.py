"""The people who were inside an alley over HTTP: peaks, the hours of a market day as a chart with its table, the file, and who may read it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser

from locales.formats import format_long_date
from locales.languages import CODES
from locales.say import speak
from market.actor import Actor, NotOrganiser
from market.alley import AlleyUnknown
from market.gate.headcount import CountedMinute, headcount
from market.gate.people_inside import CountedAlley, PeopleInside, _counted_day
from market.office_session import OfficeReader
from tests.sandbox.page.page_harness import violations
from tests.web.office.test_figures_page import HELPER, HOSTILE, NOW, READER, ZONE, read, shown
from tests.web.page_harness import SITE, served
from web.office.headcount_pages import add_headcount_pages
from web.office.office_page import Office
from web.office.screens import OfficeScreens
from web.parts.form_token import FormTokens

PATH = "/office/alleys/7/headcount"
TODAY, BEFORE = date(2026, 12, 2), date(2026, 11, 28)


def counted(day: date, *minutes: tuple[int, int, int]) -> list[CountedMinute]:
    """So many minutes after seven in the evening, who went in and out."""
    seven = datetime(day.year, day.month, day.day, 19, tzinfo=ZoneInfo(ZONE))
    return [
        CountedMinute(minute=seven + timedelta(minutes=number), entered=entered, exited=exited)
        for number, entered, exited in minutes
    ]


def alley(*, name: str = "Lorong Bakau", limit: int | None = 200, empty: bool = False) -> CountedAlley:
    days = (
        _counted_day(TODAY, counted(TODAY, (5, 40, 0), (70, 30, 10), (130, 0, 55))),
        _counted_day(BEFORE, counted(BEFORE, (0, 1200, 0))),
    )
    return CountedAlley(
        people=PeopleInside(
            alley=7,
            code="BAKAU",
            name=name,
            inside=days[0].people.inside,
            limit=limit,
            is_counted=True,
            ends_at=NOW,
        ),
        zone=ZONE,
        days=() if empty else days,
    )


@asynccontextmanager
async def headcounts(found: CountedAlley) -> AsyncIterator[str]:
    async def find_reader(secret: str) -> OfficeReader | None:
        return {"organiser": READER, "helper": HELPER}.get(secret)

    async def load(actor: Actor, number: int, days: int) -> CountedAlley:
        if actor != READER.actor:
            raise NotOrganiser
        if number != 7:
            raise AlleyUnknown
        assert days in (30, 366)
        return found

    office = Office(
        site=SITE,
        zone=ZONE,
        tokens=FormTokens(key=b"k" * 32, now=lambda: NOW),
        screens=cast(OfficeScreens, Screens()),
        find_reader=find_reader,
        now=lambda: NOW,
    )
    async with served(lambda app: add_headcount_pages(app, office, load)) as address:
        yield address + PATH


class Screens:
    """The ways to the chat's screens."""

    def way(self, way: Any, number: int) -> str:
        return f"{way}:{number}"


async def test_the_newest_market_day_is_a_chart_with_its_hours_below_the_peaks() -> None:
    async with headcounts(alley()) as address:
        html = (await read(address)).text
    text = shown(html)
    assert "5 of 200 people inside." in text
    assert "Wed 2 Dec 70 60 20:10" in text
    assert "Sat 28 Nov 1,200 1,200 19:00" in text
    assert f"<h2>{format_long_date(speak('en'), TODAY)}</h2>" in html.replace("\u2068", "").replace(
        "\u2069", ""
    )
    for row in ("19:00 40 0 40 40", "20:00 30 10 60 60", "21:00 0 55 60 5"):
        assert row in text, row
    assert html.count('role="img"') == 1
    assert "Limit now" in text
    assert 'href="/y/BAKAU/inside"' in html


async def test_another_market_day_is_chosen_and_what_is_none_is_the_newest() -> None:
    async with headcounts(alley(limit=None)) as address:
        other = shown((await read(f"{address}?day=2026-11-28")).text)
        assert "19:00 1,200 0 1,200 1,200" in other
        assert "20:00 30" not in other
        assert "Limit now" not in other
        for wanted in ("2026-11-27", "yesterday", "\0'--", ""):
            assert "20:00 30 10" in shown((await read(f"{address}?day={quote(wanted)}")).text), wanted


async def test_the_file_has_each_hour_and_nobody_else_reads_either() -> None:
    async with headcounts(alley()) as address:
        file = await read(f"{address}.csv")
        rows = file.text.removeprefix("\ufeff").splitlines()
        assert rows[0] == "Market day,Hour from,Went in,Went out,Most inside,Inside at the end"
        assert rows[1:] == [
            "2026-12-02,19:00,40,0,40,40",
            "2026-12-02,20:00,30,10,60,60",
            "2026-12-02,21:00,0,55,60,5",
            "2026-11-28,19:00,1200,0,1200,1200",
        ]
        for path in (address, f"{address}.csv"):
            stranger, helper = await read(path, who="nobody"), await read(path, who="helper")
            assert (stranger.status, stranger.headers["Location"]) == (303, "/office/in")
            assert (helper.status, "20:10" in helper.text) == (403, False)
        assert (await read(address.replace("/7/", "/8/"))).status in (403, 404)


async def test_it_is_a_page_in_each_language_also_where_nobody_was_counted() -> None:
    for found in (alley(name=HOSTILE), alley(empty=True)):
        async with headcounts(found) as address:
            for language in CODES:
                say, html = speak(language), (await read(address, language=language)).text
                assert (str(say("Market days that were counted")) in html) == bool(found.days)
                assert "<script>alert" not in html
                assert " style=" not in html
                nothing = say("No gate has counted anybody in the last {count} days.", count=30)
                assert (str(nothing) in html) == (not found.days)


def test_the_figures_of_a_day_are_those_of_its_hours() -> None:
    for day in alley().days:
        assert day.people.entered == sum(hour.people.entered for hour in day.hours)
        assert day.people.inside == day.hours[-1].people.inside
    assert headcount(counted(TODAY, (0, 0, 3))).inside == 0


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_cut(browser: Browser, scheme: Any) -> None:
    async with headcounts(alley(name="Lorong " * 8)) as address:
        context = await browser.new_context(color_scheme=scheme, locale="en")
        await context.set_extra_http_headers({"Cookie": "office=organiser"})
        page = await context.new_page()
        for width in (390, 1280):
            await page.set_viewport_size({"width": width, "height": 844})
            await page.goto(address)
            assert await violations(page) == [], width
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            await page.click("summary")
            assert await violations(page) == [], width
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await context.close()
