"""Backups: taken while the bot writes, checked before they are put back."""

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.backup import BackupDamaged, DatabaseThere, NotSqlite, TargetNotEmpty, backup, restore
from storage.copy import CopyNotWritten, copied_at
from storage.schema import DatabaseForeign, DatabaseNewer, state, upgrade

INSERT = "INSERT INTO processed_update (update_id, processed_at) VALUES (?, '2026-11-24 12:00:00.000000')"


@pytest.fixture
def lorong(tmp_path: Path) -> Path:
    file = tmp_path / "lorong.db"
    upgrade(address(file))
    return file


@pytest.fixture
def saved(lorong: Path, tmp_path: Path) -> Path:
    file = tmp_path / "saved.db"
    backup(address(lorong), file)
    return file


def address(file: Path) -> str:
    return f"sqlite:///{file}"


def updates_in(file: Path) -> list[int]:
    with closing(sqlite3.connect(file)) as connection:
        return [
            row[0] for row in connection.execute("SELECT update_id FROM processed_update ORDER BY update_id")
        ]


def revise(file: Path, revision: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def test_a_backup_holds_what_was_committed_and_not_what_is_being_written(
    lorong: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(lorong)) as connection:
        connection.execute(INSERT, (1,))
        connection.commit()
        connection.execute(INSERT, (2,))
        backup(address(lorong), tmp_path / "saved.db")
    assert updates_in(tmp_path / "saved.db") == [1]


def test_only_its_owner_can_read_a_backup(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_a_backup_leaves_no_half_file_behind(saved: Path) -> None:
    assert not list(saved.parent.glob("*.part*"))


def test_a_backup_does_not_replace_another(lorong: Path, saved: Path) -> None:
    with pytest.raises(TargetNotEmpty, match=r"saved\.db"):
        backup(address(lorong), saved)


def test_without_a_database_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.db"):
        backup(address(tmp_path / "nowhere.db"), tmp_path / "saved.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.feature("D04")
def test_what_was_saved_comes_back(lorong: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(lorong)) as connection, connection:
        connection.executemany(INSERT, [(update,) for update in range(500)])
    backup(address(lorong), tmp_path / "saved.db")
    restore(tmp_path / "saved.db", address(tmp_path / "again.db"))
    assert updates_in(tmp_path / "again.db") == list(range(500))
    assert state(address(tmp_path / "again.db")) == "current"


def test_a_database_with_anything_in_it_is_not_overwritten(lorong: Path, saved: Path) -> None:
    with closing(sqlite3.connect(lorong)) as connection, connection:
        connection.execute(INSERT, (7,))
    with pytest.raises(DatabaseThere, match=r"lorong\.db"):
        restore(saved, address(lorong))
    assert updates_in(lorong) == [7]


@pytest.mark.parametrize("harm", [b"not a database at all" * 400, b""], ids=["words", "nothing"])
def test_what_is_no_backup_is_refused_and_nothing_made_of_it(tmp_path: Path, harm: bytes) -> None:
    (tmp_path / "saved.db").write_bytes(harm)
    with pytest.raises(BackupDamaged, match=r"saved\.db"):
        restore(tmp_path / "saved.db", address(tmp_path / "again.db"))
    assert not (tmp_path / "again.db").exists()


def test_a_backup_with_a_rotten_page_is_refused(lorong: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(lorong)) as connection, connection:
        connection.executemany(INSERT, [(update,) for update in range(20_000)])
    backup(address(lorong), tmp_path / "saved.db")
    with (tmp_path / "saved.db").open("r+b") as file:
        file.seek(-200_000, 2)
        file.write(b"\xa5" * 20_000)
    with pytest.raises(BackupDamaged):
        restore(tmp_path / "saved.db", address(tmp_path / "again.db"))
    assert not (tmp_path / "again.db").exists()


def test_a_backup_of_a_newer_lorong_is_refused_by_its_revision(saved: Path, tmp_path: Path) -> None:
    revise(saved, "9999")
    with pytest.raises(DatabaseNewer, match="9999"):
        restore(saved, address(tmp_path / "again.db"))
    assert not (tmp_path / "again.db").exists()


def test_another_programs_file_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "saved.db")) as connection, connection:
        connection.execute("CREATE TABLE photo (id INTEGER)")
    with pytest.raises(DatabaseForeign):
        restore(tmp_path / "saved.db", address(tmp_path / "again.db"))


@pytest.mark.parametrize(
    "action", [lambda url, file: backup(url, file), lambda url, file: restore(file, url)]
)
def test_postgresql_is_referred_to_its_own_tools(tmp_path: Path, action: Callable[[str, Path], None]) -> None:
    with pytest.raises(NotSqlite, match="pg_dump"):
        action("postgresql://lorong@127.0.0.1/lorong", tmp_path / "saved.db")


def test_a_backup_knows_when_it_was_made_also_as_a_copy_of_a_copy(
    lorong: Path, saved: Path, tmp_path: Path
) -> None:
    os.utime(saved, (0, 0))
    copied = copied_at(saved)
    assert abs(datetime.now(UTC) - copied) < timedelta(seconds=10)
    assert restore(saved, address(tmp_path / "again.db")) == copied
    with closing(sqlite3.connect(saved)) as connection, connection:
        connection.execute("PRAGMA user_version = 0")
    os.utime(saved, (1_800_000_000, 1_800_000_000))
    assert copied_at(saved).timestamp() == 1_800_000_000, "one that does not know is as old as its file"


def test_a_backup_on_a_full_disk_names_the_copy_and_leaves_nothing(lorong: Path, disk: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        (disk / "junk").write_bytes(bytes(4 * 2**20))
    with pytest.raises(
        CopyNotWritten, match=r"disk/saved\.db could not be written \(database or disk is full\)"
    ):
        backup(address(lorong), disk / "saved.db")
    assert [each.name for each in disk.iterdir()] == ["junk"]


def test_a_backup_that_does_not_fit_is_not_put_back_by_half(saved: Path, disk: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        (disk / "junk").write_bytes(bytes(4 * 2**20))
    with pytest.raises(CopyNotWritten, match=r"disk/again\.db could not be written"):
        restore(saved, address(disk / "again.db"))
    (disk / "junk").unlink()
    restore(saved, address(disk / "again.db"))
    assert state(address(disk / "again.db")) == "current"
