"""`lorong key`: adding and revoking keys, one command after the other."""

import base64
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.ticket_key import load_ticket_key
from bot.settings import load_settings
from market.ticket.signing_keys import register_signer
from market.ticket.ticket_key import TicketKey
from storage.store import Store
from tests.bot.cli.test_commands import TOKEN, Run, folder, lorong  # noqa: F401
from tests.market.ticket.conftest import NOW


async def start_once() -> None:
    """Register the newest key, as a start of Lorong does."""
    settings = load_settings(None, bot_token=TOKEN)
    store = Store(settings.database_url)
    try:
        await store.write(register_signer, TicketKey(load_ticket_key(settings)).signing_key(), NOW)
    finally:
        await store.close()


async def test_a_key_is_made_listed_and_revoked(lorong: Run, folder: Path) -> None:  # noqa: F811
    import asyncio

    async def run(*words: str) -> tuple[int, str, str]:
        return await asyncio.to_thread(lorong, *words)

    assert (await run("db", "upgrade"))[0] == 0
    assert await run("key", "list") == (2, "", "lorong.key is missing: it is made at the first start.\n")
    assert not (folder / "lorong.key").exists(), "whoever looks makes no key"
    await start_once()
    first = (folder / "lorong.key").read_bytes()
    assert (await run("key", "list"))[1] == "1: first used 2026-11-24 02:00 UTC, valid, signs now\n"

    status, out, _ = await run("key", "new")
    assert status == 0
    assert out.startswith("Restart Lorong: ")
    both = (folder / "lorong.key").read_bytes()
    assert (len(both), both[32:]) == (64, first)
    assert stat.S_IMODE((folder / "lorong.key").stat().st_mode) == 0o600
    assert (await run("key", "list"))[1].splitlines()[1:] == ["A new key signs from the next start on."]
    await start_once()
    assert await run("key", "revoke", "2") == (
        2,
        "",
        "Key 2 signs new tickets, so it is not revoked: give `lorong key new`, restart Lorong, then revoke it.\n",
    )
    assert (await run("key", "revoke", "1"))[0] == 0
    lines = (await run("key", "list"))[1].splitlines()
    assert lines[0].startswith("1: first used 2026-11-24 02:00 UTC, revoked 20")
    assert lines[1] == "2: first used 2026-11-24 02:00 UTC, valid, signs now"
    assert await run("key", "revoke", "3") == (2, "", "There is no key 3. `lorong key list` shows them.\n")
    assert (await run("key", "revoke", "one"))[0] == 2
    assert "which is revoked" not in (await run("check"))[1]
    (folder / "lorong.key").write_bytes(first)
    assert (
        "Tickets are signed with key 1, which is revoked: no kiosk accepts them. Fix: `lorong key new`"
        in ((await run("check"))[1])
    )


def test_keys_of_a_database_that_is_not_there_older_or_newer_are_left_alone(
    lorong: Run,  # noqa: F811
    folder: Path,  # noqa: F811
) -> None:
    (folder / "lorong.key").write_bytes(b"k" * 32)
    for command in (("key", "list"), ("key", "revoke", "1")):
        assert lorong(*command) == (2, "", "The database is empty: run `lorong db upgrade` first.\n")
    assert not (folder / "lorong.db").exists(), "a question makes no database"
    assert lorong("db", "upgrade")[0] == 0
    with closing(sqlite3.connect(folder / "lorong.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert lorong("key", "revoke", "1")[::2] == (
        2,
        "The database is newer than this Lorong: start the newer one, or restore a backup.\n",
    )


def test_where_the_settings_hold_the_key_the_new_one_is_printed(
    lorong: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LORONG_SECRET_KEY", base64.b64encode(b"o" * 32).decode())
    assert lorong("db", "upgrade")[0] == 0
    status, out, _ = lorong("key", "new")
    assert status == 0
    setting = next(line for line in out.splitlines() if line.startswith("LORONG_SECRET_KEY="))
    monkeypatch.setenv(*setting.split("=", 1))
    keys = load_ticket_key(load_settings(None, bot_token=TOKEN))
    assert (len(keys), keys[32:]) == (64, b"o" * 32)
    assert lorong("key", "list")[0] == 0
    monkeypatch.setenv("LORONG_SECRET_KEY", base64.b64encode(b"o" * 33).decode())
    assert "LORONG_SECRET_KEY is wrong" in lorong("key", "list")[2]
