"""The numbered events of the sandbox, for the page and for callers that wait."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Any

MAX_EVENTS = 5_000

Event = dict[str, Any]


class Signal:
    """Wakes everybody who waits for it."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def notify(self) -> None:
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    async def next(self) -> None:
        await self._rung.wait()


class EventLog:
    """A bounded log. Ids begin at the time of the start, so that those of an earlier sandbox do not match."""

    def __init__(self) -> None:
        self.last = int(time.time() * 1000)
        self.log: deque[tuple[int, Event]] = deque(maxlen=MAX_EVENTS)
        self.signal = Signal()

    def publish(self, type_: str, **fields: Any) -> None:
        self.last += 1
        self.log.append((self.last, {"type": type_, **fields}))
        self.signal.notify()

    def since(self, last: int) -> list[tuple[int, Event]]:
        """Return the events after id `last`; one `reset` if some are gone or the id is of another sandbox."""
        first = self.last - len(self.log)
        if not first <= last <= self.last:
            return [(self.last, {"type": "reset"})]
        missing = self.last - last
        return list(self.log)[len(self.log) - missing :] if missing else []
