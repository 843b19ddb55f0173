"""Hostile files at every door where people send files: each is answered in words, the process stays small, and nobody else waits."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlmodel import Session

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from bot.file_reader.child import SCANNED_PIXELS
from handlers.callbacks.counter import AskCounterPhoto
from handlers.callbacks.deposit import AskPayee, AskScreenshot
from handlers.callbacks.licence import AskDocument
from handlers.callbacks.scan import AskScan
from handlers.callbacks.start import ShowStart
from market import photo_quota
from sandbox import user_actions
from sandbox.file_store import UploadedFile, document_content
from storage.drop import Drop
from storage.inbox import SET_ASIDE_AFTER, InboxUpdate
from storage.stall import Stall
from tests.hostile_files import HostileFile, deep_pdf, hostile_files, jpeg_of_scans, png
from tests.journeys.harness import GROUP, MORE_VISITORS, TOM, Market, Visitor
from tests.journeys.test_screenshot import file, market_with_deposit, says_paid
from tests.people import person_at

SIZES = (pytest.param(30, id="a few"), pytest.param(200, id="all", marks=pytest.mark.proof))
GROWS, LONGEST_WAIT = 200 * 2**20, 2.0
"""Bytes, of a process that may have 512 MiB, and seconds."""
FAILED = "Sorry, that did not work"
Door = Callable[[Visitor], Awaitable[object]]


@pytest.fixture
async def market(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Market]:
    """Yield a market that takes any number of photos a day, and whose own copies of them stay few."""
    for quota in ("MAX_OF_STALL", "MAX_OF_PERSON"):
        monkeypatch.setattr(photo_quota, quota, 1000)
    async with market_with_deposit(sqlite_url) as market:
        market.sandbox.telegram.files.total = 20_000_000
        yield market


def content_of(market: Market, data: bytes, name: str, *, as_photo: bool) -> dict[str, Any]:
    """Return a file as a message has it, or as a photo, though Telegram would never make a photo of it."""
    document = document_content(market.sandbox.telegram.files.add("document", UploadedFile(name, data)))
    if not as_photo:
        return {"document": document}
    known = {key: document[key] for key in ("file_id", "file_unique_id", "file_size")}
    return {"photo": [{**known, "width": 90, "height": 90}]}


async def sent(market: Market, visitor: Visitor, hostile: HostileFile, *, as_photo: bool) -> str:
    """Send a file; return what the bot answers."""
    answers = len(visitor.answers)
    await visitor.send(**content_of(market, hostile.data, hostile.name, as_photo=as_photo))
    assert len(visitor.answers) > answers, f"{hostile.kind} was not answered"
    return visitor.reads


async def doors(market: Market) -> list[tuple[Visitor, Door]]:
    """Return who sends a file where, and what opens the door."""
    aina, ros, tom = (market.visitor(each) for each in (AINA.id, ROS.id, TOM))
    deposit = await says_paid(market, aina)
    stall = await market.change(lambda session: session.get_one(Drop, market.town.kuih_lapis).stall_id)

    async def licence(visitor: Visitor) -> None:
        await visitor.tap(data=AskDocument(stall=stall).pack())

    def tapped(data: str) -> Door:
        return lambda visitor: visitor.tap(data=data)

    return [
        (ros, licence),
        (ros, tapped(ShowStart().pack())),
        (aina, tapped(AskScreenshot(deposit=deposit).pack())),
        (ros, tapped(AskCounterPhoto().pack())),
        (tom, tapped(AskScan().pack())),
        (ros, tapped(AskPayee().pack())),
    ]


@asynccontextmanager
async def tapping(market: Market, person: int, waits: list[float]) -> AsyncIterator[None]:
    """Let somebody tap all the while, and note how long each answer takes."""

    async def tap() -> None:
        phone = market.sandbox.person(person)
        while True:
            began = monotonic()
            assert await phone.tap(data=ShowStart().pack(), timeout=30) is not None
            waits.append(monotonic() - began)
            await asyncio.sleep(0.05)

    task = asyncio.create_task(tap())
    yield
    assert not task.done(), task.exception()
    task.cancel()


def resident() -> int:
    """Return the bytes of memory that this process has: Lorong, the pretended Telegram and the test."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


@pytest.mark.parametrize("count", SIZES)
async def test_each_is_answered_in_words_and_nobody_else_waits(market: Market, count: int) -> None:
    await market.visitor(KEN.id).writes("/start")
    open_doors, waits, files = await doors(market), list[float](), [*hostile_files(count)]
    before = largest = resident()
    async with tapping(market, KEN.id, waits):
        for number, hostile in enumerate(files):
            place = 0 if hostile.name.endswith("pdf") else number % len(open_doors)
            visitor, opens = open_doors[place]
            await opens(visitor)
            takes_files = place in (0, 2)
            words = await sent(market, visitor, hostile, as_photo=not (takes_files and number % 2 == 0))
            assert words, hostile.kind
            assert not words.startswith(FAILED), f"{hostile.kind} at door {place}: {words}"
            largest = max(largest, resident())
    assert max(waits) < LONGEST_WAIT, f"of {len(waits)} taps one took {max(waits):.1f} s"
    assert largest - before < GROWS
    print(
        f"{len(waits)} taps, the longest {max(waits):.2f} s; {before >> 20} MiB before, {largest >> 20} at most"
    )


