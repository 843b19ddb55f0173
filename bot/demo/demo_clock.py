"""The demo's clock: it can be moved on, and leaps over nothing that is due."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import wall_clock
from sandbox import UpcomingEvent

FindNextDue = Callable[[datetime], Awaitable[tuple[datetime, str] | None]]

MAX_STEPS = 10_000


class DemoClock:
    """Runs beside the wall clock, ahead of it by what it was moved. `find_due` says what falls due after a moment, `run` does what is due now."""

    def __init__(self, start: datetime) -> None:
        self._zone = start.tzinfo
        self._offset = start - wall_clock()
        self._next: UpcomingEvent | None = None
        self._find_due: FindNextDue | None = None
        self._run_jobs: Callable[[], Awaitable[int]] | None = None

    def connect(self, find_due: FindNextDue, run: Callable[[], Awaitable[int]]) -> None:
        self._find_due, self._run_jobs = find_due, run

    def now(self) -> datetime:
        """In the zone it was started in, which is the one the page shows."""
        return (wall_clock() + self._offset).astimezone(self._zone)

    def next_due(self) -> UpcomingEvent | None:
        return self._next

    async def refresh_next(self) -> None:
        """Find out anew what is next: something was written."""
        if self._find_due:
            found = await self._find_due(self.now())
            self._next = UpcomingEvent(*found) if found else None

    async def move(self, target: datetime) -> str:
        """Walk from due instant to due instant, doing at each what is due; never back. Says what happened, as data for the page: letters sent."""
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
        return f"{sent} letter{'' if sent == 1 else 's'} sent" if sent else "nothing was due"

    def _set(self, target: datetime) -> None:
        self._offset += max(timedelta(0), target - self.now())
