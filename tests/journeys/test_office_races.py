"""The office where two do the same at once, a process is killed under what was sent, or a right is lost while a page is open; on both databases."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from time import monotonic

import aiohttp
import pytest
from sqlmodel import Session, col, func, select

from market.actor import Actor
from market.organiser.notifications import StallApproved
from market.organiser.roles import name_organiser, remove_organiser
from market.support_notifications import SupportAnswered
from storage.audit import AuditAction, AuditEntry
from storage.notification import Notification
from storage.office import OfficeSession
from storage.stall import Stall, StallApproval
from storage.store import Store
from storage.support import SupportMessage
from tests.free_ports import free_port
from tests.journeys.harness import KEN, ROS, STORE_DEADLINE, TOM, Market
from tests.journeys.office_kills import KillPoint, OfficeProcess
from tests.journeys.test_office import ADMINS, OfficeBrowser, link_for, office_browser, rows, sign_in

ANSWER = "Behind stall 4."
LOST_WITHIN = 1.0
"""Seconds after which somebody without a role is signed out."""


def with_pages(market: Market) -> dict[str, str]:
    """Return the settings of a market with Ken as an organiser and pages at its `pages`."""
    market.pages = f"http://127.0.0.1:{free_port()}"
    bind = market.pages.removeprefix("http://")
    return {"admins": str(KEN), "public_url": market.pages, "web_bind": bind}


@pytest.fixture
async def market(closed_market_on_each: Market) -> Market:
    await closed_market_on_each.open(**with_pages(closed_market_on_each))
    for person in (KEN, TOM):
        await closed_market_on_each.visitor(person).writes("/start")
    return closed_market_on_each


@pytest.fixture
async def tom_organises(market: Market) -> int:
    """Tom's id, who is an organiser like Ken."""
    tom = await market.person(TOM)
    await market.store.write(name_organiser, await ken_of(market), tom, ADMINS, market.clock())
    return tom


async def ken_of(market: Market) -> Actor:
    return Actor(await market.person(KEN), is_configured_admin=True)


async def test_of_browsers_that_use_one_link_at_the_same_instant_one_gets_in(market: Market) -> None:
    for _ in range(3):
        link = await link_for(market, KEN)
        before = await market.store.read(sessions)
        async with office_browser(market) as one, office_browser(market) as other:
            both = one, other
            for each in both:
                await each.open(link)
            await asyncio.gather(*(each.send(link, data=each.hidden()) for each in both))
            [inside] = [each for each in both if each.path == "/office"]
            [outside] = [each for each in both if each is not inside]
            assert outside.status in (404, 409)
            assert "no longer works" in outside.words
            await outside.open("/office")
            assert outside.path == "/office/in"
            await inside.open("/office")
            assert inside.path == "/office"
        assert await market.store.read(sessions) == before + 1


def sessions(session: Session) -> int:
    return session.exec(select(func.count()).select_from(OfficeSession)).one()


@pytest.fixture
async def office_process(closed_market_on_each: Market, tmp_path: Path) -> AsyncIterator[OfficeProcess]:
    process = OfficeProcess(closed_market_on_each, tmp_path, **with_pages(closed_market_on_each))
    yield process
    await process.kill()


def approvals(session: Session) -> set[int]:
    """Return how often a stall was approved, by the log and by the messages to its owner, which are as many."""
    logged = select(func.count()).where(col(AuditEntry.action) == AuditAction.STALL_APPROVED)
    told = select(func.count()).where(col(Notification.kind) == StallApproved.kind)
    return {session.exec(logged).one(), session.exec(told).one()}


def answers(session: Session) -> set[int]:
    """Return how often a question was answered, by what is stored and by the messages to who asked."""
    stored = select(func.count()).where(col(SupportMessage.words) == ANSWER)
    told = select(func.count()).where(col(Notification.kind) == SupportAnswered.kind)
    return {session.exec(stored).one(), session.exec(told).one()}


async def until_up(office: OfficeBrowser) -> None:
    """Wait until the pages are served."""
    office.status = 0
    async with asyncio.timeout(20):
        while office.status != 200:
            with suppress(aiohttp.ClientError):
                await office.open("/health/live")
            await asyncio.sleep(0.02)


def approve(office: OfficeBrowser) -> tuple[str, dict[str, str]]:
    """Return the path and the fields that Approve sends."""
    [path] = re.findall(r'formaction="([^"]+)"[^>]*>Approve', office.page)
    return path, office.hidden()


async def killed_and_sent_again(
    market: Market, office: OfficeBrowser, process: OfficeProcess, post: tuple[str, dict[str, str]]
) -> AsyncIterator[str]:
    """Send a form under which the process dies, then the same form twice to the process after it. Yields after each what is read."""
    path, fields = post
    with pytest.raises(aiohttp.ClientError):
        await office.send(path, data=fields)
    await process.until_killed()
    yield ""
    await process.start()
    await until_up(office)
    await office.send(path, data=fields)
    assert office.status == 200
    yield office.words
    await office.send(path, data=fields)
    assert office.status == 403
    yield office.words


