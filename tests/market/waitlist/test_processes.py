"""Several processes on one PostgreSQL: the rules that count rows hold where no lock of one process can help."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from multiprocessing.connection import Connection
from random import Random
from typing import Any

import pytest
from sqlmodel import col, select

from market.waitlist.actions import keep
from market.waitlist.gift import give_hold, take_gift
from market.waitlist.join import join
from market.waitlist.last import take
from market.waitlist.slot import move
from storage.store import Store
from storage.waitlist import Hold
from tests.forking import forking
from tests.market.waitlist import elsewhere
from tests.market.waitlist.conftest import CODES, HOUR, NOW, Alive
from tests.market.waitlist.crowd import SHAPES, Crowd, gathered
from tests.market.waitlist.fair import LATER, check, follow
from tests.market.waitlist.test_interleavings import KINDS

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
Lay = Callable[..., Awaitable[Alive]]
Wish = tuple[Callable[..., Any], tuple[Any, ...]]
ROUNDS = 3


class Pair:
    """Two processes that do two things in the same millisecond."""

    def __init__(self, url: str) -> None:
        self._ends = []
        for _ in range(2):
            here, there = forking.Pipe()
            forking.Process(target=elsewhere.obey, args=(url, there), daemon=True).start()
            self._ends.append(here)
        for end in self._ends:
            assert end.recv() == "ready"

    def race(self, *wishes: Wish) -> tuple[list[str], list[Any]]:
        """What came of each: "done" or the refusal, in the order of the alphabet; and the outcomes of what was done."""
        when = time.time() + 0.01
        for end, (action, args) in zip(self._ends, wishes, strict=True):
            end.send((when, action, args))
        told = [end.recv() for end in self._ends]
        return sorted(word for word, _ in told), [outcome for word, outcome in told if word == "done"]

    def stop(self) -> None:
        for end in self._ends:
            end.send(elsewhere.STOP)


@pytest.fixture
def pair(store: Store) -> Iterator[Pair]:
    pair = Pair(store.url.render_as_string(hide_password=False))
    yield pair
    pair.stop()


async def test_at_most_so_many_a_person_over_all_lines(store: Store, pair: Pair) -> None:
    crowd = await gathered(store, "slots", [40, 40, 40, 40], per_person=2)
    for person in range(1, ROUNDS + 1):
        told, _ = pair.race(*((join, (person, line, 2, NOW)) for line in crowd.lines[:2]))
        assert told == ["PartyTooBig", "done"]
    check(await crowd.look(), NOW)


async def test_one_hold_a_person_and_line(store: Store, pair: Pair, lay: Lay) -> None:
    line = await lay(quantity=40, per_person=6)
    for person in range(1, ROUNDS + 1):
        wish = (join, (person, line.line, 1, NOW))
        assert pair.race(wish, wish)[0] == ["AlreadyHolding", "done"]
    assert (await line.row()).held == ROUNDS


async def test_one_gift_is_taken_once(store: Store, pair: Pair, lay: Lay) -> None:
    line = await lay(quantity=40)
    for person in range(1, ROUNDS + 1):
        hold = (await line.join(person)).hold
        gift = await store.write(give_hold, person, hold or 0, NOW, line.dice)
        told, _ = pair.race(*((take_gift, (20 + person + by, gift.code, NOW, line.dice)) for by in (0, 10)))
        assert told == ["GiftGone", "done"]
    assert (await line.row()).held == ROUNDS


async def test_the_last_seat_of_a_slot_goes_to_one_of_two_who_move_there(store: Store, pair: Pair) -> None:
    for _ in range(ROUNDS):
        crowd = await gathered(store, "slots", [2, 1, 1, 1])
        claims = [await _claimed(crowd, person) for person in (1, 2)]
        wishes = (
            (move, (one, claim, crowd.lines[1], NOW, Random(next(CODES))))
            for one, claim in enumerate(claims, 1)
        )
        assert pair.race(*wishes)[0] == ["SlotFull", "done"]
        check(await crowd.look(), NOW)


async def test_the_last_seat_of_a_slot_goes_to_one_of_two_who_join(store: Store, pair: Pair) -> None:
    for _ in range(ROUNDS):
        crowd = await gathered(store, "slots", [1, 1, 1, 1])
        told, joined = pair.race(*((join, (one, crowd.lines[0], 1, NOW)) for one in (1, 2)))
        assert told == ["done", "done"]
        assert sorted((one.number, bool(one.hold)) for one in joined) == [(1, True), (2, False)]


async def test_in_the_last_two_hours_the_last_unit_is_taken_once(pair: Pair, lay: Lay) -> None:
    for _ in range(ROUNDS):
        line = await lay(quantity=1)
        await line.all_join(1, 1, 1)
        await line.keep(1)
        line.now = NOW + 83 * HOUR
        await line.release(1)
        told, taken = pair.race(*((take, (one, line.line, line.now, Random(next(CODES)))) for one in (2, 3)))
        assert told == ["UnitsGone", "done"]
        assert taken[0].claim
        row = await line.row()
        assert (row.claimed, row.held, row.waiting) == (1, 0, 1)


async def test_kept_twice_at_one_time_is_one_claim(pair: Pair, lay: Lay) -> None:
    line = await lay(quantity=40)
    for person in range(1, ROUNDS + 1):
        hold = (await line.join(person)).hold
        told, claims = pair.race(*((keep, (person, hold, 1, NOW, Random(next(CODES)))) for _ in range(2)))
        assert told == ["done", "done"]
        assert len(set(claims)) == 1
    assert (await line.row()).claimed == ROUNDS


async def _claimed(crowd: Crowd, person: int) -> int:
    joined = await crowd.store.write(join, person, crowd.lines[0], 1, NOW)
    return await crowd.store.write(keep, person, joined.hold or 0, 1, NOW, crowd.dice)


async def looked_on(crowd: Crowd, ends: list[Connection]) -> float:
    """Let them begin, and look on until each has said what it did; when they began."""
    assert [await asyncio.to_thread(end.recv) for end in ends] == ["ready"] * len(ends)
    began = time.time()
    for end in ends:
        end.send(began)
    before = await crowd.look()
    while not all(end.poll() for end in ends):
        seen = await crowd.look()
        check(seen, elsewhere.moment(began))
        follow(seen, before, LATER)
        before = seen
        await asyncio.sleep(0.05)
    return began


async def mill_about(store: Store, shape: str, fitting: str, processes: int, commits: int) -> None:
    """Processes act at random on one drop while this one looks on; then the timetable does what is left."""
    crowd = await gathered(store, shape, [4, 3, 3, 3], ahead=2000, fitting=fitting, per_person=3)
    url = store.url.render_as_string(hide_password=False)
    kinds = [kind for kind in KINDS if kind not in ("cancel", "pause", "resume")]
    told = {"drop": crowd.drop, "lines": crowd.lines, "limit": 3, "kinds": kinds, "commits": commits}
    ends, mills = [], []
    for seed in range(processes):
        here, there = forking.Pipe()
        args = (url, told, 7000 + seed, there)
        mills.append(forking.Process(target=elsewhere.mill, args=args, daemon=True))
        mills[-1].start()
        ends.append(here)
    try:
        began = await looked_on(crowd, ends)
        said = [await asyncio.to_thread(end.recv) for end in ends]
    finally:
        for process in mills:
            process.kill()
            process.join()
    assert [wrong for _, wrong in said] == [[] for _ in ends], "a deadlock or worse came through"
    assert all(len(done) >= commits for done, _ in said), Counter(what for done, _ in said for what in done)
    crowd.now = elsewhere.moment(began)
    await crowd.sweep()
    assert await crowd.sweep() == 0
    check(await crowd.look(), crowd.now)
    ended = select(Hold.id).where(col(Hold.state) != "live", col(Hold.ended_at).is_(None))
    assert await store.read(lambda session: list(session.exec(ended))) == []


@pytest.mark.parametrize(("shape", "fitting"), [("plain", "split"), ("bundle", "fit")])
async def test_processes_that_act_at_random_break_nothing(store: Store, shape: str, fitting: str) -> None:
    await mill_about(store, shape, fitting, processes=2, commits=15)


@pytest.mark.proof
@pytest.mark.parametrize("fitting", ["strict", "fit", "split"])
@pytest.mark.parametrize("shape", SHAPES)
async def test_many_processes_that_act_at_random_break_nothing(
    store: Store, shape: str, fitting: str
) -> None:
    await mill_about(store, shape, fitting, processes=4, commits=80)
