"""Engines for the two databases: what each connection is told before its first statement."""

from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=10000",
)


def database_url(text: str) -> URL:
    """The address as SQLAlchemy wants it; the driver is ours to add. Raises ValueError for a database that is neither SQLite nor PostgreSQL."""
    url = make_url(text)
    drivers = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    if url.get_backend_name() not in drivers:
        raise ValueError("a database is sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    return url.set(drivername=drivers[url.get_backend_name()])


def writing(url: URL) -> Engine:
    """An engine whose transactions may write: one connection and BEGIN IMMEDIATE on SQLite, READ COMMITTED on PostgreSQL."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, pool_size=1, begin="BEGIN IMMEDIATE", extra=())
    return create_engine(url, pool_size=4, max_overflow=0, isolation_level="READ COMMITTED")


def reading(url: URL, connections: int) -> Engine:
    """An engine that only reads, each transaction from one snapshot."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, pool_size=connections, begin="BEGIN", extra=("PRAGMA query_only=ON",))
    engine = create_engine(url, pool_size=connections, max_overflow=0, isolation_level="REPEATABLE READ")
    return engine.execution_options(postgresql_readonly=True)


def _sqlite(url: URL, pool_size: int, begin: str, extra: tuple[str, ...]) -> Engine:
    engine = create_engine(
        url, pool_size=pool_size, max_overflow=0, connect_args={"check_same_thread": False, "timeout": 10}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: SQLiteConnection, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in (*PRAGMAS, *extra):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
