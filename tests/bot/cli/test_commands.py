"""The command line: quick help, honest refusals, exit statuses, and the database in hand."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from bot.cli.main import main
from sandbox import Bot, Sandbox, UserProfile

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a token and nothing else in the environment."""
    for name in [name for name in os.environ if name.startswith("LORONG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LORONG_BOT_TOKEN", TOKEN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def lorong(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; exit status, what was told, what was complained of."""

    def run(*words: str) -> tuple[int, str, str]:
        try:
            status = main(list(words))
        except SystemExit as end:
            status = int(end.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def test_help_comes_in_the_blink_of_an_eye_and_loads_nothing_heavy() -> None:
    code = (
        "import sys; from bot.cli.main import main\n"
        "try: main(['--help'])\nexcept SystemExit as end: assert not end.code\n"
        "print('LOADED', sorted({'aiogram', 'telegram', 'sqlalchemy', 'pydantic', 'aiohttp'} & {*sys.modules}))"
    )
    began = monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert monotonic() - began < 5
    assert "LOADED []" in done.stdout
    assert re.findall(r"^    (\w+)", done.stdout, re.MULTILINE) == [
        "demo",
        "setup",
        "run",
        "tick",
        "check",
        "db",
        "proof",
    ]


@pytest.mark.parametrize("command", ["serve", "export"])
def test_a_command_that_is_not_built_is_not_offered(lorong: Run, command: str) -> None:
    assert lorong(command)[0] == 2
    assert command not in lorong("--help")[1]


@pytest.mark.parametrize(
    "words", [[], ["nonsense"], ["db"], ["db", "nonsense"], ["db", "backup"], ["run", "--fast"]]
)
def test_wrong_use_ends_with_two(lorong: Run, words: list[str]) -> None:
    status, _, err = lorong(*words)
    assert status == 2
    assert "usage: lorong" in err


@pytest.mark.parametrize(
    "words",
    [["run"], ["check"], ["db", "upgrade"], ["db", "seed"], ["db", "backup", "x"], ["db", "restore", "x"]],
)
def test_a_wrong_setting_ends_every_command_with_its_line_and_two(
    lorong: Run, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("LORONG_DATABASE_URL", "mysql://root:hunter2@db/lorong")
    monkeypatch.delenv("LORONG_BOT_TOKEN")
    status, out, err = lorong(*words)
    assert (status, out) == (2, "")
    assert [line.split()[0] for line in err.splitlines()] == ["LORONG_BOT_TOKEN", "LORONG_DATABASE_URL"]
    assert "hunter2" not in err


def test_a_database_is_made_seeded_checked_saved_and_put_back(
    lorong: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lorong("check") == (0, "The settings are in order.\nThe database is empty.\n", "")
    assert not (folder / "lorong.db").exists(), "looking makes nothing"
    status, out, _ = lorong("db", "upgrade")
    assert (status, out[:28]) == (0, "The database is at revision ")
    assert lorong("db", "upgrade") == (0, "", "")
    assert lorong("db", "seed") == (0, "The demo market is in the database.\n", "")
    status, _, err = lorong("db", "seed")
    assert (status, err) == (
        2,
        "The database is not empty: the demo market is written only into an empty one.\n",
    )
    assert lorong("db", "backup", "saved.db") == (0, "Copied to saved.db.\n", "")
    assert lorong("db", "backup", "saved.db")[0] == 2
    status, _, err = lorong("db", "restore", "saved.db")
    assert status == 2
    assert "lorong.db is there already and is left as it is" in err
    monkeypatch.setenv("LORONG_DATABASE_URL", "sqlite:///other.db")
    assert lorong("db", "restore", "saved.db") == (0, "Restored from saved.db.\n", "")
    assert lorong("check")[1].endswith("The database is current.\n")
    assert lorong("db", "seed")[0] == 2, "the town came along"


def test_what_is_not_there_or_no_database_is_told_and_not_a_traceback(lorong: Run, folder: Path) -> None:
    status, _, err = lorong("db", "backup", "saved.db")
    assert (status, err) == (2, "there is no database at lorong.db\n")
    assert lorong("db", "restore", "missing.db")[0] == 2
    (folder / "noise.db").write_bytes(b"noise" * 1000)
    status, _, err = lorong("db", "restore", "noise.db")
    assert status == 2
    assert "noise.db is no sound backup" in err
    assert lorong("db", "upgrade")[0] == 0
    status, _, err = lorong("db", "backup", "no/such/folder/saved.db")
    assert status == 2
    assert err.count("\n") == 1


def test_a_database_in_a_folder_that_is_not_there_is_told_by_the_name_of_its_setting(
    lorong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_DATABASE_URL", "sqlite:///no/such/folder/lorong.db")
    status, _, err = lorong("db", "upgrade")
    assert status == 2
    assert err.startswith("LORONG_DATABASE_URL cannot be opened: ")


def test_a_postgresql_that_does_not_answer_is_told_without_its_password(
    lorong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_DATABASE_URL", "postgresql://lorong:hunter2@127.0.0.1:1/lorong")
    for command in (["check"], ["run"], ["db", "upgrade"]):
        status, _, err = lorong(*command)
        assert status == 2
        assert "LORONG_DATABASE_URL cannot be opened: " in err
        assert "hunter2" not in err


def test_run_on_an_empty_postgresql_names_the_command_to_give_first(
    lorong: Run, monkeypatch: pytest.MonkeyPatch, new_postgresql: Callable[[str], str], worker_id: str
) -> None:
    monkeypatch.setenv("LORONG_DATABASE_URL", new_postgresql(f"empty_{worker_id}"))
    status, _, err = lorong("run")
    assert (status, err) == (2, "The database is empty: run `lorong db upgrade` first.\n")
    assert lorong("db", "upgrade")[0] == 0
    assert lorong("check")[1].endswith("The database is current.\n")


LORONG = [sys.executable, "-c", "import sys; from bot.cli.main import main; sys.exit(main(sys.argv[1:]))"]


async def started(command: str = "run", **given: str) -> asyncio.subprocess.Process:
    """`lorong run`, or another command, as a process of its own."""
    environment = os.environ | {"LORONG_WEB_BIND": "127.0.0.1:0"} | given
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*LORONG, command, env=environment, stdout=pipe, stderr=pipe)


async def ended(lorong: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    out, err = await asyncio.wait_for(lorong.communicate(), 30)
    return lorong.returncode, out.decode(), err.decode()


async def test_run_without_a_telegram_to_reach_ends_with_one_sentence() -> None:
    status, _, err = await ended(await started(LORONG_API_BASE="http://127.0.0.1:1"))
    assert status == 1
    assert err.splitlines()[-1].startswith("Telegram could not be reached")
    assert "Traceback" not in err
    assert TOKEN not in err


async def test_run_serves_until_it_is_asked_to_end() -> None:
    sandbox = Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")],
        [UserProfile(id=1, first_name="Tom")],
    )
    async with sandbox.serve() as address:
        tom = sandbox.person(1)
        await tom.write("/start")
        lorong = await started(LORONG_API_BASE=address)
        try:
            await tom.until(lambda message: "Nothing planned yet." in message.text, timeout=30)
        finally:
            lorong.send_signal(signal.SIGTERM)
        status, out, err = await ended(lorong)
    assert status == 0
    assert "The database is at revision" in out
    assert "event=closed" in err


async def test_tick_sends_letters_and_hears_nobody_until_it_is_asked_to_end() -> None:
    sandbox = Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")],
        [UserProfile(id=1, first_name="Tom")],
    )
    async with sandbox.serve() as address:
        await sandbox.person(1).write("/start")
        lorong = await started("tick", LORONG_API_BASE=address)
        try:
            async with asyncio.timeout(30):
                while not any(call.method == "getMe" for call in sandbox.calls):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            await asyncio.sleep(1)
        finally:
            lorong.send_signal(signal.SIGTERM)
        status, _, err = await ended(lorong)
    assert status == 0
    assert "event=closed" in err
    assert {call.method for call in sandbox.calls} == {"getMe"}


async def test_run_with_a_token_that_telegram_refuses_ends_with_two_and_the_mend() -> None:
    async with Sandbox(
        [Bot(id=7000000009, token="7000000009:other", username="other_bot", name="Other")]
    ).serve() as address:
        status, _, err = await ended(await started(LORONG_API_BASE=address))
    assert status == 2
    assert err.splitlines()[-1] == (
        "LORONG_BOT_TOKEN is refused by Telegram: take a new one from @BotFather."
    )
    assert "Traceback" not in err
    assert TOKEN not in err
