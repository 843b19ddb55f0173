"""A small disk of its own for a test, that can be filled."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Yield the folder of a disk of three megabytes. Skips the test where nobody may mount one."""
    place = folder / "disk"
    place.mkdir()
    try:
        mount("-t", "tmpfs", "-o", "size=3m", "tmpfs", place)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("a small disk takes root and mount")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def mount(*words: str | Path) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)
