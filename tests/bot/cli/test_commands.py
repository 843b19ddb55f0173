"""The command line: fast help, plain refusals, exit statuses, and exclusive use of the database."""

import asyncio
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from bot.cli import app_commands, preparation
from bot.cli.main import main
from bot.cli.ticket_key import load_ticket_key
from bot.settings import load_settings
from market.broadcast.advance import advance
from market.broadcast.audience import Audience
from market.broadcast.notifications import BroadcastMessage
from market.notification.outbox import notify
from market.organiser.notifications import OrganiserAppointed
from sandbox import Bot, Fault, Sandbox, UserProfile
from storage.broadcast import Broadcast, BroadcastState, Wording
from storage.job_failure import record_failure
from storage.notification import Notification
from storage.person import Person
from storage.schema import head, upgrade
from storage.store import Store
from tests.command_line import CommandProcess
from tests.people import add_person
from tests.small_disk import small_disk

LORONG = Path(sys.executable).with_name("lorong")
TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a token in the environment, and no Telegram and no other Lorong to reach."""
    for name in [name for name in os.environ if name.startswith("LORONG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LORONG_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("LORONG_API_BASE", "http://127.0.0.1:1")
    monkeypatch.setenv("LORONG_WEB_BIND", "127.0.0.1:1")
    monkeypatch.setenv("LORONG_HEALTH_BIND", "127.0.0.1:0")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def lorong(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command and returns its exit status, stdout and stderr."""

    def run(*words: str) -> tuple[int, str, str]:
        try:
            status = main(list(words))
        except SystemExit as end:
            status = int(end.code or 0)
        output = capsys.readouterr()
        return status, output.out, output.err

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
        "serve",
        "tick",
        "key",
        "check",
        "db",
        "proof",
    ]


