"""The page's API: state, complete events, user actions over HTTP, and access."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from io import BytesIO
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import qrcode

from sandbox import (
    Bot,
    Group,
    PageContent,
    Phone,
    Sandbox,
    StepCondition,
    StepTarget,
    TutorialStep,
    UpcomingEvent,
    UserProfile,
)

Call = Callable[..., Awaitable[Any]]
Ask = Callable[..., Awaitable[tuple[int, Any]]]
Events = AsyncIterator[tuple[int, dict[str, Any]]]
TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Kuching"))


class MovableClock:
    """A clock that something is due on, three hours ahead."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time

    def next_due(self) -> UpcomingEvent | None:
        return (
            UpcomingEvent(NOON + timedelta(hours=3), "reminder")
            if self.time < NOON + timedelta(hours=3)
            else None
        )

    async def move(self, to: datetime) -> str:
        self.time = to
        return "1 message"


@pytest.fixture
def sandbox(time: Any) -> Sandbox:
    return Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")],
        [
            UserProfile(id=1001, first_name="Aina", language_code="ms", role="shopper"),
            UserProfile(id=1002, first_name="Ros", language_code="en", role="vendor"),
        ],
        [Group(id=-1001234567890, title="Lorong Seni", members=[1001, 1002])],
        clock=MovableClock(),
        tutorial=[
            TutorialStep(
                text="Ask for drops",
                phone=1001,
                line="/drops",
                targets=(StepTarget(phone=1001, labels=("Drops", "Jualan")), StepTarget(clock="hour")),
                done=StepCondition(method="sendMessage", person=1001, contains=("Drops",)),
            ),
            TutorialStep(
                text="Get a ticket", phone=1001, line="", done=StepCondition(person=1001, picture=True)
            ),
        ],
        page=PageContent(title="Lorong demo", languages=[("en", "English"), ("ms", "Melayu")]),
        limits=False,
        time=time,
    )


@asynccontextmanager
async def stream(address: str, last: int | None = None, header: int | None = None) -> AsyncIterator[Events]:
    headers = {"Last-Event-ID": f"{header}"} if header is not None else {}
    query = f"?last={last}" if last is not None else ""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{address}/events{query}", headers=headers) as response,
    ):
        assert response.content_type == "text/event-stream"
        yield events(response)


async def events(response: aiohttp.ClientResponse) -> Events:
    number = None
    async for line in response.content:
        name, _, value = line.decode().strip().partition(": ")
        if name == "id":
            number = int(value)
        if name == "data" and number is not None:
            yield number, json.loads(value)
            number = None


async def take(heard: Events, count: int) -> list[tuple[int, dict[str, Any]]]:
    async with asyncio.timeout(5):
        return [await anext(heard) for _ in range(count)]


