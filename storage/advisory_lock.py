"""Being the only sender on PostgreSQL: a lock that ends with its connection."""

from contextlib import suppress

import psycopg
from sqlalchemy.engine import URL

from storage.engine import KEEPALIVE_OPTIONS

LOCK_KEY = 7_616_112
"""Any number, the same for every sender on a database."""

CONNECT_TIMEOUT = 5
"""Seconds until a PostgreSQL that does not answer is given up."""


class AdvisoryLock:
    """Of a session of its own: it ends when the connection does."""

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
        """False where PostgreSQL cannot be asked."""
        try:
            if self._connection is None:
                self._connection = self._asked()
            else:
                self._connection.execute("SELECT 1")
        except psycopg.Error:
            self.close()
        return self._connection is not None

    def _asked(self) -> psycopg.Connection | None:
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
