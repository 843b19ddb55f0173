"""One statement a second that says which of the jobs of every second may have something to do."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from time import monotonic

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session

from market.broadcast.advance import unfinished
from market.draw.due_draws import due_steps
from market.own_reminder import due_repeats
from market.place_draw.steps import due_place_draws
from market.shown import due_messages
from market.waitlist.hold_clock import untold_holds
from market.waitlist.sweep import items_to_call, items_with_expired_holds
from storage.store import Store

SHARED_SECONDS = 0.1
"""Seconds for which jobs of one second share one answer."""


class Work(StrEnum):
    """The names of the jobs that are asked for here."""

    BROADCASTS = "unfinished broadcasts"
    DRAWS = "draws that are due"
    PLACE_DRAWS = "draws of places that are due"
    UNTOLD_HOLDS = "clocks of holds"
    EXPIRED_HOLDS = "expired holds"
    REPEATS = "reminders that repeat"
    SHOWN = "messages that have changed"


NAMES = frozenset(each.value for each in Work)


class DueWork:
    """Says which work is due. The answer may say so of some that is not: then its job finds nothing.

    It is as old as the tick of the jobs, so that what another process writes is found a second later at most.
    """

    def __init__(
        self, store: Store, now: Callable[[], datetime], clock: Callable[[], float] = monotonic
    ) -> None:
        """`now` is the market's clock, `clock` a monotonic one in seconds."""
        self._store, self._now, self._clock = store, now, clock
        self._asking = asyncio.Lock()
        self._due, self._asked_at = frozenset[Work](), float("-inf")

    async def has(self, job: str) -> bool:
        """Return whether a job may have something to do; any other job looks for itself."""
        if job not in NAMES:
            return True
        async with self._asking:
            if self._clock() - self._asked_at >= SHARED_SECONDS:
                asked_at = self._clock()
                self._due = await self._store.read(due_work, self._now())
                self._asked_at = asked_at
        return job in self._due


def due_work(session: Session, now: datetime) -> frozenset[Work]:
    """Return the work that may be due."""
    found = session.connection().execute(select(*_due(now).values())).one()
    return frozenset(work for work, is_due in zip(Work, found, strict=True) if is_due)


def _due(now: datetime) -> dict[Work, ColumnElement[bool]]:
    return {
        Work.BROADCASTS: unfinished().exists(),
        Work.DRAWS: or_(*(step.exists() for step in due_steps(now))),
        Work.PLACE_DRAWS: due_place_draws(now).exists(),
        Work.UNTOLD_HOLDS: untold_holds().exists(),
        Work.EXPIRED_HOLDS: or_(items_with_expired_holds(now).exists(), items_to_call(now).exists()),
        Work.REPEATS: due_repeats(now).exists(),
        Work.SHOWN: due_messages(now).exists(),
    }
