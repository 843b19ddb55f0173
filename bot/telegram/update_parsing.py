"""Parsing updates. Fields that no handler reads are left out first, as parsing costs more than replying.

What most people send, a text or a tap in a private chat, has few fields. Where each of them is of its type, aiogram's objects are copied from
blank ones, which takes a quarter of the time; whatever else an update has in it, aiogram validates it as a whole.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.types import CallbackQuery, Chat, Message, PhotoSize, Update, User
from aiogram.types.base import TelegramObject

MESSAGE_FIELDS = ("message_id", "date", "chat", "venue")
ANSWERED_FIELDS = ("message_id", "date", "chat", "text")
UNREAD = frozenset({"entities", "caption_entities"})
"""Of a message that somebody sent: which parts of its text are commands, links or bold."""


Sent = TypeVar("Sent", bound=TelegramObject)

USER = {
    "id": int,
    "is_bot": bool,
    "first_name": str,
    "last_name": str,
    "username": str,
    "language_code": str,
    "is_premium": bool,
}
CHAT = {"id": int, "type": str, "first_name": str, "last_name": str, "username": str}
MESSAGE, CALLBACK = {"message_id": int, "text": str}, {"id": str, "chat_instance": str, "data": str}
PHOTO = {"file_id": str, "file_unique_id": str, "width": int, "height": int, "file_size": int}
"""The fields that are copied, with their types."""
REQUIRED: Mapping[type[TelegramObject], frozenset[str]] = {
    User: frozenset({"id", "is_bot", "first_name"}),
    Chat: frozenset({"id", "type"}),
    Message: frozenset({"message_id"}),
    CallbackQuery: frozenset({"id", "chat_instance", "data"}),
    PhotoSize: frozenset({"file_id", "file_unique_id", "width", "height"}),
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_DATE = 20_000_000_000
"""Seconds; a larger number would be milliseconds to aiogram, and 0 is the date of a message that cannot be seen any more."""


def build_update_type() -> None:
    """Build the type of updates, unless one was parsed already: a tenth of a second."""
    Update.model_rebuild()


def parse_update(raw: dict[str, Any], bot: Bot) -> Update:
    """Return a parsed update. Of a callback's message only its place, picture and venue remain, and the text that it answers; text and buttons are most of it.

    Raises pydantic's ValidationError.
    """
    message = raw.get("message")
    if isinstance(message, dict) and not UNREAD.isdisjoint(message):
        raw = {**raw, "message": {name: each for name, each in message.items() if name not in UNREAD}}
    query = raw.get("callback_query")
    if isinstance(query, dict) and isinstance(query.get("message"), dict):
        raw = {**raw, "callback_query": {**query, "message": _trim_message(query["message"])}}
    return _copied_update(raw, bot) or Update.model_validate(raw, context={"bot": bot})


def _trim_message(message: dict[str, Any]) -> dict[str, Any]:
    trimmed = {name: message[name] for name in MESSAGE_FIELDS if name in message}
    if message.get("photo"):
        trimmed["photo"] = message["photo"][-1:]
    answered = message.get("reply_to_message")
    if isinstance(answered, dict) and isinstance(answered.get("text"), str):
        trimmed["reply_to_message"] = {name: answered[name] for name in ANSWERED_FIELDS if name in answered}
    return trimmed


def _copied_update(raw: dict[str, Any], bot: Bot) -> Update | None:
    """Return an ordinary text or tap as aiogram would, None for anything else."""
    try:
        [(kind, content)] = ((name, each) for name, each in raw.items() if name != "update_id")
        number = raw["update_id"]
        if type(number) is not int:
            return None
        event = {"message": _message, "callback_query": _callback}[kind](content, bot)
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    update: Update = _blank(Update).model_copy(update={"update_id": number, kind: event}).as_(bot)
    return update


def _message(fields: dict[str, Any], bot: Bot) -> Message:
    """Return a message of a text, or of the button that was tapped. Raises KeyError, ValueError, TypeError or AttributeError for any other."""
    objects: dict[str, Any] = {"date": _date(fields["date"]), "chat": _copy(Chat, fields["chat"], CHAT, bot)}
    if "from" in fields:
        objects["from_user"] = _copy(User, fields["from"], USER, bot)
    if "photo" in fields:
        objects["photo"] = [_copy(PhotoSize, each, PHOTO, bot) for each in fields["photo"]]
    plain = {name: each for name, each in fields.items() if name not in ("date", "chat", "from", "photo")}
    return _copy(Message, plain, MESSAGE, bot, **objects)


def _callback(fields: dict[str, Any], bot: Bot) -> CallbackQuery:
    """Return a callback of a message that can be seen. Raises as `_message`."""
    objects = {
        "from_user": _copy(User, fields["from"], USER, bot),
        "message": _message(fields["message"], bot),
    }
    plain = {name: each for name, each in fields.items() if name not in ("from", "message")}
    return _copy(CallbackQuery, plain, CALLBACK, bot, **objects)


def _date(seconds: object) -> datetime:
    if type(seconds) is not int or not 0 < seconds < LAST_DATE:
        raise ValueError
    return EPOCH + timedelta(seconds=seconds)


def _copy(
    kind: type[Sent], fields: Mapping[str, Any], types: Mapping[str, type], bot: Bot, **objects: Any
) -> Sent:
    """Return an object with these values. Raises ValueError where one is missing or not of its type, KeyError where it has others."""
    if not REQUIRED[kind] <= fields.keys():
        raise ValueError
    for name, value in fields.items():
        if type(value) is not types[name]:
            raise ValueError
        if isinstance(value, str) and not value.isascii():
            value.encode()  # half of a surrogate pair is no text
    copied: Sent = _blank(kind).model_copy(update={**fields, **objects}).as_(bot)
    return copied


@cache
def _blank(kind: type[TelegramObject]) -> Any:
    """Return an object of aiogram without the values that it has to have."""
    return kind.model_construct()
