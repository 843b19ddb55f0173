"""Delivery by webhook, to a real receiver."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp import web as aioweb

from sandbox import Bot, Fault, Phone, Sandbox, UserProfile

Call = Callable[..., Awaitable[Any]]
Answer = Callable[[dict[str, Any]], Awaitable[aioweb.StreamResponse]]


class Receiver:
    """Records each delivery, and answers as configured."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.secrets: list[str | None] = []
        self.kinds: list[str] = []
        self.answer: Answer = self.fine
        self.came = asyncio.Condition()

    async def fine(self, update: dict[str, Any]) -> aioweb.StreamResponse:
        return aioweb.Response()

    async def take(self, request: aioweb.Request) -> aioweb.StreamResponse:
        update: dict[str, Any] = await request.json()
        self.updates.append(update)
        self.times.append(monotonic())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.kinds.append(request.content_type)
        async with self.came:
            self.came.notify_all()
        return await self.answer(update)

    @property
    def texts(self) -> list[str]:
        return [one["message"]["text"] for one in self.updates if "message" in one]

    async def until(self, count: int, seconds: float = 5) -> None:
        async with asyncio.timeout(seconds), self.came:
            await self.came.wait_for(lambda: len(self.updates) >= count)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        app = aioweb.Application()
        app.router.add_post("/hook", self.take)
        runner = aioweb.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await aioweb.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        finally:
            await runner.cleanup()


@pytest.fixture
async def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def hook(receiver: Receiver, call: Call) -> AsyncIterator[str]:
    async with receiver.serve() as url:
        yield url
        await call("deleteWebhook")


def of(text: str, code: int = 500) -> Answer:
    """Refuses the messages with this text and takes all others."""

    async def answer(update: dict[str, Any]) -> aioweb.StreamResponse:
        refused = update.get("message", {}).get("text") == text
        return aioweb.Response(status=code if refused else 200)

    return answer


async def test_an_update_comes_as_json_with_the_secret(
    call: Call, hook: str, receiver: Receiver, aina: Phone
) -> None:
    await call("setWebhook", url=hook, secret_token="s3cret_-")
    await aina.write("Hello")
    await receiver.until(1)
    assert (receiver.texts, receiver.secrets, receiver.kinds) == (
        ["Hello"],
        ["s3cret_-"],
        ["application/json"],
    )
    info = await call("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (hook, 0)
    assert "last_error_message" not in info


async def test_what_waited_before_is_delivered_too(
    call: Call, hook: str, receiver: Receiver, aina: Phone
) -> None:
    await aina.write("before")
    await call("setWebhook", url=hook)
    await receiver.until(1)
    assert receiver.texts == ["before"]


async def test_a_failing_update_holds_up_its_own_source_alone(
    call: Call, hook: str, receiver: Receiver, aina: Phone, ros: Phone
) -> None:
    receiver.answer = of("bad")
    await call("setWebhook", url=hook)
    await aina.write("bad")
    await aina.write("behind it")
    await ros.write("/start")
    await aina.tap(data="x", message=1, timeout=0)
    await receiver.until(4)
    assert sorted(receiver.texts) == ["/start", "bad", "bad"]
    assert [one["callback_query"]["data"] for one in receiver.updates if "callback_query" in one] == ["x"]
    info = await call("getWebhookInfo")
    assert info["pending_update_count"] == 2
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert info["last_error_date"] > 0


async def test_it_is_tried_again_at_once_and_then_after_two_seconds(
    call: Call, hook: str, receiver: Receiver, aina: Phone
) -> None:
    receiver.answer = of("bad")
    await call("setWebhook", url=hook)
    await aina.write("bad")
    await aina.write("behind it")
    await receiver.until(2)
    receiver.answer = receiver.fine
    await receiver.until(4)
    assert receiver.texts == ["bad", "bad", "bad", "behind it"]
    first, second, third, _ = receiver.times
    assert second - first < 0.5
    assert 1.8 < third - second < 3


async def test_pauses_double_up_to_a_minute() -> None:
    from sandbox.webhook import retry_delays

    waits = retry_delays()
    assert [next(waits) for _ in range(9)] == [0, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_an_expired_update_frees_its_queue(
    call: Call, hook: str, receiver: Receiver, aina: Phone, time: Any
) -> None:
    receiver.answer = of("bad")
    await call("setWebhook", url=hook)
    await aina.write("bad")
    await receiver.until(2)
    time.now += 24 * 3600 + 1
    await aina.write("after a day")
    await receiver.until(3)
    assert receiver.texts == ["bad", "bad", "after a day"]


async def test_messages_of_one_chat_never_come_side_by_side(
    call: Call, hook: str, receiver: Receiver, aina: Phone, ros: Phone
) -> None:
    inside: dict[int, int] = {}
    most: dict[int, int] = {}

    async def slow(update: dict[str, Any]) -> aioweb.StreamResponse:
        chat = update["message"]["chat"]["id"]
        inside[chat] = inside.get(chat, 0) + 1
        most[chat] = max(most.get(chat, 0), inside[chat])
        most[0] = max(most.get(0, 0), sum(inside.values()))
        await asyncio.sleep(0.05)
        inside[chat] -= 1
        return aioweb.Response()

    receiver.answer = slow
    await call("setWebhook", url=hook)
    for number in range(3):
        await aina.write(f"{number}")
        await ros.write(f"{number}")
    await receiver.until(6)
    assert most == {0: 2, 1001: 1, 1002: 1}
    assert [text for one, text in zip(receiver.updates, receiver.texts, strict=True) if one] == receiver.texts


async def test_a_method_in_the_answer_is_carried_out(
    call: Call, hook: str, receiver: Receiver, aina: Phone
) -> None:
    async def answer(update: dict[str, Any]) -> aioweb.StreamResponse:
        chat = update["message"]["chat"]["id"]
        return aioweb.json_response({"method": "sendMessage", "chat_id": chat, "text": "from the answer"})

    receiver.answer = answer
    await call("setWebhook", url=hook)
    await aina.write("Hello")
    assert (await aina.until(lambda m: m.by_bot)).text == "from the answer"


async def test_a_receiver_that_is_not_there_is_told_of(call: Call, aina: Phone) -> None:
    await call("setWebhook", url="http://127.0.0.1:1/hook")
    await aina.write("Hello")
    await asyncio.sleep(0.3)
    info = await call("getWebhookInfo")
    assert info["last_error_message"] == "Connection refused"
    assert info["pending_update_count"] == 1
    await call("deleteWebhook")


async def test_a_duplicate_is_delivered_twice(
    call: Call, hook: str, receiver: Receiver, aina: Phone, sandbox: Sandbox
) -> None:
    await call("setWebhook", url=hook)
    sandbox.fault("*", Fault.DUPLICATE)
    await aina.write("twice")
    await aina.write("once")
    await receiver.until(3)
    assert receiver.texts == ["twice", "twice", "once"]
    assert receiver.updates[0] == receiver.updates[1]


async def test_what_waited_over_a_stop_is_delivered_after_the_start(receiver: Receiver) -> None:
    sandbox = Sandbox(
        [Bot(id=1, token="1:a", username="a_bot", name="A")], [UserProfile(id=1001, first_name="Aina")]
    )
    async with receiver.serve() as url:
        async with sandbox.serve() as address, ClientSession() as web:
            await web.post(f"{address}/bot1:a/setWebhook", json={"url": url})
        await sandbox.person(1001).write("while it was down")
        await asyncio.sleep(0.1)
        assert receiver.updates == []
        async with sandbox.serve():
            await receiver.until(1)
    assert receiver.texts == ["while it was down"]
