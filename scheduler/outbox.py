"""The outbox job: claim the notifications that are due, send them, and acknowledge what became of each."""

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
"""Notifications in flight at most, for 28 a second: what is in flight when the process is killed is unknown, or sent twice."""
RECLAIM_INTERVAL = 5.0
"""Seconds between two searches for notifications of a lost sender."""
ACK_WINDOW = 0.1
"""Seconds in which results are gathered for one transaction; less where nothing else is in flight, or half of the maximum has ended."""
LATE_AFTER = timedelta(minutes=15)
"""A notification sent so long after its due time says when it was due."""
MAX_RETRY_DELAY = timedelta(minutes=1)
"""The longest delay until the next try."""


@dataclass(frozen=True)
class SendOutcome:
    """The outcome of a send. `message` is the id that Telegram gave to what was sent."""

    status: DeliveryStatus
    message: int | None = None
    reason: str = ""


class RetryLater(Exception):
    """The notification is queued again. Without `seconds` the delay doubles with each try; 0: at its old place in the queue."""

    def __init__(self, retry: str, seconds: float | None = None) -> None:
        super().__init__(retry)
        self.seconds = seconds


class LeadershipCheck(Protocol):
    """Whether this process is the one sender now. `previous_leader_gone`: the process that was it before has ended."""

    previous_leader_gone: bool

    async def __call__(self) -> bool: ...


ActionResult = TypeVar("ActionResult")
SendNotification = Callable[[ClaimedNotification], Awaitable[SendOutcome]]


class OutboxWorker:
    """Sends the notifications of one process. `send` is called once for each; where it raises anything but RetryLater, that one failed.

    `now` is the clock of the market, `seconds` a monotonic one. `zone` is the market's. `paused_for` gives the seconds for which nothing
    may be sent. At most `max_in_flight` notifications are in flight; `claimed_count` counts all that were claimed.
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
        seconds: Callable[[], float] = monotonic,
        ack_window: float = ACK_WINDOW,
        reclaim_interval: float = RECLAIM_INTERVAL,
    ) -> None:
        self._store, self._send_notification, self._sender, self._now = store, send, sender, now
        self._leadership, self._zone, self._paused_for = leadership, zone, paused_for
        self._max_in_flight, self._seconds = max_in_flight, seconds
        self._ack_window, self._reclaim_interval = ack_window, reclaim_interval
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
        """Send all that is due now; how many were claimed. None where another process is the sender."""
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
        """Start `send_due` without waiting for it. Where it runs already, it looks for more notifications once again."""
        if self._run_lock.locked():
            self._wake_event.set()
        elif self._wake_task is None or self._wake_task.done():
            self._wake_task = asyncio.create_task(self._send_due_logged())

    async def _send_due_logged(self) -> None:
        try:
            await self.send_due()
        except Exception:
            log.exception("the outbox failed; the next run tries again")

    async def close(self, seconds: float) -> None:
        """Claim nothing more, and finish what is in flight within `seconds`."""
        self._closed = True
        self._wake_event.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._run_lock:
                pass

    async def _recover(self) -> None:
        """On start, queue again what this process claimed but never sent."""
        await self._wait_for_in_flight()
        await self._ack(recover, self._leadership.previous_leader_gone)
        self._last_reclaim = self._seconds()

    def _reclaim_is_due(self) -> bool:
        return self._seconds() - self._last_reclaim > self._reclaim_interval

    async def _reclaim_stale(self) -> None:
        """Queue again what a lost sender left in flight, every few seconds; not needed where the previous leader has ended."""
        if not self._leadership.previous_leader_gone and self._reclaim_is_due():
            self._last_reclaim = self._seconds()
            await self._store.write(reclaim_stale, self._sender, self._now(), False)

    async def _ack(self, action: Callable[..., ActionResult], *arguments: Any) -> ActionResult:
        """Run an action of `market.notification.in_flight` with the results so far. They are kept for the next call where it fails."""
        results, self._results = self._results, []
        try:
            return await self._store.write(action, self._sender, self._now(), results, *arguments)
        except BaseException:
            self._results = results + self._results
            raise

    async def _step(self) -> bool:
        """Acknowledge results, claim others, and wait until something happens. False when nothing is left to do."""
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
            await asyncio.wait_for(self._ack_event.wait(), self._ack_window)
        return True

    async def _drain(self) -> None:
        """Finish and acknowledge what is still in flight, which happens only after an error."""
        await self._wait_for_in_flight()
        if self._results:
            await self._ack(ack)

    async def _wait_for_in_flight(self) -> None:
        if self._in_flight:
            await asyncio.wait([*self._in_flight])

    async def _deliver_one(self, notification: ClaimedNotification) -> None:
        result = await self._result_of(notification)
        self._results.append(result)
        self._wake_event.set()
        others = len(self._in_flight) - 1
        if not others or 2 * len(self._results) >= self._max_in_flight:
            self._ack_event.set()

    async def _result_of(self, notification: ClaimedNotification) -> DeliveryResult:
        try:
            outcome = await self._send_notification(_marked_late(notification, self._now()))
        except RetryLater as retry:
            log.warning("a notification is queued again", notification=notification.id, why=str(retry))
            return self._retry_result(notification, retry)
        except Exception as error:
            log.exception("a notification failed", notification=notification.id, kind=notification.kind)
            outcome = SendOutcome(DeliveryStatus.FAILED, reason=type(error).__name__)
        return DeliveryResult(
            notification=notification.id,
            person=notification.person,
            address=notification.address,
            status=outcome.status,
            message=outcome.message,
            reason=outcome.reason,
        )

    def _retry_result(self, notification: ClaimedNotification, retry: RetryLater) -> DeliveryResult:
        delay = _retry_delay(retry.seconds, notification.tries)
        return DeliveryResult(
            notification=notification.id,
            person=notification.person,
            address=notification.address,
            status=None,
            retry_at=None if retry.seconds == 0 else self._now() + delay,
            counts_as_try=retry.seconds is None,
        )


def _retry_delay(seconds: float | None, tries: int) -> timedelta:
    return (
        timedelta(seconds=seconds)
        if seconds is not None
        else min(MAX_RETRY_DELAY, timedelta(seconds=2 ** min(tries, 6)))
    )


def _marked_late(notification: ClaimedNotification, now: datetime) -> ClaimedNotification:
    """The notification, marked late where it was due long ago."""
    return replace(notification, late=True) if now - notification.due_at >= LATE_AFTER else notification
