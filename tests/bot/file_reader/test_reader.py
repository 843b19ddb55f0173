"""Strangers' files in a child process: it is the child that they end, and the next file finds another."""

import asyncio
import json
import re
import resource
import signal
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image
from structlog.testing import capture_logs

from bot.child_process.start import Limits, limited
from bot.file_reader import child
from bot.file_reader.reader import MEMORY, ChildFileReader
from handlers.ticket.qr import qr_png
from market.pdf import PdfUnreadable
from market.picture import NotAPicture, PictureTooLarge
from market.sent_file import FileNotOpened, FilesWait
from tests.hostile_files import deep_pdf, encoded, hostile_files, jpeg_of_scans, png, swollen_pdf
from tests.pdfs import pdf, scanned_pdf

LINK = "https://t.me/lorong_demo_bot?start=t_7KQ2M9XF3"
PHOTO = encoded(Image.new("RGB", (640, 480), "teal"), "JPEG")
REFUSED = (NotAPicture, PictureTooLarge, PdfUnreadable, FileNotOpened)
SIZES = (pytest.param(30, id="a few"), pytest.param(200, id="all", marks=pytest.mark.proof))


@pytest.fixture
async def files() -> AsyncIterator[ChildFileReader]:
    reader = ChildFileReader()
    yield reader
    await reader.close()


async def test_ordinary_files_are_opened(files: ChildFileReader) -> None:
    qr = qr_png(LINK)
    assert await files.size_of(PHOTO) == (640, 480)
    assert await files.qr_in(qr) == LINK
    assert await files.qrs_in(PHOTO) == ()
    assert len(await files.tiles_of(PHOTO)) == 96 * 192
    await files.check_pdf(pdf())


async def test_what_is_not_taken_is_refused_by_its_own_reason(files: ChildFileReader) -> None:
    for opening, reason in (
        (files.size_of(b"no picture"), NotAPicture),
        (files.tiles_of(PHOTO[:300]), NotAPicture),
        (files.size_of(png(5000, 5001, whole=False)), PictureTooLarge),
        (files.size_of(jpeg_of_scans(1507)), FileNotOpened),
        (files.qrs_in(jpeg_of_scans(1507)), FileNotOpened),
        (files.check_pdf(scanned_pdf(0)), PdfUnreadable),
    ):
        with pytest.raises(reason):
            await opening
    assert await files.qrs_in(b"no picture") == ()


async def test_a_file_that_ends_its_process_is_refused_and_the_next_one_is_opened(
    files: ChildFileReader,
) -> None:
    await files.size_of(PHOTO)
    parent = _child(files).pid
    with pytest.raises(FileNotOpened):
        await files.check_pdf(deep_pdf(100_000))
    assert await files.size_of(PHOTO) == (640, 480)
    assert _child(files).pid == parent, "the process that forks lives on"


async def test_a_file_takes_no_more_memory_and_time_than_is_spent_on_one(files: ChildFileReader) -> None:
    began, spent = time.monotonic(), _processor_of_children()
    with pytest.raises(FileNotOpened):
        await files.check_pdf(swollen_pdf(2**24))
    await files.close()
    assert _processor_of_children() - spent < 3
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("count", SIZES)
async def test_each_hostile_file_is_opened_or_refused(files: ChildFileReader, count: int) -> None:
    """Whatever it is asked for."""
    for file in hostile_files(count):
        tasks: list[Callable[[bytes], Awaitable[object]]] = [files.size_of, files.qrs_in, files.tiles_of]
        for opens in [files.check_pdf] if file.name.endswith("pdf") else tasks:
            with suppress(*REFUSED):
                await opens(file.data)
    assert await files.size_of(PHOTO) == (640, 480)


async def test_the_child_and_its_forks_have_limits_of_memory_and_of_files(files: ChildFileReader) -> None:
    await files.size_of(PHOTO)
    limits = limits_of(_child(files))
    assert re.search(rf"Max address space +{MEMORY} +{MEMORY} ", limits)
    assert re.search(r"Max file size +0 +0 ", limits)
    assert re.search(r"Max core file size +0 +0 ", limits)


def limits_of(process: Process) -> str:
    return Path(f"/proc/{process.pid}/limits").read_text()


def _child(files: ChildFileReader) -> Process:
    assert files._child is not None
    return files._child


def _processor_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def program(tmp_path: Path, text: str) -> tuple[str, ...]:
    """A child that runs this instead."""
    path = tmp_path / "program.py"
    path.write_text(text)
    return limited(path, Limits(memory=MEMORY, file_bytes=1000))


HANGS = "import os, sys, time; print(os.getpid(), file=open({mark!r}, 'w'), flush=True); os.fork(); time.sleep(60)"


async def hanging(tmp_path: Path, **limits: float) -> tuple[ChildFileReader, Path]:
    """A child that never answers, nor does its fork."""
    mark = tmp_path / "pid"
    return ChildFileReader(program(tmp_path, HANGS.format(mark=str(mark))), **limits), mark


def written(mark: Path) -> int:
    """Return the number in a file, 0 where there is none yet."""
    return int(mark.read_text() or 0) if mark.exists() else 0


async def until_written(mark: Path) -> int:
    """Return the number that the child writes."""
    while not written(mark):  # noqa: ASYNC110 - another process does it
        await asyncio.sleep(0.01)
    return written(mark)


