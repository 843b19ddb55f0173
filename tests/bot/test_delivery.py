"""Delivery: what becomes of a letter by what Telegram answers, over the real wire of the sandbox."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiogram import Bot as Listener
from aiohttp import web
from markupsafe import Markup
from sqlalchemy.exc import OperationalError

from bot.answering import Answers
from bot.delivery import SAID, Delivery
from bot.pace import Pace
from bot.pictures import Pictures
from bot.wire import Wire
from handlers.letters import NOTICES
from handlers.ui.screen import Picture, Screen
from locales.say import Say
from market.hand import Due
from market.mailbox import Fate, Lane
from market.refusal import BroadcastPaused
from sandbox import Bot, Fault, Group, Person, Sandbox
from scheduler.mailbox import Outcome, TryLater
from storage.store import Store

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
TOM, SITI, GROUP = 4003, 4001, -5001
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
PLATE = Picture("plate:lantern:1", plate="lantern", seed=1)

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = only_sqlite


class Line:
    """A delivery and a listener that share one pace, on a sandbox."""

    def __init__(self, store: Store, sandbox: Sandbox, address: str) -> None:
        self.store, self.sandbox, self.pace = store, sandbox, Pace()
        self.pictures = Pictures(store, 7000000001, str)
        self.delivery = Delivery(store, self.pictures, TOKEN, address, self.pace, "lorong_demo_bot")
        self.wire = Wire(address, self.pace)
        self.listener = Listener(TOKEN, session=self.wire)

    async def send(self, person: int = TOM, lane: Lane = Lane.BOOKING, notice: str = "Any") -> Outcome:
        return await self.delivery.deliver(Due(1, person, notice, {}, NOW, "en", int(lane)))

    def read(self, person: int = TOM) -> list[str]:
        return [message.text for message in self.sandbox.person(person).messages if message.by_bot]


@pytest.fixture
async def line(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    async def said(*_: object) -> Screen:
        return Screen(Markup("Hello"))

    async def pictured(*_: object) -> Screen:
        return Screen(Markup("Hello"), picture=PLATE)

    monkeypatch.setitem(NOTICES, "Any", said)
    monkeypatch.setitem(NOTICES, "Pictured", pictured)
    monkeypatch.setattr("bot.delivery.PATIENCE", 0.5)
    sandbox = Sandbox(
        [Bot(7000000001, TOKEN, "lorong_demo_bot", "Lorong")],
        [Person(TOM, "Tom"), Person(SITI, "Siti")],
        [Group(GROUP, "Lorong Bakau", [TOM])],
        limits=False,
    )
    async with sandbox.serve() as address:
        await sandbox.person(TOM).write("/start")
        line = Line(store, sandbox, address)
        await line.delivery.open()
        yield line
        await line.delivery.close()
        await line.wire.close()


async def test_what_is_answered_was_sent_and_keeps_its_number(line: Line) -> None:
    outcome = await line.send()
    assert outcome == Outcome(Fate.SENT, message=line.sandbox.person(TOM).messages[-1].id)


async def test_a_429_shuts_the_door_for_as_long_as_it_says_and_the_letter_waits(line: Line) -> None:
    line.sandbox.fault("sendMessage", Fault.TOO_MANY, retry_after=7)
    with pytest.raises(TryLater) as later:
        await line.send()
    assert later.value.seconds == 0, "it was not the letter's fault"
    assert 6 < line.pace.shut_for <= 7
    with pytest.raises(TryLater):
        await line.send(SITI)
    assert len([call for call in line.sandbox.calls if call.method == "sendMessage"]) == 1


async def test_a_429_that_an_answer_gets_shuts_it_for_letters_too(line: Line) -> None:
    line.sandbox.fault("sendMessage", Fault.TOO_MANY, retry_after=1)
    answers = Answers(line.listener, line.wire, line.pictures)
    await answers.say(TOM, Screen(Markup("An answer")))
    assert line.read() == ["An answer"], "after a second"
    line.sandbox.fault("sendMessage", Fault.TOO_MANY, retry_after=9)
    with pytest.raises(Exception, match="Too Many"):
        await line.wire.call(line.listener, "sendMessage", {"chat_id": TOM, "text": "Another"})
    assert line.pace.shut_for > 8


@pytest.mark.parametrize("lane", [Lane.BOOKING, Lane.BROADCAST])
async def test_who_blocked_the_bot_or_never_wrote_cannot_be_reached(line: Line, lane: Lane) -> None:
    await line.sandbox.person(TOM).block()
    for person, words in ((TOM, "blocked"), (SITI, "initiate"), (999_999, "Chat not found")):
        outcome = await line.send(person, lane)
        assert (outcome.fate, words.lower() in outcome.reason.lower()) == (Fate.UNREACHABLE, True), outcome


async def test_what_telegram_refuses_has_failed_with_its_words(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> Screen:
        return Screen(Markup("<b>Hello"))

    monkeypatch.setitem(NOTICES, "Any", broken)
    outcome = await line.send()
    assert outcome.fate is Fate.FAILED
    assert "can't parse entities" in outcome.reason.lower()


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.LOST, Fault.HANG])
async def test_where_nobody_knows_a_ticket_is_tried_again_and_an_announcement_is_unknown(
    line: Line, fault: Fault
) -> None:
    line.sandbox.fault("sendMessage", fault)
    with pytest.raises(TryLater) as later:
        await line.send()
    assert later.value.seconds is None, "twice as long with each try"
    line.pace._shut_until = 0.0
    line.sandbox.fault("sendMessage", fault)
    assert (await line.send(lane=Lane.BROADCAST)).fate is Fate.UNKNOWN


async def test_a_telegram_that_is_not_well_rests_and_a_letter_that_hangs_holds_up_nobody(line: Line) -> None:
    line.sandbox.fault("sendMessage", Fault.BAD_GATEWAY)
    with pytest.raises(TryLater):
        await line.send()
    assert line.pace.shut_for > 0
    line.pace._shut_until = 0.0
    line.sandbox.fault("sendMessage", Fault.HANG)
    with pytest.raises(TryLater):
        await line.send()
    assert line.pace.shut_for == 0


@pytest.mark.parametrize("lane", [Lane.BOOKING, Lane.BROADCAST])
async def test_where_nobody_is_there_it_was_certainly_not_sent(store: Store, line: Line, lane: Lane) -> None:
    nowhere = Delivery(store, line.pictures, TOKEN, "http://127.0.0.1:9", line.pace, "lorong_demo_bot")
    await nowhere.open()
    try:
        with pytest.raises(TryLater):
            await nowhere.deliver(Due(1, TOM, "Any", {}, NOW, "en", int(lane)))
    finally:
        await nowhere.close()


async def test_a_group_that_has_moved_is_written_to_there_by_both_libraries(line: Line) -> None:
    there = line.sandbox.migrate(GROUP)
    assert (await line.send(GROUP)).fate is Fate.SENT
    await Answers(line.listener, line.wire, line.pictures).say(GROUP, Screen(Markup("An answer")))
    words = [message.text for message in line.sandbox.person(TOM).seen(chat=there) if message.by_bot]
    assert words == ["Hello", "An answer"]


async def test_a_picture_goes_by_its_bytes_once_and_then_by_its_name(line: Line) -> None:
    for _ in range(2):
        assert (await line.send(notice="Pictured")).fate is Fate.SENT
    sent = [call.params["photo"] for call in line.sandbox.calls if call.method == "sendPhoto"]
    assert str(sent[0]).startswith("attach://")
    assert sent[1] == line.pictures.file_id(PLATE)


async def test_a_database_that_is_away_fails_no_letter(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    away = OperationalError("SELECT 1", {}, Exception("the server closed the connection"))

    async def unread(*_: object) -> Screen:
        raise away

    async def not_now(*_: object) -> None:
        raise away

    monkeypatch.setitem(NOTICES, "Any", unread)
    for lane in Lane:
        with pytest.raises(TryLater, match="OperationalError"):
            await line.send(lane=lane)
    monkeypatch.setattr(line.store, "write", not_now)
    assert (await line.send(notice="Pictured")).fate is Fate.SENT
    assert line.pictures.file_id(PLATE)


async def test_a_letter_in_its_reader_s_rest_makes_no_sound(line: Line) -> None:
    await line.delivery.deliver(Due(1, TOM, "Any", {}, NOW, "en", silent=True))
    (call,) = [call for call in line.sandbox.calls if call.method == "sendMessage"]
    assert call.params["disable_notification"] in (True, "true")


async def test_only_announcements_are_paid_for_and_only_where_that_is_set(line: Line, store: Store) -> None:
    await line.send(lane=Lane.BROADCAST)
    paid = Delivery(
        store, line.pictures, TOKEN, line.wire.api.base.split("/bot")[0], Pace(paid=1000), "lorong_demo_bot"
    )
    await paid.open()
    try:
        for lane in (Lane.BOOKING, Lane.BROADCAST):
            await paid.deliver(Due(1, TOM, "Any", {}, NOW, "en", int(lane)))
    finally:
        await paid.close()
    sent = [call for call in line.sandbox.calls if call.method == "sendMessage"]
    assert ["allow_paid_broadcast" in call.params for call in sent] == [False, False, True]


@asynccontextmanager
async def behind(line: Line, status: int, body: str, kind: str) -> AsyncIterator[Delivery]:
    """A delivery to whom somebody answers everything alike."""

    async def page(_: web.BaseRequest) -> web.Response:
        return web.Response(status=status, text=body, content_type=kind)

    runner = web.ServerRunner(web.Server(page))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    delivery = Delivery(line.store, line.pictures, TOKEN, address, Pace(), "lorong_demo_bot")
    await delivery.open()
    try:
        yield delivery
    finally:
        await delivery.close()
        await runner.cleanup()


@pytest.mark.parametrize("status", [200, 403, 404, 502])
async def test_a_page_in_telegram_s_place_is_not_taken_for_its_word(line: Line, status: int) -> None:
    async with behind(line, status, "<html>Sign in to this network</html>", "text/html") as delivery:
        with pytest.raises(TryLater):
            await delivery.deliver(Due(1, TOM, "Any", {}, NOW, "en"))


@pytest.mark.parametrize(
    ("words", "reason"),
    [("Internal Server Error: restart", "Internal Server Error: restart"), ("Error: ", "NetworkError")],
)
async def test_what_is_unknown_or_tried_again_says_why_also_where_telegram_says_nothing(
    line: Line, words: str, reason: str
) -> None:
    answer = json.dumps({"ok": False, "error_code": 500, "description": words})
    async with behind(line, 500, answer, "application/json") as delivery:
        outcome = await delivery.deliver(Due(1, TOM, "Any", {}, NOW, "en", int(Lane.BROADCAST)))
    assert outcome == Outcome(Fate.UNKNOWN, reason=reason)
    async with behind(line, 500, answer, "application/json") as delivery:
        with pytest.raises(TryLater) as later:
            await delivery.deliver(Due(1, TOM, "Any", {}, NOW, "en"))
    assert str(later.value) == reason


async def test_an_announcement_is_put_into_words_once_for_all_who_get_it_at_that_moment(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    async def announced(say: Say, *_: object) -> Screen:
        asked.append(say.language)
        await asyncio.sleep(0)
        if len(asked) > 2:
            raise BroadcastPaused
        return Screen(Markup(f"Hello {len(asked)}"))

    monkeypatch.setitem(NOTICES, "Any", announced)
    together = await asyncio.gather(*(line.send(TOM, Lane.BROADCAST) for _ in range(3)))
    assert {outcome.fate for outcome in together} == {Fate.SENT}
    assert line.read() == ["Hello 1"] * 3
    await line.send(TOM, Lane.BOOKING)
    assert (len(asked), line.read()[-1]) == (2, "Hello 2"), "a booking is one's own"
    await asyncio.sleep(SAID)
    paused = await asyncio.gather(*(line.send(TOM, Lane.BROADCAST) for _ in range(3)))
    assert {(outcome.fate, outcome.reason) for outcome in paused} == {(Fate.DROPPED, "BroadcastPaused")}
    assert len(asked) == 3
