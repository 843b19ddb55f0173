"""The job of draws: opens, closes and decides those that are due."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random

import structlog

from market.admins import Admins
from market.beacon import Beacon, BeaconOutput, BeaconSilent
from market.draw.close_draw import close_item_draw
from market.draw.decide_draw import draw_item
from market.draw.due_draws import draws_due
from market.draw.open_draw import open_drop
from market.draw.overdue_draws import notify_overdue
from scheduler.job_items import JobItems
from storage.store import Store

log = structlog.get_logger()

MIN_RETRY_DELAY, MAX_RETRY_DELAY = timedelta(seconds=1), timedelta(minutes=1)


class DrawJob:
    """Runs due draws. `admins` are the organisers that the settings name. The beacon is asked outside of any transaction."""

    def __init__(
        self, store: Store, beacon: Beacon, admins: Admins, now: Callable[[], datetime], rng: Random
    ) -> None:
        self._store, self._beacon, self._admins, self._now, self._rng = store, beacon, admins, now, rng
        self._retries: dict[int, tuple[datetime, timedelta]] = {}
        self._notified: set[int] = set()
        self._to_open, self._to_close, self._to_decide, self._to_notify = (
            JobItems(store, f"draws to {step}", now)
            for step in ("open", "close", "decide", "announce as late")
        )

    async def run_due(self) -> None:
        """Open, close and decide what is due, and notify organisers of overdue draws. Running it again changes nothing."""
        due = await self._store.read(draws_due, self._beacon.kind, self._now())
        await self._to_open.run_each(due.drops, self._open)
        await self._to_close.run_each(due.closing, self._close)
        await self._decide(due.rounds)
        await self._to_notify.run_each(due.late, self._notify_late)

    async def _open(self, drop: int) -> None:
        await self._store.write(open_drop, drop, self._beacon.kind, self._now(), rng=self._rng)

    async def _close(self, item: int) -> None:
        await self._store.write(close_item_draw, item, self._now(), self._rng)

    async def _decide(self, rounds: Iterable[tuple[int, int]]) -> None:
        """Decide each draw whose round the beacon gives; each round is fetched once."""
        round_of, outputs = dict(rounds), dict[int, BeaconOutput | None]()

        async def decide(item: int) -> None:
            number = round_of[item]
            if number not in outputs:
                outputs[number] = await self._fetch(number)
            if output := outputs[number]:
                await self._store.write(draw_item, item, output.randomness, output.signature, now=self._now())

        await self._to_decide.run_each(round_of, decide)

    async def _fetch(self, number: int) -> BeaconOutput | None:
        """Return the output of a round; None if the beacon gives none. It is asked again after a delay that doubles."""
        retry_at, wait = self._retries.get(number, (self._now(), MIN_RETRY_DELAY))
        if self._now() < retry_at:
            return None
        try:
            output = await self._beacon.fetch(number)
        except BeaconSilent as error:
            log.warning("the beacon gave no round", round=number, why=str(error))
            self._retries[number] = (self._now() + wait, min(2 * wait, MAX_RETRY_DELAY))
            return None
        self._retries.pop(number, None)
        return output

    async def _notify_late(self, draw: int) -> None:
        """Notify organisers of an overdue draw once. After a restart the action finds its notifications and writes none."""
        if draw not in self._notified:
            await self._store.write(notify_overdue, draw, self._admins, self._now())
            self._notified.add(draw)
