"""The outbox job: claim the notifications that are due, send them, and acknowledge what became of each."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any, Protocol, TypeVar

import structlog

from market.notification.in_flight import (
    Allowance,
    Claimant,
    ClaimedBatch,
    ClaimedNotification,
    DeliveryResult,
    ack,
    ack_and_claim,
    any_number,
    begin,
    has_work,
    reclaim_lost,
    recover,
)
from market.notification.outbox import DeliveryStatus
from storage.store import DATABASE_AWAY, Store

log = structlog.get_logger()

MAX_IN_FLIGHT = 16
"""Notifications in flight at most, for 28 a second. Most of them wait for their slot: only what is begun may be on the wire."""
BEGIN_WINDOW = 0.02
"""Seconds between two transactions that mark sends as begun; those of a faster sender gather."""
CROWD_REST = 0.25
"""Seconds at least from the end of one notification to the next while many people wait for an answer: a ticket takes as long as ten of those."""
RECLAIM_INTERVAL = 5.0
"""Seconds between two searches for notifications of an earlier leader."""
ACK_WINDOW = 0.1
"""Seconds in which results are gathered for one transaction; less where nothing else is in flight, or half of the maximum has ended."""
LATE_AFTER = timedelta(minutes=15)
"""A notification sent so long after its due time says when it was due."""
ANSWER_WAIT = 2.5
"""Seconds at the end for Telegram's answers to what is on the wire."""
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


