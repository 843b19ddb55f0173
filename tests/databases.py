"""Marks for tests of one database."""

import pytest

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Where a case on PostgreSQL asks the same of less, or the test needs a file."""
ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""Where a case on SQLite asks more, or the test is about waiting for one another: SQLite has one writer."""