def test_the_commands_of_a_database_do_not_load_the_library_of_telegram(tmp_path: Path) -> None:
    code = (
        "import sys; from bot.cli.main import main\n"
        "for command in ('upgrade', 'seed', 'backup copy.db'): assert main(['db', *command.split()]) == 0\n"
        "print('LOADED', sorted({'aiogram', 'telegram', 'aiohttp'} & {*sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"LORONG_BOT_TOKEN": TOKEN, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "LOADED []" in done.stdout


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
    assert lorong("check")[1].startswith("The settings are in order.\nThe database is empty.\n")
    assert not (folder / "lorong.db").exists(), "looking makes nothing"
    status, out, _ = lorong("db", "upgrade")
    assert (status, out[:28]) == (0, "The database is at revision ")
    assert lorong("db", "upgrade") == (0, f"The database is at revision {head()} already.\n", "")
    assert lorong("db", "seed") == (0, "The demo market is in the database.\n", "")
    status, _, err = lorong("db", "seed")
    assert (status, err) == (
        2,
        "The database is not empty: the demo market is written only into an empty one.\n",
    )
    status, out, _ = lorong("db", "backup", "saved.db")
    assert (status, out.splitlines()[0]) == (0, "Copied to saved.db.")
    assert "Keep lorong.key as well" in out
    assert lorong("db", "backup", "saved.db")[0] == 2
    status, _, err = lorong("db", "restore", "saved.db")
    assert status == 2
    assert "lorong.db is there already and is left as it is" in err
    monkeypatch.setenv("LORONG_DATABASE_URL", "sqlite:///other.db")
    status, out, _ = lorong("db", "restore", "saved.db")
    assert (status, out.splitlines()[:2]) == (
        0,
        ["Restored from saved.db.", "No announcement was being sent or due."],
    )
    assert "\nThe database is current.\n" in lorong("check")[1]
    assert lorong("db", "seed")[0] == 2, "the town came along"


def test_what_is_not_there_or_no_database_is_told_and_not_a_traceback(lorong: Run, folder: Path) -> None:
    status, _, err = lorong("db", "backup", "saved.db")
    assert (status, err) == (
        2,
        "There is no database at lorong.db: start this in the market's folder, or set LORONG_DATABASE_URL.\n",
    )
    assert lorong("db", "restore", "missing.db")[0] == 2
    (folder / "noise.db").write_bytes(b"noise" * 1000)
    status, _, err = lorong("db", "restore", "noise.db")
    assert status == 2
    assert "noise.db is no sound backup" in err
    assert lorong("db", "upgrade")[0] == 0
    status, _, err = lorong("db", "backup", "no/such/folder/saved.db")
    assert (status, err) == (2, "There is no folder no/such/folder: make it first, or name another.\n")
    (folder / "taken").write_text("")
    for port in ("-1", "65536", "any"):
        status, _, err = lorong("demo", f"--port={port}", "--no-browser")
        assert (status, err.splitlines()[-1]) == (
            2,
            "lorong demo: error: argument --port: give a number from 0 to 65535",
        )
    assert lorong("demo", "--data", "taken", "--no-browser")[::2] == (
        2,
        "taken cannot be a folder: give --data another.\n",
    )


def test_without_a_command_the_help_is_printed(lorong: Run) -> None:
    status, _, err = lorong()
    assert status == 2
    assert "a market to try in the browser" in err
    assert "required" not in err


def damaged(sound: bytes) -> bytes:
    """A database of which most pages are overwritten."""
    return sound[:4096] + b"\xff" * (len(sound) - 4096)


@pytest.mark.parametrize("make", [damaged, lambda sound: b"noise" * 1000])
def test_a_file_that_is_no_sound_database_is_told_with_the_way_to_put_a_backup_back(
    lorong: Run, folder: Path, sqlite_template: Path, make: Callable[[bytes], bytes]
) -> None:
    (folder / "lorong.db").write_bytes(make(sqlite_template.read_bytes()))
    for words in (["check"], ["run"], ["db", "upgrade"], ["db", "seed"], ["db", "backup", "saved.db"]):
        status, _, err = lorong(*words)
        assert status == 2, words
        assert "LORONG_DATABASE_URL is no sound database" in err, words
        assert "`lorong db restore`" in err
    assert not (folder / "saved.db").exists()


HEED_PERMISSIONS = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Starts a command that heeds the permissions of files, also where the tests run as root."""


def unprivileged(*words: str) -> tuple[int, str]:
    """Exit status and all that was printed."""
    done = subprocess.run(
        [sys.executable, "-c", HEED_PERMISSIONS, LORONG, *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
def test_a_folder_that_cannot_be_written_is_told_by_name(folder: Path, sqlite_template: Path) -> None:
    (folder / "lorong.db").write_bytes(sqlite_template.read_bytes())
    (folder / "lorong.db").chmod(0o600)
    folder.chmod(0o500)
    try:
        for words in (["key", "new"], ["db", "backup", "saved.db"], ["demo", "--data", "demo"]):
            status, printed = unprivileged(*words)
            assert status == 1, printed
            assert printed.splitlines()[-1].startswith("Permission denied: "), printed
            assert "Traceback" not in printed
        assert f"Lorong may not write {folder}. Fix: " in unprivileged("check")[1]
    finally:
        folder.chmod(0o700)


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
def test_a_database_that_cannot_be_written_is_found(folder: Path, sqlite_template: Path) -> None:
    (folder / "lorong.db").write_bytes(sqlite_template.read_bytes())
    (folder / "lorong.db").chmod(0o400)
    assert f"Lorong may not write {folder / 'lorong.db'}. Fix: " in unprivileged("check")[1]


def test_a_target_of_a_move_that_does_not_answer_is_not_taken_for_the_setting(lorong: Run) -> None:
    lorong("db", "upgrade")
    status, _, err = lorong("db", "move", "postgresql://lorong:hunter2@127.0.0.1:1/lorong")
    assert status == 75
    assert err.startswith("The target does not answer now: ")
    assert "hunter2" not in err


def test_a_database_in_a_folder_that_is_not_there_is_told_by_the_name_of_its_setting(
    lorong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_DATABASE_URL", "sqlite:////no/such/folder/lorong.db")
    status, _, err = lorong("db", "upgrade")
    assert status == 2
    assert err.startswith("LORONG_DATABASE_URL cannot be opened: ")
    assert "There is no folder /no/such/folder for the database. Fix: " in lorong("check")[1]


def test_a_postgresql_that_does_not_answer_is_told_without_its_password(
    lorong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_DATABASE_URL", "postgresql://lorong:hunter2@127.0.0.1:1/lorong")
    for command in (["check"], ["db", "upgrade"], ["db", "seed"]):
        status, _, err = lorong(*command)
        assert status == 75
        assert "LORONG_DATABASE_URL does not answer now: " in err
        assert "hunter2" not in err


class Pauses:
    """Stands for `time.sleep`, and does something after so many pauses."""

    def __init__(self, after: int, then: Callable[[], object]) -> None:
        self.seconds: list[float] = []
        self._after, self._then = after, then

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if len(self.seconds) == self._after:
            self._then()


@pytest.mark.parametrize("command", ["run", "tick"])
def test_a_start_waits_for_a_database_that_does_not_answer_and_ends_so_that_it_is_started_again(
    lorong: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Status 2 would be the end under systemd, though nothing is wrong here."""
    pauses = Pauses(0, lambda: None)
    monkeypatch.setattr(preparation.time, "sleep", pauses)
    monkeypatch.setenv("LORONG_DATABASE_URL", "postgresql://lorong:hunter2@127.0.0.1:1/lorong")
    status, out, err = lorong(command)
    assert status == 75
    assert pauses.seconds[:7] == [1, 2, 4, 8, 16, 30, 30]
    assert preparation.PATIENCE <= sum(pauses.seconds) < preparation.PATIENCE + 30
    [said] = out.splitlines()
    assert said.startswith("LORONG_DATABASE_URL does not answer now: ")
    assert said.endswith(" Waiting for it, 5 minutes at most.")
    assert err.startswith("LORONG_DATABASE_URL does not answer now: ")
    assert "hunter2" not in said + err


def test_a_start_goes_on_as_soon_as_its_database_answers(
    lorong: Run, monkeypatch: pytest.MonkeyPatch, new_postgresql: Callable[[str], str], worker_id: str
) -> None:
    """This one is there and empty, so that the start goes on to say so."""
    there = new_postgresql(f"empty_{worker_id}")
    appears = partial(monkeypatch.setenv, "LORONG_DATABASE_URL", there)
    monkeypatch.setattr(preparation.time, "sleep", Pauses(2, appears))
    monkeypatch.setattr(app_commands, "settings_in_order", Reread)
    monkeypatch.setenv("LORONG_DATABASE_URL", "postgresql://lorong@127.0.0.1:1/lorong")
    assert lorong("run")[::2] == (2, "The database is empty: run `lorong db upgrade` first.\n")


class Reread:
    """Settings that are read anew each time somebody asks for one."""

    def __getattr__(self, name: str) -> object:
        return getattr(load_settings(), name)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ('connection to server at "127.0.0.1", port 1 failed: Connection refused', 75),
        ('connection to server at "db" failed: FATAL:  the database system is starting up', 75),
        ("could not translate host name", 75),
        ('FATAL:  password authentication failed for user "lorong"', 2),
        ('FATAL:  database "lorong" does not exist', 2),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1"', 2),
        ("FATAL: no such database: lorong", 2),
    ],
)
def test_what_a_person_must_change_is_told_from_what_may_pass(
    lorong: Run, monkeypatch: pytest.MonkeyPatch, words: str, status: int
) -> None:
    def refuse(url: str) -> None:
        raise OperationalError("", {}, psycopg.OperationalError(words))

    monkeypatch.setattr(preparation.schema, "state", refuse)
    assert lorong("check")[0] == status


