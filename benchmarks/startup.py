"""Start-up time and memory of bots, each in a fresh process."""

import time

import psutil  # type: ignore[import-untyped]

from benchmarks.bot_processes import BotProcesses
from benchmarks.process import run_process

IMPORT = "import aiogram; print('imported', flush=True)"
SETTLE_SECONDS = 1.0
"""Seconds after the first notification in which its sender frees its memory."""


def seconds_to_first_poll(bots: BotProcesses, name: str) -> float:
    """Return the seconds from the start of the process to its first getUpdates."""
    bots.forget(name)
    started = time.perf_counter()
    with bots.bot(name):
        bots.first(name, "getUpdates")
        return time.perf_counter() - started


def seconds_to_import(bots: BotProcesses) -> float:
    """Return the seconds from the start of Python until aiogram is imported."""
    started = time.perf_counter()
    with run_process(["-c", IMPORT], bots.folder, heard=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return time.perf_counter() - started


def megabytes(bots: BotProcesses, ours: int, theirs: int) -> dict[str, float]:
    """Return the resident MiB of two processes: Lorong after its first notification, and an aiogram echo that polls."""
    bots.first("aiogram", "getUpdates")
    bots.first("Lorong", "sendMessage")
    time.sleep(SETTLE_SECONDS)
    return {"Lorong": _resident(ours), "aiogram": _resident(theirs)}


def _resident(process: int) -> float:
    held: int = psutil.Process(process).memory_info().rss
    return held / 2**20
