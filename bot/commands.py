"""The command menu and the descriptions of the bot, in each language."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from aiogram import Bot
from aiogram.methods import SetMyCommands, SetMyDescription, SetMyShortDescription, TelegramMethod
from aiogram.types import BotCommand

from bot.telegram.errors import AIOGRAM_ERRORS, classify
from locales.languages import ENGLISH, LANGUAGES
from locales.say import Say, speak

log = structlog.get_logger()


def command_menu(say: Say) -> list[BotCommand]:
    """Return the commands of the menu."""
    return [
        BotCommand(command="start", description=say.plain("Drops coming up, and yours")),
        BotCommand(command="drops", description=say.plain("All drops, with filters")),
        BotCommand(command="mine", description=say.plain("Yours: on hold, confirmed, waiting")),
        BotCommand(command="tickets", description=say.plain("Your tickets")),
        BotCommand(command="returns", description=say.plain("Packaging you need to return")),
        BotCommand(command="scan", description=say.plain("Scan a ticket (stall staff)")),
        BotCommand(command="why", description=say.plain("Why it is not my turn yet")),
        BotCommand(command="calendar", description=say.plain("Calendar")),
        BotCommand(command="stall", description=say.plain("Open a stall, or see yours")),
        BotCommand(command="post", description=say.plain("Post what you sell, in one message")),
        BotCommand(command="desk", description=say.plain("Your stall: sales and waitlists")),
        BotCommand(command="settings", description=say.plain("Language and privacy")),
        BotCommand(command="language", description=say.plain("Choose your language")),
        BotCommand(command="help", description=say.plain("How it works")),
        BotCommand(command="privacy", description=say.plain("Data we store about you")),
        BotCommand(command="support", description=say.plain("Contact for this market")),
        BotCommand(command="cancel", description=say.plain("Cancel the current step")),
    ]


def introduction_calls() -> list[TelegramMethod[bool]]:
    """Return the calls that set menu and descriptions. Telegram takes two-letter codes; everybody else sees English."""
    calls: list[TelegramMethod[bool]] = []
    for language in LANGUAGES:
        say, code = speak(language.code), None if language.code == ENGLISH else language.telegram
        about = say.plain("The front desk of the alley market: what is on, when and where.")
        calls += [
            SetMyCommands(commands=command_menu(say), language_code=code),
            SetMyDescription(description=about, language_code=code),
            SetMyShortDescription(short_description=about, language_code=code),
        ]
    return calls


async def introduce(bot: Bot) -> bool:
    """Send menu and descriptions to Telegram; return whether it took them. A failure is only logged: the bot works without them."""
    for call in introduction_calls():
        try:
            await bot(call)
        except AIOGRAM_ERRORS as error:
            log.warning("the command menu was not set", why=classify(error).reason)
            return False
        await asyncio.sleep(0)
    return True


@contextmanager
def introducing(bot: Bot) -> Iterator[None]:
    """Run `introduce` in the background while entered."""
    task = asyncio.create_task(introduce(bot))
    try:
        yield
    finally:
        task.cancel()
