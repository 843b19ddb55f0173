"""How long a bot takes to its first question, and how much memory it holds: each in a fresh process."""

import time

import psutil  # type: ignore[import-untyped]

from benchmarks.process import running
from benchmarks.street import Street

IMPORT = "import aiogram; print('imported', flush=True)"
SETTLING = 1.0
"""Seconds after the first letter in which its sender puts away what it needed."""


def seconds_to_first_poll(street: Street, name: str) -> float:
    """From the start of the process to its first getUpdates."""
    street.forget(name)
    begun = time.perf_counter()
    with street.bot(name):
        street.first(name, "getUpdates")
        return time.perf_counter() - begun


def seconds_to_import(street: Street) -> float:
    """From the start of a Python to aiogram imported."""
    begun = time.perf_counter()
    with running(["-c", IMPORT], street.folder, heard=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return time.perf_counter() - begun


def megabytes(street: Street, ours: int, theirs: int) -> dict[str, float]:
    """Resident memory of two processes: Lorong after the letter that is due, and an aiogram echo that polls."""
    street.first("aiogram", "getUpdates")
    street.first("Lorong", "sendMessage")
    time.sleep(SETTLING)
    return {"Lorong": _resident(ours), "aiogram": _resident(theirs)}


def _resident(process: int) -> float:
    held: int = psutil.Process(process).memory_info().rss
    return held / 2**20
