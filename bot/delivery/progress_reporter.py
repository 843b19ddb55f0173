"""Reports of a broadcast's progress to its author, in the message where they started it."""

from datetime import datetime

import structlog
from aiogram import Bot

from bot.telegram.client import TelegramClient
from bot.telegram.errors import AIOGRAM_ERRORS, TEMPORARY, classify
from handlers.broadcast.progress_views import broadcast_progress
from handlers.ui.telegram_calls import ChatTarget, calls_to_show
from locales.say import speak
from market.broadcast.progress import Progress

log = structlog.get_logger()

CALL_TIMEOUT = 5.0
"""Seconds until an edit without an answer is given up: the next edit says more."""


class ProgressReporter:
    """Edits progress messages. `zone` is the market's time zone."""

    def __init__(self, bot: Bot, client: TelegramClient, zone: str) -> None:
        self._bot, self._client, self._zone = bot, client, zone

    async def report(self, progress: Progress, now: datetime) -> bool:
        """Edit the progress message; return False where it should be tried again."""
        if progress.chat is None or progress.message is None:
            return True
        screen = broadcast_progress(speak(progress.language), progress, self._zone, now)
        location = ChatTarget(chat=progress.chat, message=progress.message, has_picture=False)
        for call in calls_to_show(location, screen):
            try:
                await self._client.call(self._bot, call.method, call.params, seconds=CALL_TIMEOUT)
            except AIOGRAM_ERRORS as error:
                failure = classify(error)
                log.info("a progress message was not edited", broadcast=progress.id, why=failure.reason)
                if failure.kind in TEMPORARY:
                    return False
        return True
