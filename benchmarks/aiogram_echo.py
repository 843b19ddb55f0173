"""aiogram as its manual shows it: default session, its own polling, one echo. `python -m benchmarks.aiogram_echo ADDRESS TOKEN`."""

import asyncio
import sys

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Message

router = Router()


@router.message()
async def echo(message: Message) -> None:
    await message.answer(message.text or "")


@router.callback_query()
async def echo_tap(query: CallbackQuery) -> None:
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_caption(caption=query.data)


async def main(address: str, token: str) -> None:
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    session = AiohttpSession(api=TelegramAPIServer.from_base(address))
    await dispatcher.start_polling(Bot(token, session=session))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