@pytest.mark.parametrize(
    ("words", "status"), [("database is locked", 75), ("unable to open database file", 2)]
)
def test_sqlite_locked_by_another_may_pass(
    lorong: Run, monkeypatch: pytest.MonkeyPatch, words: str, status: int
) -> None:
    def refuse(url: str) -> None:
        raise OperationalError("", {}, sqlite3.OperationalError(words))

    monkeypatch.setattr(preparation.schema, "state", refuse)
    assert lorong("check")[0] == status


def test_the_version_is_printed(lorong: Run) -> None:
    assert lorong("--version") == (0, "lorong 0.1.0\n", "")


def test_a_backup_on_a_full_disk_names_the_copy(lorong: Run, folder: Path) -> None:
    lorong("db", "upgrade")
    with small_disk(folder) as disk:
        with pytest.raises(OSError, match="No space"):
            (disk / "junk").write_bytes(bytes(4 * 2**20))
        status, out, err = lorong("db", "backup", f"{disk}/saved.db")
        assert (status, out) == (1, "")
        assert (
            err
            == f"{disk}/saved.db could not be written (database or disk is full): nothing is left of it.\n"
        )
        assert [each.name for each in disk.iterdir()] == ["junk"]


def test_a_database_of_another_chain_is_told_so_in_one_sentence(lorong: Run, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "lorong.db")) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.execute("INSERT INTO alembic_version VALUES ('0050')")
        connection.execute("CREATE TABLE person (id INTEGER)")
    for words in (["run"], ["db", "upgrade"], ["db", "seed"]):
        status, out, err = lorong(*words)
        assert (status, out) == (2, "")
        assert err.startswith("The database is at revision 0050 of another chain of migrations, "), words
        assert len(err.splitlines()) == 1
    assert (
        "The database is of another chain of migrations. Fix: start the Lorong that made it"
        in lorong("check")[1]
    )


