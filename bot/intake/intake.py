"""The intake: an update is stored, then confirmed, then handled, once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Collection, Iterator, Sequence
from itertools import groupby
from time import monotonic
from typing import Protocol

import structlog
from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError
from sqlalchemy.exc import DataError, IntegrityError

from bot.clock import Now
from bot.intake.known_updates import KnownUpdates
from bot.intake.payment_record import (
    ReportedPayment,
    payment_in,
    store_and_take_with_payments,
    store_with_payments,
)
from bot.intake.person_queues import MAX_WAITING, PersonQueues, PersonRate
from bot.intake.raw_update import PRE_CHECKOUT, RawUpdate, from_json, read_raw_update
from bot.telegram.update_parsing import parse_update
from storage.inbox import (
    SUSPECTS_AT_ONCE,
    StoredUpdate,
    UnansweredUpdate,
    clear_starts,
    count_last_start,
    count_start,
    mark_answered,
    newly_set_aside,
    unanswered,
)
from storage.person_lease import LEASE_SECONDS, drop_leases, mark_and_release, renew_and_set_aside
from storage.retry_pause import RetryPause
from storage.store import DATABASE_AWAY, Store

log = structlog.get_logger()

ANSWERED_WINDOW, SHARED_WINDOW, MAX_ANSWERED = 0.2, 0.01, 200
"""Seconds for which answered updates are gathered before they are marked, shorter where another process waits for it, and how many at most."""
MAX_ACKNOWLEDGEMENTS = 20
"""Taps that are acknowledged at the same time; more are a flood, and their buttons may show that they wait."""
RENEW_INTERVAL = 1.0
APOLOGY_INTERVAL = 60.0
"""Seconds in which one person gets at most one apology."""
HANDLING_TIMEOUT = 30.0
UNSTORABLE = ValueError, TypeError, OverflowError, RecursionError, DataError, IntegrityError
"""The errors of an update that no database takes, today or later."""
SHUTDOWN_WAIT = 2.5
"""Seconds at the end for what is being handled, and then for its replies."""
LAST_TRIES, LAST_PAUSE = 4, 0.2
"""Tries at the end to mark what is answered, and seconds after the first that failed: what is not marked is answered again."""


class IntakeClosed(Exception):
    """This process ends and takes no update in: Telegram sends it again, to the next one."""


class UpdateHandler(Protocol):
    """Handles updates, and says what the intake has to say itself."""

    @property
    def update_kinds(self) -> Collection[str]: ...

    async def handle(self, update: Update) -> asyncio.Future[None] | None:
        """Handle an update; return when it is answered, or None where it is already."""
        ...

    async def acknowledge(self, update: RawUpdate) -> None:
        """Answer a tap in whose place another is handled."""
        ...

    async def apologise_for_flood(self, update: RawUpdate) -> None:
        """Tell a person that what they sent now was not read."""
        ...

    async def apologise_for_outage(self, update: RawUpdate) -> None:
        """Tell a person that what they sent is safe and is answered later."""
        ...

    async def apologise_for_timeout(self, update: RawUpdate) -> None:
        """Tell a person that nobody knows what became of what they sent."""
        ...

    async def apologise_for_set_aside(self, update: RawUpdate) -> None:
        """Tell a person that what they sent is not handled any more: processes ended while they handled it."""
        ...


class Intake:
    """Accepts batches of updates from polling or a webhook."""

    def __init__(
        self,
        store: Store,
        bot: Bot,
        handler: UpdateHandler,
        *,
        now: Now,
        rate: PersonRate | None = None,
        owner: str = "",
    ) -> None:
        """`owner` is the name of this process where several share the inbox: it handles the people whose lease it owns."""
        self._store, self._bot, self._handler, self._now = store, bot, handler, now
        self._owner = owner
        self._window = SHARED_WINDOW if owner else ANSWERED_WINDOW
        self._known = KnownUpdates()
        self._renewed_at = monotonic()
        self._kinds = frozenset(handler.update_kinds)
        self._queues = PersonQueues(self._handle, rate)
        self._answered: list[int] = []
        self._in_flight: dict[int, asyncio.Future[None]] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self._marking: asyncio.Task[None] | None = None
        self._closed = False
        self._left_files: set[int] = set()
        self._left_file_open = asyncio.Lock()
        self._apologised: dict[tuple[str, int], float] = {}
        self.counts: Counter[str] = Counter()
        """How many updates were accepted, dropped, replaced, repeated and unstorable since the start."""

    @property
    def depth(self) -> int:
        """Return how many updates wait."""
        return self._queues.depth

    @property
    def crowded(self) -> bool:
        """Return whether so many people wait for their answer that what can wait should."""
        return self._queues.crowded

    @property
    def idle(self) -> bool:
        """Return whether everything accepted is answered."""
        return self._queues.idle and not (self._in_flight or self._beside)

    async def until_idle(self, seconds: float) -> None:
        """Wait until everything accepted is answered, so many seconds at most."""
        handling = {*self._queues.serving, *self._in_flight.values()}
        if handling:
            await asyncio.wait(handling, timeout=seconds)

    async def recover(self) -> None:
        """Queue what an earlier process did not answer. What may have ended it is handled first, a few at a time."""
        if self._owner:
            await self.renew_leases()
            return
        self._tell_set_aside(await self._store.write(newly_set_aside))
        left = await self._store.write(unanswered)
        for group in suspects_in_groups(left):
            await self._handle_suspects(group)
        for stored in left:
            if not stored.suspect and (update := self._read_stored(stored)):
                self._queues.add(update)

    async def _handle_suspects(self, group: Sequence[UnansweredUpdate]) -> None:
        """Handle updates one after the other, and count the start of them all before: the next process knows where this one ended."""
        ids = [stored.update_id for stored in group]
        await self._store.write(count_start, ids)
        for stored in group:
            log_suspect(stored)
            if update := self._read_stored(stored):
                await self._handle(update)
        await self._store.write(clear_starts, ids)

    def _read_stored(self, stored: UnansweredUpdate) -> RawUpdate | None:
        """Return an update of the inbox, open from now on. What cannot be read any more is marked as answered."""
        update = from_json(stored.body, self._kinds)
        if update is None:
            self._mark_answered(stored.update_id)
        else:
            self._known.open(update.id, update.sender)
            self._note_left_file(update)
        return update

    def _note_left_file(self, update: RawUpdate) -> None:
        """Note that an earlier process may have ended because it opened this file."""
        if update.carries_file:
            self._left_files.add(update.id)

    def _tell_set_aside(self, set_aside: Sequence[UnansweredUpdate]) -> None:
        for stored in set_aside:
            log.error("an update is set aside: processes ended while they handled it", sender=stored.sender)
            if update := from_json(stored.body, self._kinds):
                self._run_beside(self._handler.apologise_for_set_aside(update))

    async def renew_leases(self) -> None:
        """Keep the leases of this process, and queue what other processes stored of its people or left behind."""
        late = monotonic() - self._renewed_at > LEASE_SECONDS
        found, set_aside = await self._store.write(renew_and_set_aside, self._owner)
        self._renewed_at = monotonic()
        if late:  # this process stood still, and others may have done what it had not begun
            self._known.forget(update.id for update in self._queues.take_waiting())
        self._queue_left(found)
        self._tell_set_aside(set_aside)

    async def keep_leases(self) -> None:
        """Renew the leases each second, for ever, and more seldom while the database is away."""
        pause = RetryPause(RENEW_INTERVAL)
        while True:
            await asyncio.sleep(pause.seconds)
            try:
                await self.renew_leases()
            except DATABASE_AWAY:  # the store says so, once
                pause.failed()
            except Exception as error:
                log.warning("leases could not be renewed", why=type(error).__name__)
            else:
                pause.succeeded()

    async def accept(self, raws: Sequence[object]) -> None:
        """Store a batch, then queue it. Raises what the store raises, and then nothing of it may be confirmed; IntakeClosed once this process ends.

        Pre-checkout queries are handled at once and not stored.
        """
        if self._closed:
            raise IntakeClosed
        updates = [update for raw in raws if (update := read_raw_update(raw, self._kinds))]
        self._answer_pre_checkouts(updates)
        await self._store_and_queue(
            self._within_budget([update for update in updates if update.kind != PRE_CHECKOUT])
        )

    async def _store_and_queue(self, updates: Sequence[RawUpdate]) -> None:
        """Store updates together; where one of them can never be stored, each by itself, and that one is left out."""
        try:
            if updates:
                await self._store_together(updates)
        except UNSTORABLE:
            if len(updates) > 1:
                for update in updates:
                    await self._store_and_queue([update])
                return
            self.counts["unstorable"] += 1
            log.exception("an update cannot be stored and is left out", update=updates[0].id)

    async def _store_together(self, updates: Sequence[RawUpdate]) -> None:
        rows = [StoredUpdate(update_id=each.id, sender=each.sender, body=each.as_json()) for each in updates]
        payments = [paid for each in updates if (paid := payment_in(each))]
        if self._owner:
            left = await self._store.write(
                store_and_take_with_payments, rows, payments, self._now(), owner=self._owner
            )
            self._queue_left(left)
        else:
            self._queue_new(updates, await self._store_alone(rows, payments))

    async def _store_alone(
        self, rows: Sequence[StoredUpdate], payments: Sequence[ReportedPayment]
    ) -> set[int]:
        """Store a batch with its payments and mark what was answered meanwhile; return the ids of the updates that are new."""
        answered, self._answered = self._answered, []
        try:
            new = await self._store.write(store_with_payments, rows, answered, payments, now=self._now())
        except BaseException:
            self._answered += answered
            raise
        self._known.close(answered)
        return new

    def _queue_new(self, updates: Sequence[RawUpdate], new: set[int]) -> None:
        for update in updates:
            if update.id in new and update.id not in self._known:
                self._queue(update)
            else:
                self.counts["repeated"] += 1

    async def apologise_for_outage(self, raws: Sequence[object]) -> None:
        """Tell the people of a batch that could not be stored that it is safe, once an outage."""
        for raw in raws:
            update = read_raw_update(raw, self._kinds)
            if update and self._may_apologise("outage", update.sender):
                self._run_beside(self._handler.apologise_for_outage(update))

    async def finish(self) -> None:
        """Take nothing more in, finish what is being handled, and mark what is answered. The rest stays in the inbox."""
        self._closed = True
        await self._queues.finish(SHUTDOWN_WAIT)
        if replies := {*self._in_flight.values(), *self._beside}:
            await asyncio.wait(replies, timeout=SHUTDOWN_WAIT)
        ending = [*self._beside, *([self._marking] if self._marking else [])]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        await self._mark_the_last()
        if self._owner:
            await self._drop_leases()

    async def _mark_the_last(self) -> None:
        """Mark all that is answered: what is not would be answered once more by the next process."""
        pause = RetryPause(LAST_PAUSE)
        for _ in range(LAST_TRIES):
            if await self._mark_all_answered():
                return
            await asyncio.sleep(pause.seconds)
            pause.failed()
        log.warning("answered updates were not marked and are shown once more", updates=len(self._answered))

    async def _drop_leases(self) -> None:
        """Leave the leases to other processes at once; where the database is away, they run out."""
        try:
            await self._store.write(drop_leases, self._owner)
        except DATABASE_AWAY as error:
            log.warning("leases were not given up and run out", why=type(error).__name__)

    def _answer_pre_checkouts(self, updates: Sequence[RawUpdate]) -> None:
        for update in updates:
            if update.kind == PRE_CHECKOUT:
                self._run_beside(self._handle_parsed(update))

    def _within_budget(self, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        """Return the updates that are stored; of a person who has too many waiting, only the first, and payments."""
        coming: Counter[int] = Counter()
        kept = []
        for update in updates:
            if update.payment or self._queues.waiting(update.sender) + coming[update.sender] < MAX_WAITING:
                coming[update.sender] += 1
                kept.append(update)
            else:
                self._drop(update)
        return kept

    def _drop(self, update: RawUpdate) -> None:
        self.counts["dropped"] += 1
        if self._may_apologise("flood", update.sender):
            log.warning("somebody sends faster than we handle", update=update.id)
            self._run_beside(self._handler.apologise_for_flood(update))

    def _queue(self, update: RawUpdate) -> None:
        self.counts["accepted"] += 1
        self._known.open(update.id, update.sender)
        replaced = self._queues.replace_same_tap(update)
        if replaced is None:
            self._queues.add(update)
        else:
            self.counts["replaced"] += 1
            self._mark_answered(replaced.id)
            if len(self._beside) < MAX_ACKNOWLEDGEMENTS:
                self._run_beside(self._handler.acknowledge(replaced))

    def _queue_left(self, left: Sequence[UnansweredUpdate]) -> None:
        """Queue what the inbox has of people whose lease is ours, but for what is known already. At the end it is left to other processes."""
        for stored in () if self._closed else left:
            update = from_json(stored.body, self._kinds)
            if update and update.id not in self._known:
                if stored.starts:
                    self._note_left_file(update)
                log_suspect(stored)
                self._queue(update)

    def _may_apologise(self, reason: str, sender: int) -> bool:
        now = monotonic()
        if now < self._apologised.get((reason, sender), 0.0):
            return False
        self._apologised = {key: until for key, until in self._apologised.items() if until > now}
        self._apologised[reason, sender] = now + APOLOGY_INTERVAL
        return True

    async def _handle(self, update: RawUpdate) -> None:
        """Handle an update: a file that an earlier process left alone, and never again where this process ends meanwhile."""
        if update.id not in self._left_files:
            await self._handle_now(update)
            return
        self._left_files.discard(update.id)
        try:
            async with self._left_file_open:
                await self._store.write(count_last_start, update.id, shared=bool(self._owner))
                await self._handle_now(update)
                await self._store.write(clear_starts, [update.id])
        except Exception:
            log.exception("a file that was left is handled at the next start", update=update.id)

    async def _handle_now(self, update: RawUpdate) -> None:
        """Handle an update; it is marked when its reply was sent. A payment is handled until it is recorded, however long that takes."""
        answered = None
        try:
            async with asyncio.timeout(None if update.payment else HANDLING_TIMEOUT):
                answered = await self._handle_parsed(update)
        except TimeoutError:
            log.error("the handling of an update was ended", update=update.id, seconds=HANDLING_TIMEOUT)
            self._run_beside(self._handler.apologise_for_timeout(update))
        except Exception:
            log.exception("an update was not handled", update=update.id)
        if answered is None:
            self._mark_answered(update.id)
        else:
            self._in_flight[update.id] = answered
            answered.add_done_callback(lambda _: self._reply_ended(update.id))

    async def _handle_parsed(self, update: RawUpdate) -> asyncio.Future[None] | None:
        try:
            parsed = parse_update(update.raw, self._bot)
        except ValidationError as error:
            log.error("an update cannot be parsed", update=update.id, why=str(error.errors()[0]["msg"]))
            return None
        return await self._handler.handle(parsed)

    def _reply_ended(self, update_id: int) -> None:
        reply = self._in_flight.pop(update_id)
        if reply.cancelled():
            return
        if error := reply.exception():
            log.error("a reply was not sent", update=update_id, exc_info=error)
        self._mark_answered(update_id)

    def _mark_answered(self, update_id: int) -> None:
        self._answered.append(update_id)
        if self._marking is None and not self._closed:
            self._marking = asyncio.create_task(self._mark_gathered())

    async def _mark_gathered(self) -> None:
        """Mark what is answered within a window in one transaction. What fails is marked with the next, after longer and longer pauses."""
        pause = RetryPause(self._window)
        try:
            while self._answered:
                if len(self._answered) < MAX_ANSWERED or pause.grown:
                    await asyncio.sleep(pause.seconds)
                if await self._mark_all_answered():
                    pause.succeeded()
                else:
                    pause.failed()
        finally:
            self._marking = None

    async def _mark_all_answered(self) -> bool:
        """Mark what is answered; return whether that is stored. What is not, also where this was cancelled, is kept for the next time."""
        answered, self._answered = self._answered, []
        try:
            await self._mark(answered)
        except DATABASE_AWAY:  # the store says so, once
            self._answered = answered + self._answered
            return False
        except Exception as error:
            log.warning("answered updates are marked later", updates=len(answered), why=type(error).__name__)
            self._answered = answered + self._answered
            return False
        except BaseException:
            self._answered = answered + self._answered
            raise
        return True

    async def _mark(self, answered: Sequence[int]) -> None:
        """Mark updates as answered; of people of whom that was all, give up the lease."""
        if not answered:
            return
        if not self._owner:
            await self._store.write(mark_answered, answered, self._now())
            self._known.close(answered)
            return
        finished = self._known.finished_senders(answered)
        left = await self._store.write(
            mark_and_release, answered, finished, now=self._now(), owner=self._owner
        )
        self._known.close(answered)
        self._queue_left(left)

    def _run_beside(self, work: Awaitable[object]) -> None:
        """Run work beside the queues; what it raises is logged."""

        async def run() -> None:
            try:
                await work
            except Exception:
                log.exception("work beside the queues failed")

        task = asyncio.create_task(run())
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)


def log_suspect(stored: UnansweredUpdate) -> None:
    """Say that an update may be what ended earlier processes, and at how many starts it was there. Its sender is hashed in the log."""
    if stored.suspect:
        log.warning(
            "an update may have ended earlier processes: it is tried again",
            sender=stored.sender,
            starts=stored.starts,
        )


def suspects_in_groups(left: Sequence[UnansweredUpdate]) -> Iterator[list[UnansweredUpdate]]:
    """Yield the updates that may have ended earlier processes, a few alike at a time, each person's in their order.

    Those suspected longest come last: kills by chance hit what is handled first, and would soon set aside the same one.
    """
    suspects = [each for each in left if each.suspect]
    starts_of: dict[int, int] = {}
    for each in suspects:
        starts_of[each.sender] = max(each.starts, starts_of.get(each.sender, 0))
    in_order = sorted(suspects, key=lambda each: starts_of[each.sender])
    for starts, alike in groupby(in_order, key=lambda each: starts_of[each.sender]):
        same, size = [*alike], SUSPECTS_AT_ONCE.get(starts, 1)
        yield from (same[first : first + size] for first in range(0, len(same), size))