@pytest.mark.parametrize("point", KillPoint)
async def test_a_button_under_which_the_process_was_killed_works_once_and_its_repeat_answers_right(
    closed_market_on_each: Market, office_process: OfficeProcess, point: KillPoint
) -> None:
    market, is_stored = closed_market_on_each, point is KillPoint.STORED
    await office_process.begin(point)
    async with office_browser(market) as office:
        await until_up(office)
        await sign_in(market, office, KEN)
        await office.follow("A stall asks for approval")
        sent = killed_and_sent_again(market, office, office_process, approve(office))
        await anext(sent)
        assert await market.store.read(approvals) == {int(is_stored)}
        words = await anext(sent)
        assert ("Approved. We told the stall." in words) is not is_stored
        assert "Stop deposits" in words or "Allow deposits" in words, words
        assert await market.store.read(approvals) == {1}
        assert "sent already" in await anext(sent)
        assert await market.store.read(approvals) == {1}


@pytest.mark.parametrize("point", KillPoint)
async def test_words_under_which_the_process_was_killed_arrive_once(
    closed_market_on_each: Market, office_process: OfficeProcess, point: KillPoint
) -> None:
    market, is_stored = closed_market_on_each, point is KillPoint.STORED
    tom = market.visitor(TOM)
    await office_process.begin(point)
    async with office_browser(market) as office:
        await until_up(office)
        await tom.writes("/support")
        await tom.tap("Write a message")
        await tom.writes("Where is the toilet?")
        await sign_in(market, office, KEN)
        await office.follow("A question")
        await office.press("Answer")
        post = office.path, {**office.hidden(), "words": ANSWER}
        sent = killed_and_sent_again(market, office, office_process, post)
        await anext(sent)
        assert await market.store.read(answers) == {int(is_stored)}
        words = await anext(sent)
        assert ("Sent. We told them." in words, "Already done." in words) == (not is_stored, is_stored)
        assert "Write here" not in words, "nobody is asked for it again"
        assert await market.store.read(answers) == {1}
        assert "sent already" in await anext(sent)
        assert await market.store.read(answers) == {1}


def is_asking(session: Session) -> bool:
    """Return whether a stall still waits to be approved."""
    return session.exec(select(func.count()).where(col(Stall.state) == StallApproval.ASKED)).one() == 1


async def test_approving_while_being_removed_is_done_or_not_and_no_answer_says_otherwise(
    market: Market, tom_organises: int
) -> None:
    """Where the page after it is read when the session has ended, it says that one is not signed in, and nothing of what was done."""
    ken = await ken_of(market)
    async with office_browser(market) as office:
        await sign_in(market, office, TOM)
        await office.follow("A stall asks for approval")
        path, fields = approve(office)
        removal = market.store.write(remove_organiser, ken, tom_organises, ADMINS, market.clock())
        await asyncio.gather(office.send(path, data=fields), removal)
        is_refused = await market.store.read(is_asking)
        assert await market.store.read(approvals) == {int(not is_refused)}
        assert not (is_refused and "Approved" in office.words)
        assert is_refused or "Nothing was done" not in office.words
        await office.open("/office")
        assert office.path == "/office/in"


async def test_forms_of_an_organiser_who_was_removed_do_nothing_and_the_session_ends_within_a_second(
    market: Market, database_url: str
) -> None:
    """Ros has a stall, so she may come back; what she had open as an organiser stays refused."""
    tom, other_process = market.visitor(TOM), Store(database_url, deadline=STORE_DEADLINE)
    await market.visitor(ROS).writes("/start")
    ken, ros = await ken_of(market), await market.person(ROS)
    await market.store.write(name_organiser, ken, ros, ADMINS, market.clock())
    await tom.writes("/support")
    await tom.tap("Write a message")
    await tom.writes("Where is the toilet?")
    async with office_browser(market) as office:
        await sign_in(market, office, ROS)
        await office.follow("A stall asks for approval")
        button = approve(office)
        await office.open("/office")
        await office.follow("A question")
        await office.press("Answer")
        words = office.path, {**office.hidden(), "words": ANSWER}
        await other_process.write(remove_organiser, ken, ros, ADMINS, market.clock())
        removed_at = monotonic()
        await office.open("/office/stalls")
        assert (office.path, monotonic() - removed_at < LOST_WITHIN) == ("/office/in", True)
        await market.deliver()
        before = await rows(market)
        for path, fields in (button, words):
            await office.send(path, data=fields)
            assert (office.status, "no longer have a role here" in office.words) == (403, True)
        assert await rows(market) == before
        await sign_in(market, office, ROS)
        before = await rows(market)
        for path, fields in (button, words):
            await office.send(path, data=fields)
            assert "Only an organiser can do this" in office.words
        assert await rows(market) == before
        assert await market.store.read(is_asking)
    await other_process.close()
