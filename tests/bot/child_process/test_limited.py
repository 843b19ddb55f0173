"""The limits of a child process: each is tried by a program that wants more."""

import asyncio
from pathlib import Path

import pytest

from bot.child_process.start import Limits, end_child, limited, start_child

LIMITS = Limits(memory=256 * 2**20, file_bytes=1000, processor_seconds=1)


@pytest.mark.parametrize(
    ("wants", "ends"),
    [
        ("bytearray(512 * 2**20)", b"MemoryError"),
        (
            "open({file!r}, 'wb', buffering=0).write(bytes(1000)); open({file!r}, 'ab', buffering=0).write(b'x')",
            b"OSError",
        ),
        ("while True: pass", b""),
    ],
    ids=["memory", "a file", "processor"],
)
async def test_a_program_that_wants_more_ends(tmp_path: Path, wants: str, ends: bytes) -> None:
    program, file = tmp_path / "program.py", tmp_path / "written"
    program.write_text(wants.format(file=str(file)))
    child = await start_child(limited(program, LIMITS))
    _, complaints = await child.communicate()
    assert child.returncode
    assert ends in complaints
    assert not file.exists() or file.stat().st_size == 1000


async def test_a_child_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("import os, time; os.fork(); print('there', flush=True); time.sleep(60)")
    child = await start_child(limited(program, LIMITS))
    assert child.stdout
    await child.stdout.readline()
    await end_child(child)
    assert await asyncio.wait_for(child.stdout.read(), 10) in (b"", b"there\n"), "nobody holds the pipe"
    await end_child(child)
