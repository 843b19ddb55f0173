"""Telling an author how their broadcast goes on, in the message where they sent it."""

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

from bot.wire import Wire
from handlers.broadcast.progress_views import broadcast_progress
from handlers.ui.showing import Place, calls
from locales.say import speak
from market.broadcast.progress import Progress

log = structlog.get_logger()

LATER = (TelegramRetryAfter, TelegramNetworkError, TelegramServerError, ClientDecodeError)
PATIENCE = 5.0
"""Seconds until an edit that hangs is given up: the next one says more."""


class Telling:
    def __init__(self, bot: Bot, wire: Wire, zone: str) -> None:
        self._bot, self._wire, self._zone = bot, wire, zone

    async def follow(self, progress: Progress, now: datetime) -> bool:
        """Edit the progress message; False where it should be tried again."""
        if progress.author is None or progress.message is None:
            return True
        screen = broadcast_progress(speak(progress.language), progress, self._zone, now)
        place = Place(progress.author, progress.message, pictured=False)
        for call in calls(place, screen):
            try:
                await self._wire.call(self._bot, call.method, call.params, seconds=PATIENCE)
            except (TelegramBadRequest, TelegramForbiddenError) as error:
                log.info("a progress message stays as it is", broadcast=progress.id, why=error.message)
            except LATER as error:
                log.warning("a progress message waits", broadcast=progress.id, why=type(error).__name__)
                return False
        return True
