"""The client: how answers of Telegram, errors of a gateway and silence are classified."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import web

from bot.telegram.client import TelegramClient
from market.picture import PictureTooLarge

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"


@asynccontextmanager
async def answering(status: int, body: str, wait: float = 0) -> AsyncIterator[TelegramClient]:
    async def answer(_request: web.Request) -> web.Response:
        await asyncio.sleep(wait)
        return web.Response(status=status, text=body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    wire = TelegramClient(f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield wire
    await wire.close()
    await runner.cleanup()


async def call(wire: TelegramClient, seconds: float = 5) -> Any:
    return await wire.call(Bot(TOKEN, session=wire), "getMe", {"text": "é 界 😀"}, seconds=seconds)


async def test_a_result_comes_as_it_is() -> None:
    async with answering(200, '{"ok": true, "result": {"any": ["thing", 1]}}') as wire:
        assert await call(wire) == {"any": ["thing", 1]}
    async with answering(200, '{"ok": true, "result": true}') as wire:
        assert await call(wire) is True


def refusal(code: int, words: str, more: str = "") -> str:
    return f'{{"ok": false, "error_code": {code}, "description": "{words}"{more}}}'


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, refusal(400, "Bad Request: message is not modified"), TelegramBadRequest),
        (401, refusal(401, "Unauthorized"), TelegramUnauthorizedError),
        (403, refusal(403, "Forbidden: bot was blocked by the user"), TelegramForbiddenError),
        (409, refusal(409, "Conflict"), TelegramConflictError),
        (429, refusal(429, "Too Many", ', "parameters": {"retry_after": 3}'), TelegramRetryAfter),
        (500, refusal(500, "Internal Server Error"), TelegramServerError),
        (502, "<html>Bad Gateway</html>", ClientDecodeError),
        (200, "<html>Sign in to the network of this café</html>", ClientDecodeError),
        pytest.param(200, "[" * 100_000, ClientDecodeError, id="too deep"),
        (200, "[1, 2]", ClientDecodeError),
        (200, "", ClientDecodeError),
    ],
)
async def test_each_trouble_has_its_error_and_none_has_the_token(status: int, body: str, kind: type) -> None:
    async with answering(status, body) as wire:
        with pytest.raises((TelegramAPIError, ClientDecodeError)) as raised:
            await call(wire)
    assert type(raised.value) is kind
    assert "AAExample" not in f"{raised.value!r}{raised.value}"


async def test_a_silence_and_a_closed_door_are_the_network() -> None:
    async with answering(200, "", wait=3) as wire:
        with pytest.raises(TelegramNetworkError, match="no answer in 0 s"):
            await call(wire, seconds=0.1)
    wire = TelegramClient("http://127.0.0.1:1")
    with pytest.raises(TelegramNetworkError) as raised:
        await call(wire)
    assert "AAExample" not in f"{raised.value!r}{raised.value}"
    await wire.close()


async def test_it_knows_how_long_telegram_has_been_silent_and_asks_where_that_is_long() -> None:
    async with answering(200, '{"ok": true, "result": {}}') as wire:
        bot = Bot(TOKEN, session=wire)
        seconds = await wire.silent_for(bot)
        assert seconds is not None
        assert seconds < 1, "it was asked, and answers"


@pytest.mark.parametrize(
    ("status", "body"),
    [(502, "<html>"), (401, '{"ok": false, "error_code": 401, "description": "Unauthorized"}')],
)
async def test_a_telegram_that_gives_no_result_is_away(status: int, body: str) -> None:
    async with answering(status, body) as wire:
        assert await wire.silent_for(Bot(TOKEN, session=wire)) is None


async def test_a_download_ends_where_it_has_more_bytes_than_were_named() -> None:
    """Telegram names no size of some files."""
    file_info = '{"ok": true, "result": {"file_path": "documents/file_1.pdf"}}'
    async with answering(200, file_info) as wire:
        bot = Bot(TOKEN, session=wire)
        assert await wire.fetch(bot, "f", max_bytes=len(file_info)) == file_info.encode()
        with pytest.raises(PictureTooLarge):
            await wire.fetch(bot, "f", max_bytes=len(file_info) - 1)
