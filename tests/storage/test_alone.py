"""Being the only sender: one at a time on an SQLite file, nobody on PostgreSQL."""

from pathlib import Path

from storage.alone import Alone
from storage.engine import database_url


def test_one_sender_at_a_time_is_alone_and_the_next_when_it_has_gone(tmp_path: Path) -> None:
    url = database_url(f"sqlite:///{tmp_path / 'lorong.db'}")
    first, second = Alone(url), Alone(url)
    assert first()
    assert not second()
    assert first()
    first.close()
    assert second()
    second.close()


def test_on_postgresql_nobody_is_alone() -> None:
    assert not Alone(database_url("postgresql://lorong@127.0.0.1/lorong"))()
