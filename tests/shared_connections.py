"""PostgreSQL connections that the next store on the same database reuses: a new one costs both sides 12 ms of processor time."""

from collections import defaultdict
from typing import Any, Self

from psycopg.pq import ExecStatus, TransactionStatus

import storage.postgresql
from storage.postgresql import TimedConnection

IDLE: dict[str, list["KeptConnection"]] = defaultdict(list)
"""Those that no store has, by what they were made with. The context is of an engine, with the same types in each."""
SHARED: set[str] = set()
"""The databases that stay as long as the session."""


class KeptConnection(TimedConnection):
    """A connection that stays open when it is closed, unless work is left on it."""

    made_with = ""

    @classmethod
    def connect(cls, conninfo: str = "", **given: Any) -> Self:
        made_with = repr(sorted((name, value) for name, value in given.items() if name != "context"))
        while kept := IDLE[made_with]:
            connection = kept.pop()
            if connection.answers:
                return connection  # type: ignore[return-value]
            TimedConnection.close(connection)
        connection = super().connect(conninfo, **given)
        connection.made_with = made_with if given.get("dbname") in SHARED else ""
        return connection

    @property
    def answers(self) -> bool:
        """Return whether the server still has the connection open."""
        return self.pgconn.exec_(b"SELECT 1").status == ExecStatus.TUPLES_OK

    def close(self) -> None:
        if self.made_with and self.pgconn.transaction_status == TransactionStatus.IDLE:
            self.read_only = self.isolation_level = None
            IDLE[self.made_with].append(self)
        else:
            super().close()


def share_connections(database: str) -> None:
    """Keep the connections to a database that exists as long as the session."""
    SHARED.add(database)
    storage.postgresql.TimedConnection = KeptConnection  # type: ignore[misc]
