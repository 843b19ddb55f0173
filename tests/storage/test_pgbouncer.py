"""Behind PgBouncer in transaction mode: each transaction gets another session, and nothing of ours may need the same one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from storage.engine import database_url as address
from storage.leadership import Leadership, LeaseTimes
from storage.schema import upgrade
from storage.store import Store
from storage.timeouts import LOCK_WAIT, STATEMENT_SECONDS
from tests.fake_clock import FakeClock
from tests.pgbouncer import INSTALLED, is_reached
from tests.pgbouncer import pooled as pooled_by
from tests.storage.test_store import add_person, names

OFTEN = LeaseTimes(lease=4.0, renew=0.0, retry=0.0)

pytestmark = pytest.mark.skipif(not INSTALLED, reason="pgbouncer is not installed here")


@pytest.fixture(scope="module")
def pooled_url(
    new_postgresql: Callable[[str], str], worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with the schema, by way of a PgBouncer with two sessions for everybody."""
    direct = new_postgresql(f"lorong_pooled_{worker_id}")
    upgrade(direct)
    with pooled_by(direct, tmp_path_factory.mktemp("pgbouncer")) as url:
        assert is_reached(url)
        yield url


@pytest.fixture
async def pooled(pooled_url: str) -> AsyncIterator[Store]:
    store = Store(pooled_url)
    await store.write(lambda session: session.connection().execute(text("DELETE FROM person")) and None)
    await store.write(lambda session: session.connection().execute(text("DELETE FROM lease")) and None)
    yield store
    await store.close()


async def test_the_store_works_and_each_transaction_has_its_timeouts(pooled: Store) -> None:
    await asyncio.gather(*(pooled.write(add_person, number, f"{number:02}") for number in range(1, 21)))
    assert await pooled.read(names) == [f"{number:02}" for number in range(1, 21)]

    def timeouts(session: Session) -> tuple[str, ...]:
        return tuple(
            session.connection().execute(text(f"SHOW {name}")).scalar_one()
            for name in ("lock_timeout", "statement_timeout", "transaction_isolation")
        )

    expected = f"{LOCK_WAIT}s", f"{STATEMENT_SECONDS}s"
    assert await pooled.write(timeouts) == (*expected, "read committed")
    assert await pooled.read(timeouts) == (*expected, "repeatable read")


async def test_a_read_cannot_write_here_either(pooled: Store) -> None:
    def write_after_all(session: Session) -> None:
        add_person(session, 1, "Aina")
        session.flush()

    with pytest.raises(Exception, match="read-only"):
        await pooled.read(write_after_all)


async def test_of_twenty_processes_one_leads_and_the_next_after_its_lease(pooled: Store) -> None:
    clock = FakeClock()
    processes = [
        Leadership(address(pooled.url.render_as_string()), f"{n}", times=OFTEN, database_clock=clock)
        for n in range(20)
    ]
    try:
        for term in range(1, 4):
            leaders: set[str] = set()
            for _ in range(3):
                said = await asyncio.gather(*(process() for process in processes))
                leaders |= {process.holder for process, leads in zip(processes, said, strict=True) if leads}
            (leader,) = (process for process in processes if process.holder in leaders)
            assert leader.epoch == term
            processes.remove(leader)
            leader._engine.dispose()
            clock.seconds += OFTEN.lease + 0.1
    finally:
        for process in processes:
            process.close()


async def test_a_schema_is_upgraded_through_it(pooled_url: str) -> None:
    upgraded = await asyncio.to_thread(upgrade, pooled_url)
    assert upgraded.before == upgraded.after


def test_another_complaint_at_connecting_is_not_taken_for_a_pooler(pooled_url: str) -> None:
    with pytest.raises(OperationalError, match=r"no such database|config error"):
        Store(f"{pooled_url}_nowhere")._writing.connect()
