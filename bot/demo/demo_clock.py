"""The demo's clock, which can be moved on."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import wall_clock
from bot.demo.town import Town
from bot.demo.visits import Visits
from sandbox import UpcomingEvent

FindNextDue = Callable[[datetime], Awaitable[tuple[datetime, str] | None]]

MAX_STEPS = 10_000
MAX_LABELS = 3
SINGULAR = {"messages sent": "message sent", "holds ended": "hold ended", "new followers": "new follower"}


class DemoClock:
    """A clock that is ahead of the wall clock by as much as it was moved.

    `find_due` returns what falls due after a time, `run` does what is due now. The town answers and comes to the stalls in between.
    """

    def __init__(self, start: datetime) -> None:
        self._zone = start.tzinfo
        self._offset = start - wall_clock()
        self._next: UpcomingEvent | None = None
        self._find_due: FindNextDue | None = None
        self._run_jobs: Callable[[], Awaitable[int]] | None = None
        self._count_deeds: Callable[[], Awaitable[Counter[str]]] | None = None
        self._town: Town | None = None
        self._visits: Visits | None = None
        self._is_moving = False

    def connect(
        self,
        find_due: FindNextDue,
        run: Callable[[], Awaitable[int]],
        count_deeds: Callable[[], Awaitable[Counter[str]]],
        town: Town,
        visits: Visits | None = None,
    ) -> None:
        """`count_deeds` returns how often people have done what, by its words. Without `visits` nobody comes to the stalls."""
        self._find_due, self._run_jobs = find_due, run
        self._count_deeds, self._town, self._visits = count_deeds, town, visits

    def now(self) -> datetime:
        """Return the time, in the zone of its start, which the page shows."""
        return (wall_clock() + self._offset).astimezone(self._zone)

    def next_due(self) -> UpcomingEvent | None:
        return self._next

    async def refresh_next(self) -> None:
        """Look up again what is due next; while the clock moves on, each of its steps does."""
        if self._find_due and not self._is_moving:
            found = await self._find_due(self.now())
            self._next = UpcomingEvent(*found) if found else None

    async def move(self, target: datetime) -> str:
        """Move on to `target`, never back, and do at each due time on the way what is due. Return a text for the page: what happened.

        On the way the page sees what comes next, and with it how far the clock is.
        """
        assert self._count_deeds is not None
        passed, before = Passed(), await self._count_deeds()
        self._is_moving = True
        try:
            await self._pass(target, passed)
        finally:
            self._is_moving = False
        await self.refresh_next()
        passed.deeds = await self._count_deeds() - before
        return passed.text()

    async def _pass(self, target: datetime, passed: "Passed") -> None:
        """Do at each due time until `target` what is due."""
        assert self._find_due is not None
        for _ in range(MAX_STEPS):
            found = await self._find_due(self.now())
            at = await self._next_step(found[0] if found else None, target)
            if at is None or at > target:
                break
            self._set(at)
            self._next = UpcomingEvent(*found) if found else None
            if found and found[0] == at:
                passed.labels.add(found[1])
            await self._run(passed)
        self._set(target)
        await self._run(passed)

    async def _next_step(self, due: datetime | None, target: datetime) -> datetime | None:
        """Return what comes first: what is due, an answer of the town, or somebody at a stall."""
        assert self._town is not None
        visit = await self._visits.next_at(target) if self._visits else None
        return min((at for at in (due, self._town.next_at(), visit) if at), default=None)

    async def _run(self, passed: "Passed") -> None:
        assert self._run_jobs is not None
        assert self._town is not None
        if self._visits:
            await self._visits.happen(self.now())
        passed.messages += await self._run_jobs()
        await self._town.live(self.now())

    def _set(self, target: datetime) -> None:
        self._offset += max(timedelta(0), target - self.now())


@dataclass
class Passed:
    """The events of the time by which the clock was moved."""

    messages: int = 0
    deeds: Counter[str] = field(default_factory=Counter)
    labels: set[str] = field(default_factory=set)

    def text(self) -> str:
        """Return it in parts with commas between them, which the page translates one by one."""
        counts = Counter({"messages sent": self.messages}) + self.deeds
        parts = [
            f"{count} {SINGULAR.get(what, what) if count == 1 else what}" for what, count in counts.items()
        ]
        return ", ".join(parts) or ", ".join(sorted(self.labels)[:MAX_LABELS]) or "nothing was due"
