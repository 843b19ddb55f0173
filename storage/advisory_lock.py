"""The sender's lock on PostgreSQL, which ends with its connection."""

from contextlib import suppress

import psycopg
from sqlalchemy.engine import URL

from storage.engine import KEEPALIVE_OPTIONS

LOCK_KEY = 7_616_112
"""An arbitrary number, the same for every sender on a database."""

CONNECT_TIMEOUT = 5
"""Seconds after which an attempt to connect is given up."""


class AdvisoryLock:
    """A PostgreSQL advisory lock in a session of its own; it is released when the connection ends."""

    def __init__(self, url: URL) -> None:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._address = psycopg.conninfo.make_conninfo(
            address,
            application_name="lorong sender",
            connect_timeout=CONNECT_TIMEOUT,
            tcp_user_timeout=CONNECT_TIMEOUT * 1000,
            options=KEEPALIVE_OPTIONS,
        )
        self._connection: psycopg.Connection | None = None

    def held(self) -> bool:
        """Return whether this process holds the lock, and try to take it if not. False where PostgreSQL cannot be reached."""
        try:
            if self._connection is None:
                self._connection = self._connect()
            else:
                self._connection.execute("SELECT 1")
        except psycopg.Error:
            self.close()
        return self._connection is not None

    def _connect(self) -> psycopg.Connection | None:
        connection = psycopg.connect(self._address, autocommit=True)
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK_KEY,)).fetchone()
        if row and row[0]:
            return connection
        connection.close()
        return None

    def close(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None
