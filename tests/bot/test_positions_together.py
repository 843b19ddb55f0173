"""The positions of those who look at a drop at one time: each is as it was at some moment after they asked, whoever changes it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random

import pytest
from sqlmodel import Session

from market.waitlist.position import Position, PositionRequest, position_in_drop, positions_in_drops
from storage.store import Store
from tests.bot.delivery.test_shown import CROWD, MARKET, ShownMarketDay
from tests.market.waitlist.simulation import Simulation
from tests.seeds import seeds

PEOPLE = range(1, CROWD + 1)
FIRST = ("join", "hold", "confirm")
ACTS = (
    *("join", "hold", "confirm", "decline", "leave", "release", "give", "give_booking", "take_gift"),
    *("scan", "regret", "coming", "restock", "pause", "resume", "undo_confirm"),
)


@dataclass(kw_only=True)
class Lookers:
    """A drop that two processes change, and its state after each change, the first one first."""

    day: ShownMarketDay
    stores: tuple[Store, Store]
    states: list[dict[int, Position]] = field(default_factory=list)

    async def note(self) -> None:
        """Note everybody's position, each by a read of its own."""
        self.states.append(await self.stores[1].read(self._each))

    def _each(self, session: Session) -> dict[int, Position]:
        simulation = self.day.simulation
        return {
            person: position_in_drop(session, person, simulation.drop, simulation.now) for person in PEOPLE
        }

    async def act(self, rng: Random, acts: tuple[str, ...] = ACTS) -> None:
        self.day.simulation.store = self.day.store = rng.choice(self.stores)
        await self.day.act(rng.choice(acts), rng.randint(1, CROWD), rng.randint(1, 6))
        await self.note()

    async def look(self, person: int, turns: int) -> tuple[int, int, int, Position]:
        """Return who looked, after and before which states, and what they were shown."""
        for _ in range(turns):
            await asyncio.sleep(0.001)
        after, simulation = len(self.states) - 1, self.day.simulation
        request = PositionRequest(person, simulation.drop, simulation.now)
        shown = await self.stores[0].read_batched(positions_in_drops, request)
        return person, after, len(self.states) + 1, shown


@pytest.fixture
async def lookers(store: Store) -> AsyncIterator[Lookers]:
    drop, item = await MARKET.lay(store)
    simulation = Simulation(store=store, drop=drop, items=[item], limit=2, rng=Random(1), has_snapshots=False)
    other = Store(store.url.render_as_string(hide_password=False))
    yield Lookers(day=ShownMarketDay(simulation=simulation), stores=(store, other))
    await other.close()


@pytest.mark.parametrize("seed", seeds(1, proof=50))
async def test_nobody_is_shown_a_position_from_before_they_asked(lookers: Lookers, seed: int) -> None:
    """Ten interleavings a case: five hundred in all."""
    rng = lookers.day.simulation.rng = Random(seed)
    for _ in range(12):
        await lookers.act(rng, FIRST)

    async def change() -> None:
        for _ in range(3):
            await lookers.act(rng)

    for _ in range(10):
        looks = [lookers.look(rng.randint(1, CROWD), rng.randint(0, 20)) for _ in range(20)]
        _, *seen = await asyncio.gather(change(), *looks)
        for person, after, before, shown in seen:
            assert shown in [state[person] for state in lookers.states[after:before]]
    assert any(position.all for state in lookers.states for position in state.values())
