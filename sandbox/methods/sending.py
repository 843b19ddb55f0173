"""Sending texts, locations, copies and forwards."""

from __future__ import annotations

from typing import Any

from sandbox import api_json, entities, markup
from sandbox.config import Group
from sandbox.errors import bad_request, forbidden, migrated
from sandbox.html_parser import Entity, utf16
from sandbox.methods.table import method
from sandbox.name_sets import name_set
from sandbox.params import Params, whole
from sandbox.records import BotAccount, Chat, ChatMessage, Json
from sandbox.telegram_state import TelegramState

SENDING_PARAMS = (
    " chat_id business_connection_id message_thread_id direct_messages_topic_id disable_notification"
    " protect_content allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters"
    " reply_markup ephemeral_message_parameters receiver_user_id callback_query_id"
    " allow_sending_without_reply reply_to_message_id"
)
CAPTION_PARAMS = " caption parse_mode caption_entities show_caption_above_media"
LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024


def chat_of(telegram: TelegramState, account: BotAccount, params: Params, name: str = "chat_id") -> Chat:
    """Return the chat of a call. Raises ApiError if this bot may not know it."""
    raw = params.text(name)
    if not raw:
        raise bad_request(f"{name} is empty")
    number = whole(raw)
    chat = telegram.chat(account, number) if number is not None else None
    if chat:
        return chat
    if number in telegram.moved:
        raise migrated(telegram.moved[number])
    if number in telegram.users:
        raise forbidden("bot can't initiate conversation with a user")
    raise bad_request("chat not found")


def open_chat(telegram: TelegramState, account: BotAccount, params: Params) -> Chat:
    """Return the chat to write to. Raises ApiError if the person has blocked the bot."""
    chat = chat_of(telegram, account, params)
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def send_to_chat(telegram: TelegramState, account: BotAccount, params: Params, **fields: Any) -> Json:
    """Send a message of any kind to a chat."""
    chat = open_chat(telegram, account, params)
    keyboard = markup.read(params.json_value("reply_markup"), invoice="invoice" in fields.get("content", {}))
    reply_to = _replied(chat, params)
    account.limits.take(chat.id, paid=params.flag("allow_paid_broadcast"))
    sent = telegram.send(
        chat,
        account,
        markup=keyboard,
        reply_to=reply_to,
        origin=fields.pop("origin", {}) | origin(params),
        **fields,
    )
    return api_json.message(sent)


def origin(params: Params) -> Json:
    return {"has_protected_content": True} if params.flag("protect_content") else {}


def _replied(chat: Chat, params: Params) -> int | None:
    raw = params.object("reply_parameters")
    wanted = Params(raw).whole("message_id", 0) or params.whole("reply_to_message_id", 0)
    if not wanted:
        return None
    if wanted in chat.posts:
        return wanted
    if raw.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def text_of(params: Params) -> tuple[str, list[Entity]]:
    text, found = entities.read(params.text("text"), params.text("parse_mode"), params.array("entities"))
    if not text:
        raise bad_request("message text is empty")
    if utf16(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return text, found


def caption_of(params: Params) -> tuple[str, list[Entity]]:
    raw = params.array("caption_entities")
    text, found = entities.read(params.text("caption"), params.text("parse_mode"), raw)
    if utf16(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return text, found


@method(
    "sendMessage", "text parse_mode entities link_preview_options disable_web_page_preview" + SENDING_PARAMS
)
def send_message(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    open_chat(telegram, account, params)
    text, found = text_of(params)
    return send_to_chat(telegram, account, params, text=text, entities=found)


@method(
    "sendLocation",
    "latitude longitude horizontal_accuracy live_period heading proximity_alert_radius" + SENDING_PARAMS,
)
def send_location(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    return send_to_chat(telegram, account, params, content={"location": _location(params)})


@method(
    "sendVenue",
    "latitude longitude title address foursquare_id foursquare_type google_place_id google_place_type"
    + SENDING_PARAMS,
)
def send_venue(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    place = _location(params)
    title, address = params.text("title"), params.text("address")
    if not title.strip():
        raise bad_request("venue title must be non-empty")
    if not address.strip():
        raise bad_request("venue address must be non-empty")
    venue: Json = {"location": place, "title": title, "address": address}
    return send_to_chat(telegram, account, params, content={"venue": venue, "location": place})


def _location(params: Params) -> Json:
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("can't parse location: wrong latitude or longitude")
    return {"latitude": latitude, "longitude": longitude}


@method("sendChatAction", "chat_id action business_connection_id message_thread_id")
def send_chat_action(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    chat = open_chat(telegram, account, params)
    action = params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    telegram.publish_if_shown(account, "typing", chat=chat.id, action=action)
    return True


ACTIONS = name_set(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document"
    " choose_sticker find_location record_video_note upload_video_note"
)


def _source(telegram: TelegramState, account: BotAccount, params: Params, action: str) -> ChatMessage:
    number = whole(params.text("from_chat_id"))
    chat = telegram.chat(account, number) if number is not None else None
    if not chat:
        raise bad_request("chat not found")
    found = chat.posts.get(params.whole("message_id"))
    if not found:
        raise bad_request(f"message to {action} not found")
    if found.origin.get("has_protected_content"):
        raise bad_request(f"message can't be {'copied' if action == 'copy' else 'forwarded'}")
    return found


@method("copyMessage", "from_chat_id message_id video_start_timestamp" + CAPTION_PARAMS + SENDING_PARAMS)
def copy_message(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    found = _source(telegram, account, params, "copy")
    if "invoice" in found.content or not (found.text or found.content):
        raise bad_request("message can't be copied")
    text, styled = found.text, found.entities
    if found.content and "caption" in params.values:
        text, styled = caption_of(params)
    sent = send_to_chat(telegram, account, params, text=text, entities=styled, content=found.content)
    return {"message_id": sent["message_id"]}


@method(
    "forwardMessage",
    "chat_id message_thread_id direct_messages_topic_id from_chat_id video_start_timestamp"
    " disable_notification protect_content message_effect_id suggested_post_parameters message_id",
)
def forward_message(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    found = _source(telegram, account, params, "forward")
    origin_fields = {
        "forward_origin": {"type": "user", "date": int(found.at), "sender_user": api_json.user(found.author)}
    }
    fields = {"text": found.text, "entities": found.entities, "content": found.content}
    return send_to_chat(telegram, account, params, origin=origin_fields, sale=dict(found.sale), **fields)


def is_group(chat: Chat) -> bool:
    return isinstance(chat.peer, Group)
