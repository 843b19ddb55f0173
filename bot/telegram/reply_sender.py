"""Sending replies: the toast and the screen, whatever state the message is in by now."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from markupsafe import escape

from bot.telegram.client import TelegramClient
from bot.telegram.errors import FailureKind, classify
from bot.telegram.pictures import PictureCache
from bot.telegram.retries import send_with_retries
from handlers.ui.screen import Reply, Screen, ScreenReply, Toast
from handlers.ui.telegram_calls import ALERT_LIMIT, ApiCall, ChatTarget, calls_to_show, send_call
from locales.user_text import truncate

log = structlog.get_logger()

CALL_TIMEOUT = 15.0
"""Seconds until a call without an answer is given up."""


class ReplySender:
    """Sends each reply at least once: a call whose outcome is unknown is made again."""

    def __init__(self, bot: Bot, client: TelegramClient, pictures: PictureCache, payments: str = "") -> None:
        """`payments` is the token of the payment provider, put into invoices."""
        self._bot, self._client, self._pictures, self._payments = bot, client, pictures, payments

    async def reply(self, location: ChatTarget, reply: Reply, query: str | None = None) -> None:
        """Show `reply` at `location`, and answer the callback `query`, if there is one, exactly once.

        Raises aiogram's errors: TelegramForbiddenError where the person has blocked the bot.
        """
        toast = (
            reply
            if isinstance(reply, Toast)
            else Toast(reply.toast if isinstance(reply, ScreenReply) else "")
        )
        screen = _reply_screen(reply) if query is None else _screen_with_note(reply)
        toast_calls = [self._toast(query, toast)] if query else []
        screen_calls = [self._show(location, screen)] if screen else []
        await asyncio.gather(*toast_calls, *screen_calls)

    async def send(self, chat: int, screen: Screen) -> None:
        """Send a screen as a new message. Raises aiogram's errors."""
        await self._call(send_call(chat, screen))

    async def _toast(self, query: str, toast: Toast) -> None:
        params = {
            "callback_query_id": query,
            "text": truncate(toast.text, ALERT_LIMIT),
            "show_alert": toast.alert,
        }
        try:
            await self._call_with_retries("answerCallbackQuery", params)
        except TelegramBadRequest as error:
            failure = classify(error)
            log.info("a callback query was not answered", query=query, failure=failure.kind.value)

    async def _show(self, location: ChatTarget, screen: Screen) -> None:
        """Show a screen: a new message where the old one cannot be edited."""
        for call in calls_to_show(location, screen):
            try:
                await self._call(call)
            except TelegramBadRequest as error:
                if classify(error).kind is FailureKind.ALREADY_DONE:
                    continue
                if call.method == "deleteMessage":
                    await self._remove_buttons(location)
                elif call.method.startswith("edit"):
                    await self.send(location.chat, screen)
                elif call.method == "sendInvoice" and screen.invoice:
                    log.warning("Telegram refused an invoice", why=classify(error).reason)
                    await self.send(location.chat, screen.invoice.refused)
                else:
                    raise

    async def _remove_buttons(self, location: ChatTarget) -> None:
        """Remove the buttons of a message that cannot be deleted."""
        address = {"chat_id": location.chat, "message_id": location.message}
        try:
            await self._call_with_retries("editMessageReplyMarkup", address)
        except TelegramBadRequest as error:
            log.info("an old message stays as it is", message=location.message, why=classify(error).reason)

    async def _call(self, call: ApiCall) -> None:
        if call.document:
            file = call.document.name
            params = {**call.params, "document": f"attach://{file}"}
            await self._call_with_retries(call.method, params, (file, call.document.data))
        elif call.picture:
            await self._pictures.send(call.picture, partial(self._send_photo, call))
        else:
            secret = {"provider_token": self._payments} if call.method == "sendInvoice" else {}
            await self._call_with_retries(call.method, {**call.params, **secret})

    async def _send_photo(self, call: ApiCall, photo: str | bytes) -> Any:
        if isinstance(photo, str):
            return await self._call_with_retries(call.method, _with_photo(call, photo))
        params = _with_photo(call, "attach://photo")
        return await self._call_with_retries(call.method, params, ("photo", photo))

    async def _call_with_retries(
        self, method: str, params: Mapping[str, Any], file: tuple[str, bytes] | None = None
    ) -> Any:
        async def send(to_send: Mapping[str, Any]) -> Any:
            return await self._client.call(self._bot, method, to_send, file, seconds=CALL_TIMEOUT)

        return await send_with_retries(send, params)


def _reply_screen(reply: Reply) -> Screen | None:
    """Return the screen for a reply to a message, which has no callback query: a toast becomes a message."""
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
