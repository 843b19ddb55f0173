"""The demo's clock, which can be moved on."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import wall_clock
from sandbox import UpcomingEvent

FindNextDue = Callable[[datetime], Awaitable[tuple[datetime, str] | None]]

MAX_STEPS = 10_000


class DemoClock:
    """A clock that is ahead of the wall clock by as much as it was moved. `find_due` returns what falls due after a time, `run` does what is due now."""

    def __init__(self, start: datetime) -> None:
        self._zone = start.tzinfo
        self._offset = start - wall_clock()
        self._next: UpcomingEvent | None = None
        self._find_due: FindNextDue | None = None
        self._run_jobs: Callable[[], Awaitable[int]] | None = None

    def connect(self, find_due: FindNextDue, run: Callable[[], Awaitable[int]]) -> None:
        self._find_due, self._run_jobs = find_due, run

    def now(self) -> datetime:
        """Return the time, in the zone of its start, which the page shows."""
        return (wall_clock() + self._offset).astimezone(self._zone)

    def next_due(self) -> UpcomingEvent | None:
        return self._next

    async def refresh_next(self) -> None:
        """Look up again what is due next."""
        if self._find_due:
            found = await self._find_due(self.now())
            self._next = UpcomingEvent(*found) if found else None

    async def move(self, target: datetime) -> str:
        """Move on to `target`, never back, and run at each due time on the way what is due. Return a text for the page: how many messages were sent."""
        assert self._find_due is not None
        assert self._run_jobs is not None
        sent = 0
        for _ in range(MAX_STEPS):
            found = await self._find_due(self.now())
            if found is None or found[0] > target:
                break
            self._set(found[0])
            sent += await self._run_jobs()
        self._set(target)
        sent += await self._run_jobs()
        await self.refresh_next()
        return f"{sent} message{'' if sent == 1 else 's'} sent" if sent else "nothing was due"

    def _set(self, target: datetime) -> None:
        self._offset += max(timedelta(0), target - self.now())
