"""`lorong setup`: from a token to a market with its first organiser, by questions."""

import argparse
import asyncio
import sys
from getpass import getpass
from pathlib import Path
from random import SystemRandom

from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError

from bot.cli.env_file import set_value
from bot.cli.errors import CommandFailed, NotReady
from bot.cli.preparation import PrintLine, ensure_schema, settings_in_order
from bot.clock import wall_clock
from bot.commands import introduce
from bot.settings import InvalidSettings, Settings, load_settings
from bot.telegram.connection import connect
from bot.telegram.errors import AIOGRAM_ERRORS
from market.organiser.first_organiser import LIVES, make_organiser_link, organiser_count
from storage.store import Store

ENV_FILE = Path(".env")
TRIES = 5
"""Tokens that are asked for before the command ends."""


def setup(_: argparse.Namespace, print_line: PrintLine) -> None:
    """Ask for the token, store it, introduce the bot, and print the link of the first organiser. Raises NotReady, CommandFailed."""
    print_line("In Telegram, write /newbot to @BotFather. It asks for a name, then gives you a token.")
    given = _ask_for_token(print_line)
    _store_token(given.bot_token.get_secret_value(), print_line)
    settings = settings_in_order()
    if settings.bot_token != given.bot_token:
        raise NotReady("The environment sets another LORONG_BOT_TOKEN, which wins over .env: unset it there.")
    ensure_schema(settings, print_line)
    asyncio.run(_open_market(settings, print_line))


def _ask_for_token(print_line: PrintLine) -> Settings:
    """Return the settings with a token that Telegram has accepted."""
    known = _known_token()
    for _ in range(TRIES):
        token = _ask("The token (Enter keeps the present one): " if known else "The token: ", secret=True)
        try:
            settings = load_settings(ENV_FILE, bot_token=token or known)
        except InvalidSettings as wrong:
            others = [line for line in wrong.lines if not line.startswith("LORONG_BOT_TOKEN ")]
            if others:
                raise NotReady("\n".join(others)) from None
            print_line(f"That is no token. {wrong.lines[0].partition(': ')[2].capitalize()}")
            continue
        username = asyncio.run(_username(settings))
        if username:
            print_line(f"Telegram knows this bot: @{username}.")
            return settings
        print_line("Telegram refuses this token. Send /token to @BotFather and copy it once more.")
    raise NotReady("No token was accepted; nothing was changed.")


def _known_token() -> str:
    try:
        return load_settings(ENV_FILE).bot_token.get_secret_value()
    except InvalidSettings:
        return ""


async def _username(settings: Settings) -> str | None:
    """Return the bot's username; None where Telegram refuses the token. Raises CommandFailed."""
    try:
        async with connect(settings.bot_token.get_secret_value(), settings.api_base) as telegram:
            return telegram.username
    except (TelegramUnauthorizedError, TelegramNotFound):
        return None
    except AIOGRAM_ERRORS as error:
        raise CommandFailed("Telegram could not be reached: is the network up?") from error


def _store_token(token: str, print_line: PrintLine) -> None:
    """Write the token into `.env`; where that file has another, ask first. Raises NotReady."""
    if _known_token() == token:
        return
    if ENV_FILE.exists() and not _agrees(".env is there already. Put this token into it? [y/N] "):
        raise NotReady("Nothing was changed.")
    try:
        set_value(ENV_FILE, "LORONG_BOT_TOKEN", token)
    except OSError as error:
        raise NotReady(f".env cannot be written: {error}.") from error
    print_line("The token is in .env, which only you can read.")


async def _open_market(settings: Settings, print_line: PrintLine) -> None:
    """Introduce the bot in every language, and print the link of the first organiser where there is none."""
    async with connect(settings.bot_token.get_secret_value(), settings.api_base) as telegram:
        introduced = await introduce(telegram.bot)
    print_line(
        "Its menu and description are set in every language."
        if introduced
        else "Its menu could not be set now; `lorong run` tries again."
    )
    store = Store(settings.database_url, deadline=None)
    try:
        named = await store.read(organiser_count)
        if settings.admins or named:
            print_line("This market has an organiser, who names others at /admin. Start it: lorong run")
            return
        code = await store.write(make_organiser_link, wall_clock(), SystemRandom())
    finally:
        await store.close()
    minutes = int(LIVES.total_seconds() // 60)
    print_line("1. Start the market: lorong run")
    print_line(f"2. Open this link within {minutes} minutes. Whoever opens it first runs the market:")
    print_line(f"https://t.me/{telegram.username}?start=o_{code}")
    print_line("If it has run out, `lorong setup` prints a new one.")


def _agrees(question: str) -> bool:
    return _ask(question).lower() in {"y", "yes"}


def _ask(question: str, *, secret: bool = False) -> str:
    """Return the answer; what is `secret` is not shown on a terminal. Raises NotReady where nobody answers."""
    try:
        answer = getpass(question) if secret and sys.stdin.isatty() else input(question)
    except EOFError:
        raise NotReady("`lorong setup` asks questions: start it in a terminal.") from None
    return answer.strip()