def test_run_on_an_empty_postgresql_names_the_command_to_give_first(
    lorong: Run, monkeypatch: pytest.MonkeyPatch, new_postgresql: Callable[[str], str], worker_id: str
) -> None:
    monkeypatch.setenv("LORONG_DATABASE_URL", new_postgresql(f"empty_{worker_id}"))
    status, _, err = lorong("run")
    assert (status, err) == (2, "The database is empty: run `lorong db upgrade` first.\n")
    assert lorong("db", "upgrade")[0] == 0
    assert "\nThe database is current.\n" in lorong("check")[1]


def test_a_market_is_moved_to_postgresql_and_runs_there(
    lorong: Run,
    monkeypatch: pytest.MonkeyPatch,
    new_postgresql: Callable[[str], str],
    worker_id: str,
) -> None:
    target = new_postgresql(f"moved_{worker_id}")
    assert lorong("db", "move", target)[::2] == (
        2,
        "The database to move is empty: run `lorong db upgrade` first.\n",
    )
    assert lorong("db", "seed")[0] == 0
    status, out, err = lorong("db", "move", target)
    assert (status, err) == (0, "")
    assert re.search(r"^\d{3,} rows of \d+ tables were moved, and each was compared\.$", out, re.MULTILINE)
    assert "Set LORONG_SECRET_KEY to what `base64 < lorong.key` prints." in out
    status, _, err = lorong("db", "move", target)
    assert status == 2
    assert err.startswith("The target is not empty, its table ")
    status, _, err = lorong("db", "move", "mysql://root:hunter2@db/lorong")
    assert (status, err) == (2, "The target is no database: give postgresql://USER@HOST/NAME.\n")
    monkeypatch.setenv("LORONG_DATABASE_URL", target)
    assert "\nThe database is current.\n" in lorong("check")[1]
    assert lorong("db", "seed")[0] == 2, "the town came along"


def started(*words: str, **given: str) -> CommandProcess:
    """`lorong run`, or another command, as a process of its own."""
    return CommandProcess(
        Path.cwd(), words or ("run",), os.environ | {"LORONG_WEB_BIND": "127.0.0.1:0"} | given
    )


async def ended(lorong: CommandProcess) -> tuple[int, str, str]:
    return await asyncio.to_thread(lorong.end, 30)


async def test_run_without_a_telegram_to_reach_ends_with_one_sentence() -> None:
    status, _, err = await ended(started(LORONG_API_BASE="http://127.0.0.1:1"))
    assert status == 1
    assert err.splitlines()[-1].startswith("Telegram could not be reached")
    assert "Traceback" not in err
    assert TOKEN not in err


