"""The connection to Telegram's Bot API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiogram import Bot

from bot.telegram.client import TelegramClient


@dataclass(frozen=True, kw_only=True)
class TelegramConnection:
    """A bot that Telegram has accepted, its client, its username, and whether its inline mode is on."""

    bot: Bot
    client: TelegramClient
    username: str
    inline: bool = False


@asynccontextmanager
async def connect(token: str, api_base: str) -> AsyncIterator[TelegramConnection]:
    """Yield a connection after `getMe`; close its client at the end. Raises aiogram's errors, as TelegramUnauthorizedError."""
    client = TelegramClient(api_base)
    try:
        bot = Bot(token, session=client)
        bot_user = await client.call(bot, "getMe", {})
        inline = bool(bot_user.get("supports_inline_queries"))
        yield TelegramConnection(bot=bot, client=client, username=bot_user["username"], inline=inline)
    finally:
        await client.close()