async def test_the_state_holds_everything_to_draw(person_api: Ask, call: Call) -> None:
    markup = {
        "inline_keyboard": [
            [
                {"text": "Go", "callback_data": "x", "style": "success"},
                {"text": "Map", "url": "https://x.org"},
                {"text": "Code", "copy_text": {"text": "7KQ2"}},
                {"text": "Shut", "disabled": {}},
            ]
        ]
    }
    await call("sendMessage", chat_id=1001, text="<b>Hi</b>", parse_mode="HTML", reply_markup=markup)
    _, state = await person_api("/state")
    assert (state["title"], state["bot"]["name"]) == ("Lorong demo", "Lorong")
    assert state["languages"] == [["en", "English"], ["ms", "Melayu"]]
    assert state["groups"][0] | {"messages": None} == {
        "id": -1001234567890,
        "title": "Lorong Seni",
        "members": [1001, 1002],
        "commands": [],
        "messages": None,
        "pinned": None,
    }
    assert state["clock"] == {
        "now": "2026-11-24T12:00:00+08:00",
        "zone": "Asia/Kuching",
        "next": {"at": "2026-11-24T15:00:00+08:00", "what": "reminder"},
    }
    assert state["tutorial"][0] == {
        "text": "Ask for drops",
        "phone": 1001,
        "line": "/drops",
        "targets": [
            {"phone": 1001, "labels": ["Drops", "Jualan"], "captions": [], "clock": ""},
            {"phone": None, "labels": [], "captions": [], "clock": "hour"},
        ],
        "done": False,
    }
    aina = state["people"][0]
    assert {key: aina[key] for key in ("id", "name", "role", "language", "blocked")} == {
        "id": 1001,
        "name": "Aina",
        "role": "shopper",
        "language": "ms",
        "blocked": False,
    }
    shown = aina["messages"][-1]
    assert (shown["from"], shown["kind"], shown["text"]) == ("bot", "text", "Hi")
    assert datetime.fromisoformat(shown["at"]) == NOON
    assert shown["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert shown["buttons"] == [
        [
            {"text": "Go", "kind": "callback", "style": "success"},
            {"text": "Map", "kind": "url", "url": "https://x.org"},
            {"text": "Code", "kind": "copy", "copy": "7KQ2"},
            {"text": "Shut", "kind": "inert"},
        ]
    ]


async def test_a_stream_tells_what_happens_and_the_last_id_misses_and_repeats_nothing(
    address: str, call: Call, sandbox: Sandbox, person_api: Ask
) -> None:
    _, state = await person_api("/state")
    async with stream(address, last=state["last"]) as heard:
        for number in range(3):
            await call("sendMessage", chat_id=1001, text=f"{number}")
        first = await take(heard, 6)
    assert [event["type"] for _, event in first] == ["message", "call"] * 3
    for number in range(3, 6):
        await call("sendMessage", chat_id=1001, text=f"{number}")
    async with stream(address, last=state["last"], header=first[-1][0]) as heard:
        second = await take(heard, 6)
        await call("sendMessage", chat_id=1001, text="6")
        third = await take(heard, 2)
    together = [*first, *second, *third]
    assert [event["message"]["text"] for _, event in together if event["type"] == "message"] == list(
        "0123456"
    )
    ids = [number for number, _ in together]
    assert ids == list(range(ids[0], ids[0] + 14))


async def test_an_id_of_another_sandbox_resets_the_page(address: str) -> None:
    async with stream(address, last=12) as heard:
        assert (await take(heard, 1))[0][1] == {"type": "reset"}
        with pytest.raises(StopAsyncIteration):
            await anext(heard)


async def test_a_tap_is_busy_until_its_toast(address: str, call: Call, person_api: Ask) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "x"}, {"text": "b", "callback_data": "y"}]]}
    sent = (await call("sendMessage", chat_id=1001, text="Hi", reply_markup=markup))["message_id"]
    _, state = await person_api("/state")
    async with stream(address, last=state["last"]) as heard:
        tapped = await person_api("/people/1001/tap", {"message_id": sent, "row": 0, "column": 1})
        assert tapped == (200, {})
        update = (await call("getUpdates", offset=-1))[0]["callback_query"]
        assert update["data"] == "y"
        await call("answerCallbackQuery", callback_query_id=update["id"], text="Done", show_alert=True)
        seen = [event for _, event in await take(heard, 3) if event["type"] != "call"]
    assert seen == [
        {"type": "busy", "person": 1001},
        {"type": "toast", "person": 1001, "text": "Done", "alert": True, "url": None},
    ]


async def test_steps_tick_themselves(address: str, call: Call, person_api: Ask, picture: bytes) -> None:
    await call("sendMessage", chat_id=-1001234567890, text="Drops")
    await call("sendMessage", chat_id=1001, text="Nothing on")
    _, state = await person_api("/state")
    assert [step["done"] for step in state["tutorial"]] == [False, False]
    async with stream(address, last=state["last"]) as heard:
        await call("sendMessage", chat_id=1001, text="Drops today")
        await call("sendPhoto", chat_id=1001, photo=picture)
        steps = [event for _, event in await take(heard, 6) if event["type"] == "step"]
    assert steps == [{"type": "step", "index": 0, "done": True}, {"type": "step", "index": 1, "done": True}]
    _, state = await person_api("/state")
    assert [step["done"] for step in state["tutorial"]] == [True, True]


