"""python-telegram-bot as its manual shows it: an Application, one echo. `python -m benchmarks.telegram_echo ADDRESS TOKEN`."""

import sys

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message:
        await update.message.reply_text(update.message.text or "")


async def echo_tap(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.callback_query:
        await update.callback_query.answer()
        await update.callback_query.edit_message_caption(update.callback_query.data)


def main(address: str, token: str) -> None:
    application = Application.builder().token(token).base_url(f"{address}/bot").build()
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.add_handler(CallbackQueryHandler(echo_tap))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:3])
