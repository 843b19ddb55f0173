"""Small answers of the reception: whose guess it is, and where it is shown."""

from collections.abc import Container

from aiogram.types import InaccessibleMessage, Message

from handlers.ui.context import HandlerContext
from handlers.ui.routes import OptionalHandler
from handlers.ui.screen import Reply
from handlers.ui.telegram_calls import ChatTarget
from market.refusal import Refusal


async def first_reply(
    text_handlers: list[OptionalHandler], ctx: HandlerContext, *arguments: object
) -> Reply | None:
    """What the first guess says that knows what to do with it."""
    for handler in text_handlers:
        if reply := await handler(ctx, *arguments):
            return reply
    return None


async def raise_refusal(ctx: HandlerContext, refusal: Refusal) -> Reply:
    """An answer that is a refusal."""
    raise refusal


def location_of(message: Message | InaccessibleMessage | None, person: int) -> ChatTarget:
    """Where an answer is shown: at what was tapped, or below where that cannot be seen any more."""
    if message is None or isinstance(message, InaccessibleMessage):
        return ChatTarget(person)
    return ChatTarget(message.chat.id, message.message_id, bool(message.photo))


def is_own_command(text: str, commands: Container[str], username: str) -> bool:
    """Whether a command in a group is one of ours, and for this bot if it names one."""
    command, _, bot_name = text[1:].split(maxsplit=1)[0].partition("@") if text[1:].strip() else ("", "", "")
    return command.lower() in commands and bot_name.lower() in ("", username.lower())
