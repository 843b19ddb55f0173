"""What tests of Lorong's commands share: an empty folder, and answers typed into a command."""

import asyncio
import io
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.cli.main import main

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
    """Run `lorong COMMAND` with these answers; exit status, what was printed, what was complained of."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in answers)))
    status = await asyncio.to_thread(main, [command])
    printed = capsys.readouterr()
    return status, printed.out, printed.err
