"""The figures of packaging over HTTP: of one subject at a time, each with its n, as charts with their table, and the chat's own file."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, cast
from urllib.parse import quote

import pytest
from playwright.async_api import Browser

from locales.languages import CODES
from locales.say import speak
from market.actor import Actor, NotOrganiser
from market.office_session import OfficeReader
from market.packaging.figures import FIGURES, Figure, FigureRow, figures_csv
from tests.sandbox.page.page_harness import violations
from tests.web.office.test_figures_page import HELPER, HOSTILE, NOW, READER, ZONE, read, shown
from tests.web.page_harness import SITE, served
from web.office.office_page import Office
from web.office.packaging_figures_page import (
    FIGURE_NAMES,
    FORMULAS,
    PACKAGING_FIGURES,
    add_packaging_figures_page,
    subject_key,
)
from web.office.screens import OfficeScreens
from web.parts.form_token import FormTokens

THIS_WEEK = date(2026, 11, 30)


def row(kind: str, name: str, weeks_ago: int, **figures: tuple[Fraction | None, int]) -> FigureRow:
    """The figures of a week; those that are not given have too few units."""
    week = THIS_WEEK - timedelta(weeks=weeks_ago)
    since = datetime(week.year, week.month, week.day, tzinfo=NOW.tzinfo)

    def figure(value: Fraction | None, n: int) -> Figure:
        return Figure(value=value, n=n, since=since, until=since + timedelta(weeks=1))

    every = {each: figure(*figures.get(each, (None, 3))) for each in FIGURES}
    return FigureRow(kind=kind, name=name, week=week, **every)


SAMPLE = (
    *(
        row(
            "type", "Bowl", ago,
            back_14=(Fraction(80 + ago, 100), 100), back_28=(Fraction(9, 10), 100),
            median_days=(Fraction(7, 2), 40), p90_days=(Fraction(12), 40),
            washed=(Fraction(1), 40) if ago > 4 else (None, 19),
        )
        for ago in (30, 11, 5, 4, 3)
    ),
    row("type", HOSTILE, 0),
    row("stream", "halal", 2, loss=(Fraction(1, 20), 60)),
    row("stream", "other", 2),
    row("place", "N" * 64, 2, elsewhere=(Fraction(1, 4), 44)),
)  # fmt: skip


@asynccontextmanager
async def packaging(found: Sequence[FigureRow] = SAMPLE) -> AsyncIterator[str]:
    async def find_reader(secret: str) -> OfficeReader | None:
        return {"organiser": READER, "helper": HELPER}.get(secret)

    async def load(actor: Actor) -> tuple[FigureRow, ...]:
        if actor != READER.actor:
            raise NotOrganiser
        return tuple(found)

    office = Office(
        site=SITE,
        zone=ZONE,
        tokens=FormTokens(key=b"k" * 32, now=lambda: NOW),
        screens=cast(OfficeScreens, None),
        find_reader=find_reader,
        now=lambda: NOW,
    )
    async with served(lambda app: add_packaging_figures_page(app, office, load)) as address:
        yield f"{address}{PACKAGING_FIGURES}"


async def test_the_weeks_of_a_type_are_charts_and_a_table_each_figure_with_its_n() -> None:
    async with packaging() as address:
        html = (await read(address)).text
    text, say = shown(html), speak("en")
    assert html.count('role="img"') == 3, "back, days, washed: the others have no value"
    assert "Share that came back" in text
    assert "Days until they were back" in text
    for words in ("91 % (100)", "90 % (100)", "3.5 (40)", "12.0 (40)", "100 % (40)", "not enough yet (19)"):
        assert words in text, words
    assert html.count("<tr>") == 1 + 4, "a week of thirty weeks ago is in the file alone"
    assert html.index(">9 Nov</th>") < html.index(">14 Sept</th>"), "the newest first"
    for name, formula in FORMULAS.items():
        assert f"<dt>{FIGURE_NAMES[name](say)}</dt><dd>{formula(say)}</dd>" in html
    assert {*FORMULAS} == {*FIGURE_NAMES} == {*FIGURES}


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (subject_key(("stream", "halal")), "5 % (60)"),
        (subject_key(("place", "N" * 64)), "25 % (44)"),
        (subject_key(("type", HOSTILE)), "not enough yet (3)"),
        ("", "91 % (100)"),
        (subject_key(("type", "Gone")), "91 % (100)"),
        (subject_key(("place", "Bowl")), "91 % (100)"),
        ("\0'--", "91 % (100)"),
    ],
)
async def test_one_subject_is_chosen_and_what_is_none_is_the_first(wanted: str, words: str) -> None:
    async with packaging() as address:
        html = (await read(f"{address}?of={quote(wanted)}")).text
    assert words in shown(html)
    assert html.count(" selected>") == 1
    assert "<script>alert" not in html
    assert "\u202e" not in html
    assert "All halal packaging" in html
    assert "All packaging not halal" in html


async def test_the_file_is_that_of_the_chat_and_nobody_else_reads_either() -> None:
    async with packaging() as address:
        file = await read(f"{address}.csv", language="ms")
        assert file.text.removeprefix("\ufeff") == figures_csv(SAMPLE)
        assert file.headers["Content-Disposition"] == 'attachment; filename="packaging.csv"'
        assert file.headers["Cache-Control"] == "no-store"
        for path in (address, f"{address}.csv"):
            stranger, helper = await read(path, who="nobody"), await read(path, who="helper")
            assert (stranger.status, stranger.headers["Location"]) == (303, "/office/in")
            assert (helper.status, "Bowl" in helper.text) == (403, False)


async def test_it_is_a_page_in_each_language_also_where_nothing_was_ever_lent() -> None:
    for found in (SAMPLE, ()):
        async with packaging(found) as address:
            for language in CODES:
                say, html = speak(language), (await read(address, language=language)).text
                assert say.plain("Packaging figures") in html
                assert " style=" not in html
                assert (str(say("Nothing was lent in the last twelve weeks.")) in html) == (not found)
                assert ("<select" in html) == bool(found)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_cut(browser: Browser, scheme: Any) -> None:
    async with packaging() as address:
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
