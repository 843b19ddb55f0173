"""Answering a wish: the toast, then the screen, whatever state the message is in by now."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from markupsafe import escape

from bot.telegram.client import TelegramClient
from bot.telegram.pictures import PictureCache
from handlers.ui.screen import Reply, Screen, ScreenReply, Toast
from handlers.ui.telegram_calls import ALERT_LIMIT, ApiCall, ChatTarget, calls_to_show, send_call
from locales.user_text import truncate

log = structlog.get_logger()

MAX_ATTEMPTS = 4
CALL_TIMEOUT = 15.0
"""Seconds until a call that hangs is given up."""
MAX_RETRY_DELAY = 30.0
NOT_MODIFIED = "message is not modified"


class ReplySender:
    """Everyone is answered at least once: a call whose outcome is unknown is made again."""

    def __init__(self, bot: Bot, client: TelegramClient, pictures: PictureCache, payments: str = "") -> None:
        """`payments` is the token of the provider of invoices."""
        self._bot, self._client, self._pictures, self._payments = bot, client, pictures, payments

    async def answer(self, location: ChatTarget, reply: Reply, query: str | None = None) -> None:
        """Show `reply` at `location`; `query` is the tap to answer, exactly once. Raises TelegramForbiddenError where the person has blocked the bot."""
        toast = (
            reply
            if isinstance(reply, Toast)
            else Toast(reply.toast if isinstance(reply, ScreenReply) else "")
        )
        screen = _reply_screen(reply) if query is None else _screen_with_note(reply)
        toast_calls = [self._toast(query, toast)] if query else []
        screen_calls = [self._show(location, screen)] if screen else []
        await asyncio.gather(*toast_calls, *screen_calls)

    async def say(self, chat: int, screen: Screen) -> None:
        """A new message."""
        await self._call(send_call(chat, screen))

    async def _toast(self, query: str, toast: Toast) -> None:
        params = {
            "callback_query_id": query,
            "text": truncate(toast.text, ALERT_LIMIT),
            "show_alert": toast.alert,
        }
        try:
            await self._call_with_retries("answerCallbackQuery", params)
        except TelegramBadRequest:
            log.info("a tap was answered too late", query=query)

    async def _show(self, location: ChatTarget, screen: Screen) -> None:
        for call in calls_to_show(location, screen):
            try:
                await self._call(call)
            except TelegramBadRequest as error:
                if NOT_MODIFIED in error.message:
                    return
                await self._fall_back(location, call, screen)

    async def _fall_back(self, location: ChatTarget, call: ApiCall, screen: Screen) -> None:
        """What could not be edited is shown below; what could not be deleted loses its buttons."""
        if call.method == "deleteMessage":
            address = {"chat_id": location.chat, "message_id": location.message}
            try:
                await self._call_with_retries("editMessageReplyMarkup", address)
            except TelegramBadRequest:
                log.info("an old message is gone", message=location.message)
        elif call.method.startswith("edit"):
            await self.say(location.chat, screen)
        else:
            raise

    async def _call(self, call: ApiCall) -> None:
        if call.document:
            file = call.document.name
            params = {**call.params, "document": f"attach://{file}"}
            await self._call_with_retries(call.method, params, (file, call.document.data))
            return
        if call.picture is None:
            secret = {"provider_token": self._payments} if call.method == "sendInvoice" else {}
            await self._call_with_retries(call.method, {**call.params, **secret})
            return
        file_id = self._pictures.file_id(call.picture)
        if file_id:
            try:
                await self._call_with_retries(call.method, _with_photo(call, file_id))
                return
            except TelegramBadRequest as error:
                if "file" not in error.message:
                    raise
                self._pictures.forget(call.picture)
        data = await self._pictures.data(call.picture)
        sent = await self._call_with_retries(
            call.method, _with_photo(call, "attach://photo"), ("photo", data)
        )
        await self._pictures.remember(call.picture, sent["photo"][-1]["file_id"])

    async def _call_with_retries(
        self, method: str, params: Mapping[str, Any], file: tuple[str, bytes] | None = None
    ) -> Any:
        """Try again when told to wait, where a group has moved to, and when nobody knows what became of it."""
        for attempt in range(MAX_ATTEMPTS - 1):
            try:
                return await self._client.call(self._bot, method, params, file, seconds=CALL_TIMEOUT)
            except TelegramMigrateToChat as moved:
                params = {**params, "chat_id": moved.migrate_to_chat_id}
            except TelegramRetryAfter as error:
                await asyncio.sleep(min(error.retry_after, MAX_RETRY_DELAY))
            except (TelegramNetworkError, TelegramServerError, ClientDecodeError) as error:
                log.warning("no answer from Telegram", method=method, why=type(error).__name__)
                await asyncio.sleep(0.2 * 4**attempt)
        return await self._client.call(self._bot, method, params, file, seconds=CALL_TIMEOUT)


def _reply_screen(reply: Reply) -> Screen | None:
    """What is shown where nothing was tapped: a toast is a message then."""
    return Screen(text=escape(reply.text)) if isinstance(reply, Toast) else _screen_with_note(reply)


def _screen_with_note(reply: Reply) -> Screen | None:
    if isinstance(reply, Toast):
        return None
    if isinstance(reply, Screen):
        return reply
    text = reply.note + "\n\n" + reply.screen.text if reply.note else reply.screen.text
    return replace(reply.screen, text=text)


def _with_photo(call: ApiCall, photo: str) -> dict[str, Any]:
    if "media" in call.params:
        return {**call.params, "media": {**call.params["media"], "media": photo}}
    return {**call.params, "photo": photo}
