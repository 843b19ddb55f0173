"""Parsing updates. Fields that no handler reads are left out first, as parsing costs more than replying."""

from typing import Any

from aiogram import Bot
from aiogram.types import Update

MESSAGE_FIELDS = ("message_id", "date", "chat", "venue")
UNREAD = frozenset({"entities", "caption_entities"})
"""Of a message that somebody sent: which parts of its text are commands, links or bold."""


def build_update_type() -> None:
    """Build the type of updates, unless one was parsed already: a tenth of a second."""
    Update.model_rebuild()


def parse_update(raw: dict[str, Any], bot: Bot) -> Update:
    """Return a parsed update. Of a callback's message only its place, its picture and its venue remain; text and buttons are most of such an update.

    Raises pydantic's ValidationError.
    """
    message = raw.get("message")
    if isinstance(message, dict) and not UNREAD.isdisjoint(message):
        raw = {**raw, "message": {name: each for name, each in message.items() if name not in UNREAD}}
    query = raw.get("callback_query")
    if isinstance(query, dict) and isinstance(query.get("message"), dict):
        raw = {**raw, "callback_query": {**query, "message": _trim_message(query["message"])}}
    return Update.model_validate(raw, context={"bot": bot})


def _trim_message(message: dict[str, Any]) -> dict[str, Any]:
    trimmed = {name: message[name] for name in MESSAGE_FIELDS if name in message}
    if message.get("photo"):
        trimmed["photo"] = message["photo"][-1:]
    return trimmed
