"""Threads share two arenas of the C library, so that what they freed is not kept once a thread."""

import subprocess
import sys

import pytest

THREADS = """
import ctypes, sys, threading
from bot.allocator import limit_arenas
if sys.argv[1] == "limited":
    limit_arenas()
barrier = threading.Barrier(9)
def allocate():
    kept = [bytes(10_000) for _ in range(200)]
    barrier.wait(10)
    barrier.wait(10)
    del kept
threads = [threading.Thread(target=allocate) for _ in range(8)]
for thread in threads:
    thread.start()
barrier.wait(10)
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
barrier.wait(10)
"""


def arenas(how: str) -> int:
    """Return in how many arenas eight threads hold memory."""
    done = subprocess.run(
        [sys.executable, "-c", THREADS, how], capture_output=True, text=True, check=True, timeout=30
    )
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a setting of glibc")
def test_eight_threads_share_two_arenas() -> None:
    assert arenas("limited") <= 2 < arenas("as it is")
