"""The commands of one who runs a market: what each makes ready before it starts."""

import argparse
import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramUnauthorizedError
from sqlalchemy.exc import OperationalError

from bot.key import ticket_key
from bot.log import log_to
from bot.settings import Settings, SettingsWrong, settings_from_environment
from bot.stopping import until_stopped
from bot.unready import Failed, Unready
from storage import backup as copies
from storage import schema
from storage.engine import database_url

if TYPE_CHECKING:
    from bot.app import App

Tell = Callable[[str], None]


def run(_: argparse.Namespace, tell: Tell) -> None:
    """On SQLite the schema is brought up to date by itself; on PostgreSQL that is the operator's word to say."""
    _live(tell, lambda app: app.run)


def tick(_: argparse.Namespace, tell: Tell) -> None:
    """Beside `run`, or two of them: one works, and another takes over within seconds."""
    _live(tell, lambda app: app.tick)


def _live(tell: Tell, life: "Callable[[App], Callable[[asyncio.Event], Coroutine[Any, Any, None]]]") -> None:
    from bot.app import App

    settings = _settings()
    _schema_in_place(settings, tell)
    log_to()
    try:
        until_stopped(life(App(settings, ticket_key(settings))))
    except TelegramUnauthorizedError as error:
        raise Unready("LORONG_BOT_TOKEN is refused by Telegram: take a new one from @BotFather.") from error
    except (TelegramAPIError, ClientDecodeError) as error:
        raise Failed(
            "Telegram could not be reached: is the network up, and LORONG_API_BASE right?"
        ) from error
    except OSError as error:
        raise Failed(f"Lorong could not start: {error}.") from error


def check(_: argparse.Namespace, tell: Tell) -> None:
    settings = _settings()
    tell("The settings are in order.")
    tell(f"The database is {_state(settings)}.")


def upgrade(_: argparse.Namespace, tell: Tell) -> None:
    _upgrade(_settings(), tell)


def seed(_: argparse.Namespace, tell: Tell) -> None:
    from bot.town.seed import DatabaseNotEmpty
    from bot.town.seed import seed as seed_town
    from storage.store import Store

    settings = _settings()
    _schema_in_place(settings, tell)

    async def fill() -> None:
        store = Store(settings.database_url)
        try:
            await store.write(seed_town, datetime.now(UTC), SystemRandom(), settings.beacon)
        finally:
            await store.close()

    try:
        asyncio.run(fill())
    except DatabaseNotEmpty as error:
        raise Unready("The database has alleys already: the demo town goes into an empty one.") from error
    tell("The demo town stands.")


def backup(options: argparse.Namespace, tell: Tell) -> None:
    with _fit():
        copies.backup(_settings().database_url, options.file)
    tell(f"Copied to {options.file}.")


def restore(options: argparse.Namespace, tell: Tell) -> None:
    with _fit():
        copies.restore(options.file, _settings().database_url)
    tell(f"Restored from {options.file}.")


def _settings() -> Settings:
    try:
        return settings_from_environment()
    except SettingsWrong as wrong:
        raise Unready("\n".join(wrong.lines)) from None


def _state(settings: Settings) -> str:
    with _fit():
        return schema.state(settings.database_url)


def _schema_in_place(settings: Settings, tell: Tell) -> None:
    if database_url(settings.database_url).get_backend_name() == "sqlite":
        _upgrade(settings, tell)
    elif (state := _state(settings)) != "current":
        raise Unready(f"The database is {state}: run `lorong db upgrade` first.")


def _upgrade(settings: Settings, tell: Tell) -> None:
    with _fit():
        done = schema.upgrade(settings.database_url)
    if done.before != done.after:
        tell(f"The database is at revision {done.after} now.")
    if done.copy:
        tell(f"A copy as it was before is in {done.copy}.")


@contextmanager
def _fit() -> Iterator[None]:
    try:
        yield
    except (schema.Unfit, FileNotFoundError) as why:
        raise Unready(f"{why}") from why
    except OperationalError as error:
        raise Unready(f"LORONG_DATABASE_URL cannot be opened: {error.orig}") from None
