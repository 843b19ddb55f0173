"""The watchdog: a test session that was killed leaves no server and no folder behind."""

import subprocess
import sys
from pathlib import Path

import pytest

WATCHDOG = Path(__file__).parents[1] / "watchdog.py"


def test_a_killed_session_takes_its_server_and_folder_along(tmp_path: Path) -> None:
    folder = tmp_path / "postgresql"
    folder.mkdir()
    session, server = (subprocess.Popen(["sleep", "60"]) for _ in range(2))
    command = [sys.executable, str(WATCHDOG), str(session.pid), str(server.pid), str(folder)]
    with subprocess.Popen(command) as watchdog:
        with pytest.raises(subprocess.TimeoutExpired):
            watchdog.wait(0.7)
        assert server.poll() is None, "while the session runs, so does its server"
        session.kill()
        assert watchdog.wait(10) == 0
    assert server.wait(1) != 0
    assert not folder.exists()
    session.wait()
