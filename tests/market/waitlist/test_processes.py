"""Several processes on one PostgreSQL: rules that count rows hold where no lock of one process can help."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from multiprocessing.connection import Connection
from random import Random
from typing import Any

import pytest
from sqlmodel import col, select

from market.waitlist.gift import give_hold, take_gift
from market.waitlist.join import join
from market.waitlist.last_call import take_available
from market.waitlist.move_booking import move_booking
from market.waitlist.shopper_actions import confirm
from storage.store import Store
from storage.waitlist import Hold
from tests.forking import forking
from tests.market.waitlist import other_process
from tests.market.waitlist.conftest import CODES, HOUR, NOW, ItemScenario
from tests.market.waitlist.invariants import LATER_STATES, check_invariants, check_transition
from tests.market.waitlist.simulation import SHAPES, Simulation, new_simulation
from tests.market.waitlist.test_interleavings import KINDS

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
NewItem = Callable[..., Awaitable[ItemScenario]]
Request = tuple[Callable[..., Any], tuple[Any, ...]]
ROUNDS = 3


class TwoProcesses:
    """Two processes that do two things in the same millisecond."""

    def __init__(self, url: str) -> None:
        self._ends = []
        for _ in range(2):
            here, there = forking.Pipe()
            forking.Process(target=other_process.run_requests, args=(url, there), daemon=True).start()
            self._ends.append(here)
        for end in self._ends:
            assert end.recv() == "ready"

    def race(self, *requests: Request) -> tuple[list[str], list[Any]]:
        """Return "done" or the refusal of each, sorted, and the outcomes of what was done."""
        when = time.time() + 0.01
        for end, (action, args) in zip(self._ends, requests, strict=True):
            end.send((when, action, args))
        outcomes = [end.recv() for end in self._ends]
        return sorted(word for word, _ in outcomes), [outcome for word, outcome in outcomes if word == "done"]

    def stop(self) -> None:
        for end in self._ends:
            end.send(other_process.STOP)


@pytest.fixture
def pair(store: Store) -> Iterator[TwoProcesses]:
    pair = TwoProcesses(store.url.render_as_string(hide_password=False))
    yield pair
    pair.stop()


async def test_at_most_so_many_a_person_over_all_lines(store: Store, pair: TwoProcesses) -> None:
    simulation = await new_simulation(store, "slots", [40, 40, 40, 40], per_person=2)
    for person in range(1, ROUNDS + 1):
        outcomes, _ = pair.race(
            *((join, (person, item, 2, NOW, Random(next(CODES)))) for item in simulation.items[:2])
        )
        assert outcomes == ["TooManyUnits", "done"]
    check_invariants(await simulation.take_snapshot(), NOW)


async def test_two_taps_at_one_time_are_one_booking(
    store: Store, pair: TwoProcesses, new_item: NewItem
) -> None:
    item = await new_item(quantity=40, per_person=6)
    for person in range(1, ROUNDS + 1):
        request = (join, (person, item.item, 1, NOW, Random(next(CODES))))
        assert pair.race(request, request)[0] == ["AlreadyBooked", "done"]
    assert (await item.row()).booked == ROUNDS


async def test_one_gift_is_taken_once(store: Store, pair: TwoProcesses, new_item: NewItem) -> None:
    item = await new_item(quantity=40)
    for person in range(1, ROUNDS + 1):
        hold = (await item.join(person)).hold
        gift = await store.write(give_hold, person, hold or 0, NOW, rng=item.rng)
        outcomes, _ = pair.race(
            *((take_gift, (20 + person + by, gift.code, NOW, item.rng)) for by in (0, 10))
        )
        assert outcomes == ["GiftGone", "done"]
    assert (await item.row()).held == ROUNDS


async def test_the_last_seat_of_a_slot_goes_to_one_of_two_who_move_there(
    store: Store, pair: TwoProcesses
) -> None:
    for _ in range(ROUNDS):
        simulation = await new_simulation(store, "slots", [2, 1, 1, 1])
        bookings = [await _claimed(simulation, person) for person in (1, 2)]
        requests = (
            (move_booking, (one, booking, simulation.items[1], NOW, Random(next(CODES))))
            for one, booking in enumerate(bookings, 1)
        )
        assert pair.race(*requests)[0] == ["SlotFull", "done"]
        check_invariants(await simulation.take_snapshot(), NOW)


async def test_the_last_seat_of_a_slot_goes_to_one_of_two_who_join(store: Store, pair: TwoProcesses) -> None:
    for _ in range(ROUNDS):
        simulation = await new_simulation(store, "slots", [1, 1, 1, 1])
        outcomes, joined = pair.race(
            *((join, (one, simulation.items[0], 1, NOW, Random(next(CODES)))) for one in (1, 2))
        )
        assert outcomes == ["done", "done"]
        assert sorted((one.number, bool(one.booking)) for one in joined) == [(1, True), (2, False)]


async def test_in_the_last_two_hours_the_last_unit_is_taken_once(
    pair: TwoProcesses, new_item: NewItem
) -> None:
    for _ in range(ROUNDS):
        item = await new_item(quantity=1)
        await item.join_all(1, 1, 1)
        await item.confirm(1)
        item.now = NOW + 83 * HOUR
        await item.release(1)
        outcomes, taken = pair.race(
            *((take_available, (one, item.item, item.now, Random(next(CODES)))) for one in (2, 3))
        )
        assert outcomes == ["UnitsGone", "done"]
        assert taken[0].booking
        row = await item.row()
        assert (row.booked, row.held, row.waiting) == (1, 0, 1)


async def test_confirmed_twice_at_one_time_is_one_booking(pair: TwoProcesses, new_item: NewItem) -> None:
    item = await new_item(quantity=40)
    for person in range(1, ROUNDS + 1):
        hold = (await item.join(person)).hold
        outcomes, bookings = pair.race(
            *((confirm, (person, hold, 1, NOW, Random(next(CODES)))) for _ in range(2))
        )
        assert outcomes == ["done", "done"]
        assert len(set(bookings)) == 1
    assert (await item.row()).booked == ROUNDS


async def _claimed(simulation: Simulation, person: int) -> int:
    joined = await simulation.store.write(join, person, simulation.items[0], 1, now=NOW, rng=simulation.rng)
    return joined.booking or 0


async def observe(simulation: Simulation, ends: list[Connection]) -> float:
    """Let them begin, and look on until each has said what it did; when they began."""
    assert [await asyncio.to_thread(end.recv) for end in ends] == ["ready"] * len(ends)
    began = time.time()
    for end in ends:
        end.send(began)
    before = await simulation.take_snapshot()
    while not all(end.poll() for end in ends):
        snapshot = await simulation.take_snapshot()
        check_invariants(snapshot, other_process.shared_time(began))
        check_transition(snapshot, before, LATER_STATES)
        before = snapshot
        await asyncio.sleep(0.05)
    return began


async def run_at_random(store: Store, shape: str, fitting: str, processes: int, commits: int) -> None:
    """Let processes act at random on one drop while this one checks it; then run the jobs."""
    simulation = await new_simulation(store, shape, [4, 3, 3, 3], ahead=2000, fitting=fitting, per_person=3)
    url = store.url.render_as_string(hide_password=False)
    kinds = [kind for kind in KINDS if kind not in ("cancel", "pause", "resume")]
    outcomes = {
        "drop": simulation.drop,
        "items": simulation.items,
        "limit": 3,
        "kinds": kinds,
        "commits": commits,
    }
    ends, mills = [], []
    for seed in range(processes):
        here, there = forking.Pipe()
        args = (url, outcomes, 7000 + seed, there)
        mills.append(forking.Process(target=other_process.act_at_random, args=args, daemon=True))
        mills[-1].start()
        ends.append(here)
    try:
        began = await observe(simulation, ends)
        said = [await asyncio.to_thread(end.recv) for end in ends]
    finally:
        for process in mills:
            process.kill()
            process.join()
    wrong = [each for _, errors in said for each in errors]
    assert not wrong, "a deadlock or worse came through:\n" + "\n".join(wrong)
    assert all(len(done) >= commits for done, _ in said), Counter(
        action_name for done, _ in said for action_name in done
    )
    simulation.now = other_process.shared_time(began)
    await simulation.sweep()
    assert await simulation.sweep() == 0
    check_invariants(await simulation.take_snapshot(), simulation.now)
    ended = select(Hold.id).where(col(Hold.state) != "live", col(Hold.ended_at).is_(None))
    assert await store.read(lambda session: list(session.exec(ended))) == []


@pytest.mark.parametrize(("shape", "fitting"), [("plain", "split"), ("bundle", "fit")])
async def test_processes_that_act_at_random_break_nothing(store: Store, shape: str, fitting: str) -> None:
    await run_at_random(store, shape, fitting, processes=2, commits=15)


@pytest.mark.proof
@pytest.mark.parametrize("fitting", ["strict", "fit", "split"])
@pytest.mark.parametrize("shape", SHAPES)
async def test_many_processes_that_act_at_random_break_nothing(
    store: Store, shape: str, fitting: str
) -> None:
    await run_at_random(store, shape, fitting, processes=4, commits=80)
