"""Each command as a separate process, on every kind of database, and after each other command."""

import itertools
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.schema import head, revisions, upgrade
from tests.command_line import CommandProcess

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
GIVEN = {
    "LORONG_BOT_TOKEN": TOKEN,
    "LORONG_API_BASE": "http://127.0.0.1:1",
    "LORONG_WEB_BIND": "127.0.0.1:1",
    "LORONG_HEALTH_BIND": "127.0.0.1:2",
}
COMMANDS = ("check", "db upgrade", "db seed", "db backup saved.db", "db restore kept.db")
DATABASES = ("missing", "empty", "seeded", "older", "newer")

DONE, FAILED, NOT_READY = 0, 1, 2
"""FAILED: there is no Telegram here, which `check` finds."""
EXPECTED: dict[str, dict[str, tuple[int, str]]] = {
    "missing": {
        "check": (FAILED, "The database is empty."),
        "db upgrade": (DONE, f"The database is at revision {head()} now."),
        "db seed": (DONE, "The demo market is in the database."),
        "db backup saved.db": (NOT_READY, "There is no database at lorong.db"),
        "db restore kept.db": (DONE, "Restored from kept.db."),
    },
    "empty": {
        "check": (FAILED, "The database is current."),
        "db upgrade": (DONE, f"The database is at revision {head()} already."),
        "db seed": (DONE, "The demo market is in the database."),
        "db backup saved.db": (DONE, "Copied to saved.db."),
        "db restore kept.db": (NOT_READY, "lorong.db is there already"),
    },
    "seeded": {
        "check": (FAILED, "The database is current."),
        "db upgrade": (DONE, f"The database is at revision {head()} already."),
        "db seed": (NOT_READY, "The database is not empty"),
        "db backup saved.db": (DONE, "Copied to saved.db."),
        "db restore kept.db": (NOT_READY, "lorong.db is there already"),
    },
    "older": {
        "check": (FAILED, "The database is behind."),
        "db upgrade": (DONE, "A copy as it was before is in lorong.db.before-"),
        "db seed": (DONE, "The demo market is in the database."),
        "db backup saved.db": (DONE, "Copied to saved.db."),
        "db restore kept.db": (NOT_READY, "lorong.db is there already"),
    },
    "newer": {
        "check": (FAILED, "The database is ahead."),
        "db upgrade": (NOT_READY, "newer than this Lorong"),
        "db seed": (NOT_READY, "newer than this Lorong"),
        "db backup saved.db": (DONE, "Copied to saved.db."),
        "db restore kept.db": (NOT_READY, "lorong.db is there already"),
    },
}


def run(folder: Path, command: str) -> tuple[int, str]:
    """Run a command in a folder; return its exit status and all that it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LORONG_")}
    status, printed, complaint = CommandProcess(folder, command.split(), environment | GIVEN).end(60)
    return status, printed + complaint


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'lorong.db'}"


def revise(folder: Path, revision: str) -> None:
    with closing(sqlite3.connect(folder / "lorong.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def older(folder: Path) -> None:
    from alembic import command

    from storage.engine import database_url
    from storage.schema import _config, _migration_connection

    with _migration_connection(database_url(url(folder))) as connection:
        command.upgrade(_config(connection), revisions()[0])


def newer(folder: Path) -> None:
    upgrade(url(folder))
    revise(folder, "9999")


def seeded(folder: Path) -> None:
    assert run(folder, "db seed")[0] == DONE


MAKE: dict[str, Callable[[Path], object]] = {
    "missing": lambda folder: None,
    "empty": lambda folder: upgrade(url(folder)),
    "seeded": seeded,
    "older": older,
    "newer": newer,
}


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each kind of database, made once."""
    kinds = tmp_path_factory.mktemp("databases")
    for name in DATABASES:
        (kinds / name).mkdir()
        MAKE[name](kinds / name)
    return kinds


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path) -> Path:
    """A folder with a backup in it, and nothing else."""
    shutil.copy(sqlite_template, tmp_path / "kept.db")
    return tmp_path


def put_database(folder: Path, database: Path) -> None:
    """Make this the database of a folder."""
    for file in (*folder.glob("lorong.db*"), folder / "saved.db"):
        file.unlink(missing_ok=True)
    shutil.copytree(database, folder, dirs_exist_ok=True)


@pytest.mark.parametrize(
    "database",
    [
        "missing",
        "seeded",
        *(pytest.param(each, marks=pytest.mark.proof) for each in ("empty", "older", "newer")),
    ],
)
def test_each_command_on_each_kind_of_database(folder: Path, databases: Path, database: str) -> None:
    for command in COMMANDS:
        put_database(folder, databases / database)
        status, printed = run(folder, command)
        expected, words = EXPECTED[database][command]
        assert (status, words in printed) == (expected, True), (command, printed)
        assert "Traceback" not in printed


@pytest.mark.proof
@pytest.mark.parametrize("first", COMMANDS)
@pytest.mark.parametrize("database", DATABASES)
def test_each_command_after_each_other_command(
    folder: Path, databases: Path, database: str, first: str
) -> None:
    for second in COMMANDS:
        put_database(folder, databases / database)
        for command in (first, second):
            status, printed = run(folder, command)
            assert status in (DONE, FAILED, NOT_READY), (first, second, printed)
            assert "Traceback" not in printed


def test_upgraded_and_then_seeded_by_two_processes(folder: Path) -> None:
    assert run(folder, "db upgrade")[0] == DONE
    assert run(folder, "db seed") == (DONE, "The demo market is in the database.\n")


def test_the_files_of_a_database_are_its_owner_s_alone(folder: Path) -> None:
    for command in ("db seed", "db backup saved.db"):
        assert run(folder, command)[0] == DONE
    for file in (*folder.glob("lorong.db*"), folder / "saved.db"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    (folder / "lorong.db").chmod(0o644)
    assert run(folder, "check")[0] == FAILED
    assert stat.S_IMODE((folder / "lorong.db").stat().st_mode) == 0o600


def test_every_pair_is_in_the_table() -> None:
    assert [(database, command) for database in EXPECTED for command in EXPECTED[database]] == [
        *itertools.product(DATABASES, COMMANDS)
    ]
