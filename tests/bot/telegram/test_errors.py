"""Errors: both libraries' errors for one answer of Telegram are classified alike."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot
from aiohttp import web
from telegram.ext import ExtBot

from bot.delivery import notification_sender
from bot.delivery.notification_sender import AiohttpRequest
from bot.telegram.client import TelegramClient
from bot.telegram.errors import Failure, FailureKind, classify

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
PARAMS = {"chat_id": 1, "text": "Hello"}
Send = Callable[[str], Awaitable[object]]
"""Sends a message to the Bot API at an address."""


async def send_with_aiogram(address: str) -> object:
    client = TelegramClient(address)
    try:
        return await client.call(Bot(TOKEN, session=client), "sendMessage", PARAMS, seconds=0.3)
    finally:
        await client.close()


async def send_with_ptb(address: str) -> object:
    request = AiohttpRequest()
    await request.initialize()
    try:
        bot = ExtBot(TOKEN, base_url=f"{address}/bot", request=request)
        return await bot.do_api_request("sendMessage", api_kwargs=PARAMS)
    finally:
        await request.shutdown()


both_libraries = pytest.mark.parametrize("send", [send_with_aiogram, send_with_ptb])


@pytest.fixture(autouse=True)
def short_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notification_sender, "REQUEST_TIMEOUT", 0.3)


@asynccontextmanager
async def server(status: int, body: str, wait: float = 0) -> AsyncIterator[str]:
    """The address of a server that gives this answer to everything."""

    async def answer(_: web.BaseRequest) -> web.Response:
        await asyncio.sleep(wait)
        return web.Response(status=status, text=body)

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def failure(send: Send, address: str) -> Failure:
    """The classified error of a request that fails."""
    with pytest.raises(Exception) as raised:  # noqa: PT011 - of either library
        await send(address)
    return classify(raised.value)


def refusal(code: int, description: str, **parameters: int) -> str:
    return json.dumps(
        {"ok": False, "error_code": code, "description": description}
        | ({"parameters": parameters} if parameters else {})
    )


ANSWERS: list[tuple[int, str, FailureKind]] = [
    (403, "Forbidden: bot was blocked by the user", FailureKind.UNREACHABLE),
    (403, "Forbidden: user is deactivated", FailureKind.UNREACHABLE),
    (400, "Bad Request: chat not found", FailureKind.UNREACHABLE),
    (
        400,
        "Bad Request: message is not modified: specified new content is the same",
        FailureKind.ALREADY_DONE,
    ),
    (400, "Bad Request: message to delete not found", FailureKind.ALREADY_DONE),
    (400, "Bad Request: query is too old and response timeout expired", FailureKind.QUERY_TOO_OLD),
    (400, "Bad Request: wrong file identifier/HTTP URL specified", FailureKind.FILE_UNKNOWN),
    (400, "Bad Request: can't parse entities", FailureKind.REFUSED),
    (401, "Unauthorized", FailureKind.UNAUTHORIZED),
    (409, "Conflict: terminated by other getUpdates request", FailureKind.CONFLICT),
    (413, "Request Entity Too Large", FailureKind.REFUSED),
    (500, "Internal Server Error", FailureKind.UNAVAILABLE),
]


@both_libraries
@pytest.mark.parametrize(("code", "description", "kind"), ANSWERS)
async def test_a_refusal_has_the_same_kind_and_telegram_s_words_in_both(
    send: Send, code: int, description: str, kind: FailureKind
) -> None:
    async with server(code, refusal(code, description)) as address:
        found = await failure(send, address)
    assert found.kind is kind
    if kind is not FailureKind.UNAUTHORIZED:
        assert description.removeprefix("Bad Request: ").lower() in found.reason.lower()


@both_libraries
async def test_too_many_requests_say_for_how_long(send: Send) -> None:
    async with server(429, refusal(429, "Too Many Requests", retry_after=7)) as address:
        found = await failure(send, address)
    assert (found.kind, found.retry_after) == (FailureKind.RETRY_AFTER, 7)


@both_libraries
async def test_a_migrated_group_says_where_it_is(send: Send) -> None:
    async with server(400, refusal(400, "Bad Request: upgraded", migrate_to_chat_id=-1009)) as address:
        found = await failure(send, address)
    assert (found.kind, found.new_chat) == (FailureKind.MIGRATED, -1009)


@both_libraries
@pytest.mark.parametrize("status", [200, 403, 502])
async def test_a_page_of_somebody_else_leaves_the_outcome_unknown(send: Send, status: int) -> None:
    async with server(status, "<html>Sign in to this network</html>") as address:
        assert (await failure(send, address)).kind is FailureKind.UNAVAILABLE


@both_libraries
async def test_no_answer_in_time_leaves_the_outcome_unknown(send: Send) -> None:
    async with server(200, "", wait=1) as address:
        assert (await failure(send, address)).kind is FailureKind.TIMED_OUT


@both_libraries
async def test_where_nobody_listens_nothing_was_sent(send: Send) -> None:
    assert (await failure(send, "http://127.0.0.1:9")).kind is FailureKind.NOT_SENT


async def test_a_closed_session_sends_nothing() -> None:
    request = AiohttpRequest()
    await request.initialize()
    await request.shutdown()
    bot: Any = ExtBot(TOKEN, base_url="http://127.0.0.1:9/bot", request=request)
    with pytest.raises(Exception) as raised:  # noqa: PT011
        await bot.do_api_request("sendMessage", api_kwargs=PARAMS)
    assert classify(raised.value).kind is FailureKind.NOT_SENT


def test_any_other_error_is_none_of_telegram() -> None:
    assert classify(ValueError("no")) == Failure(kind=FailureKind.OTHER, reason="ValueError")
