"""A notification sender that loads python-telegram-bot with the first notification."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.telegram.chat_replies import CallMade
from bot.telegram.pictures import PictureCache
from bot.telegram.rate_limiter import RateLimiter
from market.notification.in_flight import ClaimedNotification
from scheduler.outbox import SendOutcome
from storage.store import Store

if TYPE_CHECKING:
    from bot.delivery.notification_sender import NotificationSender


@dataclass(kw_only=True)
class LazyNotificationSender:
    """Opens its NotificationSender when the first notification is sent.

    python-telegram-bot takes 6 MiB and a tenth of a second, and a process that sends no notification does not load it.
    """

    store: Store
    pictures: PictureCache
    token: str
    api_base: str
    rate_limiter: RateLimiter
    username: str
    made: CallMade
    _sender: "NotificationSender | None" = None
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def send(self, notification: ClaimedNotification) -> SendOutcome:
        """Send one notification as NotificationSender does. Raises RetryLater."""
        async with self._opening:
            sender = self._sender = self._sender or await self._open()
        return await sender.send(notification)

    async def close(self) -> None:
        """Close the sender if one was opened."""
        if self._sender:
            await self._sender.close()

    async def _open(self) -> "NotificationSender":
        from bot.delivery.notification_sender import NotificationSender

        sender = NotificationSender(
            self.store,
            self.pictures,
            self.token,
            self.api_base,
            rate_limiter=self.rate_limiter,
            username=self.username,
            on_call=self.made,
        )
        await sender.open()
        return sender
