"""A complaint over the wire: from the page and the map in the chat to the organisers, their answer, the board, and nothing of who complained."""

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser
from sqlmodel import col, select

from handlers.callbacks.complaint import AskLoud, ShowComplaints, TakeComplaint
from storage.alley import Alley
from storage.complaint import AlleyChange, Complaint, ComplaintKind, ComplaintPromise, ComplaintState
from tests.journeys.harness import KEN, ROS, SITI, TOM, Market, Visitor
from tests.journeys.test_office import OfficeBrowser, market, office_browser, sign_in
from tests.journeys.test_office_broadcast import FormReader
from tests.sandbox.page.page_harness import violations

__all__ = ["market"]

AGENT = "Neighbour-of-Bakau/7.5"
WORDS = "drums behind the blue gate"


@asynccontextmanager
async def neighbour(market: Market) -> AsyncIterator[OfficeBrowser]:
    """A browser without scripts and without an account."""
    headers = {"Accept-Language": "en", "User-Agent": AGENT}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), headers=headers) as session:
        yield OfficeBrowser(market.pages, session)


async def form_path(market: Market) -> str:
    """The path of the form of the first alley."""
    code = select(Alley.code).where(col(Alley.id) == 1)
    return f"/n/{await market.store.read(lambda session: session.exec(code).one())}"


async def complains(market: Market, browser: OfficeBrowser, *fields: tuple[str, str]) -> str:
    """Fill the form, send it, and return the path that follows."""
    path = await form_path(market)
    await browser.open(path)
    await browser.send(path, data=FormReader(browser.page).filled(("kind", "noise"), *fields))
    return browser.path


async def complaints(market: Market) -> list[Complaint]:
    rows = select(Complaint).order_by(col(Complaint.id))
    return [*await market.store.read(lambda session: session.exec(rows).all())]


async def english(market: Market, person: int) -> Visitor:
    visitor = market.visitor(person)
    await visitor.phone.set_language("en")
    await visitor.writes("/start")
    return visitor


@pytest.mark.feature("H06")
async def test_from_the_page_to_an_answer_that_was_not_so(market: Market) -> None:
    ken = await english(market, KEN)
    before = len(ken.phone.messages)
    async with neighbour(market) as browser:
        form = await form_path(market)
        await browser.open(form.replace("/n/", "/y/"))
        await browser.follow("Complain about the market")
        assert "We store nothing about you: no name, no address, no device." in browser.words
        own = await complains(market, browser, ("words", WORDS), ("decibels", "78"))
        assert re.fullmatch(r"/complaint/[\w-]{22}", own)
        assert "78 dB(A), App on a phone" in browser.words
        assert "Nobody has seen it yet. The organisers promise to look by" in browser.words
        assert WORDS not in browser.words, "who has the address may not be who wrote"
        assert await complains(market, browser, ("words", "once more")) == own, "one an hour from one address"
        await market.deliver()
        assert len(ken.phone.messages) == before + 1
        assert ken.reads == "Complaints about Lorong Bakau that nobody has seen. Noise: 1."
        await ken.tap("See them")
        await ken.tap("1")
        assert WORDS in ken.reads
        assert "has taken it" not in ken.reads
        await ken.tap("I have seen it")
        await browser.open(own)
        assert "An organiser has seen it. They promise an answer by" in browser.words
        await ken.tap("I take it")
        assert "Ken has taken it." in ken.reads
        await ken.tap("Answer and close")
        await ken.writes("The drums stop at nine.")
        assert ken.reads.startswith("Closed. Your answer is on the board.")
        await browser.open(own)
        assert "The answer: “The drums stop at nine”" in browser.words
        await browser.send(own, data=FormReader(browser.page).filled())
        assert (browser.status, browser.path) == (200, own)
        assert "Opened again" in browser.words
        await browser.follow("Complaints and answers")
        assert browser.path == f"{form}/board"
        assert "In 12 weeks complaints came from 1 place." in browser.words
        assert WORDS not in browser.words
    [row] = await complaints(market)
    assert (row.state, row.reopened, row.words) == (ComplaintState.REOPENED, 1, WORDS)


@pytest.mark.feature("H06")
async def test_it_is_loud_now_from_the_map(market: Market) -> None:
    ken, siti = await english(market, KEN), await english(market, SITI)
    await siti.tap(data="al:1:0:0")
    assert "It is loud now" in siti.labels
    await siti.tap("It is loud now")
    assert (
        siti.reads
        == "We will tell 1 organiser that it is loud now at Lorong Bakau. We do not store who you are."
    )
    await siti.tap("Tell the organisers")
    assert siti.reads.startswith("The organisers hear of it.")
    await market.deliver()
    told = len(ken.phone.messages)
    assert ken.reads == "Complaints about Lorong Bakau that nobody has seen. Noise: 1."
    await siti.tap(data=AskLoud(alley=1).pack())
    await siti.tap("Tell the organisers")
    await english(market, TOM)
    tom = market.visitor(TOM)
    await tom.tap(data=AskLoud(alley=1).pack())
    await tom.tap("Tell the organisers")
    await market.deliver()
    assert [row.kind for row in await complaints(market)] == [ComplaintKind.NOISE] * 2, "Siti counts once"
    assert len(ken.phone.messages) == told, "one message in ten minutes"
    market.clock.move(minutes=10, seconds=1)
    await market.app.run_jobs()
    await market.deliver()
    assert ken.reads == "Complaints about Lorong Bakau that nobody has seen. Noise: 2."
    assert await market.store.read(columns_of_people) == set()


