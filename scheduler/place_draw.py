"""The job of draws of places: closes, decides and places those that are due."""

from collections.abc import Callable
from datetime import datetime

from market.place_draw.steps import (
    close_place_draw,
    decide_place_draw,
    place_draw_steps,
    place_next_day,
)
from scheduler.beacon_rounds import BeaconRounds
from scheduler.job_items import JobItems
from storage.place_draw import PlaceDrawState
from storage.store import Store


class PlaceDrawJob:
    """Runs the next step of each draw of places. A day that cannot be placed is tried again later; the days before it stay."""

    def __init__(self, store: Store, rounds: BeaconRounds, now: Callable[[], datetime]) -> None:
        self._store, self._rounds, self._now = store, rounds, now
        self._items = JobItems(store, "draws of places", now)

    async def run_due(self) -> None:
        """Do what is due. Running it again changes nothing."""
        due = await self._store.read(place_draw_steps, self._rounds.kind, self._now())
        steps = {step.draw: step for step in due}

        async def run(draw: int) -> None:
            step = steps[draw]
            if step.state is PlaceDrawState.OPEN:
                await self._store.write(close_place_draw, draw, self._now())
            elif step.state is PlaceDrawState.CLOSED:
                await self._decide(draw, step.round)
            else:
                while await self._store.write(place_next_day, draw, self._now()):
                    pass

        await self._items.run_each(steps, run)

    async def _decide(self, draw: int, number: int) -> None:
        output = await self._rounds.fetch(number)
        if output is not None:
            randomness, signature = output.randomness, output.signature
            await self._store.write(decide_place_draw, draw, randomness, signature, now=self._now())