def test_serve_needs_postgresql_and_a_webhook(lorong: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "needs PostgreSQL" in lorong("serve")[2]
    monkeypatch.setenv("LORONG_DATABASE_URL", "postgresql://lorong@127.0.0.1/lorong")
    status, _, complaint = lorong("serve")
    assert status == 2
    assert "LORONG_WEBHOOK=on" in complaint
    monkeypatch.setenv("LORONG_WEBHOOK", "on")
    assert "LORONG_PUBLIC_URL" in lorong("serve")[2]


async def started_afresh(command: str, **given: str) -> asyncio.subprocess.Process:
    """A command that has loaded nothing before, as an operator starts it."""
    code = "import sys; from bot.cli.main import main; sys.exit(main(sys.argv[1:]))"
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, command, env=os.environ | given, stdout=pipe, stderr=pipe
    )


async def test_run_serves_until_it_is_asked_to_end() -> None:
    sandbox = Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")],
        [UserProfile(id=1, first_name="Tom")],
    )
    async with sandbox.serve() as address:
        tom = sandbox.person(1)
        await tom.write("/start")
        lorong = await started_afresh("run", LORONG_API_BASE=address, LORONG_WEB_BIND="127.0.0.1:0")
        try:
            await tom.until(lambda message: "This market is not open yet." in message.text, timeout=30)
        finally:
            lorong.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(lorong.communicate(), 30)
    assert lorong.returncode == 0
    assert "The database is at revision" in out.decode()
    assert out.decode().splitlines()[-1] == (
        "@lorong_demo_bot answers people and sends what is due. Ctrl-C or SIGTERM ends it."
    )
    assert "event=closed" in err.decode()


async def test_tick_sends_notifications_and_hears_nobody_until_it_is_asked_to_end() -> None:
    sandbox = Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")],
        [UserProfile(id=1, first_name="Tom")],
    )
    async with sandbox.serve() as address:
        await sandbox.person(1).write("/start")
        lorong = started("tick", LORONG_API_BASE=address)
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
        status, _, err = await ended(started(LORONG_API_BASE=address))
    assert status == 2
    assert err.splitlines()[-1] == (
        "LORONG_BOT_TOKEN is refused by Telegram (Telegram server says - Unauthorized): take a new one from @BotFather. "
        "Whatever is due waits and is sent then."
    )
    assert "Traceback" not in err
    assert TOKEN not in err


