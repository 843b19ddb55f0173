"""Runs a program under limits: `limited.py MEMORY FILE_BYTES PROCESSOR_SECONDS PROGRAM`, where 0 seconds are no limit.

`bot/child_process/start.py` starts it. It imports nothing of ours.
"""

import contextlib
import resource
import runpy
import sys


def main() -> None:
    """Set the limits of this process and of all that it starts, and become the program."""
    memory, file_bytes, processor_seconds = map(int, sys.argv[1:4])
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, file_bytes)
    if processor_seconds:
        limit(resource.RLIMIT_CPU, processor_seconds)
    limit(resource.RLIMIT_AS, memory)
    runpy.run_path(sys.argv[4], run_name="__main__")


def limit(kind: int, value: int) -> None:
    """Set a limit for good."""
    with contextlib.suppress(ValueError, OSError):  # macOS limits no address space
        resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    main()
