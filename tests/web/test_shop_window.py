"""The pages of the market, an alley, a stall and a drop, and the order card: words, sizes, languages, and what cannot break out of them."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, Page
from sqlmodel import Session

from locales.languages import CODES
from market.drop.browse import drop_by_code
from market.public_market import public_alley, public_market, public_stall
from storage.drop import Drop, DropTag, Item
from storage.stall import Stall
from storage.store import Store
from tests.market.waitlist.conftest import HOUR, NOW, add_drop
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, Answer, got, served
from web.alley_page import add_alley_page
from web.drop_page import add_drop_page
from web.market_page import add_market_page
from web.order_page import add_order_page
from web.parts.public_page import PageSource
from web.stall_page import add_stall_page

DAY = timedelta(days=1)
HOSTILE = "</script><script>alert(1)</script><b>&\"' {{7*7}} \u202eرمز 🍜"
PATHS = ("/", "/y/BAKAU", "/s/ROS", "/s/ROS/order", "/d/KUIH")


@asynccontextmanager
async def shop(store: Store) -> AsyncIterator[str]:
    """The address of the pages on a store at NOW."""

    def now() -> Any:
        return NOW

    def source(load: Any) -> PageSource[Any]:
        return PageSource(site=SITE, load=load, now=now)

    stalls = source(lambda code: store.read(public_stall, code, NOW))
    async with served(
        lambda app: add_market_page(app, source(lambda _: store.read(public_market, NOW))),
        lambda app: add_alley_page(app, source(lambda code: store.read(public_alley, code, NOW))),
        lambda app: add_stall_page(app, stalls),
        lambda app: add_order_page(app, stalls),
        lambda app: add_drop_page(app, source(lambda code: store.read(drop_by_code, code))),
    ) as address:
        yield address


def change(session: Session, table: Any, key: int, **values: Any) -> None:
    row = session.get_one(table, key)
    for name, value in values.items():
        setattr(row, name, value)


async def page(address: str, path: str, language: str = "en") -> Answer:
    answer = await got(address + path, Accept_Language=language)
    assert answer.status == 200, path
    return answer


def shown(html: str) -> str:
    """A page without tags, invisible marks and doubled spaces."""
    text = re.sub(r"<[^>]*>", " ", re.sub(r"<(script|head).*?</\1>", "", html, flags=re.DOTALL))
    return re.sub(r"\s+", " ", text.replace("\u2068", "").replace("\u2069", ""))


async def test_what_is_left_and_sold_out_is_said_on_every_page(store: Store) -> None:
    drop, item = await store.write(add_drop, code="KUIH", per_person=4)
    async with shop(store) as address:
        for path in ("/", "/y/BAKAU", "/s/ROS", "/d/KUIH"):
            assert "10 of 10 left" in shown((await page(address, path)).text), path
        await store.write(change, Item, item, booked=10)
    async with shop(store) as address:
        for path in ("/", "/y/BAKAU", "/s/ROS", "/d/KUIH"):
            text = shown((await page(address, path)).text)
            assert "All 10 are taken." in text, path
            assert "RM8.50" in text, path
    assert drop


async def test_a_menu_has_each_item_with_allergens_and_sold_out_marked(store: Store) -> None:
    drop, item = await store.write(add_drop, code="KUIH")

    def more(session: Session) -> None:
        session.add(
            Item(drop_id=drop, name="onde", unit="box", price=700, quantity=3, booked=3, allergens="peanuts")
        )
        session.add(DropTag(drop_id=drop, tag="halal"))
        session.get_one(Item, item).quantity = 12

    await store.write(more)
    async with shop(store) as address:
        menu = (await page(address, "/s/ROS")).text
        assert "Allergens, says the stall: peanuts." in shown(menu)
        assert re.search(r'class="sold">\s*<div class="row"><span>\u2068?onde', menu)
        assert "12 left" in shown(menu)
        assert "#halal, says the stall" in shown((await page(address, "/d/KUIH")).text)


async def test_pages_are_in_the_readers_language_and_each_is_small_and_without_scripts_of_its_own(
    store: Store,
) -> None:
    def many(session: Session) -> None:
        for number in range(40):
            drop, _ = add_drop(session, code=f"M{number}", per_person=2)
            for kind in range(4):
                session.add(
                    Item(
                        drop_id=drop,
                        name=f"kuih {kind} " + "lapis " * 5,
                        unit="box",
                        price=900,
                        quantity=5,
                        allergens="egg, milk, nuts",
                    )
                )
        add_drop(session, code="KUIH")

    await store.write(many)
    async with shop(store) as address:
        for path in PATHS:
            for language in CODES:
                answer = await page(address, path, language.replace("_", "-"))
                assert f'<html lang="{language.replace("_", "-")}">' in answer.text
                assert len(answer.text.encode()) < 50_000, (path, len(answer.text.encode()))
                assert not re.findall(r"<script(?! type=\"(?:module|application/ld\+json)\")", answer.text)
                assert " on" + "click" not in answer.text


async def test_names_and_words_stay_text(store: Store) -> None:
    drop, item = await store.write(add_drop, code="KUIH", words=HOSTILE)
    await store.write(change, Item, item, name=HOSTILE[:60], allergens=HOSTILE[:70])
    await store.write(change, Stall, 1, name=HOSTILE[:60], words=HOSTILE)
    await store.write(change, Drop, drop, name=HOSTILE[:60])
    async with shop(store) as address:
        for path in PATHS:
            html = (await page(address, path)).text
            assert "<script>alert" not in html, path
            assert "<b>&" not in html, path
            assert "\u202e" not in shown(html), path
            assert not re.search(r"\b49\b", html) or "{{7*7}}" in html, path
            for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL):
                assert json.loads(data)["@context"] == "https://schema.org"


async def test_other_apps_get_the_picture_and_search_engines_the_event(store: Store) -> None:
    await store.write(add_drop, code="KUIH", words="Steamed today")
    async with shop(store) as address:
        html = (await page(address, "/d/KUIH")).text
    assert f'<meta property="og:image" content="{SITE.public_url}/d/KUIH.jpg">' in html
    assert "10 of 10 left" in html.split("<body>")[0]
    found: Any = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    event = json.loads(found[1])
    assert (event["@type"], event["offers"][0]["price"], event["offers"][0]["priceCurrency"]) == (
        "Event",
        "8.50",
        "MYR",
    )
    assert event["startDate"] == (NOW + 80 * HOUR).isoformat()


async def test_a_reader_who_has_the_page_gets_304_until_something_changes(store: Store) -> None:
    _, item = await store.write(add_drop, code="KUIH")
    async with shop(store) as address:
        tag = (await page(address, "/s/ROS")).headers["ETag"]
        assert (await got(f"{address}/s/ROS", If_None_Match=tag)).status == 304
    await store.write(change, Item, item, booked=1)
    async with shop(store) as address:
        assert (await got(f"{address}/s/ROS", If_None_Match=tag)).status == 200


@pytest.mark.parametrize(
    "path",
    ["/y/NONE", "/s/NONE", "/s/NONE/order", "/d/NONE", "/y/%00", "/s/%F0%9F%8D%9C", "/s/" + "A" * 3000],
)
async def test_unknown_codes_lead_to_the_market(store: Store, path: str) -> None:
    await store.write(add_drop, code="KUIH")
    async with shop(store) as address:
        answer = await got(address + path, Accept_Language="ms")
        assert answer.status == 404
        assert 'href="/"' in answer.text
        assert '<html lang="ms">' in answer.text


@pytest.mark.parametrize(
    ("state", "label"), [("published", "Join in Telegram"), ("cancelled", "Open in Telegram")]
)
async def test_only_a_drop_that_can_be_joined_asks_to_join(store: Store, state: str, label: str) -> None:
    await store.write(add_drop, code="KUIH", state=state)
    async with shop(store) as address:
        assert label in (await page(address, "/d/KUIH")).text


async def test_a_stall_and_an_alley_without_drops_say_so(store: Store) -> None:
    await store.write(
        add_drop, code="KUIH", opens_at=NOW - 3 * DAY, starts_at=NOW - 2 * DAY, ends_at=NOW - DAY
    )
    async with shop(store) as address:
        for path in ("/y/BAKAU", "/s/ROS", "/s/ROS/order"):
            assert "Nothing is planned" in (await page(address, path)).text, path


@pytest.mark.feature("X16")
async def test_an_order_is_shown_in_the_stalls_language_with_the_readers_beneath(store: Store) -> None:
    drop, item = await store.write(add_drop, code="KUIH")
    await store.write(change, Item, item, loan_deposit=200)
    async with shop(store) as address:
        card = await page(address, f"/s/ROS/order?i{item}=2", "zh")
        text = shown(card.text)
        assert "Pelanggan ini mahu:" in text
        assert "这位客人要：" in text
        assert text.index("Pelanggan ini mahu:") < text.index("这位客人要：")
        assert "2 × Kuih lapis, kuih lapis" in text or "2 × kuih lapis" in text
        assert "RM21.00" in text, "with the packaging"
        assert "form-action 'self'" in card.headers["Content-Security-Policy"]
        assert 'value="2"' in card.text
        assert f"i{item}=2&amp;language=ms" in card.text, "the order stays when the language changes"
    assert drop


@pytest.mark.parametrize("value", ["-1", "0", "", "1e3", "٣", "99999999", "two", "0x10", "1 ", "\u0000"])
async def test_nonsense_is_not_ordered(store: Store, value: str) -> None:
    _, item = await store.write(add_drop, code="KUIH")
    async with shop(store) as address:
        text = shown((await page(address, f"/s/ROS/order?i{item}={quote(value)}&i99999=4&ix=2&i=3")).text)
        assert "would like" not in text


async def test_more_than_can_be_carried_is_cut(store: Store) -> None:
    _, item = await store.write(add_drop, code="KUIH")
    async with shop(store) as address:
        assert "99 × " in shown((await page(address, f"/s/ROS/order?i{item}=5000")).text)


async def test_only_the_order_card_may_send_a_form(store: Store) -> None:
    await store.write(add_drop, code="KUIH")
    async with shop(store) as address:
        for path in PATHS:
            policy = (await page(address, path)).headers["Content-Security-Policy"]
            assert ("form-action 'self'" in policy) == path.endswith("/order"), path
            assert ("form-action 'none'" in policy) != path.endswith("/order"), path


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_cut(store: Store, browser: Browser, scheme: Any) -> None:
    drop, item = await store.write(add_drop, code="KUIH", words="Steamed today. " * 8)

    def more(session: Session) -> None:
        session.add(
            Item(
                drop_id=drop,
                name="onde " * 8,
                unit="box",
                price=700,
                quantity=3,
                booked=3,
                allergens="peanuts",
            )
        )

    await store.write(more)
    async with shop(store) as address:
        for width, language in ((320, "ms"), (390, "en"), (390, "zh-CN"), (1280, "en")):
            context = await browser.new_context(
                viewport={"width": width, "height": 844}, locale=language, color_scheme=scheme
            )
            phone = await context.new_page()
            for path in (*PATHS, f"/s/ROS/order?i{item}=2", "/s/NONE"):
                await phone.goto(address + path)
                assert await violations(phone) == [], (path, width)
                assert await phone.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            await context.close()


@pytest.mark.browser
async def test_an_open_menu_follows_what_is_left_without_a_reload(
    store: Store, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The script fetches the page again; whoever fills a form there is left alone."""
    _, item = await store.write(add_drop, code="KUIH")
    monkeypatch.setattr("web.parts.public_page.FRESH_SECONDS", 0)
    async with shop(store) as address:
        await page.clock.install()
        await page.goto(f"{address}/s/ROS")
        assert "10 of 10 left" in await page.inner_text("main")
        await store.write(change, Item, item, booked=4)
        async with page.expect_response(f"{address}/s/ROS"):
            await page.clock.run_for(21_000)
        await page.wait_for_function("document.querySelector('main').innerText.includes('6 of 10 left')")
