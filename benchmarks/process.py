"""Child processes of a benchmark, each ended when its block ends."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
STOP_SECONDS = 10


@contextmanager
def run_process(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    heard: bool = False,
) -> Iterator[subprocess.Popen[str]]:
    """Yield a Python process of this environment that runs in `folder`; its stderr goes to `stderr.txt` there. `heard`: its stdout is a pipe.

    Compiled bytecode is cached, as in an installation.
    """
    defaults = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}
    whole_environment = {**os.environ, **defaults, **(environment or {})}
    with (folder / "stderr.txt").open("a") as stderr:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=folder,
            env=whole_environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if heard else subprocess.DEVNULL,
            stderr=stderr,
            text=True,
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)
    if process.stdout:
        process.stdout.close()
