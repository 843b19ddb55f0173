"""Starts child processes under limits, and ends them."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).resolve().parent / "limited.py"
LONGEST_LINE = 2**16


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits of a child and of all that it starts: bytes of address space and of a file, and seconds of processor time, 0 for no limit."""

    memory: int
    file_bytes: int = 0
    processor_seconds: int = 0


def limited(program: Path, limits: Limits) -> tuple[str, ...]:
    """Return the command that runs a program under limits. It is isolated from the environment, and leaves no compiled files."""
    numbers = (limits.memory, limits.file_bytes, limits.processor_seconds)
    return (sys.executable, "-I", "-B", str(LAUNCHER), *map(str, numbers), str(program))


async def start_child(command: tuple[str, ...], longest_line: int = LONGEST_LINE) -> Process:
    """Start a child with an empty environment, in a group of its own. Raises OSError."""
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env={"LANG": "C.UTF-8"},
        limit=longest_line,
        start_new_session=True,
    )


async def end_child(child: Process) -> None:
    """Kill a child with all that it started, unless it has ended."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()
