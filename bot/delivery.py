"""Delivery: puts a letter into its reader's words and sends it through python-telegram-bot."""

import warnings
from typing import Any

import aiohttp
import structlog
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBUserWarning

from bot.pace import Pace
from handlers.letters import NOTICES
from handlers.ui.showing import sending
from locales.say import speak
from market.mailbox import Due, Fate
from market.refusal import Refusal
from scheduler.mailbox import Outcome, TryLater
from storage.store import Store

log = structlog.get_logger()

warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)  # what is sent is ready, field by field

PATIENCE = 15.0
"""Seconds until a request that hangs is given up."""


class Requests(BaseRequest):
    """python-telegram-bot's wire, over aiohttp."""

    def __init__(self) -> None:
        self._seconds = PATIENCE
        self._session: aiohttp.ClientSession | None = None

    async def initialize(self) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(self._seconds))

    async def shutdown(self) -> None:
        if self._session:
            await self._session.close()

    @property
    def read_timeout(self) -> float:
        return self._seconds

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: Any, **_more: Any
    ) -> tuple[int, bytes]:
        assert self._session is not None, "initialize it first"
        fields = request_data.json_parameters if request_data else None
        try:
            async with self._session.request(method, url, data=fields) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error


class Delivery:
    """Speaks in bulk: paced, one outcome a letter."""

    def __init__(self, store: Store, token: str, api_base: str) -> None:
        self._store = store
        self._bot = ExtBot(
            token,
            base_url=f"{api_base}/bot",
            request=Requests(),
            get_updates_request=Requests(),
            rate_limiter=Pace(),
        )

    async def open(self) -> None:
        for request in self._bot._request:
            await request.initialize()

    async def deliver(self, letter: Due) -> Outcome:
        """What became of it. Raises TryLater where it was certainly not sent, or nobody knows and twice is better than never."""
        try:
            screen = await NOTICES[letter.notice](speak(letter.language), self._store, letter.facts)
        except Refusal as refusal:
            return Outcome(Fate.DROPPED, reason=type(refusal).__name__)
        call = sending(letter.person, screen)
        try:
            sent = await self._bot.do_api_request(call.method, api_kwargs=dict(call.params))
        except Forbidden as error:
            return Outcome(Fate.UNREACHABLE, reason=error.message)
        except BadRequest as error:
            return Outcome(Fate.FAILED, reason=error.message)
        except (RetryAfter, NetworkError) as error:
            raise TryLater(error.message) from error
        except TelegramError as error:
            return Outcome(Fate.FAILED, reason=error.message)
        return Outcome(Fate.SENT, message=sent["message_id"])

    async def close(self) -> None:
        for request in self._bot._request:
            await request.shutdown()
