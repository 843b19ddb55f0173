"""The commands of operators, and what each prepares before it starts."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from random import SystemRandom
from typing import TYPE_CHECKING

from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError
from sqlalchemy.exc import OperationalError

from bot.cli.errors import CommandFailed, NotReady
from bot.cli.signals import run_until_signal
from bot.cli.ticket_key import key_to_keep, load_ticket_key
from bot.log import configure_logging
from bot.settings import InvalidSettings, Settings, load_settings
from bot.telegram.errors import AIOGRAM_ERRORS
from storage import backup as copies
from storage import schema
from storage.engine import database_url

if TYPE_CHECKING:
    from bot.app import App

PrintLine = Callable[[str], None]


def run(_: argparse.Namespace, print_line: PrintLine) -> None:
    """Run everything in one process. On SQLite the schema is upgraded at the start; on PostgreSQL the operator runs `lorong db upgrade`."""
    _run_app(print_line, lambda app, stop: app.run(stop))


def tick(_: argparse.Namespace, print_line: PrintLine) -> None:
    """Run jobs and outbox only. Of several processes one works, and another takes over within seconds."""
    _run_app(print_line, lambda app, stop: app.tick(stop))


def serve(_: argparse.Namespace, print_line: PrintLine) -> None:
    """Take updates by webhook and serve pages, as one of several processes on PostgreSQL."""
    settings = _settings()
    if database_url(settings.database_url).get_backend_name() == "sqlite":
        raise NotReady(
            "`lorong serve` needs PostgreSQL: on SQLite one process does everything, `lorong run`."
        )
    if not settings.webhook:
        raise NotReady("`lorong serve` needs LORONG_WEBHOOK=on.")
    _run_app(print_line, lambda app, stop: app.serve(stop), shares_inbox=True)


def _run_app(
    print_line: PrintLine,
    serve: "Callable[[App, asyncio.Event], Awaitable[None]]",
    *,
    shares_inbox: bool = False,
) -> None:
    from bot.app import TokenRefused, open_app

    settings = _settings()
    _ensure_schema(settings, print_line)
    configure_logging()
    key = load_ticket_key(settings)

    async def open_and_serve(stop: asyncio.Event) -> None:
        async with open_app(settings, key, shares_inbox=shares_inbox) as app:
            await serve(app, stop)

    try:
        run_until_signal(open_and_serve)
    except (TelegramUnauthorizedError, TelegramNotFound, TokenRefused) as error:
        raise NotReady(
            f"LORONG_BOT_TOKEN is refused by Telegram ({error}): take a new one from @BotFather. "
            "Whatever is due waits and is sent then."
        ) from error
    except AIOGRAM_ERRORS as error:
        raise CommandFailed(
            "Telegram could not be reached: is the network up, and LORONG_API_BASE right?"
        ) from error
    except OSError as error:
        raise CommandFailed(f"Lorong could not start: {error}.") from error


def check(_: argparse.Namespace, print_line: PrintLine) -> None:
    settings = _settings()
    print_line("The settings are in order.")
    state = _schema_state(settings)
    print_line(f"The database is {state}.")
    if state == "current":
        for line in _waiting(settings):
            print_line(line)


def _waiting(settings: Settings) -> list[str]:
    """Return a line for each item that a job could not do, and one for payments without a deposit."""
    from sqlmodel import Session

    from market.deposit.unmatched import count_unmatched
    from storage.engine import reading
    from storage.job_failure import all_failures

    engine = reading(database_url(settings.database_url), 1)
    try:
        with _storage_errors_reported(), Session(engine) as session:
            rows = session.scalars(all_failures()).all()
            unmatched = count_unmatched(session)
            payments = [f"{unmatched} payments belong to no deposit: settle each at /admin, Payments."]
            return [
                f"Of the {row.job}, number {row.item} has failed {row.tries} times since {row.since:%Y-%m-%d %H:%M} UTC "
                f"({row.error}); it is tried again. The log has the reason."
                for row in rows
            ] + (payments if unmatched else [])
    finally:
        engine.dispose()


def upgrade(_: argparse.Namespace, print_line: PrintLine) -> None:
    _upgrade(_settings(), print_line)


def seed(_: argparse.Namespace, print_line: PrintLine) -> None:
    from bot.demo.data.seed import DatabaseNotEmpty
    from bot.demo.data.seed import seed as seed_demo
    from storage.store import Store

    settings = _settings()
    _ensure_schema(settings, print_line)

    async def fill() -> None:
        store = Store(settings.database_url, deadline=None)
        try:
            await store.write(seed_demo, datetime.now(UTC), SystemRandom(), settings.beacon)
        finally:
            await store.close()

    try:
        with _storage_errors_reported():
            asyncio.run(fill())
    except DatabaseNotEmpty as error:
        raise NotReady(
            "The database is not empty: the demo market is written only into an empty one."
        ) from error
    print_line("The demo market is in the database.")


def backup(options: argparse.Namespace, print_line: PrintLine) -> None:
    settings = _settings()
    with _storage_errors_reported():
        copies.backup(settings.database_url, options.file)
    print_line(f"Copied to {options.file}.")
    print_line(
        f"Keep {key_to_keep(settings)} as well, in another place: it is not in the copy, "
        "and without it nobody can read the tickets that are out."
    )


def restore(options: argparse.Namespace, print_line: PrintLine) -> None:
    """Put a backup back and pause the announcements in it: they may have gone out since."""
    settings = _settings()
    with _storage_errors_reported():
        copies.restore(options.file, settings.database_url)
        print_line(f"Restored from {options.file}.")
        _upgrade(settings, print_line)
        paused = asyncio.run(_pause_announcements(settings))
    print_line(
        f"{paused} announcements were being sent or due and are paused: an organiser resumes or stops each at /broadcast."
        if paused
        else "No announcement was being sent or due."
    )
    print_line(
        f"{key_to_keep(settings)} has to be the one of that time, or tickets that are out cannot be read."
    )


async def _pause_announcements(settings: Settings) -> int:
    from market.broadcast.pausing import pause_restored
    from storage.store import Store

    store = Store(settings.database_url, deadline=None)
    try:
        return await store.write(pause_restored, datetime.now(UTC))
    finally:
        await store.close()


def _settings() -> Settings:
    try:
        return load_settings()
    except InvalidSettings as wrong:
        raise NotReady("\n".join(wrong.lines)) from None


def _schema_state(settings: Settings) -> str:
    with _storage_errors_reported():
        return schema.state(settings.database_url)


def _ensure_schema(settings: Settings, print_line: PrintLine) -> None:
    if database_url(settings.database_url).get_backend_name() == "sqlite":
        _upgrade(settings, print_line)
    elif (state := _schema_state(settings)) != "current":
        raise NotReady(f"The database is {state}: run `lorong db upgrade` first.")


def _upgrade(settings: Settings, print_line: PrintLine) -> None:
    with _storage_errors_reported():
        upgraded = schema.upgrade(settings.database_url)
    if upgraded.before != upgraded.after:
        print_line(f"The database is at revision {upgraded.after} now.")
    if upgraded.copy:
        print_line(f"A copy as it was before is in {upgraded.copy}.")


@contextmanager
def _storage_errors_reported() -> Iterator[None]:
    try:
        yield
    except (schema.DatabaseUnfit, FileNotFoundError) as error:
        raise NotReady(f"{error}") from error
    except OperationalError as error:
        raise NotReady(f"LORONG_DATABASE_URL cannot be opened: {error.orig}") from None
