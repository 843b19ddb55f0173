"""The replies that wait to be sent: one queue for each chat, so that a chat that may not be sent to holds up nobody else."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import structlog
from aiogram.exceptions import TelegramBadRequest

from bot.telegram.errors import AIOGRAM_ERRORS, TEMPORARY, FailureKind, classify
from bot.telegram.rate_limiter import RateLimiter, Sleep
from bot.telegram.retries import FIRST_RETRY_DELAY, MAX_RETRY_DELAY
from bot.telegram.token_bucket import Clock
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ApiCall, ChatTarget, calls_to_show, message_of, picture_call, send_call

log = structlog.get_logger()

COUNTED_METHODS = frozenset({"sendMessage", "sendPhoto", "sendDocument", "sendVenue", "sendInvoice"})
"""The methods that count against Telegram's limits; edits and callback answers do not."""
HELD_UP_AFTER, STALE_AFTER, MAX_AGE = 1.0, 60.0, 3600.0
"""Seconds after which a waiting reply may be replaced by a newer one, is made anew before it is sent, and is given up."""

Remake = Callable[[], Awaitable[Screen | None]]
"""Returns the present screen in the place of one that waited too long."""


CallMade = Callable[[ApiCall, Any], Awaitable[None]]
"""Is told of a call that succeeded, and its result."""


async def ignore_call(call: ApiCall, result: Any) -> None:
    """Do nothing."""


@dataclass(kw_only=True, eq=False)
class WaitingReply:
    """A screen to show at `target`. `calls` are those that were not made yet."""

    target: ChatTarget
    screen: Screen
    remake: Remake | None
    made_at: float
    calls: deque[ApiCall] = field(default_factory=deque)
    started: bool = False
    replaced: bool = False
    ended: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def __post_init__(self) -> None:
        self.show(self.screen)

    def show(self, screen: Screen) -> None:
        """Show another screen instead."""
        self.screen, self.calls = screen, deque(calls_to_show(self.target, screen))

    def gives_way_to(self, newer: "WaitingReply") -> bool:
        """Return whether a newer reply in the same place says all that this one says."""
        screen = self.screen
        is_worth_keeping = screen.picture or screen.document or screen.venue or screen.invoice or screen.above
        return not (is_worth_keeping or self.started) and self.target.message == newer.target.message


