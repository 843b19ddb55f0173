"""What stands between the dispatcher and the phones: replies and notifications are shown by a function call."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from aiogram import Bot

from bot.delivery.notification_sender import NotificationSender
from bot.delivery.ptb_rate_limiter import SendPermit
from bot.telegram.rate_limiter import RateLimiter
from bot.telegram.reply_sender import ReplySender, screen_of, toast_of
from handlers.ui.inline_card import InlineCard
from handlers.ui.screen import Reply, Screen
from handlers.ui.telegram_calls import (
    ALERT_LIMIT,
    ApiCall,
    ChatTarget,
    calls_to_show,
    picture_call,
    send_call,
)
from locales.user_text import truncate
from market.notification.in_flight import ClaimedNotification
from scheduler.outbox import SendOutcome
from storage.store import Store
from tests.dispatcher.phones import Phones
from tests.journeys.harness import BOT


class ShownReplies(ReplySender):
    """Shows each reply at once, by the calls that would be made, without a client, a rate limit and pictures."""

    def __init__(self, phones: Phones) -> None:
        self._phones = phones

    async def reply(
        self,
        location: ChatTarget,
        reply: Reply,
        query: str | None = None,
        again: Callable[[], Awaitable[Reply]] | None = None,
    ) -> None:
        if query is not None:
            toast = toast_of(reply)
            self._phones.answers[query].append(replace(toast, text=truncate(toast.text, ALERT_LIMIT)))
        screen = screen_of(reply, query)
        for call in calls_to_show(location, screen) if screen else ():
            shown = self._phones.show(call)
            if call.followed_by:
                self._phones.show(picture_call(location.chat, shown["message_id"], call.followed_by))

    async def send(self, chat: int, screen: Screen) -> None:
        self._phones.show(send_call(chat, screen))

    async def answer_inline(self, query: str, cards: tuple[InlineCard, ...]) -> None:
        raise NotImplementedError("what an inline query shows is asked by a journey")

    async def make_call(self, call: ApiCall) -> Any:
        return self._phones.show(call)


class ShownNotifications(NotificationSender):
    """Renders notifications as the outbox has them sent, and shows each at once, in the order in which they were claimed."""

    def __init__(self, phones: Phones, store: Store, rate_limiter: RateLimiter) -> None:
        no_pictures: Any = None
        super().__init__(
            store, no_pictures, BOT.token, "http://127.0.0.1:0", rate_limiter, username=BOT.username
        )
        self._phones, self._in_turn = phones, asyncio.Lock()

    async def send(self, claimed: ClaimedNotification) -> SendOutcome:
        async with self._in_turn:
            return await super().send(claimed)

    async def _send_call(self, call: ApiCall, permit: SendPermit) -> Any:
        return self._phones.show(call)


class PhoneClient:
    """The client of those who call Telegram past the replies."""

    def __init__(self, phones: Phones) -> None:
        self._phones = phones

    async def call(
        self,
        bot: Bot,
        method: str,
        params: Mapping[str, Any],
        file: tuple[str, bytes] | None = None,
        seconds: float = 0,
    ) -> Any:
        return self._phones.show(ApiCall(method=method, params=params))

    async def fetch(self, bot: Bot, file_id: str, max_bytes: int = 0) -> bytes:
        return await self._phones.fetch(file_id)

    async def silent_for(self, bot: Bot) -> float:
        return 0.0
