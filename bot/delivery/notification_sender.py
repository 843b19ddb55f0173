"""The sender of notifications: renders each in its reader's language and sends it through python-telegram-bot."""

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

from bot.delivery.ptb_rate_limiter import PtbRateLimiter
from bot.telegram.pictures import PictureCache
from bot.telegram.rate_limiter import ChatBusy, RateLimiter, SendingPaused
from handlers.messages import RenderContext, messages
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ApiCall
from locales.say import speak
from market.notification.in_flight import ClaimedNotification
from market.notification.kind import NotificationKind, UnreadableNotification, read_notification
from market.notification.outbox import DeliveryStatus
from market.notification.priority import Priority
from market.refusal import Refusal
from scheduler.outbox import RetryLater, SendOutcome
from storage.store import Store

log = structlog.get_logger()

# The fields of a call are complete as they are; a wait may come as a number or as a timedelta.
warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)
warnings.filterwarnings("ignore", "Deprecated since version v22.2", PTBDeprecationWarning)

JSON = {"Content-Type": "application/json"}
RENDER_CACHE_SECONDS = 0.2
"""Seconds for which a rendered broadcast is used again."""
CHAT_NOT_FOUND = "chat not found"
ALREADY_DONE = "message is not modified", "message to delete not found"
"""Answers of Telegram to an edit or deletion that was done before."""
DATABASE_UNAVAILABLE = OperationalError, InterfaceError
"""Errors of a database that cannot be reached now."""
REQUEST_TIMEOUT = 15.0
"""Seconds after which a hanging request is given up."""


class NotSent(NetworkError):
    """No connection was made: the message has certainly not arrived."""


class AiohttpRequest(BaseRequest):
    """The HTTP requests of python-telegram-bot, over aiohttp."""

    def __init__(self) -> None:
        self._seconds = REQUEST_TIMEOUT
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
            raise NotSent("the session is closed")
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
            raise NetworkError(f"no answer of the Bot API, HTTP {status}")
        return status, content


def _body(request: RequestData) -> dict[str, Any]:
    """The request body: JSON, or a multipart form where files are sent."""
    if not request.multipart_data:
        return {"data": json.dumps(request.parameters).encode(), "headers": JSON}
    form = aiohttp.FormData(request.json_parameters, quote_fields=False)
    for name, (filename, content, kind) in request.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}


