"""Runs a program under limits: `limited.py MEMORY FILE_BYTES PROCESSOR_SECONDS PROGRAM`, where 0 seconds are no limit.

`bot/child_process/start.py` starts it. It imports nothing of ours.
"""

import contextlib
import resource
import runpy
import sys
from pathlib import Path


def main() -> None:
    """Set the limits of this process and of all that it starts, and become the program."""
    memory, file_bytes, processor_seconds = map(int, sys.argv[1:4])
    be_the_first_to_go()
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, file_bytes)
    if processor_seconds:
        limit(resource.RLIMIT_CPU, processor_seconds)
    limit(resource.RLIMIT_AS, memory)
    runpy.run_path(sys.argv[4], run_name="__main__")


def be_the_first_to_go() -> None:
    """Have this process killed, and no other of ours, where the machine has no memory left."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def limit(kind: int, value: int) -> None:
    """Set a limit for good."""
    with contextlib.suppress(ValueError, OSError):  # macOS limits no address space
        resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    main()
