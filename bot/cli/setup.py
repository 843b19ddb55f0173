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
from bot.settings import TOKEN_PATTERN, InvalidSettings, Settings, load_settings
from bot.telegram.connection import connect
from bot.telegram.errors import AIOGRAM_ERRORS, classify
from market.organiser.first_organiser import LIVES, make_organiser_link, organiser_count
from storage.store import Store

ENV_FILE = Path(".env")
TRIES = 5
"""Tokens that are asked for before the command ends, and times that Telegram is asked about one."""
PATIENCE = 15.0
"""Seconds for an answer of Telegram."""
BOTFATHER = (
    "1. Open https://t.me/BotFather in Telegram and press Start.",
    "2. Send /newbot, then your market's name, then a name for its address that ends in bot, such as kk_lorong_bot.",
    "3. It answers with a token: digits, a colon, letters. Copy that here; the whole message will do.",
)


def setup(_: argparse.Namespace, print_line: PrintLine) -> None:
    """Ask for the token, store it, introduce the bot, and print the link of the first organiser. Raises NotReady, CommandFailed."""
    for line in BOTFATHER:
        print_line(line)
    given = _ask_for_token(print_line)
    _store_token(given.bot_token.get_secret_value(), print_line)
    settings = settings_in_order()
    if settings.bot_token != given.bot_token:
        raise NotReady("The environment sets another LORONG_BOT_TOKEN, which wins over .env: unset it there.")
    ensure_schema(settings, print_line)
    asyncio.run(_open_market(settings, print_line))


def _ask_for_token(print_line: PrintLine) -> Settings:
    """Return the settings with a token that Telegram has accepted. Raises NotReady, CommandFailed."""
    known = _known_token()
    for _ in range(TRIES):
        answer = _ask("The token (Enter keeps the present one): " if known else "The token: ", secret=True)
        found = TOKEN_PATTERN.search(answer)
        token = found[0] if found else "" if answer else known
        if not token:
            print_line(_no_token(answer))
            continue
        settings = _with_token(token)
        username = _username_or_again(settings, print_line)
        if username:
            print_line(f"Telegram knows this bot: @{username}.")
            return settings
        print_line(
            "Telegram refuses this token: it is not the present one. "
            "Send /token to @BotFather, choose your bot, and copy what it answers."
        )
    raise NotReady("No token was accepted; nothing was changed.")


def _with_token(token: str) -> Settings:
    """Return the settings with this token. Raises NotReady where another setting is wrong."""
    try:
        return load_settings(ENV_FILE, bot_token=token)
    except InvalidSettings as wrong:
        raise NotReady("\n".join(wrong.lines)) from None


def _no_token(answer: str) -> str:
    """Return what to say to an answer without a token."""
    if not answer:
        return "Nothing came. Copy the token from @BotFather's message and paste it here."
    if answer.startswith("/"):
        return "That is for @BotFather: send it there, in Telegram. Its answer has the token."
    if answer.startswith("@") or "t.me/" in answer or answer.lower().endswith("bot"):
        return "That is the bot's name. The token is in the same message: digits, a colon, letters, such as 7000000001:AAF3..."
    return "That is no token. It has digits, a colon and at least 30 letters, such as 7000000001:AAF3..."


def _known_token() -> str:
    try:
        return load_settings(ENV_FILE).bot_token.get_secret_value()
    except InvalidSettings:
        return ""


def _username_or_again(settings: Settings, print_line: PrintLine) -> str | None:
    """As `_username`; where Telegram cannot be reached, ask whether to try again. Raises CommandFailed."""
    for _ in range(TRIES):
        try:
            return asyncio.run(_username(settings))
        except (*AIOGRAM_ERRORS, TimeoutError) as error:
            why = classify(error).reason
            print_line(f"Telegram could not be reached at {settings.api_base} ({why}).")
        if not _tries_again():
            break
    raise CommandFailed("Telegram could not be reached: is the network up? Nothing was changed.")


def _tries_again() -> bool:
    try:
        return _ask("Look at the network, then press Enter to try again (n ends): ").lower() in {
            "",
            "y",
            "yes",
        }
    except NotReady:
        return False


async def _username(settings: Settings) -> str | None:
    """Return the bot's username; None where Telegram refuses the token. Raises aiogram's errors, TimeoutError."""
    try:
        async with (
            asyncio.timeout(PATIENCE),
            connect(settings.bot_token.get_secret_value(), settings.api_base) as telegram,
        ):
            return telegram.username
    except (TelegramUnauthorizedError, TelegramNotFound):
        return None


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
        "It has its menu and its description in every language. /setuserpic at @BotFather gives it a picture."
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
    print_line("Now start the market: lorong run, or docker compose up -d")
    print_line(
        f"Then open this link. It makes you the organiser; it works once, for {LIVES.seconds // 60} minutes:"
    )
    print_line(f"https://t.me/{telegram.username}?start=o_{code}")
    print_line("The chat leads on from there. If the link has run out: lorong setup")


def _agrees(question: str) -> bool:
    return _ask(question).lower() in {"y", "yes"}


def _ask(question: str, *, secret: bool = False) -> str:
    """Return the answer; what is `secret` is not shown on a terminal. Raises NotReady where nobody answers."""
    try:
        answer = getpass(question) if secret and sys.stdin.isatty() else input(question)
    except EOFError:
        raise NotReady("`lorong setup` asks questions: start it in a terminal.") from None
    return answer.strip()
