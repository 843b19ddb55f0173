"""Retries: which calls are sent again, when, and where."""

from collections.abc import Mapping
from typing import Any

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from telegram.error import ChatMigrated

from bot.telegram.client import RawCall
from bot.telegram.retries import follow_migration, send_with_retries

CALL = RawCall()
LOST = TelegramNetworkError(method=CALL, message="no answer")


class Attempts:
    """A Telegram that fails as given, then answers; and a sleep that takes no time."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.chats, self.slept = list(errors), list[int](), list[float]()

    async def send(self, params: Mapping[str, Any]) -> str:
        self.chats.append(params["chat_id"])
        if self.errors:
            raise self.errors.pop(0)
        return "sent"

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def run(self) -> object:
        return await send_with_retries(self.send, {"chat_id": 1}, self.sleep)


@pytest.mark.parametrize(
    "error", [LOST, TelegramServerError(method=CALL, message="502"), ClientDecodeError("", ValueError(), "")]
)
async def test_a_request_of_unknown_outcome_is_sent_four_times_with_longer_delays(error: Exception) -> None:
    attempts = Attempts(error, error, error)
    assert await attempts.run() == "sent"
    assert attempts.slept == pytest.approx([0.2, 0.8, 3.2])
    attempts = Attempts(*[error] * 4)
    with pytest.raises(type(error)):
        await attempts.run()
    assert len(attempts.chats) == 4


async def test_too_many_requests_wait_as_long_as_telegram_says_but_half_a_minute_at_most() -> None:
    attempts = Attempts(
        TelegramRetryAfter(method=CALL, message="", retry_after=7),
        TelegramRetryAfter(method=CALL, message="", retry_after=600),
    )
    assert await attempts.run() == "sent"
    assert attempts.slept == [7, 30]


async def test_a_refusal_is_final() -> None:
    attempts = Attempts(TelegramBadRequest(method=CALL, message="Bad Request: no"))
    with pytest.raises(TelegramBadRequest):
        await attempts.run()
    assert (attempts.chats, attempts.slept) == ([1], [])


@pytest.mark.parametrize(
    "error", [TelegramMigrateToChat(method=CALL, message="", migrate_to_chat_id=-9), ChatMigrated(-9)]
)
async def test_a_migrated_group_gets_it_in_its_new_chat(error: Exception) -> None:
    attempts = Attempts(error)
    assert await follow_migration(attempts.send, {"chat_id": 1}) == "sent"
    assert attempts.chats == [1, -9]


async def test_an_error_that_is_none_of_telegram_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        await follow_migration(Attempts(ZeroDivisionError()).send, {"chat_id": 1})
