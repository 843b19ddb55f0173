"""The job of the market's heartbeat: it shows outages, and gives back what they took."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic

from market.waitlist.outage import beat, credit_next_drop
from storage.store import Store

INTERVAL = 20.0
"""Seconds between two heartbeats that are stored: a third of the silence from which it is an outage."""

SilentFor = Callable[[], Awaitable[float | None]]
"""Returns the seconds since Telegram last answered, for which it is asked if that is long ago; None while it does not answer."""


class HeartbeatJob:
    """Stores that the market is open to people, while Telegram answers. After an outage every drop is credited."""

    def __init__(
        self,
        store: Store,
        silent_for: SilentFor,
        now: Callable[[], datetime],
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._store, self._silent_for, self._now, self._clock = store, silent_for, now, clock
        self._next_beat = 0.0

    async def run_due(self) -> None:
        """Beat, at most every few seconds; credit an outage that the beat shows."""
        if self._clock() < self._next_beat:
            return
        seconds = await self._silent_for()
        if seconds is None:
            return
        if await self._store.write(beat, self._now(), seconds):
            while await self._store.write(credit_next_drop, self._now()):
                pass
        self._next_beat = self._clock() + INTERVAL