async def until_gone(leader: int) -> None:
    """Wait until nothing runs of a group of processes."""
    async with asyncio.timeout(10):
        while leader in running_groups():  # noqa: ASYNC110 - other processes do it
            await asyncio.sleep(0.01)


def running_groups() -> set[int]:
    """Return the groups of all processes that run."""
    return {*map(running_group, Path("/proc").glob("[0-9]*/stat"))}


def running_group(stat: Path) -> int:
    """Return the group of a process that runs, 0 for one that has ended."""
    try:
        state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return 0
    return 0 if state == "Z" else int(group)


async def test_a_child_that_hangs_is_killed_with_its_forks(tmp_path: Path) -> None:
    reader, mark = await hanging(tmp_path, seconds=1)
    with pytest.raises(FileNotOpened):
        await reader.size_of(PHOTO)
    await until_gone(written(mark))


async def test_a_wait_that_is_cancelled_ends_the_child(tmp_path: Path) -> None:
    reader, mark = await hanging(tmp_path)
    opening = asyncio.create_task(reader.size_of(PHOTO))
    leader = await until_written(mark)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    await until_gone(leader)


async def test_a_file_whose_turn_does_not_come_is_told_to_come_again(tmp_path: Path) -> None:
    reader, mark = await hanging(tmp_path, waiting_seconds=0.05)
    first = asyncio.create_task(reader.size_of(PHOTO))
    await until_written(mark)
    with pytest.raises(FilesWait):
        await reader.size_of(PHOTO)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first


@pytest.mark.parametrize(
    "text",
    [
        "raise SystemExit(3)",
        "import os; os.abort()",
        "print('no JSON', flush=True)",
        "print('x' * 2**20, flush=True)",
        """print('{"size": ["64", null]}', flush=True)""",
        """print('{}', flush=True)""",
    ],
)
async def test_a_child_that_breaks_or_lies_is_a_refusal(tmp_path: Path, text: str) -> None:
    reader = ChildFileReader(program(tmp_path, text))
    with pytest.raises(FileNotOpened):
        await reader.size_of(PHOTO)
    await reader.close()


TASK = """
import os, runpy, time
child = runpy.run_path({path!r})
limits = child["main"].__globals__
limits["PROCESSOR_SECONDS"], limits["SECONDS"] = {seconds}
child["TASKS"]["size"] = lambda data: {task}
child["main"]()
"""


@pytest.mark.parametrize(
    ("task", "seconds", "ended"),
    [
        ("sum(0 for _ in iter(int, 1))", (1, 60), -signal.SIGKILL),
        ("time.sleep(60)", (9, 0.2), -signal.SIGALRM),
        ("{'texts': ['x' * 2**18]}", (9, 60), -signal.SIGKILL),
        ("os.abort()", (9, 60), -signal.SIGABRT),
        ("os._exit(0)", (9, 60), 0),
    ],
    ids=["processor", "time", "answer", "a fault", "no answer"],
)
async def test_a_fork_that_takes_too_much_is_ended_alone(
    tmp_path: Path, task: str, seconds: tuple[float, float], ended: int
) -> None:
    text = TASK.format(path=child.__file__, seconds=seconds, task=task)
    reader = ChildFileReader(program(tmp_path, text))
    with capture_logs() as logged, pytest.raises(FileNotOpened):
        await reader.size_of(PHOTO)
    assert [entry.get("status") for entry in logged] == [ended]
    assert await reader.qrs_in(PHOTO) == (), "the process that forks lives on"
    await reader.close()


async def test_a_child_that_was_killed_is_replaced(files: ChildFileReader) -> None:
    await files.size_of(PHOTO)
    first = _child(files)
    first.kill()
    await first.wait()
    assert await files.size_of(PHOTO) == (640, 480)
    assert _child(files).pid != first.pid


async def test_a_child_without_anything_to_do_ends() -> None:
    files = ChildFileReader(idle_seconds=0.05)
    await files.size_of(PHOTO)
    idle = _child(files)
    await asyncio.wait_for(idle.wait(), 10)
    assert idle.returncode == 0
    assert await files.size_of(PHOTO) == (640, 480)
    await files.close()


async def test_files_are_opened_one_at_a_time_in_their_order(tmp_path: Path) -> None:
    """The child answers how many requests it has begun and not answered."""
    text = (
        "import json, sys, time\n"
        "for number, line in enumerate(sys.stdin.buffer, 1):\n"
        "    sys.stdin.buffer.read(json.loads(line)['size'])\n"
        "    time.sleep(0.01)\n"
        "    print(json.dumps({'size': [number, 1]}), flush=True)\n"
    )
    reader = ChildFileReader(program(tmp_path, text))
    found = await asyncio.gather(*(reader.size_of(PHOTO) for _ in range(6)))
    assert found == [(number, 1) for number in range(1, 7)]
    await reader.close()


async def test_the_child_gets_the_file_and_no_secret_of_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_BOT_TOKEN", "secret")
    text = (
        "import json, os, sys\n"
        "print(json.dumps({'texts': [json.dumps([dict(os.environ), sys.argv])]}), flush=True)\n"
        "sys.stdin.buffer.read()"
    )
    reader = ChildFileReader(program(tmp_path, text))
    [told] = await reader.qrs_in(PHOTO)
    assert told is not None
    environment, arguments = json.loads(told)
    assert "LORONG_BOT_TOKEN" not in environment
    assert "secret" not in " ".join(arguments)
    await reader.close()
