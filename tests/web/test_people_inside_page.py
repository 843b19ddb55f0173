"""The public board of an alley: the number of now, whether there is room, and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser
from sqlmodel import Session

from locales.languages import CODES
from locales.say import speak
from market.gate.people_inside import add_people, public_people_inside
from storage.alley import Alley
from storage.kiosk import KioskDevice
from storage.store import Store
from tests.market.ticket.conftest import NOW, add_market
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, got, served
from tests.web.test_shop_window import shown
from web.parts.public_page import PageSource
from web.people_inside_page import add_people_inside_page

HOSTILE = "</title><script>alert(1)</script>{{7*7}}\u202e"


@asynccontextmanager
async def board(store: Store) -> AsyncIterator[str]:
    async def load(code: str) -> Any:
        return await store.read(public_people_inside, code, NOW)

    source = PageSource(site=SITE, load=load, now=lambda: NOW)
    async with served(lambda app: add_people_inside_page(app, source)) as address:
        yield address


async def fill(store: Store, entered: int, limit: int | None = None, **alley: Any) -> None:
    def write(session: Session) -> None:
        add_market(session)
        session.flush()
        row = session.get_one(Alley, 1)
        row.people_limit = limit
        for name, value in alley.items():
            setattr(row, name, value)
        session.add(KioskDevice(id=9, alley_id=1, name="x", public_key="ab" * 32, made_at=NOW, seen_at=NOW))
        session.flush()
        if entered:
            add_people(session, (9, 1, NOW), entered=entered)

    await store.write(write)


@pytest.mark.parametrize(
    ("entered", "limit", "words", "look"),
    [
        (0, 200, "Nobody counts tonight.", "plain"),
        (12, None, "12 people inside.", "valid"),
        (1, None, "1 person inside.", "valid"),
        (12, 200, "12 of 200 people inside. There is room.", "valid"),
        (180, 200, "180 of 200 people inside. The alley is nearly full.", "kept"),
        (1200, 1200, "1,200 of 1,200 people inside. The alley is full. Please wait outside", "void"),
        (230, 200, "230 of 200 people inside. The alley is full.", "void"),
    ],
)
async def test_it_says_how_many_and_whether_there_is_room(
    store: Store, entered: int, limit: int | None, words: str, look: str
) -> None:
    await fill(store, entered, limit)
    async with board(store) as address:
        for path in ("/y/BAKAU/inside", "/Y/bakau/inside"):
            answer = await got(address + path, Accept_Language="en")
            assert answer.status == 200
            assert words in shown(answer.text)
            assert f'class="verdict {look}"' in answer.text
            assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in answer.text
            assert 'content="noindex"' in answer.text


async def test_an_unknown_code_leads_on(store: Store) -> None:
    await fill(store, 1)
    async with board(store) as address:
        for code in ("NONE", "%00", "x" * 500):
            answer = await got(f"{address}/y/{code}/inside", Accept_Language="en")
            assert answer.status == 404
            assert "This is no alley of this market." in answer.text


async def test_a_name_stays_text_in_each_language(store: Store) -> None:
    await fill(store, 5, 5, name=HOSTILE)
    async with board(store) as address:
        for language in CODES:
            html = (await got(f"{address}/y/BAKAU/inside?language={language}")).text
            assert "<script>alert" not in html
            assert "\u202e" not in html
            full = speak(language)("The alley is full. Please wait outside until people leave.")
            assert str(full) in html


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_cut(store: Store, browser: Browser, scheme: Any) -> None:
    await fill(store, 190, 200, name="Lorong " * 8)
    async with board(store) as address:
        for width, language in ((320, "ms"), (390, "en"), (390, "zh-CN"), (1280, "en")):
            context = await browser.new_context(
                viewport={"width": width, "height": 844}, locale=language, color_scheme=scheme
            )
            phone = await context.new_page()
            await phone.goto(f"{address}/y/BAKAU/inside")
            assert await violations(phone) == [], width
            assert await phone.evaluate("document.documentElement.scrollWidth") <= width
            await context.close()
