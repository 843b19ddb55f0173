"""The demo's clock, which can be moved on."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import wall_clock
from bot.demo.town import Town
from sandbox import UpcomingEvent

FindNextDue = Callable[[datetime], Awaitable[tuple[datetime, str] | None]]

MAX_STEPS = 10_000
MAX_LABELS = 3


class DemoClock:
    """A clock that is ahead of the wall clock by as much as it was moved.

    `find_due` returns what falls due after a time, `run` does what is due now. The town answers in between.
    """

    def __init__(self, start: datetime) -> None:
        self._zone = start.tzinfo
        self._offset = start - wall_clock()
        self._next: UpcomingEvent | None = None
        self._find_due: FindNextDue | None = None
        self._run_jobs: Callable[[], Awaitable[int]] | None = None
        self._count_answers: Callable[[], Awaitable[Counter[str]]] | None = None
        self._town: Town | None = None

    def connect(
        self,
        find_due: FindNextDue,
        run: Callable[[], Awaitable[int]],
        count_answers: Callable[[], Awaitable[Counter[str]]],
        town: Town,
    ) -> None:
        """`count_answers` returns how many answers there have been, by what was answered."""
        self._find_due, self._run_jobs = find_due, run
        self._count_answers, self._town = count_answers, town

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
        """Move on to `target`, never back, and do at each due time on the way what is due. Return a text for the page: what happened."""
        assert self._find_due is not None
        assert self._count_answers is not None
        passed, before = Passed(), await self._count_answers()
        for _ in range(MAX_STEPS):
            found = await self._find_due(self.now())
            at = self._next_step(found[0] if found else None)
            if at is None or at > target:
                break
            self._set(at)
            if found and found[0] == at:
                passed.labels.add(found[1])
            await self._run(passed)
        self._set(target)
        await self._run(passed)
        await self.refresh_next()
        passed.answers = await self._count_answers() - before
        return passed.text()

    def _next_step(self, due: datetime | None) -> datetime | None:
        """Return what comes first: what is due, or an answer of the town."""
        assert self._town is not None
        times = [at for at in (due, self._town.next_at()) if at]
        return min(times, default=None)

    async def _run(self, passed: "Passed") -> None:
        assert self._run_jobs is not None
        assert self._town is not None
        passed.messages += await self._run_jobs()
        await self._town.live(self.now())

    def _set(self, target: datetime) -> None:
        self._offset += max(timedelta(0), target - self.now())


@dataclass
class Passed:
    """The events of the time by which the clock was moved."""

    messages: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    labels: set[str] = field(default_factory=set)

    def text(self) -> str:
        """Return it in parts with commas between them, which the page translates one by one."""
        parts = [f"{self.messages} messages sent"] if self.messages else []
        parts += [f"{count} {what}" for what, count in self.answers.items()]
        return ", ".join(parts) or ", ".join(sorted(self.labels)[:MAX_LABELS]) or "nothing was due"
