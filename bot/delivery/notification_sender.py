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
from telegram import InputFile
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bot.delivery.ptb_rate_limiter import PtbRateLimiter, SendPermit
from bot.telegram.chat_replies import CallMade, ignore_call
from bot.telegram.errors import OUTCOME_UNKNOWN, Failure, FailureKind, NeverSent, classify
from bot.telegram.pictures import PictureCache
from bot.telegram.rate_limiter import ChatBusy, RateLimiter, SendingPaused
from bot.telegram.retries import follow_migration
from handlers.messages import RenderContext, messages
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ApiCall
from locales.say import speak
from market.notification.in_flight import ClaimedNotification
from market.notification.kind import NotificationKind, UnreadableNotification, read_notification
from market.notification.outbox import DeliveryStatus
from market.notification.priority import Priority
from market.refusal import Refusal
from scheduler.outbox import RetryLater, SendingRefused, SendOutcome
from storage.store import DATABASE_AWAY, Store

log = structlog.get_logger()

# Requests are complete field by field, and a wait may be a number or a timedelta: these warnings do not apply.
warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)
warnings.filterwarnings("ignore", "Deprecated since version v22.2", PTBDeprecationWarning)

JSON = {"Content-Type": "application/json"}
RENDER_CACHE_SECONDS = 0.2
"""Seconds for which a rendered announcement is reused."""
NO_ANSWER = OUTCOME_UNKNOWN | {FailureKind.NOT_SENT}
"""The failures after which nobody knows whether Telegram is there."""
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
        *,
        on_call: CallMade = ignore_call,
    ) -> None:
        """`on_call` is told of each call that succeeded."""
        self._store, self._pictures, self._rate_limiter, self._username = (
            store,
            pictures,
            rate_limiter,
            username,
        )
        self._clock, self._made = clock, on_call
        self._bot = ExtBot(
            token,
            base_url=f"{api_base}/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(),
            rate_limiter=PtbRateLimiter(rate_limiter),
        )
        self._rendered: dict[tuple[object, ...], tuple[float, asyncio.Task[Screen]]] = {}
        self._in_doubt = False
        self._asking = asyncio.Lock()

    async def open(self) -> None:
        """Open the connections."""
        for request in self._bot._request:
            await request.initialize()

    async def send(self, claimed: ClaimedNotification) -> SendOutcome:
        """Send one notification and return its outcome. One that cannot be read has failed.

        Where nobody knows whether it arrived, a kind that is sent at most once is UNKNOWN.
        Raises RetryLater where it was not sent, or where nobody knows and it is sent at least once.
        """
        try:
            notification = read_notification(claimed.kind, claimed.payload)
            screen = await self._screen(claimed, notification)
        except UnreadableNotification as error:
            log.error("a notification cannot be read", notification=claimed.id, why=str(error))
            return SendOutcome(DeliveryStatus.FAILED, reason=str(error))
        except Refusal as refusal:
            return SendOutcome(DeliveryStatus.DROPPED, reason=type(refusal).__name__)
        except DATABASE_AWAY as error:
            raise RetryLater(type(error).__name__) from error
        shown_screen = replace(screen, silent=screen.silent or claimed.silent)
        return await self._deliver(claimed, messages.call(claimed.chat, notification, shown_screen))

    async def _deliver(self, claimed: ClaimedNotification, call: ApiCall) -> SendOutcome:
        """Make the call and return the outcome. Raises RetryLater."""
        try:
            await self._until_telegram_answers()
            sent = await self._send_call(call, SendPermit(claimed.priority, claimed.begin))
        except DATABASE_AWAY as error:
            raise RetryLater(type(error).__name__) from error
        except SendingPaused as error:
            raise RetryLater(str(error), seconds=0) from error
        except ChatBusy as busy:
            raise RetryLater(str(busy), seconds=busy.seconds) from busy
        except TelegramError as error:
            failure = classify(error)
            self._in_doubt = self._in_doubt or failure.kind in NO_ANSWER
            return _outcome_of(failure, claimed, call)
        await self._made(call, sent)
        return SendOutcome(
            DeliveryStatus.SENT, message=sent["message_id"] if isinstance(sent, dict) else None
        )

    async def _until_telegram_answers(self) -> None:
        """After a request without an answer, ask Telegram something that does no harm first: an announcement would be unknown.

        Raises RetryLater while it does not answer.
        """
        if self._in_doubt:
            async with self._asking:
                await self._ask_telegram()

    async def _ask_telegram(self) -> None:
        """End the doubt, if another notification has not done so. Raises RetryLater, SendingPaused."""
        if not self._in_doubt:
            return
        if self._rate_limiter.paused_for:
            raise SendingPaused
        try:
            await self._bot.request.post(f"{self._bot.base_url}/getMe")
        except TelegramError as error:
            failure = classify(error)
            self._back_off(failure)
            if failure.kind is FailureKind.UNAUTHORIZED:
                raise SendingRefused(failure.reason) from error
            raise RetryLater(failure.reason, seconds=0) from error
        self._in_doubt = False

    def _back_off(self, failure: Failure) -> None:
        if failure.kind in NO_ANSWER:
            self._rate_limiter.back_off()
        else:
            self._rate_limiter.observe(failure)

    async def _screen(self, claimed: ClaimedNotification, notification: NotificationKind) -> Screen:
        """Return the rendered notification. A broadcast is rendered once for all who read one language. Raises a Refusal where there is nothing to send."""
        if claimed.priority != Priority.BROADCAST:
            return await self._render(claimed, notification)
        key = claimed.kind, claimed.payload.get("broadcast_id"), claimed.language
        expires_at, rendering = self._rendered.get(key, (0.0, None))
        if rendering is None or self._clock() >= expires_at:
            rendering = asyncio.create_task(self._render(claimed, notification))
            self._rendered = {key: entry for key, entry in self._rendered.items() if entry[0] > self._clock()}
            self._rendered[key] = self._clock() + RENDER_CACHE_SECONDS, rendering
        return rendering.result() if rendering.done() else await asyncio.shield(rendering)

    async def _render(self, claimed: ClaimedNotification, notification: NotificationKind) -> Screen:
        context = RenderContext(
            store=self._store,
            now=claimed.claimed_at,
            notification_id=claimed.id,
            bot_username=self._username,
            late_since=claimed.due_at if claimed.late else None,
        )
        return await messages.render(speak(claimed.language), context, notification)

    async def _send_call(self, call: ApiCall, permit: SendPermit) -> Any:
        async def send_photo(photo: str | bytes) -> Any:
            upload = photo if isinstance(photo, str) else InputFile(photo, filename="photo.png", attach=True)
            return await self._request(call.method, {**call.params, "photo": upload}, permit)

        if call.picture:
            return await self._pictures.send(call.picture, send_photo)
        return await self._request(call.method, call.params, permit)

    async def _request(self, method: str, params: Mapping[str, Any], permit: SendPermit) -> Any:
        paid = self._rate_limiter.paid and permit.priority == Priority.BROADCAST and method.startswith("send")

        async def send(to_send: Mapping[str, Any]) -> Any:
            fields = {**to_send, **({"allow_paid_broadcast": True} if paid else {})}
            return await self._bot.do_api_request(method, api_kwargs=fields, rate_limit_args=permit)

        return await follow_migration(send, params)

    async def close(self) -> None:
        """Close the connections."""
        for request in self._bot._request:
            await request.shutdown()


def _outcome_of(failure: Failure, claimed: ClaimedNotification, call: ApiCall) -> SendOutcome:
    """Return the outcome of a notification that Telegram did not accept. Raises RetryLater where it is to be sent again."""
    reason = failure.reason
    match failure.kind:
        case FailureKind.RETRY_AFTER:
            raise RetryLater(reason, seconds=failure.retry_after)
        case FailureKind.UNAUTHORIZED:
            raise SendingRefused(reason)
        case FailureKind.NOT_SENT:
            raise RetryLater(reason)
        case FailureKind.TIMED_OUT | FailureKind.UNAVAILABLE:
            if not claimed.at_most_once:
                raise RetryLater(reason)
            return SendOutcome(DeliveryStatus.UNKNOWN, reason=reason)
        case FailureKind.UNREACHABLE:
            return SendOutcome(DeliveryStatus.UNREACHABLE, reason=reason)
        case FailureKind.ALREADY_DONE:
            return SendOutcome(DeliveryStatus.SENT, message=call.params.get("message_id"))
        case _:
            return SendOutcome(DeliveryStatus.FAILED, reason=reason)