class ChatReplies:
    """Sends the replies to each chat in order, within the rate limit. `make_call` makes one call, once; `made` is told of each that succeeded."""

    def __init__(
        self,
        rate_limiter: RateLimiter,
        make_call: Callable[[ApiCall], Awaitable[object]],
        on_call: CallMade = ignore_call,
        *,
        crowded: Callable[[], bool] = lambda: False,
        clock: Clock = monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """While `crowded` says that many people wait for an answer, pictures that follow their text are left to whoever keeps messages true."""
        self._crowded = crowded
        self._rate_limiter, self._make_call, self._clock, self._sleep = (
            rate_limiter,
            make_call,
            clock,
            sleep,
        )
        self._made = on_call
        self._queues: dict[int, deque[WaitingReply]] = {}
        self._serving: set[asyncio.Task[None]] = set()

    async def send(self, target: ChatTarget, screen: Screen, remake: Remake | None = None) -> None:
        """Show a screen, after what waits for this chat; return when it was shown or a newer one took its place.

        Raises aiogram's errors: where Telegram refuses it, or for an hour did not take it.
        """
        reply = WaitingReply(target=target, screen=screen, remake=remake, made_at=self._clock())
        queue = self._queues.get(target.chat)
        if queue is None:
            await self._send_first(target.chat, reply)
        else:
            self._replace_held_up(queue, reply)
            queue.append(reply)
            await reply.ended

    async def _send_first(self, chat: int, reply: WaitingReply) -> None:
        """Send a reply that nothing waits before, without a task of its own; what comes meanwhile is sent by one."""
        queue = self._queues[chat] = deque([reply])
        try:
            await self._deliver(reply)
        finally:
            queue.popleft()
            if queue:
                task = asyncio.create_task(self._serve(chat, queue))
                self._serving.add(task)
                task.add_done_callback(self._serving.discard)
            else:
                del self._queues[chat]

    def _replace_held_up(self, queue: deque[WaitingReply], newer: WaitingReply) -> None:
        for older in queue:
            if newer.made_at - older.made_at >= HELD_UP_AFTER and older.gives_way_to(newer):
                older.replaced = True

    async def _serve(self, chat: int, queue: deque[WaitingReply]) -> None:
        while queue:
            reply = queue[0]
            try:
                await self._deliver(reply)
            except Exception as error:
                _end(reply, error)
            else:
                _end(reply)
            queue.popleft()
        del self._queues[chat]

    async def _deliver(self, reply: WaitingReply) -> None:
        """Send a reply, again and again where Telegram did not take it. Raises the error that ends it."""
        failures = 0
        while not reply.replaced:
            try:
                await self._attempt(reply)
            except AIOGRAM_ERRORS as error:
                failure = classify(error)
                if failure.kind not in TEMPORARY or self._age(reply) > MAX_AGE:
                    raise
                log.warning("a reply is sent again", failure=failure.kind.value, why=failure.reason)
                if failure.kind is FailureKind.RETRY_AFTER:
                    self._rate_limiter.told_to_wait(reply.target.chat, failure.retry_after)
                else:
                    await self._sleep(min(MAX_RETRY_DELAY, FIRST_RETRY_DELAY * 4**failures))
                    failures += 1
            else:
                return

    async def _attempt(self, reply: WaitingReply) -> None:
        """Make the calls that are left, unless a newer reply takes the place of this one while it waits."""
        await self._rate_limiter.wait_for_chat(reply.target.chat)
        await self._remake_if_stale(reply)
        while reply.calls:
            if reply.calls[0].method in COUNTED_METHODS:
                await self._rate_limiter.acquire_for_reply(reply.target.chat)
            if reply.replaced:
                return
            await self._show(reply, reply.calls[0])

    async def _show(self, reply: WaitingReply, call: ApiCall) -> None:
        """Make one call. Where the old message cannot be edited, a new one is sent."""
        result: Any = True
        try:
            with self._rate_limiter.sending() if call.method in COUNTED_METHODS else nullcontext():
                result = await self._make_call(call)
        except TelegramBadRequest as error:
            if classify(error).kind is FailureKind.ALREADY_DONE:
                pass
            elif call.method == "deleteMessage":
                await self._remove_buttons(reply.target)
            elif call.method.startswith("edit"):
                reply.calls[0] = send_call(reply.target.chat, reply.screen)
                return
            elif call.method == "sendInvoice" and reply.screen.invoice:
                log.warning("Telegram refused an invoice", why=classify(error).reason)
                reply.calls[0] = send_call(reply.target.chat, reply.screen.invoice.refused)
                return
            else:
                raise
        reply.started = True
        reply.calls.popleft()
        message = message_of(call, result)
        if call.followed_by and message and not self._crowded():
            reply.calls.appendleft(picture_call(reply.target.chat, message, call.followed_by))
        else:
            await self._made(call, result)

    async def _remove_buttons(self, target: ChatTarget) -> None:
        """Remove the buttons of a message that cannot be deleted."""
        address = {"chat_id": target.chat, "message_id": target.message}
        try:
            await self._make_call(ApiCall(method="editMessageReplyMarkup", params=address))
        except TelegramBadRequest as error:
            log.info("an old message stays as it is", message=target.message, why=classify(error).reason)

    async def _remake_if_stale(self, reply: WaitingReply) -> None:
        if reply.remake is None or reply.started or reply.replaced or self._age(reply) < STALE_AFTER:
            return
        remake, reply.remake = reply.remake, None
        if screen := await remake():
            reply.show(screen)

    def _age(self, reply: WaitingReply) -> float:
        return self._clock() - reply.made_at


def _end(reply: WaitingReply, error: Exception | None = None) -> None:
    if reply.ended.done():
        return
    if error:
        reply.ended.set_exception(error)
    else:
        reply.ended.set_result(None)