class NotificationSender:
    """Sends notifications within the rate limit, one outcome for each."""

    def __init__(
        self,
        store: Store,
        pictures: PictureCache,
        token: str,
        api_base: str,
        rate_limiter: RateLimiter,
        username: str,
    ) -> None:
        self._store, self._pictures, self._rate_limiter, self._username = (
            store,
            pictures,
            rate_limiter,
            username,
        )
        self._bot = ExtBot(
            token,
            base_url=f"{api_base}/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(),
            rate_limiter=PtbRateLimiter(rate_limiter),
        )
        self._rendered: dict[tuple[object, ...], tuple[float, asyncio.Task[Screen]]] = {}

    async def open(self) -> None:
        for request in self._bot._request:
            await request.initialize()

    async def send(self, claimed: ClaimedNotification) -> SendOutcome:
        """The outcome of one delivery. A payload that cannot be read has failed.

        Raises RetryLater where it was certainly not sent, and where nobody knows, unless its kind is sent at most once.
        """
        try:
            notification = read_notification(claimed.kind, claimed.payload)
            screen = await self._screen(claimed, notification)
        except UnreadableNotification as error:
            log.error("a notification cannot be read", notification=claimed.id, why=str(error))
            return SendOutcome(DeliveryStatus.FAILED, reason=str(error))
        except Refusal as refusal:
            return SendOutcome(DeliveryStatus.DROPPED, reason=type(refusal).__name__)
        except DATABASE_UNAVAILABLE as error:
            raise RetryLater(type(error).__name__) from error
        shown_screen = replace(screen, silent=screen.silent or claimed.silent)
        return await self._send(claimed, messages.call(claimed.person, notification, shown_screen))

    async def _send(self, claimed: ClaimedNotification, call: ApiCall) -> SendOutcome:
        try:
            sent = await self._send_call(call, claimed.priority)
        except DATABASE_UNAVAILABLE as error:
            raise RetryLater(type(error).__name__) from error
        except (SendingPaused, RetryAfter) as error:
            raise RetryLater(str(error), seconds=0) from error
        except ChatBusy as busy:
            raise RetryLater(str(busy), seconds=busy.seconds) from busy
        except BadRequest as error:
            return _outcome_of_bad_request(error, call)
        except Forbidden as error:
            return SendOutcome(DeliveryStatus.UNREACHABLE, reason=error.message)
        except NotSent as error:
            raise RetryLater(error.message) from error
        except NetworkError as error:
            reason = error.message or type(error).__name__
            if claimed.at_most_once:
                return SendOutcome(DeliveryStatus.UNKNOWN, reason=reason)
            raise RetryLater(reason) from error
        except TelegramError as error:
            return SendOutcome(DeliveryStatus.FAILED, reason=error.message)
        return SendOutcome(
            DeliveryStatus.SENT, message=sent["message_id"] if isinstance(sent, dict) else None
        )

    async def _screen(self, claimed: ClaimedNotification, notification: NotificationKind) -> Screen:
        """The rendered message. A broadcast is rendered once for all readers of one language at that moment.

        Raises a refusal where there is nothing to say.
        """
        if claimed.priority != Priority.BROADCAST:
            return await self._render(claimed, notification)
        key = claimed.kind, claimed.payload.get("broadcast_id"), claimed.language
        expires_at, rendering = self._rendered.get(key, (0.0, None))
        if rendering is None or monotonic() >= expires_at:
            rendering = asyncio.create_task(self._render(claimed, notification))
            self._rendered = {key: entry for key, entry in self._rendered.items() if entry[0] > monotonic()}
            self._rendered[key] = monotonic() + RENDER_CACHE_SECONDS, rendering
        return rendering.result() if rendering.done() else await asyncio.shield(rendering)

    async def _render(self, claimed: ClaimedNotification, notification: NotificationKind) -> Screen:
        context = RenderContext(
            store=self._store,
            notification_id=claimed.id,
            bot_username=self._username,
            late_since=claimed.due_at if claimed.late else None,
        )
        return await messages.render(speak(claimed.language), context, notification)

    async def _send_call(self, call: ApiCall, priority: int) -> Any:
        """The answer to a call. A picture goes by its file_id where Telegram still knows it, else as bytes."""
        picture = call.picture
        if picture is None:
            return await self._request(call.method, call.params, priority)
        if file_id := self._pictures.file_id(picture):
            try:
                return await self._request(call.method, {**call.params, "photo": file_id}, priority)
            except BadRequest as error:
                if "file" not in error.message:
                    raise
                self._pictures.forget(picture)
        upload = InputFile(await self._pictures.data(picture), filename="photo.png", attach=True)
        sent = await self._request(call.method, {**call.params, "photo": upload}, priority)
        await self._pictures.remember(picture, sent["photo"][-1]["file_id"])
        return sent

    async def _request(self, method: str, params: Mapping[str, Any], priority: int) -> Any:
        """The answer to one request; a group that was migrated gets it under its new id."""
        paid = self._rate_limiter.paid and priority == Priority.BROADCAST and method.startswith("send")
        fields = {**params, **({"allow_paid_broadcast": True} if paid else {})}
        try:
            return await self._bot.do_api_request(method, api_kwargs=fields, rate_limit_args=priority)
        except ChatMigrated as moved:
            fields_there = {**fields, "chat_id": moved.new_chat_id}
            return await self._bot.do_api_request(method, api_kwargs=fields_there, rate_limit_args=priority)

    async def close(self) -> None:
        for request in self._bot._request:
            await request.shutdown()


def _outcome_of_bad_request(error: BadRequest, call: ApiCall) -> SendOutcome:
    """Sent, where the edit or deletion was done before; else unreachable or failed."""
    words = error.message.lower()
    if any(answer in words for answer in ALREADY_DONE):
        return SendOutcome(DeliveryStatus.SENT, message=call.params.get("message_id"))
    status = DeliveryStatus.UNREACHABLE if CHAT_NOT_FOUND in words else DeliveryStatus.FAILED
    return SendOutcome(status, reason=error.message)
