"""Editing messages that a bot has sent."""

from __future__ import annotations

from typing import Any

from sandbox import api_json, markup
from sandbox.errors import bad_request
from sandbox.methods.media import media_of
from sandbox.methods.sending import caption_of, chat_of, text_of
from sandbox.methods.table import method
from sandbox.params import Params
from sandbox.records import BotAccount, ChatMessage, Json
from sandbox.telegram_state import TelegramState

MESSAGE_PARAMS = " business_connection_id chat_id message_id inline_message_id reply_markup"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def _own_message(telegram: TelegramState, account: BotAccount, params: Params) -> ChatMessage:
    if "inline_message_id" in params:
        raise bad_request("MESSAGE_ID_INVALID")
    chat = chat_of(telegram, account, params)
    message = chat.posts.get(params.whole("message_id", 0))
    if not message:
        raise bad_request("message to edit not found")
    if message.author is not account:
        raise bad_request("message can't be edited")
    return message


def _change(telegram: TelegramState, params: Params, message: ChatMessage, **fields: Any) -> Json:
    """Change a message. Without `reply_markup` its keyboard is removed, as in Telegram."""
    fields["markup"] = markup.inline_only(
        params.json_value("reply_markup"), invoice="invoice" in message.content
    )
    if all(getattr(message, name) == value for name, value in fields.items()):
        raise bad_request(NOT_MODIFIED)
    only_markup = set(fields) == {"markup"}
    for name, value in fields.items():
        setattr(message, name, value)
    message.edited = message.edited if only_markup else telegram.time()
    telegram.message_changed(message)
    return api_json.message(message)


@method(
    "editMessageText",
    "text parse_mode entities link_preview_options disable_web_page_preview rich_message" + MESSAGE_PARAMS,
)
def edit_message_text(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    message = _own_message(telegram, account, params)
    if message.content:
        raise bad_request("there is no text in the message to edit")
    text, styled = text_of(params)
    return _change(telegram, params, message, text=text, entities=styled)


@method("editMessageCaption", "caption parse_mode caption_entities show_caption_above_media" + MESSAGE_PARAMS)
def edit_message_caption(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    message = _own_message(telegram, account, params)
    if not message.content.keys() & {"photo", "document"}:
        raise bad_request("there is no caption in the message to edit")
    text, styled = caption_of(params)
    return _change(telegram, params, message, text=text, entities=styled)


@method("editMessageMedia", "media" + MESSAGE_PARAMS)
def edit_message_media(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    message = _own_message(telegram, account, params)
    if message.content and not message.content.keys() & {"photo", "document"}:
        raise bad_request("message can't be edited")
    return _change(telegram, params, message, **media_of(telegram, params, params.object("media")))


@method("editMessageReplyMarkup", MESSAGE_PARAMS)
def edit_message_reply_markup(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    return _change(telegram, params, _own_message(telegram, account, params))
