"""The schema, created and upgraded by migrations, the same on both databases.

For developers, after a change to the tables: `python -m storage.schema revision "words of the change"`.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL

from storage.copy import copy
from storage.engine import database_url, migrating, reading, sqlite_file

if TYPE_CHECKING:
    from alembic.config import Config


class SchemaState(StrEnum):
    """The state of a database beside this code: without tables, as this code knows it, older, newer, or made by other migrations than these."""

    EMPTY = "empty"
    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"
    OTHER_CHAIN = "of another chain of migrations"


VERSIONS = Path(__file__).parent / "migrations" / "versions"
REVISION = re.compile("[0-9]{4}")
CREATED = re.compile(r"""op\.create_table\(\s*["'](\w+)["']""")
LOCK = 7_616_111  # an arbitrary number, the same for every process that upgrades a PostgreSQL database


class DatabaseUnfit(Exception):
    """A database that Lorong does not touch; the text says why and what to do."""


class DatabaseNewer(DatabaseUnfit):
    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database is at revision {revision}, newer than this Lorong, which knows up to {head()}: "
            "start the newer Lorong, or restore a backup."
        )
        self.revision = revision


class DatabaseForeign(DatabaseUnfit):
    def __init__(self) -> None:
        super().__init__("The database holds tables that Lorong did not make: give it an empty one.")


class DatabaseOfAnotherChain(DatabaseUnfit):
    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database is at revision {revision} of another chain of migrations, which this Lorong cannot continue: "
            "start the Lorong that made it, or give this one an empty database."
        )
        self.revision = revision


class DanglingReferences(DatabaseUnfit):
    def __init__(self, tables: list[str]) -> None:
        super().__init__(
            f"Rows in {', '.join(tables)} would refer to rows that are gone: the database was left as it was."
        )
        self.tables = tables


@dataclass(frozen=True)
class Upgraded:
    """The revisions before (None: the database was empty) and after; `copy` is the SQLite file from before."""

    before: str | None
    after: str
    copy: Path | None = None


def revisions() -> list[str]:
    """Return every known revision, oldest first, by file names: Alembic is slow to import."""
    return sorted(file.name[:4] for file in VERSIONS.glob("[0-9]*.py"))


def head() -> str:
    """Return the newest revision."""
    return revisions()[-1]


def state(url: str) -> SchemaState:
    """Return how the database relates to this code. Raises `DatabaseForeign` if Lorong did not create it."""
    return _examine(url)[1]


def revision_of(url: str) -> str | None:
    """Return the revision of a database; None if it is empty. Raises `DatabaseForeign` if Lorong did not create it."""
    return _examine(url)[0]


def refuse_unknown(url: str) -> None:
    """Raise `DatabaseNewer` or `DatabaseOfAnotherChain` for a database that this code cannot upgrade."""
    _refuse(*_examine(url))


def _examine(url: str) -> tuple[str | None, SchemaState]:
    """Return the revision of a database and its state. Raises `DatabaseForeign`."""
    address = database_url(url)
    file = sqlite_file(address)
    if file and not file.exists():
        return None, SchemaState.EMPTY
    engine = reading(address, 1)
    try:
        with engine.connect() as connection:
            return _state_of(connection)
    finally:
        engine.dispose()


def _refuse(revision: str | None, found: SchemaState) -> None:
    if found is SchemaState.AHEAD:
        raise DatabaseNewer(revision or "")
    if found is SchemaState.OTHER_CHAIN:
        raise DatabaseOfAnotherChain(revision or "")


def upgrade(url: str) -> Upgraded:
    """Create the schema, or upgrade it to this code's revision, completely or not at all.

    An SQLite file is copied first, to NAME.before-REVISION. Raises `DatabaseUnfit`.
    """
    address = database_url(url)
    with _migration_connection(address) as connection:
        before, found = _state_of(connection)
        _refuse(before, found)
        if before and found is SchemaState.CURRENT:
            return Upgraded(before, before)
        kept = _copy_before_upgrade(address) if before else None
        from alembic import command

        command.upgrade(_config(connection), "head")
        _refuse_dangling_references(connection)
    return Upgraded(before, head(), kept)


def downgrade(url: str, revision: str) -> None:
    """Undo the migrations after `revision` ("base": all of them)."""
    from alembic import command

    with _migration_connection(database_url(url)) as connection:
        command.downgrade(_config(connection), revision)
        _refuse_dangling_references(connection)


def check(url: str) -> list[str]:
    """Return the differences between the database and this code's tables, one line each."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from storage.migrations.options import OPTIONS

    with _migration_connection(database_url(url)) as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        return [repr(difference) for difference in compare_metadata(context, OPTIONS["target_metadata"])]


@contextmanager
def _migration_connection(url: URL) -> Iterator[Connection]:
    """Open one transaction and keep other migrations out."""
    engine = migrating(url)
    try:
        with engine.begin() as connection:
            if not sqlite_file(url):
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection
    finally:
        engine.dispose()


def _state_of(connection: Connection) -> tuple[str | None, SchemaState]:
    tables = {*inspect(connection).get_table_names()}
    if "alembic_version" not in tables:
        if tables:
            raise DatabaseForeign
        return None, SchemaState.EMPTY
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is None:
        return None, SchemaState.EMPTY
    if not _is_of_this_chain(revision, tables):
        return revision, SchemaState.OTHER_CHAIN
    if revision not in revisions():
        return revision, SchemaState.AHEAD
    return revision, SchemaState.CURRENT if revision == head() else SchemaState.BEHIND


def _is_of_this_chain(revision: str, tables: set[str]) -> bool:
    """Return whether a revision can be one of this chain, by its number and the tables that it must have."""
    ahead = REVISION.fullmatch(revision) is not None and revision > head()
    return (ahead or revision in revisions()) and _made_by(revision) <= tables


def _made_by(revision: str) -> set[str]:
    """Return tables that a database at this revision has: those of today that were created up to then."""
    from storage.tables import metadata

    files = (file for file in VERSIONS.glob("[0-9]*.py") if file.name[:4] <= revision)
    return {name for file in files for name in CREATED.findall(file.read_text())} & {*metadata.tables}


def _copy_before_upgrade(url: URL) -> Path | None:
    file = sqlite_file(url)
    if file is None:
        return None
    kept = file.with_name(f"{file.name}.before-{head()}")
    copy(file, kept)
    return kept


def _refuse_dangling_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("PRAGMA foreign_key_check")).all()
        if rows:
            raise DanglingReferences(sorted({row[0] for row in rows}))


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("version_locations", str(VERSIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config


def write_revision(words: str) -> None:
    """Write the next migration from the differences between the newest one and the tables. Review it before you commit it."""
    from alembic import command

    known = revisions()
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/newest.db"
        if known:
            upgrade(url)
        with _migration_connection(database_url(url)) as connection:
            number = f"{int(known[-1]) + 1 if known else 1:04}"
            command.revision(_config(connection), words, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["revision", words]:
            write_revision(words)
        case _:
            sys.exit('usage: python -m storage.schema revision "words of the change"')
