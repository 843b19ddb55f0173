"""Shared by tests of Lorong's commands: an empty folder, answers typed into a command, and a command as a separate process."""

import asyncio
import io
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.cli.main import main
from tests.forking import forking

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
KEN = 1003


def enter_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go into an empty folder, with nothing of Lorong in the environment."""
    for name in [name for name in os.environ if name.startswith("LORONG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def run_answered(
    command: str,
    answers: Sequence[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[int, str, str]:
    """Run `lorong COMMAND` with these answers; return its exit status, stdout and stderr."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in answers)))
    status = await asyncio.to_thread(main, [command])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


class CommandProcess:
    """`lorong WORDS` as a process forked from one that has loaded all modules, since a fresh one takes seconds to load them."""

    def __init__(self, folder: Path, words: Sequence[str], environment: Mapping[str, str]) -> None:
        self._printed = TemporaryDirectory(prefix="lorong-printed-")
        arguments = (str(folder), [*words], {**environment}, self._printed.name)
        self._process: BaseProcess = forking.Process(target=live, args=arguments)
        self._process.start()

    def send_signal(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    @property
    def lines(self) -> list[str]:
        """Return the lines of its log and of what it printed so far."""
        return [
            line
            for name in ("out", "err")
            if (Path(self._printed.name) / name).exists()
            for line in (Path(self._printed.name) / name).read_text().splitlines()
        ]

    def end(self, seconds: float) -> tuple[int, str, str]:
        """Return the exit status, stdout and stderr; kill the process if it takes longer."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            self._process.kill()
        printed, complaint = ((Path(self._printed.name) / name).read_text() for name in ("out", "err"))
        self._printed.cleanup()
        assert self._process.exitcode is not None, f"it did not end in {seconds} s:\n{printed}{complaint}"
        return self._process.exitcode, printed, complaint


def live(folder: str, words: list[str], environment: dict[str, str], printed: str) -> None:
    """The body of a forked command."""
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{printed}/{name}", os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.exit(main(words))
