"""Rendering notifications in their reader's language and sending them with python-telegram-bot."""

import asyncio
import json
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

import aiohttp
import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from telegram import InputFile
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bot.delivery.ptb_rate_limiter import PtbRateLimiter
from bot.telegram.errors import Failure, FailureKind, NeverSent, classify
from bot.telegram.pictures import PictureCache
from bot.telegram.rate_limiter import ChatBusy, RateLimiter, SendingPaused
from bot.telegram.retries import follow_migration
from handlers.messages import NOTIFICATION_VIEWS, api_call_for
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ApiCall
from locales.say import speak
from market.notification.in_flight import ClaimedNotification
from market.notification.outbox import DeliveryStatus, Priority
from market.refusal import Refusal
from scheduler.outbox import RetryLater, SendOutcome
from storage.store import Store

log = structlog.get_logger()

# Requests are complete field by field, and a wait may be a number or a timedelta: these warnings do not apply.
warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)
warnings.filterwarnings("ignore", "Deprecated since version v22.2", PTBDeprecationWarning)

JSON = {"Content-Type": "application/json"}
RENDER_CACHE_SECONDS = 0.2
"""Seconds for which a rendered announcement is reused."""
DATABASE_UNAVAILABLE = OperationalError, InterfaceError
"""The errors of a database that is not available now."""
REQUEST_TIMEOUT = 15.0
"""Seconds until a request without an answer is given up."""


class AiohttpRequest(BaseRequest):
    """The HTTP client of python-telegram-bot, on aiohttp."""

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
            raise NetworkError("the session is closed") from NeverSent()
        body = _body(request_data) if request_data else {}
        try:
            async with self._session.request(method, url, **body) as answer:
                status, content = answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error
        if not content.lstrip().startswith(b"{"):
            raise NetworkError(f"not an answer of Telegram, status {status}")
        return status, content


def _body(request: RequestData) -> dict[str, Any]:
    """Return the body: JSON, or a multipart form where there is a file."""
    if not request.multipart_data:
        return {"data": json.dumps(request.parameters).encode(), "headers": JSON}
    form = aiohttp.FormData(request.json_parameters, quote_fields=False)
    for name, (filename, content, kind) in request.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}


class NotificationSender:
    """Sends notifications within the rate limit, and returns one outcome for each.

    Where the rate limiter is `paid`, announcements use the faster slots that Telegram charges Stars for.
    """

    def __init__(
        self,
        store: Store,
        pictures: PictureCache,
        token: str,
        api_base: str,
        rate_limiter: RateLimiter,
        username: str,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._store, self._pictures, self._rate_limiter, self._username = (
            store,
            pictures,
            rate_limiter,
            username,
        )
        self._clock = clock
        self._bot = ExtBot(
            token,
            base_url=f"{api_base}/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(),
            rate_limiter=PtbRateLimiter(rate_limiter),
        )
        self._rendered: dict[tuple[object, ...], tuple[float, asyncio.Task[Screen]]] = {}

    async def open(self) -> None:
        """Open the connections."""
        for request in self._bot._request:
            await request.initialize()

    async def send(self, notification: ClaimedNotification) -> SendOutcome:
        """Send one notification and return its outcome. An announcement whose outcome nobody knows is UNKNOWN: it is sent at most once.

        Raises RetryLater where it was not sent, or where the outcome is unknown and it is sent at least once.
        """
        try:
            screen = await self._screen(notification)
        except Refusal as refusal:
            return SendOutcome(DeliveryStatus.DROPPED, reason=type(refusal).__name__)
        except DATABASE_UNAVAILABLE as error:
            raise RetryLater(type(error).__name__) from error
        shown_screen = replace(screen, silent=screen.silent or notification.silent)
        call = api_call_for(notification.kind, notification.person, notification.payload, shown_screen)
        try:
            sent = await self._send_call(call, notification.priority)
        except DATABASE_UNAVAILABLE as error:
            raise RetryLater(type(error).__name__) from error
        except SendingPaused as error:
            raise RetryLater(str(error), seconds=0) from error
        except ChatBusy as busy:
            raise RetryLater(str(busy), seconds=busy.seconds) from busy
        except TelegramError as error:
            return _outcome_of(classify(error), notification)
        return SendOutcome(
            DeliveryStatus.SENT, message=sent["message_id"] if isinstance(sent, dict) else None
        )

    async def _screen(self, notification: ClaimedNotification) -> Screen:
        """Return the rendered notification. An announcement is rendered once for all who read one language. Raises a Refusal where there is nothing to send."""
        if notification.priority != Priority.BROADCAST:
            return await self._render(notification)
        message = notification.kind, notification.payload.get("broadcast"), notification.language
        expires_at, rendering = self._rendered.get(message, (0.0, None))
        if rendering is None or self._clock() >= expires_at:
            rendering = asyncio.create_task(self._render(notification))
            self._rendered = {key: entry for key, entry in self._rendered.items() if entry[0] > self._clock()}
            self._rendered[message] = self._clock() + RENDER_CACHE_SECONDS, rendering
        return rendering.result() if rendering.done() else await asyncio.shield(rendering)

    async def _render(self, notification: ClaimedNotification) -> Screen:
        payload = {**notification.payload, "username": self._username}
        return await NOTIFICATION_VIEWS[notification.kind](speak(notification.language), self._store, payload)

    async def _send_call(self, call: ApiCall, priority: int) -> Any:
        async def send_photo(photo: str | bytes) -> Any:
            upload = photo if isinstance(photo, str) else InputFile(photo, filename="photo.png", attach=True)
            return await self._request(call.method, {**call.params, "photo": upload}, priority)

        if call.picture:
            return await self._pictures.send(call.picture, send_photo)
        return await self._request(call.method, call.params, priority)

    async def _request(self, method: str, params: Mapping[str, Any], priority: int) -> Any:
        paid = self._rate_limiter.paid and priority == Priority.BROADCAST and method.startswith("send")

        async def send(to_send: Mapping[str, Any]) -> Any:
            fields = {**to_send, **({"allow_paid_broadcast": True} if paid else {})}
            return await self._bot.do_api_request(method, api_kwargs=fields, rate_limit_args=priority)

        return await follow_migration(send, params)

    async def close(self) -> None:
        """Close the connections."""
        for request in self._bot._request:
            await request.shutdown()


def _outcome_of(failure: Failure, notification: ClaimedNotification) -> SendOutcome:
    """Return the outcome of a notification that Telegram did not accept. Raises RetryLater where it is to be sent again."""
    reason = failure.reason
    match failure.kind:
        case FailureKind.RETRY_AFTER:
            raise RetryLater(reason, seconds=0)
        case FailureKind.NOT_SENT:
            raise RetryLater(reason)
        case FailureKind.TIMED_OUT | FailureKind.UNAVAILABLE:
            if not notification.at_most_once:
                raise RetryLater(reason)
            return SendOutcome(DeliveryStatus.UNKNOWN, reason=reason)
        case FailureKind.UNREACHABLE:
            return SendOutcome(DeliveryStatus.UNREACHABLE, reason=reason)
        case FailureKind.ALREADY_DONE:
            return SendOutcome(DeliveryStatus.SENT, message=notification.payload.get("message"))
        case _:
            return SendOutcome(DeliveryStatus.FAILED, reason=reason)
