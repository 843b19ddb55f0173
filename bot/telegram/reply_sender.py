"""Sending replies: the toast and the screen, whatever state the message is in by now."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from markupsafe import escape

from bot.telegram.chat_replies import CallMade, ChatReplies, ignore_call
from bot.telegram.client import TelegramClient
from bot.telegram.errors import AIOGRAM_ERRORS, FailureKind, classify
from bot.telegram.pictures import PictureCache
from bot.telegram.rate_limiter import RateLimiter
from bot.telegram.retries import follow_migration, send_with_retries
from handlers.ui.inline_card import InlineCard, inline_result
from handlers.ui.screen import Reply, Screen, ScreenPicture, ScreenReply, Toast
from handlers.ui.telegram_calls import ALERT_LIMIT, ApiCall, ChatTarget
from locales.user_text import truncate

log = structlog.get_logger()

INLINE_SECONDS = 60
"""How long Telegram keeps the answer to an inline query."""
CALL_TIMEOUT = 15.0
"""Seconds until a call without an answer is given up."""


class ReplySender:
    """Sends each reply at least once: a call whose outcome is unknown is made again."""

    def __init__(
        self,
        bot: Bot,
        client: TelegramClient,
        pictures: PictureCache,
        rate_limiter: RateLimiter,
        *,
        payments: str = "",
        on_call: CallMade = ignore_call,
        crowded: Callable[[], bool] = lambda: False,
    ) -> None:
        """`payments` is the token of the payment provider, put into invoices. `on_call` is told of each call that succeeded.

        `crowded` is as of `ChatReplies`.
        """
        self._bot, self._client, self._pictures, self._payments = bot, client, pictures, payments
        self._replies = ChatReplies(rate_limiter, self.make_call, on_call, crowded=crowded)

    async def reply(
        self,
        location: ChatTarget,
        reply: Reply,
        query: str | None = None,
        again: Callable[[], Awaitable[Reply]] | None = None,
    ) -> None:
        """Show `reply` at `location`, and answer the callback `query`, if there is one, exactly once.

        `again` makes the reply anew where it could not be sent for a while.
        Raises aiogram's errors: TelegramForbiddenError where the person has blocked the bot.
        """

        async def remake() -> Screen | None:
            return screen_of(await again(), query) if again else None

        screen = screen_of(reply, query)
        toast = asyncio.create_task(self._toast(query, toast_of(reply))) if query else None
        try:
            if screen:
                await self._replies.send(location, screen, remake if again else None)
        finally:
            if toast:
                await toast

    async def send(self, chat: int, screen: Screen) -> None:
        """Send a screen as a new message. Raises aiogram's errors."""
        await self._replies.send(ChatTarget(chat=chat), screen)

    async def answer_inline(self, query: str, cards: tuple[InlineCard, ...]) -> None:
        """Answer an inline query, once: after some seconds nobody sees the answer.

        Telegram keeps the answer for this person alone, since it is in their language. Where it does not know one of the pictures any more,
        it takes none of the results: all are sent again without.
        """
        pictures = [card.screen.picture for card in cards if card.screen.picture]
        known = await self._pictures.known(pictures)
        try:
            try:
                await self._answer_inline(query, cards, known)
            except AIOGRAM_ERRORS as error:
                if not known or classify(error).kind is not FailureKind.FILE_UNKNOWN:
                    raise
                self._pictures.forget(pictures)
                await self._answer_inline(query, cards, {})
        except AIOGRAM_ERRORS as error:
            log.info("an inline query was not answered", query=query, failure=classify(error).kind.value)

    async def _answer_inline(
        self, query: str, cards: tuple[InlineCard, ...], known: Mapping[ScreenPicture, str]
    ) -> None:
        params = {
            "inline_query_id": query,
            "results": [
                inline_result(card, known.get(card.screen.picture) if card.screen.picture else None)
                for card in cards
            ],
            "cache_time": INLINE_SECONDS,
            "is_personal": True,
        }
        await self._call("answerInlineQuery", params)

    async def _toast(self, query: str, toast: Toast) -> None:
        params = {
            "callback_query_id": query,
            "text": truncate(toast.text, ALERT_LIMIT),
            "show_alert": toast.alert,
        }
        try:
            await send_with_retries(partial(self._call, "answerCallbackQuery"), params)
        except TelegramBadRequest as error:
            failure = classify(error)
            log.info("a callback query was not answered", query=query, failure=failure.kind.value)

    async def make_call(self, call: ApiCall) -> Any:
        """Make one call, once, and return its result. Raises aiogram's errors."""
        if call.document and call.document.pdf:
            send = partial(self._send_document, call, call.document.name)
            return await self._pictures.send_pdf(call.document.pdf, send)
        if call.document:
            return await self._send_document(call, call.document.name, call.document.data)
        if call.picture:
            return await self._pictures.send(call.picture, partial(self._send_photo, call))
        secret = {"provider_token": self._payments} if call.method == "sendInvoice" else {}
        return await self._call_once(call.method, {**call.params, **secret})

    async def _send_document(self, call: ApiCall, name: str, document: str | bytes) -> Any:
        if isinstance(document, str):
            return await self._call_once(call.method, {**call.params, "document": document})
        params = {**call.params, "document": f"attach://{name}"}
        return await self._call_once(call.method, params, (name, document))

    async def _send_photo(self, call: ApiCall, photo: str | bytes) -> Any:
        if isinstance(photo, str):
            return await self._call_once(call.method, _with_photo(call, photo))
        params = _with_photo(call, "attach://photo")
        return await self._call_once(call.method, params, ("photo", photo))

    async def _call_once(
        self, method: str, params: Mapping[str, Any], file: tuple[str, bytes] | None = None
    ) -> Any:
        return await follow_migration(partial(self._call, method, file=file), params)

    async def _call(
        self, method: str, params: Mapping[str, Any], file: tuple[str, bytes] | None = None
    ) -> Any:
        return await self._client.call(self._bot, method, params, file, seconds=CALL_TIMEOUT)


def toast_of(reply: Reply) -> Toast:
    if isinstance(reply, Toast):
        return reply
    return Toast(reply.toast if isinstance(reply, ScreenReply) else "")


def screen_of(reply: Reply, query: str | None) -> Screen | None:
    """Return the screen of a reply to a callback, or of one to a message, where a toast becomes a message."""
    return _reply_screen(reply) if query is None else _screen_with_note(reply)


def _reply_screen(reply: Reply) -> Screen | None:
    """Return the screen for a reply to a message, which has no callback query: a toast becomes a message, an empty one says nothing."""
    if isinstance(reply, Toast):
        return Screen(text=escape(reply.text)) if reply.text else None
    return _screen_with_note(reply)


def _screen_with_note(reply: Reply) -> Screen | None:
    if isinstance(reply, Toast):
        return None
    if isinstance(reply, Screen):
        return reply
    return replace(reply.screen, note=reply.note) if reply.note else reply.screen


def _with_photo(call: ApiCall, photo: str) -> dict[str, Any]:
    if "media" in call.params:
        return {**call.params, "media": {**call.params["media"], "media": photo}}
    return {**call.params, "photo": photo}