@pytest.mark.parametrize(
    ("to", "now"),
    [
        ("hour", "2026-11-24T13:00:00+08:00"),
        ("tomorrow", "2026-11-25T10:00:00+08:00"),
        ("next", "2026-11-24T15:00:00+08:00"),
        ("2026-11-24T12:30:00+08:00", "2026-11-24T12:30:00+08:00"),
    ],
)
async def test_the_clock_is_moved_on(address: str, person_api: Ask, to: str, now: str) -> None:
    _, state = await person_api("/state")
    async with stream(address, last=state["last"]) as heard:
        assert await person_api("/clock/move", {"to": to}) == (200, {"now": now, "said": "1 message"})
        _, event = (await take(heard, 1))[0]
    assert (event["type"], event["now"], event["said"]) == ("clock", now, "1 message")


async def test_the_clock_never_goes_back(person_api: Ask) -> None:
    for to in ("2026-11-24T11:59:00+08:00", "yesterday"):
        status, body = await person_api("/clock/move", {"to": to})
        assert (status, list(body)) == (400, ["error"])


async def test_each_deed_over_http_reaches_the_bot(
    address: str, call: Call, person_api: Ask, web: aiohttp.ClientSession, picture: bytes
) -> None:
    async def newest(kind: str) -> Any:
        return (await call("getUpdates", offset=-1))[0][kind]

    assert (await person_api("/people/1001/write", {"text": "Hello"}))[0] == 200
    assert (await newest("message"))["text"] == "Hello"
    await person_api("/people/1001/open", {"link": "d_7KQ2M9"})
    assert (await newest("message"))["text"] == "/start d_7KQ2M9"
    await person_api("/people/1001/location", {"latitude": 5.98, "longitude": 116.07})
    assert (await newest("message"))["location"]["latitude"] == 5.98
    await person_api("/people/1001/tap", {"message_id": 1, "data": "forged"})
    assert (await newest("callback_query"))["data"] == "forged"
    form = aiohttp.FormData({"caption": "12 kuih"})
    form.add_field("file", picture, filename="kuih.png")
    async with web.post(f"{address}/people/1001/photo", data=form) as response:
        photo = (await response.json())["message"]["photo"]
    assert (await newest("message"))["caption"] == "12 kuih"
    async with web.get(f"{address}/files/{photo['file_id']}") as response:
        assert (response.content_type, await response.read()) == ("image/png", picture)
    form = aiohttp.FormData({"caption": ""})
    form.add_field("file", b"%PDF-1.7", filename="licence.pdf")
    async with web.post(f"{address}/people/1001/document", data=form) as response:
        assert (await response.json())["message"]["document"]["name"] == "licence.pdf"
    sent = (await newest("message"))["document"]
    assert (sent["mime_type"], sent["file_size"]) == ("application/pdf", 8)
    await person_api("/people/1001/language", {"language": "th"})
    await person_api("/people/1001/write", {"text": "Hello"})
    assert (await newest("message"))["from"]["language_code"] == "th"
    await person_api("/people/1001/block", {})
    assert (await newest("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    await person_api("/people/1001/unblock", {})
    assert (await newest("my_chat_member"))["new_chat_member"]["status"] == "member"


async def test_a_result_of_an_inline_query_is_chosen_by_its_name(
    call: Call, person_api: Ask, aina: Phone
) -> None:
    article = {
        "type": "article",
        "id": "7KQ",
        "title": "Kuih",
        "input_message_content": {"message_text": "Kuih lapis"},
    }
    asking = asyncio.create_task(person_api("/people/1001/inline", {"query": "kuih"}))
    query = (await call("getUpdates", timeout=5))[0]["inline_query"]
    await call("answerInlineQuery", inline_query_id=query["id"], results=[article])
    assert await asking == (200, {"id": query["id"], "results": [article]})
    wanted = {"query": query["id"], "result": "7KQ", "chat": 1001}
    assert (await person_api("/people/1001/choose", wanted | {"result": "other"}))[0] == 400
    assert (await person_api("/people/1002/choose", wanted))[0] == 400, (
        "nobody chooses what another was shown"
    )
    _, sent = await person_api("/people/1001/choose", wanted)
    assert (sent["message"]["text"], sent["message"]["via"]) == ("Kuih lapis", "lorong_demo_bot")
    assert aina.messages[-1].text == "Kuih lapis"


async def test_the_page_can_ask_for_a_new_sandbox_only_where_somebody_makes_one(person_api: Ask) -> None:
    assert (await person_api("/restart", {}))[0] == 400
    assert (await person_api("/state"))[1]["restart"] is False
    asked: list[str] = []
    sandbox = Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")],
        restart=lambda: asked.append("now"),
    )
    async with sandbox.serve() as address, aiohttp.ClientSession() as web:
        async with web.get(f"{address}/state") as state:
            assert (await state.json())["restart"] is True
        async with web.post(f"{address}/restart") as answer:
            assert answer.status == 200
    assert asked == ["now"]


async def test_a_chat_begins_anew_in_another_language_behind_the_first_answer(
    web: aiohttp.ClientSession,
) -> None:
    page = PageContent(follows_browser=True, languages=[("en", "English"), ("ms", "Melayu")])
    sandbox = Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")],
        [UserProfile(id=1001, first_name="Aina")],
        page=page,
        limits=False,
    )

    async def open_page(address: str) -> Any:
        async with web.post(f"{address}/open", json={"language": "ms"}) as answer:
            return await answer.json()

    async with sandbox.serve() as address:
        await sandbox.person(1001).write("/start")
        opening = asyncio.create_task(open_page(address))
        await asyncio.sleep(0.1)
        assert not opening.done()
        greeting = {"chat_id": 1001, "text": "Welcome"}
        async with web.post(f"{address}/bot{TOKEN}/sendMessage", json=greeting):
            assert await opening == {"changed": 1}
        assert [message.text for message in sandbox.person(1001).messages] == ["/start"]


