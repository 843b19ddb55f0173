"""The demo's clock: it can be moved on, and leaps over nothing that is due."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import wall_clock
from sandbox import Due

NextDue = Callable[[datetime], Awaitable[tuple[datetime, str] | None]]

MOST_STEPS = 10_000


class DemoClock:
    """Runs beside the wall clock, ahead of it by what it was moved. `due` says what falls due after a moment, `run` does what is due now."""

    def __init__(self, start: datetime) -> None:
        self._zone = start.tzinfo
        self._ahead = start - wall_clock()
        self._next: Due | None = None
        self._due: NextDue | None = None
        self._run: Callable[[], Awaitable[int]] | None = None

    def drive(self, due: NextDue, run: Callable[[], Awaitable[int]]) -> None:
        self._due, self._run = due, run

    def now(self) -> datetime:
        """In the zone it was started in, which is the one the page shows."""
        return (wall_clock() + self._ahead).astimezone(self._zone)

    def next_due(self) -> Due | None:
        return self._next

    async def look_ahead(self) -> None:
        """Find out anew what is next: something was written."""
        if self._due:
            found = await self._due(self.now())
            self._next = Due(*found) if found else None

    async def move(self, to: datetime) -> str:
        """Walk from due instant to due instant, doing at each what is due; never back. Says what happened, as data for the page: letters sent."""
        assert self._due is not None
        assert self._run is not None
        letters = 0
        for _ in range(MOST_STEPS):
            found = await self._due(self.now())
            if found is None or found[0] > to:
                break
            self._set(found[0])
            letters += await self._run()
        self._set(to)
        letters += await self._run()
        await self.look_ahead()
        return f"{letters} letter{'' if letters == 1 else 's'} sent" if letters else "nothing was due"

    def _set(self, to: datetime) -> None:
        self._ahead += max(timedelta(0), to - self.now())
