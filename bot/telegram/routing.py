"""Small functions of the dispatcher: which handler replies, and where the reply is shown."""

from collections.abc import Container
from datetime import UTC, datetime, timedelta

from aiogram.types import InaccessibleMessage, Message, MessageOriginUser

from bot.clock import Now, by_our_clock
from handlers.callbacks.callback import Callback, parse_callback
from handlers.callbacks.stock import MyDropCallback
from handlers.ui.context import HandlerContext, SourceMessage, TextOrigin
from handlers.ui.routes import PromptHandler
from handlers.ui.screen import Answer, Reply
from handlers.ui.telegram_calls import BELOW_MARK, ChatTarget
from market.refusal import ButtonForged, Refusal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""From which Telegram counts the seconds of a moment."""


async def first_reply(
    text_handlers: list[PromptHandler], ctx: HandlerContext, *arguments: object
) -> Answer | None:
    """Return the reply of the first handler that has one."""
    for handler in text_handlers:
        if reply := await handler(ctx, *arguments):
            return reply
    return None


async def raise_refusal(ctx: HandlerContext, refusal: Refusal) -> Reply:
    """Raise the refusal, as a handler."""
    raise refusal


def location_of(message: Message | InaccessibleMessage | None, person: int) -> ChatTarget:
    """Return where the reply to a callback is shown: in its message, or below if that is not accessible any more."""
    if message is None or isinstance(message, InaccessibleMessage):
        return ChatTarget(chat=person)
    return ChatTarget(
        chat=message.chat.id,
        message=message.message_id,
        has_picture=bool(message.photo),
        is_venue=message.venue is not None,
    )


def is_own_command(text: str, commands: Container[str], username: str) -> bool:
    """Return whether a command in a group is one of ours, and for this bot if it names one."""
    command, _, bot_name = text[1:].split(maxsplit=1)[0].partition("@") if text[1:].strip() else ("", "", "")
    return command.lower() in commands and bot_name.lower() in ("", username.lower())


def sent_at(message: Message) -> datetime:
    """Return when a message was sent, or edited the last time: whole seconds of Telegram's clock."""
    return EPOCH + timedelta(seconds=message.edit_date) if message.edit_date else message.date.astimezone(UTC)


def origin_of(message: Message, username: str, now: Now) -> TextOrigin:
    """Return where a message's text is from; `username` is ours."""
    source = message.forward_origin
    author = source.sender_user if isinstance(source, MessageOriginUser) else None
    return TextOrigin(
        is_reply=_replies_to_question(message),
        drop=_drop_replied_to(message),
        is_forward=source is not None,
        is_ours=author is not None and (author.username or "").lower() == username.lower(),
        sent_at=by_our_clock(sent_at(message), now),
    )


def answered_words(message: Message | InaccessibleMessage | None) -> str:
    """Return the text to which the message of a button is a reply; "" for none."""
    answered = message.reply_to_message if isinstance(message, Message) else None
    return (answered.text or "") if answered else ""


def source_of(message: Message) -> SourceMessage:
    """Return which message it is. One that was edited before it was forwarded is new here."""
    is_edited = message.edit_date is not None and message.forward_origin is None
    return SourceMessage(id=message.message_id, is_edited=is_edited)


def _drop_replied_to(message: Message) -> int | None:
    """Return the drop of the stall that the message shows to which this one replies: its buttons name it."""
    shown = message.reply_to_message
    if shown is None or shown.reply_markup is None:
        return None
    for row in shown.reply_markup.inline_keyboard:
        for button in row:
            callback = _callback_of(button.callback_data or "")
            if isinstance(callback, MyDropCallback):
                return callback.drop
    return None


def _callback_of(data: str) -> Callback | None:
    try:
        return parse_callback(data.removeprefix(BELOW_MARK))
    except ButtonForged:
        return None


def _replies_to_question(message: Message) -> bool:
    """Return whether a message replies to one of ours that may be a question: it has no buttons that lead elsewhere."""
    question = message.reply_to_message
    if question is None or question.from_user is None or not question.from_user.is_bot:
        return False
    return question.reply_markup is None
