"""Migrations: up and down with data, all or nothing, and never over what they do not know."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Connection, inspect, text

from storage import schema
from storage.engine import database_url, sqlite_file, writing
from storage.schema import (
    DanglingReferences,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseOfAnotherChain,
    Upgraded,
    check,
    downgrade,
    state,
    upgrade,
)
from storage.tables import metadata

Fill = Callable[[Connection], None]
Rows = dict[str, dict[str, Any]]

NIGHT = datetime(2026, 11, 25, 0, tzinfo=UTC)

REBUILD_THE_ALLEYS = """
COUNTED = {"sqlite_autoincrement": True}

def upgrade() -> None:
    with op.batch_alter_table("alley", table_kwargs=COUNTED) as alley:
        alley.add_column(sa.Column("lamps", sa.Integer(), nullable=False, server_default="12"))
        alley.create_check_constraint("alley_lamps", "lamps > 0")

def downgrade() -> None:
    with op.batch_alter_table("alley", table_kwargs=COUNTED) as alley:
        alley.drop_constraint("alley_lamps", type_="check")
        alley.drop_column("lamps")
"""
BREAK_OFF_HALFWAY = """
def upgrade() -> None:
    op.create_table("lamp", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("DELETE FROM drop_tag")
    raise RuntimeError("a power cut")

def downgrade() -> None:
    pass
"""
LOSE_AN_ALLEY = """
def upgrade() -> None:
    op.execute("DELETE FROM alley")

def downgrade() -> None:
    pass
"""


@pytest.fixture
def add_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Goes on as the code after a further migration, numbered 9002."""
    versions = tmp_path / "versions"
    shutil.copytree(schema.VERSIONS, versions)

    def add(body: str) -> None:
        above = f"revision, down_revision = '9002', '{schema.head()}'\n"
        (versions / "9002_lamps.py").write_text(
            f"import sqlalchemy as sa\nfrom alembic import op\n{above}{body}"
        )
        monkeypatch.setattr(schema, "VERSIONS", versions)

    return add


@contextmanager
def begin(url: str) -> Iterator[Connection]:
    engine = writing(database_url(url))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def contents(url: str) -> dict[str, list[Any]]:
    with begin(url) as connection:
        return {name: list(connection.execute(table.select())) for name, table in metadata.tables.items()}


def tables(url: str) -> set[str]:
    with begin(url) as connection:
        return set(inspect(connection).get_table_names())


def test_the_newest_migration_is_what_the_tables_say(empty_url: str) -> None:
    upgrade(empty_url)
    assert check(empty_url) == []


@pytest.mark.parametrize("harm", ["DROP INDEX drop_upcoming", "ALTER TABLE alley ADD COLUMN lamps INTEGER"])
def test_the_comparison_sees_a_difference(empty_url: str, harm: str) -> None:
    upgrade(empty_url)
    with begin(empty_url) as connection:
        connection.execute(text(harm))
    assert len(check(empty_url)) == 1


def test_every_check_reads_in_the_database_as_in_the_tables(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path / 'lorong.db'}")
    with begin(f"sqlite:///{tmp_path / 'lorong.db'}") as connection:
        here = {
            (table, found["name"], found["sqltext"])
            for table in metadata.tables
            for found in inspect(connection).get_check_constraints(table)
        }
    wanted = {
        (name, constraint.name, str(constraint.sqltext))
        for name, table in metadata.tables.items()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert here == wanted


def test_file_names_say_the_revisions() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(schema.VERSIONS.parent))
    assert [found.revision for found in reversed(list(script.walk_revisions()))] == schema.revisions()


def test_a_new_database_is_empty_and_then_current(empty_url: str) -> None:
    assert state(empty_url) == "empty"
    assert upgrade(empty_url) == Upgraded(before=None, after=schema.head())
    assert state(empty_url) == "current"


def test_to_ask_for_the_state_makes_no_file(tmp_path: Path) -> None:
    state(f"sqlite:///{tmp_path / 'lorong.db'}")
    assert list(tmp_path.iterdir()) == []


def test_a_current_database_is_left_alone(empty_url: str) -> None:
    upgrade(empty_url)
    assert upgrade(empty_url) == Upgraded(before=schema.head(), after=schema.head())


def test_an_older_database_is_behind_until_it_is_upgraded(
    empty_url: str, add_second: Callable[[str], None]
) -> None:
    upgrade(empty_url)
    add_second(REBUILD_THE_ALLEYS)
    assert state(empty_url) == "behind"
    assert upgrade(empty_url).after == "9002"
    assert state(empty_url) == "current"


def test_a_database_newer_than_the_code_is_refused_by_its_revision(empty_url: str) -> None:
    upgrade(empty_url)
    with begin(empty_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert state(empty_url) == "ahead"
    with pytest.raises(DatabaseNewer, match="9999"):
        upgrade(empty_url)


def test_somebody_elses_database_is_refused_and_left_alone(empty_url: str) -> None:
    with begin(empty_url) as connection:
        connection.execute(text("CREATE TABLE photo (id INTEGER)"))
    with pytest.raises(DatabaseForeign):
        state(empty_url)
    with pytest.raises(DatabaseForeign):
        upgrade(empty_url)
    assert tables(empty_url) == {"photo"}


def test_rows_live_through_a_rebuilt_table_up_and_down(
    empty_url: str, add_second: Callable[[str], None], fill: Fill
) -> None:
    upgrade(empty_url)
    with begin(empty_url) as connection:
        fill(connection)
    before, first = contents(empty_url), schema.head()
    assert all(before.values())
    add_second(REBUILD_THE_ALLEYS)
    upgrade(empty_url)
    assert contents(empty_url) == before
    downgrade(empty_url, first)
    assert contents(empty_url) == before


def test_all_the_way_down_and_up_again_with_data(empty_url: str, fill: Fill) -> None:
    upgrade(empty_url)
    with begin(empty_url) as connection:
        fill(connection)
    downgrade(empty_url, "base")
    assert tables(empty_url) == {"alembic_version"}
    assert state(empty_url) == "empty"
    upgrade(empty_url)
    with begin(empty_url) as connection:
        fill(connection)


def test_a_migration_that_breaks_off_leaves_everything_as_it_was(
    empty_url: str, add_second: Callable[[str], None], fill: Fill
) -> None:
    upgrade(empty_url)
    with begin(empty_url) as connection:
        fill(connection)
    before = contents(empty_url)
    add_second(BREAK_OFF_HALFWAY)
    with pytest.raises(RuntimeError, match="a power cut"):
        upgrade(empty_url)
    assert contents(empty_url) == before
    assert "lamp" not in tables(empty_url)
    assert state(empty_url) == "behind"


def test_a_migration_that_would_leave_orphans_is_taken_back(
    tmp_path: Path, add_second: Callable[[str], None], fill: Fill
) -> None:
    url = f"sqlite:///{tmp_path / 'lorong.db'}"
    upgrade(url)
    with begin(url) as connection:
        fill(connection)
    before = contents(url)
    add_second(LOSE_AN_ALLEY)
    with pytest.raises(
        DanglingReferences,
        match="alley_change, complaint, complaint_promise, drop, drop_series, gate_count, help_call, "
        "hub, market_day, mix_limit, neighbour, permit, pitch, stall",
    ):
        upgrade(url)
    assert contents(url) == before


def test_sqlite_is_copied_before_it_is_upgraded(
    tmp_path: Path, add_second: Callable[[str], None], fill: Fill
) -> None:
    url = f"sqlite:///{tmp_path / 'lorong.db'}"
    upgrade(url)
    with begin(url) as connection:
        fill(connection)
    before, first = contents(url), schema.head()
    add_second(REBUILD_THE_ALLEYS)
    upgraded = upgrade(url)
    assert upgraded == Upgraded(first, "9002", tmp_path / "lorong.db.before-9002")
    assert schema.revision_of(f"sqlite:///{upgraded.copy}") == first
    assert contents(f"sqlite:///{upgraded.copy}") == before


def test_two_who_upgrade_at_once_do_it_once(empty_url: str, add_second: Callable[[str], None]) -> None:
    upgrade(empty_url)
    first = schema.head()
    add_second(REBUILD_THE_ALLEYS)
    with ThreadPoolExecutor(2) as two:
        done = list(two.map(upgrade, [empty_url] * 2))
    assert sorted(upgraded.before or "" for upgraded in done) == [first, "9002"]
    file = sqlite_file(database_url(empty_url))
    if file:
        assert schema.revision_of(f"sqlite:///{file}.before-9002") == first


def test_foreign_keys_are_enforced_again_after_an_upgrade(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'lorong.db'}"
    upgrade(url)
    with begin(url) as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_developer_writes_the_next_migration_by_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    monkeypatch.setattr(schema, "VERSIONS", versions)
    schema.write_revision("the first tables")
    assert schema.revisions() == ["0001"]
    upgrade(f"sqlite:///{tmp_path / 'lorong.db'}")
    assert check(f"sqlite:///{tmp_path / 'lorong.db'}") == []
    schema.write_revision("nothing new")
    assert schema.revisions() == ["0001", "0002"]


def test_to_know_the_state_takes_no_alembic(tmp_path: Path) -> None:
    """Alembic is slow to import, and every start asks."""
    upgrade(f"sqlite:///{tmp_path / 'lorong.db'}")
    program = (
        "import sys; from storage.schema import state; print(state(sys.argv[1]), 'alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", program, f"sqlite:///{tmp_path / 'lorong.db'}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["current", "False"]


@pytest.mark.parametrize("revision", ["0050", "f3a9c0d1e2b4", "0000"])
def test_a_database_of_another_chain_of_migrations_is_refused_in_one_sentence(
    empty_url: str, revision: str
) -> None:
    """By a number that no migration has, or by tables that a database at this revision would have."""
    with begin(empty_url) as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text(f"INSERT INTO alembic_version VALUES ('{revision}')"))
        connection.execute(text("CREATE TABLE person (id INTEGER)"))
    assert state(empty_url) == "of another chain of migrations"
    with pytest.raises(DatabaseOfAnotherChain) as refused:
        upgrade(empty_url)
    sentence = str(refused.value)
    assert sentence.startswith(f"The database is at revision {revision} of another chain of migrations, ")
    assert sentence.count(". ") == 0
    assert tables(empty_url) == {"alembic_version", "person"}


def test_a_database_from_before_its_tables_had_todays_names_is_of_another_chain(empty_url: str) -> None:
    """The chain that was removed ended at 0050: its number alone would be that of a newer Lorong."""
    upgrade(empty_url)
    with begin(empty_url) as connection:
        connection.execute(text("ALTER TABLE last_minute_offer RENAME TO rescue"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0050'"))
    with pytest.raises(DatabaseOfAnotherChain, match="revision 0050"):
        upgrade(empty_url)


def test_a_newer_database_without_our_tables_is_of_another_chain(empty_url: str) -> None:
    upgrade(empty_url)
    with begin(empty_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("DROP TABLE heartbeat"))
    assert state(empty_url) == "of another chain of migrations"
