"""The job of draws: opens, closes and decides those that are due."""

from collections.abc import Callable, Iterable
from datetime import datetime
from random import Random

from market.admins import Admins
from market.beacon import Beacon, BeaconOutput
from market.draw.close_draw import close_item_draw
from market.draw.decide_draw import draw_item
from market.draw.due_draws import draws_due
from market.draw.open_draw import open_drop
from market.draw.overdue_draws import notify_overdue
from scheduler.beacon_rounds import BeaconRounds
from scheduler.job_items import JobItems
from storage.store import Store


class DrawJob:
    """Runs due draws. `admins` are the organisers that the settings name. The beacon is asked outside of any transaction."""

    def __init__(
        self, store: Store, beacon: Beacon, admins: Admins, now: Callable[[], datetime], rng: Random
    ) -> None:
        self._store, self._admins, self._now, self._rng = store, admins, now, rng
        self.rounds = BeaconRounds(beacon, now)
        self._notified: set[int] = set()
        self._to_open, self._to_close, self._to_decide, self._to_notify = (
            JobItems(store, f"draws to {step}", now)
            for step in ("open", "close", "decide", "announce as late")
        )

    async def run_due(self) -> None:
        """Open, close and decide what is due, and notify organisers of overdue draws. Running it again changes nothing."""
        due = await self._store.read(draws_due, self.rounds.kind, self._now())
        await self._to_open.run_each(due.drops, self._open)
        await self._to_close.run_each(due.closing, self._close)
        await self._decide(due.rounds)
        await self._to_notify.run_each(due.late, self._notify_late)

    async def _open(self, drop: int) -> None:
        await self._store.write(open_drop, drop, self.rounds.kind, self._now(), rng=self._rng)

    async def _close(self, item: int) -> None:
        await self._store.write(close_item_draw, item, self._now(), self._rng)

    async def _decide(self, rounds: Iterable[tuple[int, int]]) -> None:
        """Decide each draw whose round the beacon gives; each round is fetched once."""
        round_of, outputs = dict(rounds), dict[int, BeaconOutput | None]()

        async def decide(item: int) -> None:
            number = round_of[item]
            if number not in outputs:
                outputs[number] = await self.rounds.fetch(number)
            if output := outputs[number]:
                await self._store.write(draw_item, item, output.randomness, output.signature, now=self._now())

        await self._to_decide.run_each(round_of, decide)

    async def _notify_late(self, draw: int) -> None:
        """Notify organisers of an overdue draw once. After a restart the action finds its notifications and writes none."""
        if draw not in self._notified:
            await self._store.write(notify_overdue, draw, self._admins, self._now())
            self._notified.add(draw)