async def test_the_slow_photos_of_six_people_do_not_keep_a_seventh_waiting(market: Market) -> None:
    """Each is as slow as a photo may be."""
    telegram = market.sandbox.telegram
    *six, last = (market.visitor(each.id) for each in MORE_VISITORS[:7])
    for visitor in (*six, last):
        await visitor.writes("/scan")
    slow = content_of(market, jpeg_of_scans(SCANNED_PIXELS // 5000**2, 5000, 5000), "slow.jpg", as_photo=True)
    for visitor in six:
        sender = telegram.user(visitor.id)
        user_actions.write_message(telegram, telegram.first_account, sender, content=slow)
    answers, began = len(last.answers), monotonic()
    await last.phone.photo(png(90, 90, 8))
    while len(last.answers) == answers:
        assert monotonic() - began < 20
        await asyncio.sleep(0.02)
    assert last.reads.startswith("No QR code found"), "it was opened"
    await market.until_idle()


async def test_only_the_owner_who_was_asked_for_a_document_has_a_pdf_downloaded(market: Market) -> None:
    aina, ros, tom = (market.visitor(each) for each in (AINA.id, ROS.id, TOM))
    deposit = await says_paid(market, aina)
    stall = await market.change(lambda session: session.get_one(Drop, market.town.kuih_lapis).stall_id)
    ask = AskDocument(stall=stall).pack()
    assert (await tom.tap(data=ask)).text
    await file(market, tom, "licence.pdf", deep_pdf(9))
    await file(market, ros, "licence.pdf", deep_pdf(9))
    await aina.tap(data=AskScreenshot(deposit=deposit).pack())
    await file(market, aina, "transfer.pdf", deep_pdf(9))
    assert aina.reads.startswith("We cannot read that picture")
    await ros.tap(data=ask)
    await market.change(_sold, stall, AINA.id)
    await file(market, ros, "licence.pdf", deep_pdf(9))
    assert ros.reads.startswith("Only the stall can do this")
    assert downloads(market) == 0
    await market.change(_sold, stall, ROS.id)
    await ros.tap(data=ask)
    await file(market, ros, "licence.pdf", deep_pdf(100_000))
    assert ros.reads.startswith("We could not open this file")
    assert "Send a photo or a PDF of your licence here" in ros.reads, "it is asked for again"
    assert downloads(market) == 1


async def test_whoever_lost_the_right_has_no_photo_downloaded(market: Market) -> None:
    ros = market.visitor(ROS.id)
    stall = await market.change(lambda session: session.get_one(Drop, market.town.kuih_lapis).stall_id)
    for data in (AskCounterPhoto().pack(), AskPayee().pack()):
        await ros.tap(data=data)
        await market.change(_sold, stall, AINA.id)
        await ros.phone.photo(png(90, 90))
        await market.until_idle()
        assert ros.reads.startswith("Only the stall can do this"), data
        await market.change(_sold, stall, ROS.id)
    assert downloads(market) == 0


def _sold(session: Session, stall: int, owner: int) -> None:
    session.get_one(Stall, stall).owner_id = person_at(session, owner)


def downloads(market: Market) -> int:
    return sum(call.method == "getFile" for call in market.sandbox.calls)


@pytest.mark.parametrize(
    ("content", "language", "told"),
    [
        ({"document": {}}, "en", "We could not open the file that you sent. Please send a screenshot"),
        ({"photo": []}, "ms", "Kami tidak dapat membuka fail yang anda hantar. Sila hantar"),
        ({"text": "hi"}, "zh-hans", "你发来的一项内容我们没能答复，也不再重试了。请换个方式"),
    ],
)
async def test_whoever_sent_what_is_set_aside_is_told_so_once_and_never_in_a_group(
    market: Market, content: dict[str, Any], language: str, told: str
) -> None:
    """It ended processes until the last one."""
    tom = market.visitor(TOM)
    sender = {"id": TOM, "is_bot": False, "first_name": "Tom", "language_code": language}
    for update, chat in (
        (10**6, {"id": TOM, "type": "private"}),
        (10**6 + 1, {"id": GROUP, "type": "group"}),
    ):
        body = json.dumps({"update_id": update, "message": {"from": sender, "chat": chat, **content}})
        row = InboxUpdate(
            update_id=update, sender=TOM, body=body, received_at=market.clock(), starts=SET_ASIDE_AFTER
        )
        await market.change(Session.add, row)
    answers = len(tom.answers)
    await market.close()
    await market.open()
    async with asyncio.timeout(20):
        while len(tom.answers) == answers:  # noqa: ASYNC110 - nobody says when
            await asyncio.sleep(0.01)
    assert tom.reads.startswith(told)
    await market.close()
    await market.open()
    await tom.writes("/start")
    assert len(tom.answers) == answers + 2
    assert market.calls("sendMessage", person=GROUP) == []
