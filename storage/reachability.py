"""Whether a database that cannot be opened may open by itself later, or only after somebody has changed something."""

import sqlite3

MAY_PASS_ON_SQLITE = ("locked", "full", "disk I/O error")
NEEDS_SOMEBODY = (
    "authentication failed",
    "no password supplied",
    "does not exist",
    "no pg_hba.conf entry",
    "not permitted to log in",
    "permission denied",
    "no such database",
    "no such user",
    "invalid connection option",
)
"""What PostgreSQL and PgBouncer say where an address, a name, a password or a right is wrong."""


def may_pass(error: BaseException) -> bool:
    """Return whether the error of a driver may pass by itself, by its words: PostgreSQL's have no code while nobody is connected.

    A server may speak another language than these: then a wrong password is tried again and again, and the log has its reason.
    """
    words = str(error)
    if isinstance(error, sqlite3.Error):
        return any(fault in words for fault in MAY_PASS_ON_SQLITE)
    return not any(fault in words for fault in NEEDS_SOMEBODY)
