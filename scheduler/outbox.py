"""The mailbox job: send what is due, and note what became of each letter."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Protocol, TypeVar

import structlog

from market.notification.in_flight import (
    ClaimedNotification,
    DeliveryResult,
    ack,
    ack_and_claim,
    reclaim_stale,
    recover,
)
from market.notification.outbox import DeliveryStatus
from storage.store import Store

log = structlog.get_logger()

MAX_IN_FLIGHT = 16
"""Letters in hand at most, for 28 a second: what is in hand at a kill is unknown, or comes twice."""
RECLAIM_INTERVAL = 5.0
"""Seconds until letters of a lost sender are looked for again."""
ACK_WINDOW = 0.1
"""Seconds in which what has ended is gathered, to be noted in one transaction; less where it is all of the hand, or half of the most it holds."""
LATE_AFTER = timedelta(minutes=15)
MAX_RETRY_DELAY = timedelta(minutes=1)
"""Until a letter is tried again, however often it was."""


@dataclass(frozen=True)
class SendOutcome:
    """`message` is Telegram's number of what was sent."""

    status: DeliveryStatus
    message: int | None = None
    reason: str = ""


class RetryLater(Exception):
    """The letter waits again: for `seconds`, where it was not its own fault, 0: in its old place; else twice as long with each try."""

    def __init__(self, retry: str, seconds: float | None = None) -> None:
        super().__init__(retry)
        self.seconds = seconds


class LeadershipCheck(Protocol):
    """Whether this is the one sender now. `previous_leader_gone`: whoever was it before has ended."""

    previous_leader_gone: bool

    async def __call__(self) -> bool: ...


ActionResult = TypeVar("ActionResult")
SendNotification = Callable[[ClaimedNotification], Awaitable[SendOutcome]]


