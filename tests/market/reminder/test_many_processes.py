"""The job of market days in four processes at once, some of which are killed, and on a database that was restored."""

import re
import shutil
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import pytest
from sqlmodel import col, select

from market.next_due import next_due
from market.stock.wind_up import drops_to_wind_up, wind_up
from scheduler.market_day import MarketDayJob
from storage.backup import backup, restore
from storage.notification import Notification
from storage.store import Store
from tests.evening import MEI, SITI, TOM, DropPlan, ItemPlan, lay_evening
from tests.forking import forking
from tests.market.reminder import job_process

pytestmark = pytest.mark.empty_market("a job tells all stalls")
HOUR = timedelta(hours=1)
PLAN = (
    DropPlan((ItemPlan("kuih lapis", booked=((TOM, 2), (SITI, 1)), loan_deposit=200),)),
    DropPlan((ItemPlan("kopi", quantity=1, booked=((MEI, 1),), waiting=((SITI, 1),)),)),
)
PROCESSES = 4
NUMBERED = re.compile(r"(\w+):(\d+)")
FEWEST = 12
"""Fewest messages of such an evening: four stages of its stall, three of each of two people, two of the rest."""
Told = list[tuple[int | None, str | None]]
NewStore = Callable[[str], Store]


@pytest.fixture
async def new_store(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[NewStore]:
    """Make further stores on SQLite, with the schema and without rows."""
    stores: list[Store] = []

    def make(name: str) -> Store:
        shutil.copy(sqlite_template, tmp_path / name)
        stores.append(Store(f"sqlite:///{tmp_path / name}"))
        return stores[-1]

    yield make
    for store in stores:
        await store.close()


async def wind_up_all(store: Store, now: datetime) -> None:
    for drop in await store.read(drops_to_wind_up, now):
        await store.write(wind_up, drop, now)


async def tell(store: Store, moments: Sequence[datetime]) -> None:
    for now in moments:
        await wind_up_all(store, now)
        await MarketDayJob(store, lambda now=now: now).run_due()  # type: ignore[misc]


async def told(store: Store) -> Told:
    """Return who was told, and of what; rows are numbered as they came, since a database that is shared counts on."""
    rows = select(Notification.person_id, Notification.once).where(col(Notification.once).is_not(None))
    found = await store.read(lambda session: session.exec(rows).all())
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for _, once in found:
        for word, number in NUMBERED.findall(once or ""):
            ids[word].add(int(number))

    def place(match: re.Match[str]) -> str:
        return f"{match[1]}:{sorted(ids[match[1]]).index(int(match[2])) + 1}"

    return sorted(((person, NUMBERED.sub(place, once or "")) for person, once in found), key=str)


async def told_by_one(store: Store) -> tuple[list[datetime], Told]:
    """Return when something of such an evening is due, and what one process tells of it."""
    evening = await lay_evening(store, PLAN)
    now, moments = evening.starts_at - 80 * HOUR, list[datetime]()
    while (due := await store.read(next_due, now)) and due[0] < evening.ends_at + 72 * HOUR:
        now = due[0]
        moments.append(now)
        await tell(store, [now])
    found = await told(store)
    assert len(found) >= FEWEST
    return moments, found


class FourProcesses:
    """Processes that run the job at the same moments. `kills` counts those that died in a pass."""

    def __init__(self, url: str) -> None:
        self._url, self.kills = url, 0
        self._ends = [self._start() for _ in range(PROCESSES)]

    def _start(self) -> tuple[BaseProcess, Connection]:
        here, there = forking.Pipe()
        process = forking.Process(target=job_process.run_passes, args=(self._url, there), daemon=True)
        process.start()
        assert here.recv() == "ready"
        return process, here

    def run(self, now: datetime, killed_after: float | None) -> None:
        """Run a pass in all of them; one is killed after so many seconds, and another starts in its place."""
        for _, end in self._ends:
            end.send(now)
        if killed_after is not None:
            time.sleep(killed_after)
            process, end = self._ends.pop(0)
            self.kills += not end.poll()
            process.kill()
            process.join()
        for _, end in self._ends:
            assert end.recv() == "done"
        self._ends += [self._start() for _ in range(PROCESSES - len(self._ends))]

    def stop(self) -> None:
        for process, end in self._ends:
            end.send(None)
            process.join()


@pytest.fixture
def four(store: Store) -> Iterator[FourProcesses]:
    four = FourProcesses(store.url.render_as_string(hide_password=False))
    yield four
    four.stop()


async def test_four_processes_of_which_some_are_killed_tell_what_one_tells(
    store: Store, four: FourProcesses, new_store: NewStore
) -> None:
    moments, by_one = await told_by_one(new_store("one.db"))
    rng = Random(7)
    await lay_evening(store, PLAN)
    for now in moments:
        await wind_up_all(store, now)
        four.run(now, killed_after=rng.choice((None, 0, 0.002, 0.005, 0.01)))
    assert await told(store) == by_one
    assert four.kills, "none was killed in a pass: the delays are too long for this machine"


@pytest.mark.parametrize(
    "seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.proof) for seed in range(3, 33))]
)
async def test_a_restored_backup_tells_what_it_lacks_and_is_in_time(
    new_store: NewStore, tmp_path: Path, seed: int
) -> None:
    """As if nothing had run between the backup and its restore: what is too late by then is not said."""
    moments, by_one = await told_by_one(new_store("one.db"))
    saved_after, restored_after = sorted(Random(seed).sample(range(1, len(moments)), 2))
    saved, asleep = new_store("saved.db"), new_store("asleep.db")
    for store in (saved, asleep):
        await lay_evening(store, PLAN)
        await tell(store, moments[:saved_after])
    backup(str(saved.url), tmp_path / "copy.db")
    await tell(saved, moments[saved_after:restored_after])
    assert {*await told(asleep)} <= {*await told(saved)}
    restore(tmp_path / "copy.db", f"sqlite:///{tmp_path / 'restored.db'}")
    restored = Store(f"sqlite:///{tmp_path / 'restored.db'}")
    for store in (restored, asleep):
        await tell(store, moments[restored_after:])
    found = await told(restored)
    await restored.close()
    assert found == await told(asleep)
    assert {*found} <= {*by_one}
