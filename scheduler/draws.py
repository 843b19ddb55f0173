"""The job of draws: opens those that are missing, closes those whose time has come, and decides those whose round is there."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from random import Random

import structlog

from market.draw.beacon import Beacon, BeaconSilent, Light
from market.draw.closing import close_line
from market.draw.deciding import draw_line
from market.draw.due import draws_due
from market.draw.opening import open_drop
from market.draw.waiting import tell_of_waiting
from storage.store import Store

log = structlog.get_logger()

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=1)


class Draws:
    """`admins` are the organisers that the settings name. The beacon is asked outside of any transaction."""

    def __init__(
        self, store: Store, beacon: Beacon, admins: Collection[int], now: Callable[[], datetime], dice: Random
    ) -> None:
        self._store, self._beacon, self._admins, self._now, self._dice = store, beacon, admins, now, dice
        self._silent: dict[int, tuple[datetime, timedelta]] = {}
        self._told: set[int] = set()

    async def go_on(self) -> None:
        """A second time there is nothing to do."""
        due = await self._store.read(draws_due, self._beacon.kind, self._now())
        for drop in due.drops:
            await self._store.write(open_drop, drop, self._beacon.kind, self._now(), self._dice)
        for line in due.closing:
            await self._store.write(close_line, line, self._now(), self._dice)
        await self._decide(due.rounds)
        await self._tell(due.late)

    async def _decide(self, rounds: Iterable[tuple[int, int]]) -> None:
        lights: dict[int, Light | None] = {}
        for line, number in rounds:
            if number not in lights:
                lights[number] = await self._light(number)
            if light := lights[number]:
                await self._store.write(draw_line, line, light.randomness, light.signature, self._now())

    async def _light(self, number: int) -> Light | None:
        """None where the beacon says nothing; it is asked again later, each time a little later."""
        again, wait = self._silent.get(number, (self._now(), FIRST_WAIT))
        if self._now() < again:
            return None
        try:
            light = await self._beacon.fetch(number)
        except BeaconSilent as why:
            log.warning("the beacon gave no round", round=number, why=str(why))
            self._silent[number] = (self._now() + wait, min(2 * wait, LONGEST_WAIT))
            return None
        self._silent.pop(number, None)
        return light

    async def _tell(self, late: Iterable[int]) -> None:
        """Told anew after a restart, the letters are there already."""
        for draw in late:
            if draw not in self._told:
                await self._store.write(tell_of_waiting, draw, self._admins, self._now())
                self._told.add(draw)