class OutboxWorker:
    """One sender. `send` is asked once a letter; whatever else than TryLater it raises, the letter has failed.

    `leadership` says whether this is the one sender of this database; `zone` is the market's; `paused_for`, in seconds, is how long nothing may
    be sent; `max_in_flight` letters are in hand at once; `claimed_count` counts the letters taken.
    """

    def __init__(
        self,
        store: Store,
        send: SendNotification,
        sender: str,
        now: Callable[[], datetime],
        leadership: LeadershipCheck,
        zone: str,
        paused_for: Callable[[], float] = lambda: 0.0,
        max_in_flight: int = MAX_IN_FLIGHT,
    ) -> None:
        self._store, self._send_notification, self._sender, self._now = store, send, sender, now
        self._leadership, self._zone, self._paused_for, self._max_in_flight = (
            leadership,
            zone,
            paused_for,
            max_in_flight,
        )
        self._run_lock = asyncio.Lock()
        self._wake_event = asyncio.Event()
        self._ack_event = asyncio.Event()
        self._in_flight: set[asyncio.Task[None]] = set()
        self._results: list[DeliveryResult] = []
        self._wake_task: asyncio.Task[None] | None = None
        self._last_reclaim = 0.0
        self._closed = False
        self.claimed_count = 0

    async def send_due(self) -> int:
        """Send all that is due now; how many letters were taken in hand. Another process may be the sender: then none."""
        async with self._run_lock:
            if self._closed or not await self._leadership():
                return 0
            claimed_before = self.claimed_count
            await self._recover()
            try:
                while await self._leadership() and await self._step():
                    await self._reclaim_stale()
            finally:
                await self._drain()
            return self.claimed_count - claimed_before

    async def wake(self) -> None:
        """As `send_due`, without waiting for it; where that is under way already, it looks again."""
        if self._run_lock.locked():
            self._wake_event.set()
        elif self._wake_task is None or self._wake_task.done():
            self._wake_task = asyncio.create_task(self._send_due_logged())

    async def _send_due_logged(self) -> None:
        try:
            await self.send_due()
        except Exception:
            log.exception("the mailbox stumbled; the next look tries again")

    async def close(self, seconds: float) -> None:
        """Take no more letters, and finish those in hand if that is done in time."""
        self._closed = True
        self._wake_event.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._run_lock:
                pass

    async def _recover(self) -> None:
        """With an empty hand, what this sender has in hand by the rows was never begun, but for what has ended."""
        await self._wait_for_in_flight()
        await self._ack(recover, self._leadership.previous_leader_gone)
        self._last_reclaim = monotonic()

    async def _reclaim_stale(self) -> None:
        """Of a sender that may still live, each few seconds; of one that has surely ended there are no more."""
        if not self._leadership.previous_leader_gone and monotonic() - self._last_reclaim > RECLAIM_INTERVAL:
            self._last_reclaim = monotonic()
            await self._store.write(reclaim_stale, self._sender, self._now(), False)

    async def _ack(self, action: Callable[..., ActionResult], *arguments: Any) -> ActionResult:
        """Write down what has ended, with whatever `action` does besides; where that fails it is kept for the next time."""
        results, self._results = self._results, []
        try:
            return await self._store.write(action, self._sender, self._now(), results, *arguments)
        except BaseException:
            self._results = results + self._results
            raise

    async def _step(self) -> bool:
        """Note what has ended, take others in hand, and wait until something happens; False when nothing is left to do."""
        self._wake_event.clear()
        self._ack_event.clear()
        pause = 0.0 if self._closed else self._paused_for()
        capacity = 0 if self._closed or pause else self._max_in_flight - len(self._in_flight)
        batch = await self._ack(ack_and_claim, capacity, self._zone)
        self.claimed_count += len(batch.notifications)
        for notification in batch.notifications:
            task = asyncio.create_task(self._deliver_one(notification))
            self._in_flight.add(task)
            task.add_done_callback(self._in_flight.discard)
        if batch.more and not batch.notifications:
            return True
        if not self._in_flight and not self._results and not pause:
            return self._wake_event.is_set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake_event.wait(), pause or None)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ack_event.wait(), ACK_WINDOW)
        return True

    async def _drain(self) -> None:
        """Only something unforeseen leaves letters in hand here: they are finished and noted all the same."""
        await self._wait_for_in_flight()
        if self._results:
            await self._ack(ack)

    async def _wait_for_in_flight(self) -> None:
        if self._in_flight:
            await asyncio.wait([*self._in_flight])

    async def _deliver_one(self, notification: ClaimedNotification) -> None:
        results = await self._result_of(notification)
        self._results.append(results)
        self._wake_event.set()
        others = len(self._in_flight) - 1
        if not others or 2 * len(self._results) >= self._max_in_flight:
            self._ack_event.set()

    async def _result_of(self, notification: ClaimedNotification) -> DeliveryResult:
        try:
            outcome = await self._send_notification(_with_due_time(notification, self._now()))
        except RetryLater as retry:
            log.warning("a letter waits again", notification=notification.id, why=str(retry))
            retry_at = (
                None if retry.seconds == 0 else self._now() + _retry_delay(retry.seconds, notification.tries)
            )
            return DeliveryResult(
                notification=notification.id,
                person=notification.person,
                status=None,
                retry_at=retry_at,
                counts_as_try=retry.seconds is None,
            )
        except Exception as error:
            log.exception(
                "a letter was not put into words", notification=notification.id, kind=notification.kind
            )
            outcome = SendOutcome(DeliveryStatus.FAILED, reason=type(error).__name__)
        return DeliveryResult(
            notification=notification.id,
            person=notification.person,
            status=outcome.status,
            message=outcome.message,
            reason=outcome.reason,
        )


def _retry_delay(seconds: float | None, tries: int) -> timedelta:
    return (
        timedelta(seconds=seconds)
        if seconds is not None
        else min(MAX_RETRY_DELAY, timedelta(seconds=2 ** min(tries, 6)))
    )


def _with_due_time(notification: ClaimedNotification, now: datetime) -> ClaimedNotification:
    """One that comes late can say when it was due."""
    if now - notification.due_at < LATE_AFTER:
        return notification
    return replace(notification, payload={**notification.payload, "late": notification.due_at.isoformat()})
