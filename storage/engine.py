"""Engines for the two databases, with the settings of their connections."""

from contextlib import suppress
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url

from storage.timeouts import CONNECT_SECONDS, LEASE_WAIT, LOCK_WAIT, STORE_TIMEOUTS, Timeouts

PRAGMAS: tuple[str, ...] = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)
DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


def database_url(text: str) -> URL:
    """Return the address with our driver.

    Raises ValueError for anything but an SQLite file or a PostgreSQL database.
    """
    url = make_url(text)
    driver = DRIVERS.get(url.get_backend_name())
    if driver is None or not url.database or url.database == ":memory:":
        raise ValueError("a database is sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    return url.set(drivername=driver)


def sqlite_file(url: URL) -> Path | None:
    """Return the file of an SQLite database; None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def keep_private(file: Path) -> None:
    """Let only its owner read and write a database, with the files that SQLite keeps beside it. One that is not there yet is created so."""
    with suppress(OSError):
        if not file.exists():
            file.touch(mode=0o600)
        for each in (file, *(file.with_name(file.name + suffix) for suffix in ("-wal", "-shm"))):
            if each.exists() and each.stat().st_mode & 0o077:
                each.chmod(0o600)


def writing(url: URL) -> Engine:
    """Return an engine for writing: one connection and BEGIN IMMEDIATE on SQLite, READ COMMITTED on PostgreSQL."""
    if sqlite_file(url):
        return _sqlite(url, connections=1, begin="BEGIN IMMEDIATE")
    return _postgresql(url, connections=4, isolation="READ COMMITTED")


def leasing(url: URL) -> Engine:
    """Return an engine for the lease alone. It waits for little, and a renewal need not survive a power cut."""
    if sqlite_file(url):
        return _sqlite(url, 1, "BEGIN IMMEDIATE", "PRAGMA synchronous=NORMAL", lock_wait=LEASE_WAIT)
    timeouts = Timeouts(lock=LEASE_WAIT, statement=LEASE_WAIT, silence=LEASE_WAIT + 0.5)
    return _postgresql(url, connections=1, isolation="READ COMMITTED", timeouts=timeouts)


def reading(url: URL, connections: int) -> Engine:
    """Return an engine that only reads, each transaction from one snapshot."""
    if sqlite_file(url):
        return _sqlite(url, connections, "BEGIN", "PRAGMA query_only=ON")
    engine = _postgresql(url, connections, isolation="REPEATABLE READ")
    return engine.execution_options(postgresql_readonly=True)


def migrating(url: URL) -> Engine:
    """Return an engine that may rebuild tables, without foreign keys on SQLite, which would delete the referring rows."""
    if sqlite_file(url):
        return _sqlite(url, 1, "BEGIN IMMEDIATE", "PRAGMA foreign_keys=OFF")
    timeouts = Timeouts(lock=LOCK_WAIT, statement=0, silence=None)
    return _postgresql(url, connections=1, isolation="READ COMMITTED", timeouts=timeouts)


def _postgresql(url: URL, connections: int, isolation: str, timeouts: Timeouts = STORE_TIMEOUTS) -> Engine:
    """Return an engine that replaces a lost connection before it is used. psycopg takes 10 MiB and is loaded only here."""
    from storage.postgresql import connect_with_timeouts

    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        pool_timeout=CONNECT_SECONDS + LOCK_WAIT,
        isolation_level=isolation,
        hide_parameters=True,
        connect_args={"application_name": "lorong", "connect_timeout": CONNECT_SECONDS},
    )
    connect_with_timeouts(engine, timeouts)
    return engine


def _sqlite(url: URL, connections: int, begin: str, *pragmas: str, lock_wait: float = LOCK_WAIT) -> Engine:
    keep_private(Path(url.database or ""))
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": lock_wait},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: SQLiteConnection, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in (*PRAGMAS, *pragmas):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine, "handle_error")
    def replace_read_only(context: ExceptionContext) -> None:
        """Open a file again that could only be read when it was opened."""
        if begin != "BEGIN" and "readonly" in str(context.original_exception):
            context.is_disconnect = True

    return engine
