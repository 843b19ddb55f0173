"""Connections to PostgreSQL that come back with an error instead of waiting for ever, also through PgBouncer."""

from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from storage.timeouts import Timeouts

Result = TypeVar("Result")

KEEPALIVE = {
    "tcp_keepalives_idle": "2s",
    "tcp_keepalives_interval": "1s",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "5s",
}
"""With these, PostgreSQL frees the locks of a vanished client within seconds; by default it takes two hours."""

NETWORK = {"keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 3, "tcp_user_timeout": 5000}
"""With these, this side notices a cut cable within seconds."""

MOVED_AWAY = {"25006", "57P01", "57P02", "57P03"}
"""The server is read-only now, or going down: after a failover another one is right."""


class TimedConnection(psycopg.Connection[Any]):
    """A connection that is closed when its server has said nothing for `silence` seconds. `pooled`: it goes through PgBouncer."""

    silence: float | None = None
    pooled = False

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        """Wait as psycopg does. Raises psycopg's OperationalError after `silence` seconds."""
        try:
            return super().wait(gen, interval=interval, timeout=self.silence if timeout is None else timeout)
        except errors._WaitTimeout as error:
            self.pgconn.finish()
            raise psycopg.OperationalError("the server does not answer") from error


def connect_with_timeouts(engine: Engine, timeouts: Timeouts) -> None:
    """Make every connection of `engine` keep these timeouts.

    They are given when connecting. PgBouncer refuses that, and gives each transaction another session: there they are set for each transaction.
    """
    session = {
        "lock_timeout": f"{timeouts.lock:.0f}s",
        "statement_timeout": f"{timeouts.statement:.0f}s",
    }
    options = " ".join(f"-c {name}={value}" for name, value in (session | KEEPALIVE).items())
    for_transaction = "; ".join(f"SET LOCAL {name} = '{value}'" for name, value in session.items())

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, address: Any, params: Any) -> TimedConnection:
        given = {**NETWORK, **params}
        try:
            connection = TimedConnection.connect(*address, **given, options=options)
        except psycopg.OperationalError as error:
            if "startup parameter" not in str(error):
                raise
            connection = TimedConnection.connect(*address, **given, prepare_threshold=None)
            connection.pooled = True
        connection.silence = timeouts.silence
        return connection

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if getattr(connection.connection.driver_connection, "pooled", False):
            connection.exec_driver_sql(for_transaction)

    @event.listens_for(engine, "handle_error")
    def replace_moved(context: ExceptionContext) -> None:
        if getattr(context.original_exception, "sqlstate", None) in MOVED_AWAY:
            context.is_disconnect = True
