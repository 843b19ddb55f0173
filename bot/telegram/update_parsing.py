"""Reading an update: what is not looked at is not read, for reading costs more than answering."""

from typing import Any

from aiogram import Bot
from aiogram.types import Update

MESSAGE_FIELDS = ("message_id", "date", "chat")


def parse_update(raw: dict[str, Any], bot: Bot) -> Update:
    """Of a message that was tapped only where it is and whether it has a picture; its words and buttons are most of such an update.

    Raises pydantic's ValidationError.
    """
    query = raw.get("callback_query")
    if isinstance(query, dict) and isinstance(query.get("message"), dict):
        raw = {**raw, "callback_query": {**query, "message": _trim_message(query["message"])}}
    return Update.model_validate(raw, context={"bot": bot})


def _trim_message(message: dict[str, Any]) -> dict[str, Any]:
    trimmed = {name: message[name] for name in MESSAGE_FIELDS if name in message}
    if message.get("photo"):
        trimmed["photo"] = message["photo"][-1:]
    return trimmed
