"""The route of a page, its frame, and the switch of languages."""

import json
import re
from typing import Any

import aiohttp
from aiohttp import web

from tests.web.page_harness import SITE, asked, got, served
from web.parts.frame import PageRequest, page_html
from web.parts.public_page import add_public_page
from web.parts.verdict_page import verdict_html

HOSTILE = '</script><b>&"\u2028ok'


def add_sample(app: web.Application) -> None:
    """A page of the code ABC, which says its parameters."""

    async def make(page: PageRequest) -> str | None:
        if page.code != "ABC":
            return None
        said = " ".join(f"{name}={value}" for name, value in page.params.items())
        return verdict_html(page, SITE, title="Sample", look="valid", verdict=said or page.say("Open now"))

    add_public_page(
        app,
        "/x/{code}",
        make,
        site=SITE,
        unknown=lambda say: ("None", "None of ours."),
        params=("page",),
        seconds=60,
    )


async def test_a_page_is_found_in_either_case_and_knows_only_its_parameters() -> None:
    async with served(add_sample) as address:
        for path in ("/x/abc", "/X/ABC", "/X/abc"):
            assert (await got(f"{address}{path}?page=2&other=7")).text.count("page=2") >= 1
            assert "other" not in (await got(f"{address}{path}?page=2&other=7")).text
        long = (await got(f"{address}/x/abc?page={'9' * 5000}")).text
        assert "9" * 64 in long
        assert "9" * 65 not in long


async def test_the_language_of_the_switch_is_kept_by_the_browser() -> None:
    async with served(add_sample) as address:
        plain = await got(f"{address}/x/abc", Accept_Language="en")
        assert not plain.cookies
        assert 'href="?language=ms"' in plain.text
        chosen = await got(f"{address}/x/abc?language=ms", Accept_Language="en")
        assert '<html lang="ms">' in chosen.text
        cookie = chosen.cookies["language"]
        assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("ms", True, "Lax")
        kept = await got(f"{address}/x/abc", Accept_Language="en", Cookie="language=ms")
        assert '<html lang="ms">' in kept.text
        assert not kept.cookies
        assert "Cookie" in kept.headers["Vary"]


async def test_the_switch_keeps_the_parameters_of_the_page() -> None:
    async with served(add_sample) as address:
        page = (await got(f"{address}/x/abc?page=2")).text
        assert 'href="?page=2&amp;language=zh_Hans"' in page


async def test_a_code_that_leads_nowhere_leads_on_and_is_not_kept() -> None:
    async with served(add_sample) as address:
        page = await got(f"{address}/x/zzz", Accept_Language="ms")
        assert (page.status, page.headers["Cache-Control"]) == (404, "no-store")
        assert 'href="/"' in page.text


async def test_a_thousand_codes_that_name_nothing_leave_a_known_page_kept() -> None:
    made: list[str] = []

    async def make(page: PageRequest) -> str | None:
        made.append(page.code)
        return "known" if page.code == "ABC" else None

    def add(app: web.Application) -> None:
        add_public_page(app, "/x/{code}", make, site=SITE, unknown=lambda say: ("None", "None"), seconds=60)

    async with served(add) as address, aiohttp.ClientSession() as session:
        for code in ("abc", *(f"none{number}" for number in range(1000)), "abc"):
            await session.head(f"{address}/x/{code}")
    assert (made.count("ABC"), len(made)) == (1, 1001)


def test_data_for_search_engines_cannot_end_its_element() -> None:
    page = page_html(
        "verdict.html", asked(), SITE, title=HOSTILE, is_indexed=True, description=HOSTILE,
        structured_data={"@type": "Event", "name": HOSTILE},
        heading="", look="", verdict="", lines=(), code="", links=(), note="",
    )  # fmt: skip
    assert "</script><b>" not in page
    found: Any = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(found[1]) == {"@context": "https://schema.org", "@type": "Event", "name": HOSTILE}
    assert page.count("og:title") == 1
