"""How long a bot takes to its first question, and how much memory it holds: each in a fresh process."""

import time

import psutil  # type: ignore[import-untyped]

from benchmarks.bot_processes import BotProcesses
from benchmarks.process import run_process

IMPORT = "import aiogram; print('imported', flush=True)"
SETTLE_SECONDS = 1.0
"""Seconds after the first letter in which its sender puts away what it needed."""


def seconds_to_first_poll(bots: BotProcesses, name: str) -> float:
    """From the start of the process to its first getUpdates."""
    bots.forget(name)
    begun = time.perf_counter()
    with bots.bot(name):
        bots.first(name, "getUpdates")
        return time.perf_counter() - begun


def seconds_to_import(bots: BotProcesses) -> float:
    """From the start of a Python to aiogram imported."""
    begun = time.perf_counter()
    with run_process(["-c", IMPORT], bots.folder, heard=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return time.perf_counter() - begun


def megabytes(bots: BotProcesses, ours: int, theirs: int) -> dict[str, float]:
    """Resident memory of two processes: Lorong after the letter that is due, and an aiogram echo that polls."""
    bots.first("aiogram", "getUpdates")
    bots.first("Lorong", "sendMessage")
    time.sleep(SETTLE_SECONDS)
    return {"Lorong": _resident(ours), "aiogram": _resident(theirs)}


def _resident(process: int) -> float:
    held: int = psutil.Process(process).memory_info().rss
    return held / 2**20