def write_announcement(session: Session, state: BroadcastState, send_at: datetime | None = None) -> int:
    """An announcement to one reader; the number of its row."""
    now = datetime.now(UTC)
    if session.get(Person, 1) is None:
        add_person(session, 1, "Tom", created_at=now, quiet_from=0, quiet_until=0)
    row = Broadcast(
        author_id=None, audience=Audience().stored(), state=state, created_at=now, send_at=send_at
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add(Wording(broadcast_id=row.id, language="en", words="The alley opens at six."))
    session.flush()
    if state == BroadcastState.SENDING:
        row.started_at = now
        about, late = f"broadcast:{row.id}", now + timedelta(days=1)
        notify(session, 1, BroadcastMessage(broadcast_id=row.id), now, about=about, late_after=late)
    return row.id


async def stored(url: str) -> tuple[list[str], list[str]]:
    """The states of the announcements and of the notifications."""

    def look(session: Session) -> tuple[list[str], list[str]]:
        rows = session.exec(select(Broadcast.state).order_by(col(Broadcast.id))).all()
        return [*rows], [*session.exec(select(Notification.state).order_by(col(Notification.state)))]

    store = Store(url)
    try:
        return await store.read(look)
    finally:
        await store.close()


@pytest.mark.parametrize("command", ["run", "tick"])
@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.NOT_FOUND])
async def test_a_token_that_is_revoked_ends_with_two_and_everything_waits(
    folder: Path, command: str, fault: Fault
) -> None:
    url = f"sqlite:///{folder / 'lorong.db'}"
    upgrade(url)
    store = Store(url)
    await store.write(write_announcement, BroadcastState.SENDING)
    await store.close()
    sandbox = Sandbox([Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")])
    sandbox.fault("sendMessage", fault, times=100)
    async with sandbox.serve() as address:
        status, _, err = await ended(started(command, LORONG_API_BASE=address))
    assert status == 2
    assert err.splitlines()[-1].startswith("LORONG_BOT_TOKEN is refused by Telegram (")
    assert err.splitlines()[-1].endswith("Whatever is due waits and is sent then.")
    assert "Traceback" not in err
    assert err.count("Telegram refuses this bot: notifications wait") == 1
    assert await stored(url) == (["sending"], ["queued"])


async def test_a_restore_pauses_announcements_that_may_have_gone_out_and_says_how_many(
    folder: Path,
) -> None:
    url = f"sqlite:///{folder / 'lorong.db'}"
    upgrade(url)
    store, now = Store(url), datetime.now(UTC)
    await store.write(write_announcement, BroadcastState.SENDING)
    await store.write(write_announcement, BroadcastState.SCHEDULED, now - timedelta(minutes=1))
    await store.write(write_announcement, BroadcastState.SCHEDULED, now + timedelta(days=1))
    await store.write(write_announcement, BroadcastState.DRAFT)
    await store.close()
    again = f"sqlite:///{folder / 'again.db'}"
    assert main(["db", "backup", "saved.db"]) == 0
    status, out, _ = await ended(started("db", "restore", "saved.db", LORONG_DATABASE_URL=again))
    assert status == 0
    assert "2 announcements were being sent or due and are paused" in out
    assert await stored(again) == (["paused", "paused", "scheduled", "draft"], ["paused"])
    store = Store(again)
    try:
        while await store.write(advance, 2, (), now):
            pass
        assert (await stored(again))[0][1] == "paused", "until an organiser resumes it"
    finally:
        await store.close()


async def test_a_restore_holds_back_the_personal_messages_that_were_due_and_says_how_many(
    folder: Path,
) -> None:
    url = f"sqlite:///{folder / 'lorong.db'}"
    upgrade(url)
    store, now = Store(url), datetime.now(UTC)

    def write(session: Session) -> None:
        add_person(session, 1, "Tom", created_at=now, quiet_from=0, quiet_until=0)
        session.flush()
        for seconds in (-3600, -60, 2, 3600):
            due = now + timedelta(seconds=seconds)
            notify(session, 1, OrganiserAppointed(), due, about="test", late_after=now + timedelta(days=1))

    await store.write(write)
    await store.close()
    again = f"sqlite:///{folder / 'again.db'}"
    assert main(["db", "backup", "saved.db"]) == 0
    await asyncio.sleep(2)
    status, out, _ = await ended(started("db", "restore", "saved.db", LORONG_DATABASE_URL=again))
    assert status == 0
    assert re.search(
        r"^2 personal messages that were due when the backup was made, .* UTC, are held back:", out, re.M
    )
    assert "\n1 that fell due later are sent at the next start, where that is not too late.\n" in out
    assert await stored(again) == ([], ["dropped", "dropped", "queued", "queued"])


async def test_check_lists_what_a_job_could_not_do(folder: Path) -> None:
    upgrade(f"sqlite:///{folder / 'lorong.db'}")
    store = Store(f"sqlite:///{folder / 'lorong.db'}")
    await store.write(record_failure, "drops to wind up", 31, "ValueError", now=datetime.now(UTC))
    await store.close()
    _, out, _ = await ended(started("check"))
    assert "Of the drops to wind up, number 31 has failed 1 times since " in out


def test_the_ticket_key_is_written_to_the_disk_before_it_is_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []

    def note(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))

    monkeypatch.setattr("bot.cli.ticket_key.os.fsync", note)
    key = load_ticket_key(load_settings(None, bot_token=TOKEN))
    assert [Path(name).name for name in synced] == ["lorong.key.part", folder.name]
    assert (folder / "lorong.key").read_bytes() == key
    assert stat.S_IMODE((folder / "lorong.key").stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir()] == ["lorong.key"]
