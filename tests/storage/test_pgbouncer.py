"""Behind PgBouncer in transaction mode: each transaction gets another session, and nothing of ours may need the same one."""

import asyncio
import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from storage.engine import LOCK_WAIT, STATEMENT_SECONDS
from storage.engine import database_url as address
from storage.leadership import Leadership, LeaseTimes
from storage.schema import upgrade
from storage.store import Store
from tests.fake_clock import FakeClock
from tests.storage.test_store import add_person, names

PGBOUNCER = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
OFTEN = LeaseTimes(lease=4.0, renew=0.0, retry=0.0)

pytestmark = pytest.mark.skipif(not Path(PGBOUNCER).exists(), reason="pgbouncer is not installed here")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def pooled_url(
    new_postgresql: Callable[[str], str], worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with the schema, by way of a PgBouncer with two sessions for everybody."""
    folder = tmp_path_factory.mktemp("pgbouncer")
    folder.chmod(0o777)
    name = f"lorong_pooled_{worker_id}"
    direct = new_postgresql(name)
    upgrade(direct)
    parts, port = urlsplit(direct), free_port()
    host = parts.hostname or parse_qs(parts.query)["host"][0]
    (folder / "users.txt").write_text(f'"{parts.username}" ""\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n{name} = host={host} port={parts.port or 5432} user={parts.username}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = any\nauth_file = {folder / 'users.txt'}\npool_mode = transaction\n"
        "default_pool_size = 2\nmax_prepared_statements = 0\n"
    )
    as_user = ["-u", Path(host).owner()] if getpass.getuser() == "root" else []
    for each in folder.iterdir():
        each.chmod(0o644)
    process = subprocess.Popen([PGBOUNCER, "-q", *as_user, str(folder / "pgbouncer.ini")])
    url = f"postgresql://{parts.username}@127.0.0.1:{port}/{name}"
    for _ in range(100):
        try:
            psycopg.connect(url, connect_timeout=5).close()
            break
        except psycopg.OperationalError:
            assert process.poll() is None
            time.sleep(0.05)
    yield url
    process.terminate()
    process.wait(10)


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
