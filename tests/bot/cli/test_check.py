"""`lorong check`: each problem is found and comes with its fix."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.app import open_app
from bot.cli import check as checking
from bot.cli.main import main
from bot.cli.ticket_key import load_ticket_key
from bot.readiness import DEAF_AFTER
from bot.settings import load_settings
from market.ticket.signing_keys import register_signer
from market.ticket.ticket_key import TicketKey
from sandbox import Bot, Fault, Sandbox
from storage import schema
from storage.inbox import SET_ASIDE_AFTER, InboxUpdate
from storage.lease import take_lease
from storage.organiser import Organiser
from storage.schema import upgrade
from storage.store import Store
from tests.people import add_person
from tests.web.test_health import unused_port

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
OTHER = "7000000002:AAExample-of-a-token-that-nobody-knows-of"
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
Check = Callable[[], Awaitable[tuple[int, list[str]]]]


@pytest.fixture(autouse=True)
async def telegram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sandbox]:
    """A folder to work in, settings that are complete, and a Telegram that knows the bot."""
    for name in [name for name in os.environ if name.startswith("LORONG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    sandbox = Sandbox([Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")])
    async with sandbox.serve() as address:
        for name, value in {
            "BOT_TOKEN": TOKEN,
            "API_BASE": address,
            "ADMINS": "1003",
            "WEB_BIND": "127.0.0.1:0",
            "HEALTH_BIND": f"127.0.0.1:{unused_port()}",
        }.items():
            monkeypatch.setenv(f"LORONG_{name}", value)
        yield sandbox


@pytest.fixture
def market(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with the schema and no rows; its address is in the settings."""
    monkeypatch.setenv("LORONG_DATABASE_URL", database_url)
    if database_url.startswith("postgresql"):
        monkeypatch.setenv("LORONG_SECRET_KEY", KEY)
    return database_url


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Return a function that runs the command and returns its exit status and each line that needs a fix."""

    async def run() -> tuple[int, list[str]]:
        status = await asyncio.to_thread(main, ["check"])
        lines = capsys.readouterr().out.splitlines()
        assert "The settings are in order." in lines
        return status, [line for line in lines if " Fix: " in line]

    return run


async def change(url: str, action: Callable[[Session], object]) -> None:
    store = Store(url)
    await store.write(lambda session: action(session) and None)
    await store.close()


async def test_a_market_in_order_ends_with_zero_and_has_no_fix(
    market: str, check: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await check() == (0, [])
    await asyncio.to_thread(main, ["check"])
    lines = capsys.readouterr().out
    for line in (
        "The database is current.",
        "The clock agrees with the database's.",
        "No process leads: ",
        "Telegram knows the bot as @lorong_demo_bot.",
        "No Lorong answers at 127.0.0.1:",
        "It speaks English, Bahasa Melayu, 简体中文.",
        "It can print English, Malay",
        "The key of the tickets ",
        " GB are free on the disk.",
    ):
        assert line in lines


async def found(check: Check, words: str) -> str:
    """The only finding that needs a fix, which has these words."""
    status, lines = await check()
    assert status == 1
    [line] = lines
    assert words in line
    return line


async def test_a_token_that_telegram_refuses(
    market: str, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_BOT_TOKEN", OTHER)
    line = await found(
        check,
        "Telegram refuses LORONG_BOT_TOKEN: it answered “Unauthorized”. Fix: take the present one from @BotFather",
    )
    assert OTHER not in line


async def test_a_telegram_that_cannot_be_reached(
    market: str, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_API_BASE", "http://127.0.0.1:1")
    line = await found(check, "Telegram could not be reached at http://127.0.0.1:1: getMe: ClientConnector")
    assert "Whether the token is good is not known. Fix: is the network up" in line


async def test_a_telegram_that_does_not_answer(
    market: str, check: Check, telegram: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "TIMEOUT", 0.3)
    telegram.fault("getMe", Fault.HANG)
    await found(check, "could not be reached at http://127.0.0.1:")


async def test_a_made_up_token_before_the_first_start_is_found_with_the_missing_organiser(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_DATABASE_URL", f"sqlite:///{tmp_path}/lorong.db")
    monkeypatch.setenv("LORONG_BOT_TOKEN", "123456789:AAabcdefghijklmnopqrstuvwxyz0123456")
    monkeypatch.setenv("LORONG_ADMINS", "")
    status, lines = await check()
    assert status == 1
    no_organiser, refused = lines
    assert no_organiser.startswith("This market has no organiser yet: ")
    assert "`lorong setup` prints a link that works once, for 15 minutes" in no_organiser
    assert refused.startswith("Telegram refuses LORONG_BOT_TOKEN: it answered ")
    assert not (tmp_path / "lorong.db").exists(), "looking makes nothing"


async def test_a_market_without_an_organiser(
    market: str, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_ADMINS", "")
    await found(
        check,
        "no organiser yet: nobody can add an alley or approve a stall. Fix: `lorong setup` prints a link",
    )

    def name(session: Session) -> None:
        now = datetime.now(UTC)
        add_person(session, 1003, first_name="Ken", language="en", created_at=now)
        session.flush()
        session.add(Organiser(person_id=1003, named_by=None, named_at=now))

    await change(market, name)
    assert await check() == (0, [])


async def noted(check: Check, capsys: pytest.CaptureFixture[str], words: str) -> bool:
    """Whether the command says this as something that needs no fix."""
    assert await asyncio.to_thread(main, ["check"]) == 0
    return words in capsys.readouterr().out


async def test_a_single_organiser_is_noted_and_two_are_not(
    market: str, check: Check, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    single = "This market has a single organiser: "
    assert await noted(check, capsys, single), "named by the settings, and has yet to write"
    now = datetime.now(UTC)

    def name(session: Session, person: int) -> None:
        add_person(session, person, "Ken", created_at=now, telegram=person)
        session.flush()
        session.add(Organiser(person_id=person, named_by=None, named_at=now))

    await change(market, lambda session: name(session, 1003))
    assert await noted(check, capsys, single), "named by the settings and in chat, and still one"
    await change(market, lambda session: name(session, 1004))
    assert not await noted(check, capsys, single)


async def test_a_market_without_a_public_address_reads_what_it_goes_without(
    market: str, check: Check, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "LORONG_PUBLIC_URL is not set: there is no kiosk, no webhook and no link to a page ("
    assert await noted(check, capsys, words)
    monkeypatch.setenv("LORONG_PUBLIC_URL", "https://market.example")
    assert not await noted(check, capsys, words)


async def test_a_database_that_was_restored_without_its_key(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/lorong.db"
    monkeypatch.setenv("LORONG_DATABASE_URL", url)
    upgrade(url)
    key = tmp_path / "lorong.key"
    key.write_bytes(bytes(32))
    key.chmod(0o600)
    assert await check() == (0, []), "nothing was signed yet"
    await change(
        url, lambda session: register_signer(session, TicketKey(bytes(32)).signing_key(), datetime.now(UTC))
    )
    assert await check() == (0, [])
    key.write_bytes(b"1" * 32 + bytes(32))
    assert await check() == (0, []), "a new key in front of the known one"
    key.write_bytes(b"1" * 32)
    await found(
        check,
        "This database comes without its key: key 1, which signed its newest tickets, is not here. Fix: ",
    )
    key.unlink()
    await found(check, f"put back the {key} that was kept with the backup, before the next start")


async def test_a_clock_that_is_off(market: str, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "wall_clock", lambda: datetime.now(UTC) + timedelta(hours=1))
    await found(check, "The clock is +3600 seconds off the database's. Fix: let both machines")


async def test_a_disk_that_is_almost_full(market: str, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=50_000_000))
    await found(check, "0.1 GB are free on the disk. Fix: make room: ")


async def test_updates_that_were_set_aside(market: str, check: Check) -> None:
    now = datetime.now(UTC)
    await change(
        market,
        lambda session: session.add(
            InboxUpdate(update_id=1, sender=7, body="{}", received_at=now, starts=SET_ASIDE_AFTER)
        ),
    )
    await found(check, "1 updates are set aside")


async def test_a_leader_that_was_killed_and_one_that_lives(market: str, check: Check) -> None:
    await change(market, lambda session: take_lease(session, "somebody", 30.0))
    assert await check() == (0, [])
    await change(market, lambda session: session.execute(text("UPDATE lease SET until = until - 100")))
    await found(check, "ended without a word ")
    await change(market, lambda session: session.execute(text("UPDATE lease SET until = 0")))
    assert await check() == (0, [])


async def test_a_key_file_that_others_can_read_or_that_is_no_key(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_DATABASE_URL", f"sqlite:///{tmp_path}/lorong.db")
    upgrade(f"sqlite:///{tmp_path}/lorong.db")
    assert await check() == (0, [])
    key = tmp_path / "lorong.key"
    assert not key.exists(), "looking makes nothing"
    key.write_bytes(bytes(32))
    key.chmod(0o644)
    await found(check, f"Others can read the key of the tickets in {key}. Fix: chmod 600 {key}")
    key.chmod(0o600)
    assert await check() == (0, [])
    key.write_bytes(b"short")
    await found(check, "lorong.key is not a ticket key. Fix: put the right one there")


async def test_a_schema_that_is_behind_and_one_that_is_ahead(
    check: Check,
    new_postgresql: Callable[[str], str],
    worker_id: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    url = new_postgresql(f"check_{worker_id}")
    monkeypatch.setenv("LORONG_DATABASE_URL", url)
    monkeypatch.setenv("LORONG_SECRET_KEY", KEY)
    await found(check, "The database is empty. Fix: run `lorong db upgrade`.")
    upgrade(url)
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        with monkeypatch.context() as later:
            later.setattr(schema, "VERSIONS", shutil.copytree(schema.VERSIONS, tmp_path / "versions"))
            (schema.VERSIONS / f"{int(schema.head()) + 1:04}_later.py").touch()
            await found(check, "The database is behind. Fix: run `lorong db upgrade`.")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        await found(check, "The database is ahead. Fix: start the newer Lorong")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_without_its_key(
    check: Check, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LORONG_DATABASE_URL", database_url)
    await found(check, "LORONG_SECRET_KEY is missing. Fix: give 32 random bytes in base64")


async def test_a_terminal_that_cannot_print_every_language(
    market: str, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "sys", SimpleNamespace(stdout=SimpleNamespace(encoding="latin-1")))
    await found(check, "this terminal cannot print all of them. Fix: set LANG=C.UTF-8.")


async def test_a_running_lorong_says_itself_what_is_wrong(
    market: str, check: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings(None)
    async with open_app(settings, load_ticket_key(settings)) as app:
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(stop))
        async with asyncio.timeout(30):
            while not app.monitor.statuses.get("expired holds") or not app.vitals.polled_at:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await check() == (0, [])
        app.vitals.polled_at = app.vitals.seconds() - DEAF_AFTER
        await found(check, "The running Lorong is not ready: Telegram has given no answer to getUpdates")
        stop.set()
        await running
