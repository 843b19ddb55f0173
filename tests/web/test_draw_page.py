"""The page of a draw: readable without a script, and recomputed by one in a real Chromium."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import replace
from typing import Any, Literal

import aiohttp
import pytest
from playwright.async_api import Page

from market.draw.proof import Chance, root
from market.draw.published_draw import NamedDraw, draw_by_name, proof_file
from market.draw.refusals import DrawUnknown
from storage.store import Store
from tests.journeys.harness import without_bidi_marks
from tests.market.draw.test_draw import closed, decided, draw_of
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario, new_item
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, asked, got, served
from web import draw_page
from web.draw_page import add_draw_page, draw_html
from web.security_headers import FORM_POLICY, SECURITY_HEADERS

__all__ = ["new_item"]


@asynccontextmanager
async def served_draw(scenario: ItemScenario, change: Any = None) -> AsyncIterator[str]:
    """The address of the page of a draw; `change` may tamper with what is published."""

    async def load(name: str) -> NamedDraw:
        named = await scenario.store.read(draw_by_name, name)
        return named if change is None else replace(named, proof=change(deepcopy(named.proof)))

    async with served(lambda app: add_draw_page(app, SITE, load)) as address:
        yield f"{address}/draw/{(await draw_of(scenario)).name}"


async def test_an_open_draw_shows_its_commitment_and_nothing_of_its_secret(new_item: Any) -> None:
    scenario = await new_item(policy="draw", draws_at=NOW + HOUR)
    await scenario.sweep()
    draw = await draw_of(scenario)
    async with served_draw(scenario) as address:
        page = await got(address)
        assert page.status == 200
        assert draw.commitment in page.text
        assert draw.secret not in page.text
        assert "<form" not in page.text, "there is no list yet"
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        for nothing in (".json", "9", "9.json", "%00"):
            missing = await got(f"{address}{nothing}", Accept_Language="ms")
            assert missing.status == 404
            assert "Tiada cabutan ini di pasar ini." in missing.text
            assert 'href="/"' in missing.text, "it leads on"


async def test_a_closed_draw_has_its_list_and_a_drawn_one_its_numbers(
    new_item: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draw_page, "FRESH_SECONDS", 0)
    scenario = await closed(new_item, 7)
    async with served_draw(scenario) as address:
        html = (await got(address)).text
        draw = await draw_of(scenario)
        assert draw.secret in html
        assert "7 joined for 2" in html
        assert "The result comes" in html
        assert f"Entry {await first_entry(scenario)} is in the list." in without_bidi_marks(
            (await got(f"{address}?entry={await first_entry(scenario)}")).text
        )
        scenario.now += HOUR
        await scenario.sweep()
        html = (await got(address)).text
        document = json.loads((await got(f"{address}.json")).text)
    assert document == await scenario.store.read(proof_file, scenario.item)
    assert rows_of(html) == [*enumerate(document["order"], 1)]
    assert '<p class="verdict valid">2 of 7 were drawn.</p>' in html
    drawn, _, rest = html.partition('class="line"')
    assert [number for number, _ in rows_of(drawn)] == [1, 2]
    assert [number for number, _ in rows_of(rest)] == [3, 4, 5, 6, 7]


async def first_entry(scenario: ItemScenario) -> str:
    return str((await scenario.store.read(proof_file, scenario.item))["entries"][0][0])


def rows_of(html: str) -> list[tuple[int, str]]:
    """Numbers and entries of the rows of a page, in its order."""
    found = re.findall(r'<td class="number">(\d+)</td><td>([^<]+)</td>', html)
    return [(int(number), entry) for number, entry in found]


async def test_somebody_finds_their_entry_however_they_write_it(new_item: Any) -> None:
    scenario = await decided(new_item, 7)
    order = (await scenario.store.read(proof_file, scenario.item))["order"]
    async with served_draw(scenario) as address:
        for typed, said in (
            (order[1], f"Entry {order[1]}: number 2, drawn."),
            (order[1].lower().removeprefix("p-"), f"Entry {order[1]}: number 2, drawn."),
            (f"%20{order[4].upper()}%20", f"Entry {order[4]}: number 5, not drawn."),
            ("%3Cb%3E", "“&lt;b&gt;” is not in this list. Look at it again: an entry looks like p-7KQ2."),
            ("x" * 5000, "is not in this list."),
        ):
            page = await got(f"{address}?entry={typed}")
            assert said in without_bidi_marks(page.text)
            assert page.text.count('class="chosen"') == said.startswith("Entry")
        assert "form-action 'self'" in page.headers["Content-Security-Policy"]
        assert "not in this list" not in (await got(f"{address}?entry=%20")).text


async def test_who_was_passed_over_stands_below_the_line_under_their_number(new_item: Any) -> None:
    """Where units did not fit, a later number was drawn before an earlier one."""
    scenario = await decided(new_item, 5)
    named = await scenario.store.read(draw_by_name, (await draw_of(scenario)).name)
    html = draw_html(asked(), SITE, replace(named, drawn=frozenset({1, 3})))
    assert [number for number, _ in rows_of(html)] == [1, 3, 2, 4, 5]
    assert rows_of(html.partition('class="line"')[2])[0][0] == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_draw_that_nobody_joined_claims_no_numbers(new_item: Any, store: Store) -> None:
    scenario = await decided(new_item, 0)
    html = draw_html(asked(), SITE, await store.read(draw_by_name, (await draw_of(scenario)).name))
    assert "were drawn" not in html
    assert "<table" not in html


async def test_a_hidden_drop_has_no_page(new_item: Any) -> None:
    scenario = await closed(new_item)
    await scenario.change(hidden_at=scenario.now)
    async with served_draw(scenario) as address:
        assert (await got(address)).status == 404


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
    async with served_draw(scenario) as address:
        await page.goto(address)
        await verdict.wait_for()
        assert await verdict.get_attribute("data-verdict") == "follows"
        assert "the order matches the published data" in await verdict.inner_text()
    for change in (swap, forge):
        async with served_draw(scenario, change) as address:
            await page.goto(address)
            await verdict.wait_for()
            assert await verdict.get_attribute("data-verdict") == "fails"
            assert "does NOT match" in await verdict.inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_an_entry_is_found_without_a_script_and_axe_finds_nothing(
    page: Page,
    new_item: Any,
    store: Store,
    scheme: Literal["light", "dark"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(draw_page, "ROWS", 20)
    scenario = await decided(new_item, 30)
    order = (await store.read(proof_file, scenario.item))["order"]
    await page.emulate_media(color_scheme=scheme)
    await page.route("**/draw.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    async with served_draw(scenario) as address:
        for width in (320, 390, 1280):
            await page.set_viewport_size({"width": width, "height": 844})
            await page.goto(address)
            await page.get_by_label("Your entry").fill(order[24].lower())
            await page.keyboard.press("Enter")
            await page.locator("tr.chosen").wait_for()
            assert f"Entry {order[24]}: number 25, not drawn." in without_bidi_marks(await page.content())
            await page.locator("summary").click()
            assert await violations(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await page.get_by_role("link", name="Previous").click()
        await page.get_by_text("Page 1 of 2.").wait_for()
        assert await page.locator("tbody td.number").count() == 20


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_page_of_very_many_stays_small_and_all_of_them_are_reached(
    new_item: Any, store: Store
) -> None:
    scenario = await decided(new_item, 30)
    named = await store.read(draw_by_name, (await draw_of(scenario)).name)
    assert named.proof is not None
    names = [f"p-{n:06}" for n in range(1050)]
    wild = replace(named.published, drop=replace(named.published.drop, name="<script>alert(1)</script>"))
    many = replace(
        named, published=wild, proof=named.proof | {"entries": [[name, 4] for name in names], "order": names}
    )
    reached: list[str] = []
    for page in range(1, 12):
        html = draw_html(asked(page=str(page)), SITE, many)
        assert len(html.encode()) < 25_000
        assert "<script>alert" not in html
        reached += [entry for _, entry in rows_of(html)]
    assert reached == names
    for nonsense, shown in (("0", 100), ("12", 50), ("-1", 100), ("x", 100), ("９", 100), ("9" * 64, 50)):
        assert len(rows_of(draw_html(asked(page=nonsense), SITE, many))) == shown


async def test_who_names_no_draw_gets_none(new_item: Any) -> None:
    scenario = await closed(new_item)
    with pytest.raises(DrawUnknown):
        await scenario.store.read(draw_by_name, "NOBODY-1")


async def test_every_answer_has_the_security_headers_404_and_405_too(new_item: Any) -> None:
    scenario = await closed(new_item, 3)
    async with served_draw(scenario) as address, aiohttp.ClientSession() as session:
        root = address.partition("/draw/")[0]
        with_form = SECURITY_HEADERS | {
            "Content-Security-Policy": FORM_POLICY,
            "Referrer-Policy": "same-origin",
        }
        for method, url, status in (
            ("GET", address, 200),
            ("GET", f"{root}/page/draw.js", 200),
            ("GET", f"{address}9", 404),
            ("GET", f"{root}/nothing", 404),
            ("POST", address, 405),
        ):
            async with session.request(method, url) as answer:
                assert answer.status == status, url
                headers = with_form if (method, url) == ("GET", address) else SECURITY_HEADERS
                assert headers.items() <= dict(answer.headers).items(), url


async def test_a_failing_page_has_the_headers_and_is_made_anew(new_item: Any) -> None:
    scenario = await closed(new_item, 3)
    tries: list[int] = []

    def break_once(proof: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError
        return proof

    async with served_draw(scenario, break_once) as address:
        failed = await got(address)
        assert failed.status == 500
        assert SECURITY_HEADERS.items() <= failed.headers.items()
        assert (await got(address)).status == 200


async def test_many_readers_cost_one_look_and_who_has_the_page_gets_304(new_item: Any) -> None:
    scenario = await closed(new_item, 3)
    looks: list[str] = []
    async with served_draw(scenario, lambda proof: looks.append("") or proof) as address:
        answers = await asyncio.gather(*(got(f"{address}?entry={n % 3}") for n in range(20)))
        assert {answer.status for answer in answers} == {200}
        assert len(looks) == 1
        etag = answers[0].headers["Etag"]
        again = await got(f"{address}?entry=0", If_None_Match=etag)
        assert (again.status, again.text, again.headers["Etag"]) == (304, "", etag)
        assert again.headers["Content-Security-Policy"] == FORM_POLICY, "a browser takes it from here"
        malay = await got(f"{address}?entry=0", Accept_Language="ms")
        assert (malay.status, malay.headers["Etag"] != etag) == (200, True)
        assert malay.headers["Vary"] == "Accept-Language, Cookie"
