"""The commands that run the bot or a part of it, and what each prepares before it starts."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiogram.exceptions import TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError

from bot.cli.errors import CommandFailed, DatabaseUnreachable, NotReady
from bot.cli.preparation import PrintLine, settings_in_order, wait_for_schema
from bot.cli.signals import run_until_signal
from bot.cli.ticket_key import load_ticket_key
from bot.log import configure_logging
from bot.telegram.errors import AIOGRAM_ERRORS
from storage.engine import database_url

if TYPE_CHECKING:
    from bot.app import App


def run(_: argparse.Namespace, print_line: PrintLine) -> None:
    """Run everything in one process. On SQLite the schema is upgraded at the start; on PostgreSQL the operator runs `lorong db upgrade`."""
    _run_app(print_line, lambda app, stop: app.run(stop), does="answers people and sends what is due")


def tick(_: argparse.Namespace, print_line: PrintLine) -> None:
    """Run jobs and outbox only. Of several processes one works, and another takes over within seconds."""
    _run_app(print_line, lambda app, stop: app.tick(stop), does="sends what is due, and answers nobody")


def serve(_: argparse.Namespace, print_line: PrintLine) -> None:
    """Take updates by webhook and serve pages, as one of several processes on PostgreSQL."""
    settings = settings_in_order()
    if database_url(settings.database_url).get_backend_name() == "sqlite":
        raise NotReady(
            "`lorong serve` needs PostgreSQL: on SQLite one process does everything, `lorong run`."
        )
    if not settings.webhook:
        raise NotReady("`lorong serve` needs LORONG_WEBHOOK=on.")
    _run_app(
        print_line,
        lambda app, stop: app.serve(stop),
        does="answers people; `lorong tick` sends what is due",
        shares_inbox=True,
    )


def _run_app(
    print_line: PrintLine,
    serve: "Callable[[App, asyncio.Event], Awaitable[None]]",
    *,
    does: str,
    shares_inbox: bool = False,
) -> None:
    from bot.app import TokenRefused, open_app
    from storage.store import DATABASE_AWAY

    settings = settings_in_order()
    wait_for_schema(settings, print_line)
    configure_logging()
    key = load_ticket_key(settings)

    async def open_and_serve(stop: asyncio.Event) -> None:
        async with open_app(settings, key, shares_inbox=shares_inbox) as app:
            print_line(f"@{app.telegram.username} {does}. Ctrl-C or SIGTERM ends it.")
            await serve(app, stop)

    try:
        run_until_signal(open_and_serve)
    except (TelegramUnauthorizedError, TelegramNotFound, TokenRefused) as error:
        raise NotReady(
            f"LORONG_BOT_TOKEN is refused by Telegram ({error}): take a new one from @BotFather. "
            "Whatever is due waits and is sent then."
        ) from error
    except TelegramBadRequest as error:
        raise CommandFailed(
            f"Telegram refused what Lorong asked at its start: {error.message}. Is LORONG_PUBLIC_URL right?"
        ) from error
    except DATABASE_AWAY as error:
        raise DatabaseUnreachable(
            f"The database went away while Lorong started ({type(error).__name__}): start it again."
        ) from error
    except AIOGRAM_ERRORS as error:
        raise CommandFailed(
            "Telegram could not be reached: is the network up, and LORONG_API_BASE right?"
        ) from error
    except OSError as error:
        raise CommandFailed(
            f"Lorong could not start: {error}. Does another Lorong run? "
            "Otherwise give LORONG_WEB_BIND, LORONG_HEALTH_BIND or LORONG_METRICS_BIND a free address."
        ) from error
