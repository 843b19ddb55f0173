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

from bot.pictures import Pictures
from bot.wire import Wire
from handlers.ui.screen import Reply, Screen, Shown, Toast
from handlers.ui.showing import ALERT_LIMIT, Call, Place, calls, sending
from locales.words import cut

log = structlog.get_logger()

TRIES = 4
PATIENCE = 15.0
"""Seconds until a call that hangs is given up."""
LONGEST_PAUSE = 30.0
SAME = "message is not modified"


class Answers:
    """Everyone is answered at least once: a call whose outcome is unknown is made again."""

    def __init__(self, bot: Bot, wire: Wire, pictures: Pictures, payments: str = "") -> None:
        """`payments` is the token of the provider of invoices."""
        self._bot, self._wire, self._pictures, self._payments = bot, wire, pictures, payments

    async def answer(self, place: Place, reply: Reply, query: str | None = None) -> None:
        """Show `reply` at `place`; `query` is the tap to answer, exactly once. Raises TelegramForbiddenError where the person has blocked the bot."""
        toast = reply if isinstance(reply, Toast) else Toast(reply.toast if isinstance(reply, Shown) else "")
        screen = _below(reply) if query is None else _noted(reply)
        told = [self._toast(query, toast)] if query else []
        shown = [self._show(place, screen)] if screen else []
        await asyncio.gather(*told, *shown)

    async def say(self, chat: int, screen: Screen) -> None:
        """A new message."""
        await self._call(sending(chat, screen))

    async def _toast(self, query: str, toast: Toast) -> None:
        params = {"callback_query_id": query, "text": cut(toast.text, ALERT_LIMIT), "show_alert": toast.alert}
        try:
            await self._patiently("answerCallbackQuery", params)
        except TelegramBadRequest:
            log.info("a tap was answered too late", query=query)

    async def _show(self, place: Place, screen: Screen) -> None:
        for call in calls(place, screen):
            try:
                await self._call(call)
            except TelegramBadRequest as error:
                if SAME in error.message:
                    return
                await self._otherwise(place, call, screen)

    async def _otherwise(self, place: Place, call: Call, screen: Screen) -> None:
        """What could not be edited is shown below; what could not be deleted loses its buttons."""
        if call.method == "deleteMessage":
            there = {"chat_id": place.chat, "message_id": place.message}
            try:
                await self._patiently("editMessageReplyMarkup", there)
            except TelegramBadRequest:
                log.info("an old message is gone", message=place.message)
        elif call.method.startswith("edit"):
            await self.say(place.chat, screen)
        else:
            raise

    async def _call(self, call: Call) -> None:
        if call.document:
            file = call.document.name
            params = {**call.params, "document": f"attach://{file}"}
            await self._patiently(call.method, params, (file, call.document.data))
            return
        if call.picture is None:
            secret = {"provider_token": self._payments} if call.method == "sendInvoice" else {}
            await self._patiently(call.method, {**call.params, **secret})
            return
        known = self._pictures.file_id(call.picture)
        if known:
            try:
                await self._patiently(call.method, _with_photo(call, known))
                return
            except TelegramBadRequest as error:
                if "file" not in error.message:
                    raise
                self._pictures.forget(call.picture)
        data = await self._pictures.data(call.picture)
        sent = await self._patiently(call.method, _with_photo(call, "attach://photo"), ("photo", data))
        await self._pictures.remember(call.picture, sent["photo"][-1]["file_id"])

    async def _patiently(
        self, method: str, params: Mapping[str, Any], file: tuple[str, bytes] | None = None
    ) -> Any:
        """Try again when told to wait, where a group has moved to, and when nobody knows what became of it."""
        for attempt in range(TRIES - 1):
            try:
                return await self._wire.call(self._bot, method, params, file, seconds=PATIENCE)
            except TelegramMigrateToChat as moved:
                params = {**params, "chat_id": moved.migrate_to_chat_id}
            except TelegramRetryAfter as error:
                await asyncio.sleep(min(error.retry_after, LONGEST_PAUSE))
            except (TelegramNetworkError, TelegramServerError, ClientDecodeError) as error:
                log.warning("no answer from Telegram", method=method, why=type(error).__name__)
                await asyncio.sleep(0.2 * 4**attempt)
        return await self._wire.call(self._bot, method, params, file, seconds=PATIENCE)


def _below(reply: Reply) -> Screen | None:
    """What is shown where nothing was tapped: a toast is a message then."""
    return Screen(escape(reply.text)) if isinstance(reply, Toast) else _noted(reply)


def _noted(reply: Reply) -> Screen | None:
    if isinstance(reply, Toast):
        return None
    if isinstance(reply, Screen):
        return reply
    text = reply.note + "\n\n" + reply.screen.text if reply.note else reply.screen.text
    return replace(reply.screen, text=text)


def _with_photo(call: Call, photo: str) -> dict[str, Any]:
    if "media" in call.params:
        return {**call.params, "media": {**call.params["media"], "media": photo}}
    return {**call.params, "photo": photo}
