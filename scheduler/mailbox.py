"""The mailbox job: send what is due, and note what became of each letter."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from market.mailbox import Due, Fate, finish, orphans, put_back, take
from storage.store import Store

log = structlog.get_logger()

BATCH = 30
LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Outcome:
    """`message` is Telegram's number of what was sent."""

    fate: Fate
    message: int | None = None
    reason: str = ""


class TryLater(Exception):
    """The letter waits again."""


Deliver = Callable[[Due], Awaitable[Outcome]]


class Mailbox:
    """One sender. `deliver` is asked once a letter; whatever else than TryLater it raises, the letter has failed.

    `alone` says whether no other sender can live on this database; `handled` counts the letters taken in hand.
    """

    def __init__(
        self,
        store: Store,
        deliver: Deliver,
        sender: str,
        now: Callable[[], datetime],
        alone: Callable[[], bool],
    ) -> None:
        self._store, self._deliver, self._sender, self._now = store, deliver, sender, now
        self._alone = alone
        self._busy = asyncio.Lock()
        self._closed = False
        self.handled = 0

    async def send_due(self) -> int:
        """Send all that is due now; how many letters were taken in hand."""
        async with self._busy:
            if self._closed:
                return 0
            await self._store.write(orphans, self._sender, self._now(), self._alone())
            count = 0
            while not self._closed and (
                letters := await self._store.write(take, self._sender, self._now(), BATCH)
            ):
                count += len(letters)
                self.handled += len(letters)
                if not all(await asyncio.gather(*map(self._send, letters))):
                    break
            return count

    async def close(self, seconds: float) -> None:
        """Take no more letters, and finish those in hand if that is done in time."""
        self._closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._busy:
                pass

    async def _send(self, letter: Due) -> bool:
        try:
            outcome = await self._deliver(_dated(letter, self._now()))
        except TryLater as why:
            log.warning("a letter waits again", letter=letter.id, why=str(why))
            await self._store.write(put_back, letter.id, self._sender)
            return False
        except Exception as error:
            log.exception("a letter was not put into words", letter=letter.id, notice=letter.notice)
            outcome = Outcome(Fate.FAILED, reason=type(error).__name__)
        await self._store.write(
            finish, letter.id, self._sender, outcome.fate, self._now(), outcome.message, outcome.reason
        )
        return True


def _dated(letter: Due, now: datetime) -> Due:
    """One that comes late can say when it was due."""
    if now - letter.due_at < LATE:
        return letter
    return replace(letter, facts={**letter.facts, "late": letter.due_at.isoformat()})
