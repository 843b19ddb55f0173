"""Limits of time for the databases: for a lock, a statement, a connection, and any sign of life."""

from dataclasses import dataclass

LOCK_WAIT = 5
"""Seconds that a statement waits for a lock before it fails."""

STATEMENT_SECONDS = 6
"""Seconds after which PostgreSQL ends a statement of the store: a person gets an answer within eight."""

SILENCE_SECONDS = 6.5
"""Seconds after which a connection is given up whose PostgreSQL says nothing at all."""

LEASE_WAIT = 2
"""The same for the lease, on both databases: a leader has to know in time that it is none any more."""

CONNECT_SECONDS = 3


@dataclass(frozen=True)
class Timeouts:
    """Seconds for PostgreSQL: to wait for a lock, for one statement (0: no end), and for any sign of life (None: no end)."""

    lock: float
    statement: float
    silence: float | None


STORE_TIMEOUTS = Timeouts(LOCK_WAIT, STATEMENT_SECONDS, SILENCE_SECONDS)
