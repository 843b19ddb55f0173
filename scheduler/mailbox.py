"""The mailbox job: send what is due, and note what became of each letter."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Protocol, TypeVar

import structlog

from market.hand import Due, Ended, hand_back, orphans, take_up, turn_over
from market.mailbox import Fate
from storage.store import Store

log = structlog.get_logger()

HAND = 16
"""Letters in hand at most, for 28 a second: what is in hand at a kill is unknown, or comes twice."""
AGAIN = 5.0
"""Seconds until letters of a lost sender are looked for again."""
GATHER = 0.1
"""Seconds in which what has ended is gathered, to be noted in one transaction; less where it is all of the hand, or half of the most it holds."""
LATE = timedelta(minutes=15)
LONGEST = timedelta(minutes=1)
"""Until a letter is tried again, however often it was."""


@dataclass(frozen=True)
class Outcome:
    """`message` is Telegram's number of what was sent."""

    fate: Fate
    message: int | None = None
    reason: str = ""


class TryLater(Exception):
    """The letter waits again: for `seconds`, where it was not its own fault, 0: in its old place; else twice as long with each try."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class Sender(Protocol):
    """Whether this is the one sender now. `sure`: whoever was it before has ended."""

    sure: bool

    async def __call__(self) -> bool: ...


Noted = TypeVar("Noted")
Deliver = Callable[[Due], Awaitable[Outcome]]


class Mailbox:
    """One sender. `deliver` is asked once a letter; whatever else than TryLater it raises, the letter has failed.

    `alone` says whether this is the one sender of this database; `zone` is the market's; `shut_for`, in seconds, is how long nothing may
    be sent; `most` letters are in hand at once; `handled` counts the letters taken.
    """

    def __init__(
        self,
        store: Store,
        deliver: Deliver,
        sender: str,
        now: Callable[[], datetime],
        alone: Sender,
        zone: str,
        shut_for: Callable[[], float] = lambda: 0.0,
        most: int = HAND,
    ) -> None:
        self._store, self._deliver, self._sender, self._now = store, deliver, sender, now
        self._alone, self._zone, self._shut_for, self._most = alone, zone, shut_for, most
        self._busy = asyncio.Lock()
        self._stirred = asyncio.Event()
        self._gathered = asyncio.Event()
        self._hand: set[asyncio.Task[None]] = set()
        self._ended: list[Ended] = []
        self._looking: asyncio.Task[None] | None = None
        self._looked = 0.0
        self._closed = False
        self.handled = 0

    async def send_due(self) -> int:
        """Send all that is due now; how many letters were taken in hand. Another process may be the sender: then none."""
        async with self._busy:
            if self._closed or not await self._alone():
                return 0
            before = self.handled
            await self._start()
            try:
                while await self._alone() and await self._turn():
                    await self._look_for_orphans()
            finally:
                await self._let_go()
            return self.handled - before

    async def look(self) -> None:
        """As `send_due`, without waiting for it; where that is under way already, it looks again."""
        if self._busy.locked():
            self._stirred.set()
        elif self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        try:
            await self.send_due()
        except Exception:
            log.exception("the mailbox stumbled; the next look tries again")

    async def close(self, seconds: float) -> None:
        """Take no more letters, and finish those in hand if that is done in time."""
        self._closed = True
        self._stirred.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._busy:
                pass

    async def _start(self) -> None:
        """With an empty hand, what this sender has in hand by the rows was never begun, but for what has ended."""
        await self._finish()
        await self._note(take_up, self._alone.sure)
        self._looked = monotonic()

    async def _look_for_orphans(self) -> None:
        """Of a sender that may still live, each few seconds; of one that has surely ended there are no more."""
        if not self._alone.sure and monotonic() - self._looked > AGAIN:
            self._looked = monotonic()
            await self._store.write(orphans, self._sender, self._now(), False)

    async def _note(self, action: Callable[..., Noted], *given: Any) -> Noted:
        """Write down what has ended, with whatever `action` does besides; where that fails it is kept for the next time."""
        ended, self._ended = self._ended, []
        try:
            return await self._store.write(action, self._sender, self._now(), ended, *given)
        except BaseException:
            self._ended = ended + self._ended
            raise

    async def _turn(self) -> bool:
        """Note what has ended, take others in hand, and wait until something happens; False when nothing is left to do."""
        self._stirred.clear()
        self._gathered.clear()
        pause = 0.0 if self._closed else self._shut_for()
        room = 0 if self._closed or pause else self._most - len(self._hand)
        taken = await self._note(turn_over, room, self._zone)
        self.handled += len(taken.letters)
        for letter in taken.letters:
            task = asyncio.create_task(self._send(letter))
            self._hand.add(task)
            task.add_done_callback(self._hand.discard)
        if taken.more and not taken.letters:
            return True
        if not self._hand and not self._ended and not pause:
            return self._stirred.is_set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), pause or None)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._gathered.wait(), GATHER)
        return True

    async def _let_go(self) -> None:
        """Only something unforeseen leaves letters in hand here: they are finished and noted all the same."""
        await self._finish()
        if self._ended:
            await self._note(hand_back)

    async def _finish(self) -> None:
        if self._hand:
            await asyncio.wait([*self._hand])

    async def _send(self, letter: Due) -> None:
        ended = await self._fate(letter)
        self._ended.append(ended)
        self._stirred.set()
        others = len(self._hand) - 1
        if not others or 2 * len(self._ended) >= self._most:
            self._gathered.set()

    async def _fate(self, letter: Due) -> Ended:
        try:
            outcome = await self._deliver(_dated(letter, self._now()))
        except TryLater as why:
            log.warning("a letter waits again", letter=letter.id, why=str(why))
            again = None if why.seconds == 0 else self._now() + _pause(why.seconds, letter.tries)
            return Ended(letter.id, letter.person, None, again_at=again, tried=why.seconds is None)
        except Exception as error:
            log.exception("a letter was not put into words", letter=letter.id, notice=letter.notice)
            outcome = Outcome(Fate.FAILED, reason=type(error).__name__)
        return Ended(letter.id, letter.person, outcome.fate, outcome.message, outcome.reason)


def _pause(seconds: float | None, tries: int) -> timedelta:
    return (
        timedelta(seconds=seconds)
        if seconds is not None
        else min(LONGEST, timedelta(seconds=2 ** min(tries, 6)))
    )


def _dated(letter: Due, now: datetime) -> Due:
    """One that comes late can say when it was due."""
    if now - letter.due_at < LATE:
        return letter
    return replace(letter, facts={**letter.facts, "late": letter.due_at.isoformat()})
