"""Delivery: puts a letter into its reader's words and sends it through python-telegram-bot."""

import asyncio
import json
import warnings
from collections.abc import Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

import aiohttp
import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bot.pace import Busy, Pace, Shut
from bot.pictures import Pictures
from bot.turnstile import Turnstile
from handlers.letters import NOTICES, call_of
from handlers.ui.screen import Screen
from handlers.ui.showing import Call
from locales.say import speak
from market.hand import Due
from market.mailbox import Fate, Lane
from market.refusal import Refusal
from scheduler.mailbox import Outcome, TryLater
from storage.store import Store

log = structlog.get_logger()

# What is sent is ready, field by field; a wait is understood as a number and as a timedelta.
warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)
warnings.filterwarnings("ignore", "Deprecated since version v22.2", PTBDeprecationWarning)

JSON = {"Content-Type": "application/json"}
SAID = 0.2
"""Seconds for which an announcement's words are used again."""
NOBODY = "chat not found"
DONE = "message is not modified", "message to delete not found"
"""Answers to what was done before."""
AWAY = OperationalError, InterfaceError
"""The database cannot be asked just now."""
PATIENCE = 15.0
"""Seconds until a request that hangs is given up."""


class NotSent(NetworkError):
    """Nobody was there to send it to: it has certainly not arrived."""


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
        if self._session.closed:
            raise NotSent("the wire is closed")
        body = _body(request_data) if request_data else {}
        try:
            async with self._session.request(method, url, **body) as answer:
                status, content = answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientConnectorError as error:
            raise NotSent(type(error).__name__) from error
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error
        if not content.lstrip().startswith(b"{"):
            raise NetworkError(f"somebody in Telegram's place said {status}")
        return status, content


def _body(request: RequestData) -> dict[str, Any]:
    """JSON, or a form in parts where there are bytes to send."""
    if not request.multipart_data:
        return {"data": json.dumps(request.parameters).encode(), "headers": JSON}
    form = aiohttp.FormData(request.json_parameters, quote_fields=False)
    for name, (filename, content, kind) in request.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}


class Delivery:
    """Speaks in bulk: paced, one outcome a letter. `paid`: announcements go by the faster grid that Telegram takes Stars for."""

    def __init__(
        self, store: Store, pictures: Pictures, token: str, api_base: str, pace: Pace, username: str
    ) -> None:
        self._store, self._pictures, self._pace, self._username = store, pictures, pace, username
        self._bot = ExtBot(
            token,
            base_url=f"{api_base}/bot",
            request=Requests(),
            get_updates_request=Requests(),
            rate_limiter=Turnstile(pace),
        )
        self._said: dict[tuple[object, ...], tuple[float, asyncio.Task[Screen]]] = {}

    async def open(self) -> None:
        for request in self._bot._request:
            await request.initialize()

    async def deliver(self, letter: Due) -> Outcome:
        """What became of it. Raises TryLater where it was certainly not sent, or nobody knows and twice is better than never.

        Where never is better than twice, a lost answer is the end of it: UNKNOWN.
        """
        try:
            screen = await self._screen(letter)
        except Refusal as refusal:
            return Outcome(Fate.DROPPED, reason=type(refusal).__name__)
        except AWAY as error:
            raise TryLater(type(error).__name__) from error
        heard = replace(screen, silent=screen.silent or letter.silent)
        call = call_of(letter.notice, letter.person, letter.facts, heard)
        try:
            sent = await self._send(call, letter.lane)
        except AWAY as error:
            raise TryLater(type(error).__name__) from error
        except (Shut, RetryAfter) as error:
            raise TryLater(str(error), seconds=0) from error
        except Busy as busy:
            raise TryLater(str(busy), seconds=busy.seconds) from busy
        except Forbidden as error:
            return Outcome(Fate.UNREACHABLE, reason=error.message)
        except BadRequest as error:
            said = error.message.lower()
            if any(words in said for words in DONE):
                return Outcome(Fate.SENT, message=letter.facts.get("message"))
            fate = Fate.UNREACHABLE if NOBODY in said else Fate.FAILED
            return Outcome(fate, reason=error.message)
        except NotSent as error:
            raise TryLater(error.message) from error
        except NetworkError as error:
            why = error.message or type(error).__name__
            if letter.once:
                return Outcome(Fate.UNKNOWN, reason=why)
            raise TryLater(why) from error
        except TelegramError as error:
            return Outcome(Fate.FAILED, reason=error.message)
        return Outcome(Fate.SENT, message=sent["message_id"] if isinstance(sent, dict) else None)

    async def _screen(self, letter: Due) -> Screen:
        """An announcement is put into words once for all who read one language at that moment. Raises a refusal where there is nothing to say."""
        if letter.lane != Lane.BROADCAST:
            return await self._worded(letter)
        said = letter.notice, letter.facts.get("broadcast"), letter.language
        until, words = self._said.get(said, (0.0, None))
        if words is None or monotonic() >= until:
            words = asyncio.create_task(self._worded(letter))
            self._said = {key: kept for key, kept in self._said.items() if kept[0] > monotonic()}
            self._said[said] = monotonic() + SAID, words
        return words.result() if words.done() else await asyncio.shield(words)

    async def _worded(self, letter: Due) -> Screen:
        facts = {**letter.facts, "username": self._username}
        return await NOTICES[letter.notice](speak(letter.language), self._store, facts)

    async def _send(self, call: Call, lane: int) -> Any:
        """A picture by its file_id where Telegram still knows it, else its bytes."""
        picture = call.picture
        if picture is None:
            return await self._ask(call.method, call.params, lane)
        if known := self._pictures.file_id(picture):
            try:
                return await self._ask(call.method, {**call.params, "photo": known}, lane)
            except BadRequest as error:
                if "file" not in error.message:
                    raise
                self._pictures.forget(picture)
        drawn = InputFile(await self._pictures.data(picture), filename="photo.png", attach=True)
        sent = await self._ask(call.method, {**call.params, "photo": drawn}, lane)
        await self._pictures.remember(picture, sent["photo"][-1]["file_id"])
        return sent

    async def _ask(self, method: str, params: Mapping[str, Any], lane: int) -> Any:
        """A group that has become another one is written to there."""
        paid = self._pace.paid and lane == Lane.BROADCAST and method.startswith("send")
        fields = {**params, **({"allow_paid_broadcast": True} if paid else {})}
        try:
            return await self._bot.do_api_request(method, api_kwargs=fields, rate_limit_args=lane)
        except ChatMigrated as moved:
            there = {**fields, "chat_id": moved.new_chat_id}
            return await self._bot.do_api_request(method, api_kwargs=there, rate_limit_args=lane)

    async def close(self) -> None:
        for request in self._bot._request:
            await request.shutdown()
