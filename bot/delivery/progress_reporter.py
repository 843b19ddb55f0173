"""Progress reports of a broadcast, as edits of the message in which its author sent it."""

from datetime import datetime

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.telegram.client import TelegramClient
from handlers.broadcast.progress_views import broadcast_progress
from handlers.ui.telegram_calls import ChatTarget, calls_to_show
from locales.say import speak
from market.broadcast.progress import Progress

log = structlog.get_logger()

TEMPORARY_ERRORS = (TelegramRetryAfter, TelegramNetworkError, TelegramServerError, ClientDecodeError)
CALL_TIMEOUT = 5.0
"""Seconds after which a hanging edit is given up: the next one reports more."""


class ProgressReporter:
    """Edits the progress message of a broadcast."""

    def __init__(self, bot: Bot, client: TelegramClient, zone: str) -> None:
        self._bot, self._client, self._zone = bot, client, zone

    async def report(self, progress: Progress, now: datetime) -> bool:
        """Edit the progress message; False where it should be tried again."""
        if progress.author is None or progress.message is None:
            return True
        screen = broadcast_progress(speak(progress.language), progress, self._zone, now)
        location = ChatTarget(progress.author, progress.message, has_picture=False)
        for call in calls_to_show(location, screen):
            try:
                await self._client.call(self._bot, call.method, call.params, seconds=CALL_TIMEOUT)
            except (TelegramBadRequest, TelegramForbiddenError) as error:
                log.info("a progress message could not be edited", broadcast=progress.id, why=error.message)
            except TEMPORARY_ERRORS as error:
                log.warning(
                    "a progress message is edited later", broadcast=progress.id, why=type(error).__name__
                )
                return False
        return True
