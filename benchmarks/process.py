"""Processes of a benchmark: each ends with it, by its own id."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 10


@contextmanager
def run_process(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    heard: bool = False,
) -> Iterator[subprocess.Popen[str]]:
    """A Python of this environment in `folder`; what it complains of goes to a file there. `heard`: its output is read.

    What it compiles is kept, as where Lorong is installed.
    """
    ours = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}
    surroundings = {**os.environ, **ours, **(environment or {})}
    with (folder / "complaints.txt").open("a") as complaints:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=folder,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if heard else subprocess.DEVNULL,
            stderr=complaints,
            text=True,
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(PATIENCE)
    if process.stdout:
        process.stdout.close()
