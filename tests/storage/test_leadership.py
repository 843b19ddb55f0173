"""Being the only sender: one at a time on a database, and the next when it has gone."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from storage.advisory_lock import LOCK_KEY
from storage.engine import database_url
from storage.leadership import Leadership


@pytest.fixture(autouse=True)
def no_check_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.leadership.LEADER_CHECK_SECONDS", 0.0)
    monkeypatch.setattr("storage.leadership.FOLLOWER_CHECK_SECONDS", 0.0)


@pytest.fixture
def url(empty_url: str) -> str:
    return empty_url


async def test_one_sender_at_a_time_is_alone_and_the_next_when_it_has_gone(url: str) -> None:
    first, second = Leadership(database_url(url)), Leadership(database_url(url))
    assert await first()
    assert not await second()
    assert await first()
    first.close()
    assert await second()
    assert not await first()
    second.close()


async def test_a_database_by_a_link_is_the_same_one(tmp_path: Path) -> None:
    (tmp_path / "lorong.db").touch()
    (tmp_path / "link.db").symlink_to(tmp_path / "lorong.db")
    first, second = (
        Leadership(database_url(f"sqlite:///{tmp_path / name}")) for name in ("lorong.db", "link.db")
    )
    assert await first()
    assert not await second()
    first.close()


async def test_only_a_lock_on_a_file_is_sure_that_the_one_before_has_ended(url: str) -> None:
    assert Leadership(database_url(url)).previous_leader_gone == url.startswith("sqlite")


async def test_whose_connection_was_ended_notices_and_another_takes_over(
    new_postgresql: Callable[[str], str], worker_id: str
) -> None:
    url = new_postgresql(f"lorong_alone_{worker_id}")
    first, second = Leadership(database_url(url)), Leadership(database_url(url))
    assert await first()
    with psycopg.connect(url, autocommit=True) as other:
        ended = other.execute(
            "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
            "WHERE l.locktype = 'advisory' AND l.objid = %s AND d.datname = current_database()",
            (LOCK_KEY,),
        ).fetchall()
    assert len(ended) == 1
    began = time.monotonic()
    while not await second():
        assert time.monotonic() - began < 5
    assert not await first()
    second.close()


async def test_a_postgresql_that_is_not_there_makes_nobody_the_sender() -> None:
    assert not await Leadership(database_url("postgresql://lorong@127.0.0.1:1/lorong"))()


def test_to_be_the_sender_on_sqlite_takes_no_psycopg(tmp_path: Path) -> None:
    """It is 10 MiB, which a Lorong on SQLite does without."""
    program = (
        "import sys, asyncio; from storage.leadership import Leadership; from storage.engine import database_url; "
        "print(asyncio.run(Leadership(database_url(sys.argv[1]))()), 'psycopg' in sys.modules)"
    )
    (tmp_path / "lorong.db").touch()
    command = [sys.executable, "-c", program, f"sqlite:///{tmp_path / 'lorong.db'}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "False"]
