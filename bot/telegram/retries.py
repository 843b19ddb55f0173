"""Sending a request again: to the chat that a group has become, and where nobody knows the outcome."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.telegram.errors import AIOGRAM_ERRORS, OUTCOME_UNKNOWN, FailureKind, classify

log = structlog.get_logger()

MAX_ATTEMPTS = 4
FIRST_RETRY_DELAY = 0.2
MAX_RETRY_DELAY = 30.0
"""Seconds; each delay is four times the one before, or as long as Telegram says."""

Send = Callable[[Mapping[str, Any]], Awaitable[Any]]
"""Sends a request with these parameters and returns its result."""

Sleep = Callable[[float], Awaitable[None]]


async def follow_migration(send: Send, params: Mapping[str, Any]) -> Any:
    """Send; where the group has become another chat, send there instead."""
    try:
        return await send(params)
    except Exception as error:
        failure = classify(error)
        if failure.kind is not FailureKind.MIGRATED:
            raise
    return await send({**params, "chat_id": failure.new_chat})


async def send_with_retries(send: Send, params: Mapping[str, Any], sleep: Sleep = asyncio.sleep) -> Any:
    """Send until the outcome is known, four times at most: the receiver may get it twice. Raises the last error."""
    for attempt in range(MAX_ATTEMPTS - 1):
        try:
            return await follow_migration(send, params)
        except AIOGRAM_ERRORS as error:
            failure = classify(error)
            if failure.kind is FailureKind.RETRY_AFTER:
                delay = min(failure.retry_after, MAX_RETRY_DELAY)
            elif failure.kind in OUTCOME_UNKNOWN or failure.kind is FailureKind.NOT_SENT:
                delay = FIRST_RETRY_DELAY * 4**attempt
            else:
                raise
        log.warning("a request is sent again", failure=failure.kind.value, delay=delay)
        await sleep(delay)
    return await follow_migration(send, params)
