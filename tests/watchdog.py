"""Waits for a process to end, however it ends, then stops a PostgreSQL server and removes its folder."""

import shutil
import signal
import sys
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]


def runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def stop(server: psutil.Process) -> None:
    """Kill the server, whose data is not needed any more."""
    server.send_signal(signal.SIGQUIT)
    for _ in range(50):
        if not runs(server):
            return
        time.sleep(0.1)
    server.kill()


def watch(session: int, server: psutil.Process, folder: Path) -> None:
    if psutil.pid_exists(session):
        process = psutil.Process(session)
        while runs(process):
            time.sleep(0.2)
    stop(server)
    shutil.rmtree(folder)


if __name__ == "__main__":
    watch(int(sys.argv[1]), psutil.Process(int(sys.argv[2])), Path(sys.argv[3]))
