"""A PgBouncer in transaction mode before a database of the tests, with two sessions for everybody."""

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from tests.free_ports import free_port

PGBOUNCER = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
INSTALLED = Path(PGBOUNCER).exists()


@contextmanager
def pooled(direct: str, folder: Path, *settings: str) -> Iterator[str]:
    """Yield the address of a database by way of PgBouncer, with these lines added to its settings, whether the database is there or not."""
    folder.chmod(0o777)
    parts, port = urlsplit(direct), free_port()
    name = parts.path.removeprefix("/")
    host = parts.hostname or parse_qs(parts.query)["host"][0]
    (folder / "users.txt").write_text(f'"{parts.username}" ""\n')
    lines = (
        "[databases]",
        f"{name} = host={host} port={parts.port or 5432} user={parts.username}",
        "[pgbouncer]",
        "listen_addr = 127.0.0.1",
        f"listen_port = {port}",
        "unix_socket_dir =",
        "auth_type = any",
        f"auth_file = {folder / 'users.txt'}",
        "pool_mode = transaction",
        "default_pool_size = 2",
        "max_prepared_statements = 0",
        *settings,
    )
    (folder / "pgbouncer.ini").write_text("\n".join(lines) + "\n")
    as_user = ["-u", Path(host).owner()] if getpass.getuser() == "root" else []
    for each in folder.iterdir():
        each.chmod(0o644)
    process = subprocess.Popen([PGBOUNCER, "-q", *as_user, str(folder / "pgbouncer.ini")])
    try:
        _until_it_listens(port, process)
        yield f"postgresql://{parts.username}@127.0.0.1:{port}/{name}"
    finally:
        process.terminate()
        process.wait(10)


def _until_it_listens(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert process.poll() is None
            time.sleep(0.05)


def is_reached(url: str) -> bool:
    """Return whether a database answers."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