def columns_of_people(session: Any) -> set[int]:
    """Who stands in a complaint."""
    return {*session.exec(select(Complaint.owner_id).where(col(Complaint.owner_id).is_not(None)))}


async def test_nothing_of_who_complains_is_in_a_file(market: Market) -> None:
    siti = await english(market, SITI)
    await siti.tap(data=AskLoud(alley=1).pack())
    await siti.tap("Tell the organisers")
    async with neighbour(market) as browser:
        await complains(market, browser, ("words", WORDS))
    await market.deliver()
    held = await market.store.read(lambda session: session.connection().engine.url.database)
    assert len(await complaints(market)) == 2
    told = {str(await market.person(SITI)), str(SITI), AGENT, "127.0.0.1"}
    assert not told & {*stored_complaints(held)}
    assert AGENT.encode() not in files_of(held), "neither in the file nor in its log"


def stored_complaints(file: str) -> list[str]:
    """Each value of the table but for the ids."""
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT * FROM complaint").fetchall()
    return [str(value) for _, _, *values in found for value in values]


def files_of(file: str) -> bytes:
    return b"".join(Path(file + suffix).read_bytes() for suffix in ("", "-wal"))


@pytest.mark.feature("H06")
async def test_only_who_organises_sees_and_answers(market: Market) -> None:
    ros = await english(market, ROS)
    async with neighbour(market) as browser:
        await complains(market, browser, ("words", WORDS))
    for callback in (ShowComplaints(alley=1), TakeComplaint(complaint=1)):
        await ros.tap(data=callback.pack())
        assert WORDS not in ros.reads
    async with office_browser(market) as office:
        await sign_in(market, office, ROS)
        for path in ("complaints", "changes"):
            await office.open(f"/office/alleys/1/{path}")
            assert office.status == 403
    [row] = await complaints(market)
    assert (row.state, row.owner_id) == (ComplaintState.OPEN, None)


@pytest.mark.feature("N05")
async def test_the_promise_and_a_change_of_lights_are_noted_in_the_office(market: Market) -> None:
    day = market.clock().date().isoformat()
    async with neighbour(market) as browser, office_browser(market) as office:
        await complains(market, browser)
        await sign_in(market, office, KEN)
        await office.open("/office/alleys/1")
        await office.follow("Complaints")
        assert "Noise" in office.words
        assert "…" not in office.words, "nobody has taken it"
        promise = ("acknowledge_hours", "1"), ("close_hours", "24")
        await office.send(office.path, data=FormReader(office.page).filled(*promise))
        assert "Now: 60 minutes, then 24 hours." in office.words
        await office.send(office.path, data=FormReader(office.page).filled(("close_hours", "721")))
        assert 'aria-invalid="true"' in office.page
        await office.follow("Changes of lights and hours")
        noted = ("kind", "lights"), ("day", day), ("words", "Warm lamps, hung lower")
        await office.send(office.path, data=FormReader(office.page).filled(*noted))
        assert "Warm lamps, hung lower" in office.words
        await browser.open(f"{await form_path(market)}/board")
        assert "Other lights" in browser.words
        assert "look within 60 minutes, and to answer within 24 hours more" in browser.words
        await office.send("/office/alleys/1/changes", data=FormReader(office.page).filled(("words", "")))
        for page in (office, browser):
            await page.open(page.path)
            assert "…" not in page.words, "a change may have no words"
        await office.open("/office/alleys/1/changes?remove=2")
        await office.send(office.path, data=FormReader(office.page).filled(("then", "remove")))
        await office.open("/office/alleys/1/changes?remove=1")
        await office.send(office.path, data=FormReader(office.page).filled(("then", "remove")))
        assert "No change of lights or hours is noted." in office.words
    promises = await market.store.read(lambda session: session.exec(select(ComplaintPromise)).all())
    assert [(row.acknowledge_hours, row.close_hours) for row in promises] == [(1, 24)]
    assert await market.store.read(lambda session: session.exec(select(AlleyChange)).all()) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/n/none", 404),
        ("/n/none/board", 404),
        ("/n/%00", 404),
        ("/complaint/" + "x" * 22, 404),
        ("/complaint/x", 404),
    ],
)
async def test_what_names_nothing_leads_on(market: Market, path: str, status: int) -> None:
    async with neighbour(market) as browser:
        await browser.open(path)
        assert browser.status == status
        assert 'href="/"' in browser.page


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ms", "zh-CN"])
async def test_axe_finds_nothing_and_nothing_is_cut(market: Market, browser: Browser, language: str) -> None:
    async with neighbour(market) as reader:
        own = await complains(market, reader, ("words", WORDS), ("decibels", "78"))
    form = await form_path(market)
    for width, path in ((320, form), (390, own), (320, f"{form}/board")):
        context = await browser.new_context(
            viewport={"width": width, "height": 844}, locale=language, java_script_enabled=True
        )
        page = await context.new_page()
        await page.goto(market.pages + path)
        assert await violations(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
        await context.close()
