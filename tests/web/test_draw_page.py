"""The page of a draw: readable without a script, and recomputed by one in a real Chromium."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import Page

from locales.say import speak
from market.draw.proof import Chance, root
from market.draw.published_draw import PublishedDraw, draw_by_name, proof_file
from market.draw.refusals import DrawUnknown
from storage.store import Store
from tests.market.draw.test_draw import closed, decided, draw_of
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario, new_item
from web import draw_page
from web.draw_page import PublishedDrawAndProof, add_draw_routes, draw_html
from web.health import Readiness, health_app
from web.page_cache import PageCache, cached_page
from web.parts.static import add_page_files
from web.security_headers import SECURITY_HEADERS, secure

__all__ = ["new_item"]


@asynccontextmanager
async def served(scenario: ItemScenario, change: Any = None) -> AsyncIterator[str]:
    """The address of the page of a draw; `change` may tamper with what is published."""

    async def look(name: str) -> PublishedDrawAndProof:
        page, proof = await scenario.store.read(draw_by_name, name)
        return (page, proof) if change is None else (page, change(deepcopy(proof)))

    async def well() -> Readiness:
        return Readiness()

    app = secure(health_app(well))
    add_page_files(app)
    add_draw_routes(app, look)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/draw/{(await draw_of(scenario)).name}"
    await runner.cleanup()


async def got(address: str, language: str = "en") -> tuple[int, str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, headers={"Accept-Language": language}) as answer,
    ):
        return answer.status, await answer.text(), answer.headers


async def test_an_open_draw_shows_its_commitment_and_nothing_of_its_secret(new_item: Any) -> None:
    scenario = await new_item(policy="draw", draws_at=NOW + HOUR)
    await scenario.sweep()
    draw = await draw_of(scenario)
    async with served(scenario) as address:
        status, html, headers = await got(address)
        assert status == 200
        assert draw.commitment in html
        assert draw.secret not in html
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert (await got(f"{address}.json"))[0] == 404
        assert (await got(f"{address}9"))[0] == 404


async def test_a_closed_draw_has_its_list_and_a_drawn_one_its_numbers(
    new_item: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draw_page, "FRESH_SECONDS", 0)
    scenario = await closed(new_item, 7)
    async with served(scenario) as address:
        _, html, _ = await got(address)
        draw = await draw_of(scenario)
        assert draw.secret in html
        assert "Round" in html
        scenario.now += HOUR
        await scenario.sweep()
        _, html, _ = await got(address)
        _, text, _ = await got(f"{address}.json")
    document = json.loads(text)
    assert document == await scenario.store.read(proof_file, scenario.item)
    rows = [f"<tr><td>{place}</td><td>{name}</td>" for place, name in enumerate(document["order"], 1)]
    assert all(row in html for row in rows)


async def test_a_hidden_drop_has_no_page(new_item: Any) -> None:
    scenario = await closed(new_item)
    await scenario.change(hidden_at=scenario.now)
    async with served(scenario) as address:
        assert (await got(address))[0] == 404


def swap(proof: dict[str, Any]) -> dict[str, Any]:
    proof["order"].reverse()
    return proof


def forge(proof: dict[str, Any]) -> dict[str, Any]:
    """One more chance, and a root that fits it: but then the order is another."""
    proof["entries"][0][1] += 3
    proof["root"] = root([Chance(*each) for each in proof["entries"]])
    proof["commitment"] = proof["commitment"][::-1]
    return proof


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_chromium_works_the_draw_out_again(page: Page, new_item: Any, store: Store) -> None:
    scenario = await decided(new_item, 30)
    verdict = page.locator("[data-verdict]")
    async with served(scenario) as address:
        await page.goto(address)
        await verdict.wait_for()
        assert await verdict.get_attribute("data-verdict") == "follows"
        assert "the order matches the published data" in await verdict.inner_text()
        await page.set_viewport_size({"width": 320, "height": 640})
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
        if folder := os.environ.get("LORONG_SCREENSHOTS"):
            await page.set_viewport_size({"width": 720, "height": 900})
            await page.screenshot(path=f"{folder}/draw.png")
    for change in (swap, forge):
        async with served(scenario, change) as address:
            await page.goto(address)
            await verdict.wait_for()
            assert await verdict.get_attribute("data-verdict") == "fails"
            assert "does NOT match" in await verdict.inner_text()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_page_of_very_many_stays_small(new_item: Any, store: Store) -> None:
    scenario = await decided(new_item, 30)
    page, proof = await store.read(draw_by_name, (await draw_of(scenario)).name)
    assert proof is not None
    names = [f"p-{n:06}" for n in range(5000)]
    many = proof | {"entries": [[name, 4] for name in names], "order": names}
    html = draw_html_of(page, many)
    assert len(html.encode()) < 50_000
    assert "p-000299" in html


def draw_html_of(page: PublishedDraw, proof: dict[str, Any]) -> str:
    wild = replace(page.drop, name="<script>alert(1)</script>")
    html = draw_html(speak("en"), replace(page, drop=wild), proof)
    assert "<script>alert" not in html
    return html


async def test_who_names_no_draw_gets_none(new_item: Any) -> None:
    scenario = await closed(new_item)
    with pytest.raises(DrawUnknown):
        await scenario.store.read(draw_by_name, "NOBODY-1")


async def test_every_answer_has_the_security_headers_404_and_405_too(new_item: Any) -> None:
    scenario = await closed(new_item, 3)
    async with served(scenario) as address, aiohttp.ClientSession() as session:
        root = address.partition("/draw/")[0]
        for method, url, status in (
            ("GET", address, 200),
            ("GET", f"{address}.json", 200),
            ("GET", f"{root}/page/draw.js", 200),
            ("GET", f"{root}/health/live", 200),
            ("GET", f"{address}9", 404),
            ("GET", f"{root}/nothing", 404),
            ("POST", address, 405),
        ):
            async with session.request(method, url) as answer:
                assert answer.status == status, url
                assert SECURITY_HEADERS.items() <= dict(answer.headers).items(), url


async def test_a_failing_page_has_the_headers_and_is_made_anew(new_item: Any) -> None:
    scenario = await closed(new_item, 3)
    tries: list[int] = []

    def break_once(proof: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError
        return proof

    async with served(scenario, break_once) as address:
        status, _, headers = await got(address)
        assert status == 500
        assert SECURITY_HEADERS.items() <= dict(headers).items()
        assert (await got(address))[0] == 200


async def test_many_readers_cost_one_look_and_who_has_the_page_gets_304(new_item: Any) -> None:
    scenario = await closed(new_item, 3)
    looks: list[str] = []
    async with served(scenario, lambda proof: looks.append("") or proof) as address:
        answers = await asyncio.gather(*(got(address) for _ in range(20)))
        assert {status for status, _, _ in answers} == {200}
        assert len(looks) == 1
        etag = answers[0][2]["ETag"]
        async with (
            aiohttp.ClientSession() as session,
            session.get(address, headers={"If-None-Match": etag, "Accept-Language": "en"}) as answer,
        ):
            assert (answer.status, await answer.read(), answer.headers["ETag"]) == (304, b"", etag)
        status, _, headers = await got(address, "ms")
        assert (status, headers["ETag"] != etag, headers["Vary"]) == (200, True, "Accept-Language, Cookie")


async def test_a_page_is_kept_for_its_seconds_and_the_newest_few_are_kept() -> None:
    now, made = [0.0], []

    async def make() -> Any:
        made.append(now[0])
        return cached_page("x", "text/html")

    cache = PageCache(10, 2, lambda: now[0])
    for at in (0.0, 9.9, 10.0):
        now[0] = at
        await cache.get("a", make)
    assert made == [0.0, 10.0]
    for key in ("b", "c", "a"):
        await cache.get(key, make)
    assert len(made) == 5, "the oldest was dropped and is made anew"


async def test_what_is_not_there_is_looked_for_once() -> None:
    made = []

    async def make() -> None:
        made.append(1)

    cache = PageCache(10, 2)
    assert [await cache.get("a", make) for _ in range(3)] == [None] * 3
    assert made == [1]