async def test_a_qr_is_seen_on_the_page_and_shown_to_another_phone(
    address: str, call: Call, person_api: Ask, ros: Phone
) -> None:
    out = BytesIO()
    qrcode.make("https://t.me/lorong_demo_bot?start=t_1").save(out)
    _, state = await person_api("/state")
    async with stream(address, last=state["last"]) as heard:
        sent = (await call("sendPhoto", chat_id=1001, photo=out.getvalue()))["message_id"]
        _, event = (await take(heard, 1))[0]
    assert event["message"]["photo"]["qr"] is True
    _, state = await person_api("/state")
    assert state["people"][0]["messages"][-1]["photo"]["qr"] is True
    shown = await person_api("/people/1002/scan", {"chat": 1001, "message_id": sent})
    assert shown == (200, {"what": "opened", "text": "/start t_1"})
    assert ros.messages[-1].text == "/start t_1"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/people/77/write", {"text": "Hello"}),
        ("/people/1001/write", {"text": ""}),
        ("/people/1001/write", {}),
        ("/people/1001/write", [1]),
        ("/people/1001/tap", {"message_id": 99, "row": 0, "column": 0}),
        ("/people/1001/tap", {"message_id": "1", "data": "x"}),
        ("/people/1001/location", {"latitude": "north"}),
        ("/people/1001/open", {"link": "https://example.org"}),
        ("/people/1001/scan", {"chat": 1001, "message_id": 1}),
        ("/people/1001/pay", {"message_id": 1}),
        ("/people/1001/write", {"text": "Hello", "chat": []}),
        ("/people/1001/write", {"text": "Hello", "reply_to": {}}),
        ("/people/1001/write", {"text": "\ud800"}),
        ("/people/1001/tap", {"message_id": 1, "data": "x", "chat": "1001"}),
        ("/people/1001/location", {"latitude": float("nan"), "longitude": 0}),
        ("/people/1001/language", {"language": None}),
        ("/people/1001/inline", {"query": 1}),
        ("/people/1001/choose", {"query": "1", "result": 1}),
        ("/people/1001/choose", {"query": "1", "result": "1"}),
        ("/clock/move", {"to": 5}),
        ("/faults", {"method": "sendMessage", "fault": "flood"}),
        ("/faults", {"method": "sendMessage", "fault": "hang", "times": "1"}),
    ],
)
async def test_what_a_phone_can_not_do_is_refused_in_a_sentence(
    person_api: Ask, path: str, body: Any
) -> None:
    status, said = await person_api(path, body)
    assert status == 400
    assert said["error"].endswith(".")


