"""The commands of a database. None of them needs Telegram, whose library takes longer to load than they take."""

import argparse
import asyncio
from datetime import UTC, datetime
from random import SystemRandom

from sqlalchemy.exc import SQLAlchemyError

from bot.cli.errors import NotReady
from bot.cli.preparation import (
    PrintLine,
    ensure_schema,
    settings_in_order,
    storage_errors_reported,
    upgrade_schema,
)
from bot.cli.ticket_key import key_to_keep
from bot.settings import Settings
from storage import backup as copies
from storage.engine import database_url
from storage.schema import head


def upgrade(_: argparse.Namespace, print_line: PrintLine) -> None:
    if not upgrade_schema(settings_in_order(), print_line):
        print_line(f"The database is at revision {head()} already.")


def seed(_: argparse.Namespace, print_line: PrintLine) -> None:
    from bot.demo.data.past_evenings import seed_with_past
    from bot.demo.data.seed import DatabaseNotEmpty
    from storage.store import Store

    settings = settings_in_order()
    ensure_schema(settings, print_line)

    async def fill() -> None:
        store = Store(settings.database_url, deadline=None)
        try:
            await store.write(seed_with_past, datetime.now(UTC), SystemRandom(), settings.beacon)
        finally:
            await store.close()

    try:
        with storage_errors_reported():
            asyncio.run(fill())
    except DatabaseNotEmpty as error:
        raise NotReady(
            "The database is not empty: the demo market is written only into an empty one."
        ) from error
    print_line("The demo market is in the database.")


def backup(options: argparse.Namespace, print_line: PrintLine) -> None:
    settings = settings_in_order()
    with storage_errors_reported():
        copies.backup(settings.database_url, options.file)
    print_line(f"Copied to {options.file}.")
    print_line(
        f"Keep {key_to_keep(settings)} as well, in another place: it is not in the copy, "
        "and without it nobody can read the tickets that are out."
    )


def restore(options: argparse.Namespace, print_line: PrintLine) -> None:
    """Put a backup back. What was due when it was made may have gone out since: announcements are paused, personal messages are held back."""
    settings = settings_in_order()
    with storage_errors_reported():
        made_at = copies.restore(options.file, settings.database_url)
        print_line(f"Restored from {options.file}.")
        upgrade_schema(settings, print_line)
        paused, held_back, due = asyncio.run(_hold_back(settings, made_at))
    print_line(
        f"{paused} announcements were being sent or due and are paused: an organiser resumes or stops each at /broadcast."
        if paused
        else "No announcement was being sent or due."
    )
    print_line(
        f"{held_back} personal messages that were due when the backup was made, {made_at:%Y-%m-%d %H:%M} UTC, are held back: they may have gone out since."
        if held_back
        else "No personal message was due when the backup was made."
    )
    if due:
        print_line(f"{due} that fell due later are sent at the next start, where that is not too late.")
    print_line(
        f"{key_to_keep(settings)} has to be the one of that time, or tickets that are out cannot be read."
    )


async def _hold_back(settings: Settings, made_at: datetime) -> tuple[int, int, int]:
    """Return how many announcements are paused, how many personal messages are held back, and how many are due all the same."""
    from market.broadcast.pausing import pause_restored
    from market.notification.outbox import backlog, hold_back_restored
    from storage.store import Store

    now = datetime.now(UTC)
    store = Store(settings.database_url, deadline=None)
    try:
        paused = await store.write(pause_restored, now)
        held_back = await store.write(hold_back_restored, made_at, now)
        return paused, held_back, (await store.read(backlog, now)).count
    finally:
        await store.close()


def move(options: argparse.Namespace, print_line: PrintLine) -> None:
    """Copy an SQLite market into an empty PostgreSQL database and compare every row."""
    from storage.move import move as move_rows

    settings = settings_in_order()
    target = _target_url(options.url)
    with storage_errors_reported("The target"):
        moved = move_rows(settings.database_url, target)
    print_line(f"{sum(moved.values())} rows of {len(moved)} tables were moved, and each was compared.")
    print_line("Set LORONG_DATABASE_URL to the new database.")
    print_line(
        "Keep LORONG_SECRET_KEY as it is."
        if settings.secret_key
        else f"Set LORONG_SECRET_KEY to what `base64 < {key_to_keep(settings)}` prints."
    )
    print_line("Then start Lorong, and keep the old file until you have seen it run.")


def _target_url(text: str) -> str:
    try:
        database_url(text)
    except (SQLAlchemyError, ValueError) as error:
        raise NotReady("The target is no database: give postgresql://USER@HOST/NAME.") from error
    return text
