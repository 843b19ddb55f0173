"""Leadership: one process at a time on a database, and the next one when it is gone."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from storage.engine import database_url as address
from storage.leadership import POSTGRESQL_TIMES, SQLITE_TIMES, Leadership, LeaseTimes
from storage.retry_pause import LONGEST
from tests.fake_clock import FakeClock

OFTEN = LeaseTimes(lease=4.0, renew=0.0, retry=0.0)
"""Each call asks the database."""
ASKER = str(Path(__file__).with_name("leadership_process.py"))


class Processes:
    """Processes on one database, by name, that all ask whenever they are asked."""

    def __init__(self, url: str) -> None:
        self.url = address(url)
        self.database_clock = FakeClock()
        self._known: dict[str, Leadership] = {}

    def __getitem__(self, name: str) -> Leadership:
        if name not in self._known:
            self._known[name] = Leadership(self.url, name, times=OFTEN, database_clock=self.database_clock)
        return self._known[name]

    def kill(self, name: str) -> None:
        """End a process without a word: the system gives its file lock back."""
        leadership = self._known.pop(name)
        if leadership._lock:
            leadership._lock.release()

    def close(self) -> None:
        for leadership in self._known.values():
            leadership.close()


@pytest.fixture
def processes(database_url: str) -> Iterator[Processes]:
    processes = Processes(database_url)
    yield processes
    processes.close()


def is_sqlite(processes: Processes) -> bool:
    return processes.url.get_backend_name() == "sqlite"


async def test_one_process_at_a_time_leads_and_the_next_when_it_has_said_goodbye(
    processes: Processes,
) -> None:
    assert await processes["one"]()
    assert not await processes["two"]()
    assert await processes["one"]()
    assert processes["one"].epoch == 1
    processes["one"].close()
    assert await processes["two"]()
    assert processes["two"].epoch == 2
    assert not await processes["one"]()


async def test_a_leader_that_was_killed_is_followed_when_its_lease_is_over_on_sqlite_at_once(
    processes: Processes,
) -> None:
    assert await processes["one"]()
    processes.kill("one")
    assert await processes["two"]() == is_sqlite(processes)
    processes.database_clock.seconds += OFTEN.lease
    assert await processes["two"]() == is_sqlite(processes), "to the very end"
    processes.database_clock.seconds += 0.001
    assert await processes["two"]()
    assert processes["two"].epoch == 2


async def test_a_leader_that_comes_back_after_its_lease_was_taken_is_none(processes: Processes) -> None:
    one = processes["one"]
    assert await one()
    processes.kill("one")
    processes.database_clock.seconds += OFTEN.lease + 1
    assert await processes["two"]()
    assert not await one()
    assert (one.epoch, processes["two"].epoch) == (1, 2)


async def test_a_leader_whose_lease_ran_out_and_was_not_taken_goes_on_in_its_term(
    processes: Processes,
) -> None:
    assert await processes["one"]()
    processes.database_clock.seconds += 3600
    assert await processes["one"]()
    assert processes["one"].epoch == 1


async def test_a_lease_from_before_the_clock_was_set_back_holds_nobody_up(processes: Processes) -> None:
    processes.database_clock.seconds += 3600
    assert await processes["one"]()
    processes.kill("one")
    processes.database_clock.seconds -= 3600
    assert await processes["two"]()


async def test_the_answer_is_kept_until_the_lease_is_renewed(database_url: str) -> None:
    clock = FakeClock()
    first, second = (Leadership(address(database_url), name, clock=clock) for name in ("one", "two"))
    times = SQLITE_TIMES if database_url.startswith("sqlite") else POSTGRESQL_TIMES
    assert await first()
    assert not await second()
    first.close()
    assert not await second(), "it has just asked"
    clock.seconds += times.retry
    assert await second()
    engine = create_engine(address(database_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE lease SET holder = 'three', epoch = 3"))
    assert await second(), "until it has to renew"
    clock.seconds += times.renew
    assert not await second()
    for leadership in (first, second):
        leadership.close()
    engine.dispose()


async def test_a_database_by_a_link_is_the_same_one(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "lorong.db")
    (tmp_path / "link.db").symlink_to(tmp_path / "lorong.db")
    first, second = (
        Leadership(address(f"sqlite:///{tmp_path / name}"), name) for name in ("lorong.db", "link.db")
    )
    assert await first()
    assert not await second()
    first.close()
    second.close()


async def test_a_postgresql_that_is_not_there_makes_nobody_the_leader() -> None:
    assert not await Leadership(address("postgresql://lorong@127.0.0.1:1/lorong"), "one")()


async def test_a_killed_process_is_followed_within_seconds(database_url: str) -> None:
    """By the real clocks: at once on SQLite, and when the lease is over on PostgreSQL."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, ASKER, database_url, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    async with asyncio.timeout(30):
        while await process.stdout.readline() != b"leader\n":
            pass
    here = Leadership(address(database_url), "here")
    assert not await here()
    process.kill()
    await process.wait()
    began = monotonic()
    while not await here():  # noqa: ASYNC110 - another process releases it
        await asyncio.sleep(0.05)
    assert monotonic() - began < (1.5 if database_url.startswith("sqlite") else 5)
    here.close()


def test_to_be_the_leader_on_sqlite_takes_no_psycopg(sqlite_template: Path, tmp_path: Path) -> None:
    """It is 10 MiB, which a Lorong on SQLite does without."""
    program = (
        "import sys, asyncio; from storage.leadership import Leadership; from storage.engine import database_url; "
        "print(asyncio.run(Leadership(database_url(sys.argv[1]), 'one')()), 'psycopg' in sys.modules)"
    )
    file = tmp_path / "lorong.db"
    shutil.copy(sqlite_template, file)
    command = [sys.executable, "-c", program, f"sqlite:///{file}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "False"]


async def test_while_the_database_is_away_it_is_asked_less_and_less_often_with_one_line(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, tries, away = FakeClock(), list[float](), True
    leadership = Leadership(address(database_url), "one", clock=clock)
    whole = leadership._take_lease

    def take(*, at_once: bool) -> int | None:
        tries.append(clock.seconds)
        if away:
            clock.seconds += 3
            raise OperationalError("", {}, Exception())
        return whole(at_once=at_once)

    monkeypatch.setattr(leadership, "_take_lease", take)
    with capture_logs() as logs:
        while clock.seconds < 1060:
            assert not await leadership()
            clock.seconds += 0.25
    assert len(tries) <= 9
    assert [entry["event"] for entry in logs] == ["the lease cannot be renewed"]
    away = False
    clock.seconds += LONGEST
    assert await leadership()
    leadership.close()