async def test_a_fault_is_armed_from_the_page(
    person_api: Ask, reply: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    await person_api("/faults", {"method": "getMe", "fault": "too_many", "times": 1, "retry_after": 9})
    assert (await reply("getMe"))["parameters"] == {"retry_after": 9}
    assert (await reply("getMe"))["ok"]


async def test_the_calls_are_listed_oldest_first(person_api: Ask, call: Call) -> None:
    await call("getMe")
    await call("sendMessage", chat_id=1001, text="Hi")
    _, calls = await person_api("/calls")
    assert [(one["method"], one["code"]) for one in calls] == [("getMe", 200), ("sendMessage", 200)]
    assert calls[1]["params"] == {"chat_id": 1001, "text": "Hi"}
    _, newer = await person_api(f"/calls?last={calls[0]['id']}")
    assert newer == calls[1:]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "example.org"},
        {"Host": "127.0.0.1.example.org"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
@pytest.mark.parametrize("path", ["/state", "/events", "/", f"/bot{TOKEN}/getMe"])
async def test_foreign_hosts_and_origins_are_turned_away(
    address: str, web: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with web.get(address + path, headers=headers) as response:
        assert response.status == 403


async def test_its_own_page_is_let_in(address: str, web: aiohttp.ClientSession) -> None:
    async with web.get(f"{address}/state", headers={"Origin": address}) as response:
        assert response.status == 200
    port = address.rpartition(":")[2]
    async with web.get(f"{address}/state", headers={"Host": f"localhost:{port}"}) as response:
        assert response.status == 200


async def test_the_page_comes_with_a_strict_policy(address: str, web: aiohttp.ClientSession) -> None:
    for path, kind in (
        ("/", "text/html"),
        ("/page/page.css", "text/css"),
        ("/page/page.js", "text/javascript"),
    ):
        async with web.get(address + path) as response:
            assert (response.status, response.content_type) == (200, kind)
            assert response.headers["Cache-Control"] == "no-cache"
            policy = response.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    for path in ("/page/..%2fserver.py", "/page/none.js", "/page/index.html"):
        async with web.get(address + path) as response:
            assert response.status == 404


async def test_the_end_is_at_once_with_a_stream_open() -> None:
    sandbox = Sandbox([Bot(id=1, token="1:a", username="a_bot", name="A")])
    async with sandbox.serve() as address:
        open_stream = asyncio.create_task(_read_to_its_end(address))
        await asyncio.sleep(0.2)
        began = monotonic()
    assert monotonic() - began < 1
    await asyncio.wait_for(open_stream, 2)


async def _read_to_its_end(address: str) -> None:
    async with stream(address) as heard:
        async for _ in heard:
            pass
