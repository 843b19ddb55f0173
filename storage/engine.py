"""Engines for the two databases, with the settings of their connections."""

from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

WAIT = 10
"""Seconds that a statement waits for a lock before it fails."""

KEEPALIVE = {
    "tcp_keepalives_idle": "2s",
    "tcp_keepalives_interval": "1s",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "5s",
}
KEEPALIVE_OPTIONS = " ".join(f"-c {name}={value}" for name, value in KEEPALIVE.items())
"""With these, PostgreSQL frees the locks of a vanished client within seconds; by default it takes two hours."""

PRAGMAS = (
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


def writing(url: URL) -> Engine:
    """Return an engine for writing: one connection and BEGIN IMMEDIATE on SQLite, READ COMMITTED on PostgreSQL."""
    if sqlite_file(url):
        return _sqlite(url, connections=1, begin="BEGIN IMMEDIATE")
    return _postgresql(url, connections=4, isolation="READ COMMITTED")


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
    return _postgresql(url, connections=1, isolation="READ COMMITTED")


def _postgresql(url: URL, connections: int, isolation: str) -> Engine:
    """Return an engine that replaces a connection lost with a restarted server before it is used."""
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        isolation_level=isolation,
        hide_parameters=True,
        connect_args={
            "application_name": "lorong",
            "options": f"{KEEPALIVE_OPTIONS} -c lock_timeout={WAIT}s",
        },
    )


def _sqlite(url: URL, connections: int, begin: str, *pragmas: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": WAIT},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: SQLiteConnection, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in (*PRAGMAS, *pragmas):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