class SendingRefused(RetryLater):
    """Telegram refuses whatever this bot sends: the notification waits, and so do all others."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, seconds=0)


class LeadershipCheck(Protocol):
    """Whether this process is the leader now; `epoch` is the number of its term."""

    epoch: int

    async def __call__(self) -> bool: ...


ActionResult = TypeVar("ActionResult")
SendNotification = Callable[[ClaimedNotification], Awaitable[SendOutcome]]


class OutboxWorker:
    """Sends the notifications of one process. `send` is called once for each; where it raises anything but RetryLater, that one failed.

    `now` is the clock of the market, `seconds` a monotonic one. `zone` is the market's. `paused_for` gives the seconds for which nothing
    may be sent, `allowance` how many a chat may get now. At most `max_in_flight` notifications are in flight, one with CROWD_REST
    after it while `crowded` says that many people wait for an answer; `claimed_count` counts all that were claimed. `refused` is set, with Telegram's
    words in `refusal`, once Telegram refuses everything: from then on nothing is claimed.
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
        allowance: Allowance = any_number,
        max_in_flight: int = MAX_IN_FLIGHT,
        crowded: Callable[[], bool] = lambda: False,
        seconds: Callable[[], float] = monotonic,
        ack_window: float = ACK_WINDOW,
        reclaim_interval: float = RECLAIM_INTERVAL,
    ) -> None:
        self._store, self._send_notification, self._sender, self._now = store, send, sender, now
        self._leadership, self._zone, self._paused_for = leadership, zone, paused_for
        self._allowance, self._full_chats, self._claimed_of = allowance, set[int](), Counter[int]()
        self._max_in_flight, self._crowded, self._seconds = max_in_flight, crowded, seconds
        self._ack_window, self._reclaim_interval = ack_window, reclaim_interval
        self._run_lock = asyncio.Lock()
        self._wake_event = asyncio.Event()
        self._ack_event = asyncio.Event()
        self._in_flight: dict[int, asyncio.Task[None]] = {}
        self._on_wire: set[int] = set()
        self._results: list[DeliveryResult] = []
        self._beginning: dict[int, asyncio.Future[bool]] = {}
        self._begin_task: asyncio.Task[None] | None = None
        self._next_begin = 0.0
        self._wake_task: asyncio.Task[None] | None = None
        self._last_reclaim = 0.0
        self._rests_until = 0.0
        self._closed = self._begins_nothing = self._failing = False
        self.claimed_count = 0
        self.outcomes: Counter[DeliveryStatus] = Counter()
        self.refused = asyncio.Event()
        self.refusal = ""

    async def send_due(self) -> int:
        """Send all that is due now; how many were claimed. None where another process is the sender."""
        async with self._run_lock:
            if self._claims_nothing or not await self._leadership():
                return 0
            if not await self._has_work():
                return 0
            claimed_before = self.claimed_count
            await self._recover()
            try:
                while await self._leadership() and await self._step():
                    await self._reclaim_lost()
            finally:
                await self._drain()
            return self.claimed_count - claimed_before

    async def _has_work(self) -> bool:
        """Return whether anything is to be sent or acknowledged. One read; where there is nothing, nothing is written."""
        if self._in_flight or self._results:
            return True
        return await self._store.read(has_work, self._now(), self._full())

    def _full(self) -> frozenset[int]:
        """Return the chats that had more than they may get, and still may get nothing."""
        self._full_chats = {chat for chat in self._full_chats if self._left_of(chat) <= 0}
        return frozenset(self._full_chats)

    def _left_of(self, chat: int) -> int:
        """Return how many more of a chat may be claimed."""
        return self._allowance(chat) - self._claimed_of[chat]

    async def wake(self) -> None:
        """Start `send_due` without waiting for it. Where it runs already, it looks for more notifications once again."""
        if self._run_lock.locked():
            self._wake_event.set()
        elif self._wake_task is None or self._wake_task.done():
            self._wake_task = asyncio.create_task(self._send_due_logged())

    async def _send_due_logged(self) -> None:
        try:
            await self.send_due()
        except Exception as error:
            if not (self._failing and isinstance(error, DATABASE_AWAY)):
                log.exception("the outbox failed; the next run tries again")
            self._failing = True
        else:
            self._failing = False

    async def close(self, seconds: float) -> None:
        """Claim nothing more, and finish what is in flight within `seconds`.

        After that nothing more is sent. What is on the wire by then gets its answer, for ANSWER_WAIT at most, and is acknowledged: nothing that was
        sent is left to be sent again. Afterwards nothing of this outbox needs the store.
        """
        self._closed = True
        self._wake_event.set()
        await self._until_drained(seconds)
        self._begins_nothing = True
        for notification, task in [*self._in_flight.items()]:
            if notification not in self._on_wire:
                task.cancel()
        await self._until_drained(ANSWER_WAIT)
        ending = [*self._in_flight.values(), *([self._wake_task] if self._wake_task else [])]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        await self._ack_the_last()

    async def _until_drained(self, seconds: float) -> None:
        """Wait, so many seconds at most, until nothing is in flight and nobody works on the outbox."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wait_for_in_flight()
                async with self._run_lock:
                    pass

    async def _ack_the_last(self) -> None:
        """Acknowledge what nobody else has: where the database is away, the next process learns nothing of it."""
        try:
            if self._results:
                await self._ack(ack)
        except DATABASE_AWAY as error:
            log.warning(
                "what was sent is not acknowledged", count=len(self._results), why=type(error).__name__
            )

    async def _recover(self) -> None:
        """On start, queue again what this process claimed but never sent, and what earlier leaders left."""
        await self._wait_for_in_flight()
        await self._ack(recover)
        self._last_reclaim = self._seconds()

    async def _reclaim_lost(self) -> None:
        """Queue again what an earlier leader has left in flight, every few seconds."""
        if self._seconds() - self._last_reclaim > self._reclaim_interval:
            self._last_reclaim = self._seconds()
            await self._store.write(reclaim_lost, self._claimant, self._now())

    @property
    def _claims_nothing(self) -> bool:
        return self._closed or self.refused.is_set()

    @property
    def _capacity(self) -> int:
        """Return how many more may be in flight now."""
        limit = 1 if self._crowded() else self._max_in_flight
        return max(0, limit - len(self._in_flight))

    @property
    def _pause(self) -> float:
        """Return the seconds for which nothing may be claimed."""
        rest = self._rests_until - self._seconds() if self._crowded() else 0.0
        return 0.0 if self._claims_nothing else max(rest, self._paused_for(), 0.0)

    @property
    def _claimant(self) -> Claimant:
        return Claimant(self._sender, self._leadership.epoch)

    async def _ack(self, action: Callable[..., ActionResult], **options: Any) -> ActionResult:
        """Run an action of `market.notification.in_flight` with the results so far. They are kept for the next call where it fails."""
        results, self._results = self._results, []
        try:
            return await self._store.write(action, self._claimant, self._now(), results, **options)
        except BaseException:
            self._results = results + self._results
            raise

    async def _begin(self, notification: int) -> None:
        """Return once the send is marked as begun, together with others that begin now.

        Raises RetryLater where another process has taken it over, or this one ends.
        """
        if self._begins_nothing:
            raise RetryLater("this process ends", seconds=0)
        self._on_wire.add(notification)
        marked = asyncio.get_running_loop().create_future()
        self._beginning[notification] = marked
        if self._begin_task is None or self._begin_task.done():
            self._begin_task = asyncio.create_task(self._mark_begun())
        if not await marked:
            raise RetryLater("another process has taken over", seconds=0)

    async def _mark_begun(self) -> None:
        """Mark what begins, in one transaction every BEGIN_WINDOW at most, and store the results so far with it."""
        while self._beginning:
            await asyncio.sleep(max(0.0, self._next_begin - self._seconds()))
            self._next_begin = self._seconds() + BEGIN_WINDOW
            waiting, self._beginning = self._beginning, {}
            try:
                begun = await self._ack(begin, notifications=[*waiting])
            except Exception as error:
                for marked in waiting.values():
                    marked.set_exception(error)
            else:
                for notification, marked in waiting.items():
                    marked.set_result(notification in begun)

    async def _step(self) -> bool:
        """Acknowledge results, claim others, and wait until something happens. False when nothing is left to do."""
        self._wake_event.clear()
        self._ack_event.clear()
        pause = self._pause
        capacity = 0 if self._claims_nothing or pause else self._capacity
        batch = await self._ack_and_claim(capacity)
        self.claimed_count += len(batch.notifications)
        self._full_chats |= batch.full
        for notification in batch.notifications:
            self._claimed_of[notification.chat] += 1
            task = asyncio.create_task(self._deliver_one(notification))
            self._in_flight[notification.id] = task
            task.add_done_callback(partial(self._landed, notification))
        if batch.more and not batch.notifications:
            return True
        if not self._in_flight and not self._results and not pause:
            return self._wake_event.is_set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake_event.wait(), pause or None)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ack_event.wait(), self._ack_window)
        return True

    async def _ack_and_claim(self, limit: int) -> ClaimedBatch:
        """Acknowledge results and claim others, without a transaction where there is nothing of either."""
        if not limit and not self._results:
            return ClaimedBatch()
        limits = {"allowance": self._left_of, "full": self._full()}
        return await self._ack(ack_and_claim, limit=limit, zone=self._zone, **limits)

    async def _drain(self) -> None:
        """Finish and acknowledge what is still in flight, which happens only after an error."""
        await self._wait_for_in_flight()
        if self._results:
            await self._ack(ack)

    async def _wait_for_in_flight(self) -> None:
        if self._in_flight:
            await asyncio.wait([*self._in_flight.values()])

    def _landed(self, notification: ClaimedNotification, task: asyncio.Task[None]) -> None:
        self._in_flight.pop(notification.id)
        self._on_wire.discard(notification.id)
        self._claimed_of[notification.chat] -= 1
        if not self._claimed_of[notification.chat]:
            del self._claimed_of[notification.chat]
        if task.cancelled():
            self._wake_event.set()

    async def _deliver_one(self, notification: ClaimedNotification) -> None:
        result = await self._result_of(notification)
        if result.status is not None:
            self.outcomes[result.status] += 1
        self._results.append(result)
        self._rests_until = self._seconds() + CROWD_REST
        self._wake_event.set()
        others = len(self._in_flight) - 1
        if not others or 2 * len(self._results) >= self._max_in_flight:
            self._ack_event.set()

    async def _result_of(self, notification: ClaimedNotification) -> DeliveryResult:
        try:
            outcome = await self._send_notification(self._ready_to_send(notification))
        except SendingRefused as refusal:
            self._refuse(str(refusal))
            return self._retry_result(notification, refusal)
        except RetryLater as retry:
            if not isinstance(retry.__cause__, DATABASE_AWAY):  # of those the store says so, once
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

    def _refuse(self, reason: str) -> None:
        """Claim nothing more, and raise the alarm once."""
        if not self.refused.is_set():
            self.refusal = reason
            self.refused.set()
            log.error("Telegram refuses this bot: notifications wait", why=reason)

    def _ready_to_send(self, notification: ClaimedNotification) -> ClaimedNotification:
        """Return it with the way to begin its request, and marked late where it was due long ago."""
        late = self._now() - notification.due_at >= LATE_AFTER
        return replace(notification, late=late, begin=partial(self._begin, notification.id))

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
