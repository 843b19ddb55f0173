"""Changing what a bot has sent."""

from __future__ import annotations

from typing import Any

from sandbox import markup, wire
from sandbox.methods.media import media_of
from sandbox.methods.sending import caption_of, chat_of, text_of
from sandbox.methods.table import method
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.state import Account, Json, Post
from sandbox.street import Street

PLACE = " business_connection_id chat_id message_id inline_message_id reply_markup"
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def _own(street: Street, account: Account, params: Params) -> Post:
    if "inline_message_id" in params:
        raise bad_request("MESSAGE_ID_INVALID")
    chat = chat_of(street, account, params)
    found = chat.posts.get(params.whole("message_id", 0))
    if not found:
        raise bad_request("message to edit not found")
    if found.author is not account:
        raise bad_request("message can't be edited")
    return found


def _change(street: Street, params: Params, found: Post, **fields: Any) -> Json:
    """An edit without `reply_markup` takes the keyboard away, as in Telegram."""
    fields["markup"] = markup.inline_only(params.data("reply_markup"), invoice="invoice" in found.content)
    if all(getattr(found, name) == value for name, value in fields.items()):
        raise bad_request(SAME)
    only_markup = set(fields) == {"markup"}
    for name, value in fields.items():
        setattr(found, name, value)
    found.edited = found.edited if only_markup else street.time()
    street.changed(found)
    return wire.message(found)


@method(
    "editMessageText",
    "text parse_mode entities link_preview_options disable_web_page_preview rich_message" + PLACE,
)
def edit_message_text(street: Street, account: Account, params: Params) -> Json:
    found = _own(street, account, params)
    if found.content:
        raise bad_request("there is no text in the message to edit")
    text, styled = text_of(params)
    return _change(street, params, found, text=text, entities=styled)


@method("editMessageCaption", "caption parse_mode caption_entities show_caption_above_media" + PLACE)
def edit_message_caption(street: Street, account: Account, params: Params) -> Json:
    found = _own(street, account, params)
    if not found.content.keys() & {"photo", "document"}:
        raise bad_request("there is no caption in the message to edit")
    text, styled = caption_of(params)
    return _change(street, params, found, text=text, entities=styled)


@method("editMessageMedia", "media" + PLACE)
def edit_message_media(street: Street, account: Account, params: Params) -> Json:
    found = _own(street, account, params)
    if found.content and not found.content.keys() & {"photo", "document"}:
        raise bad_request("message can't be edited")
    return _change(street, params, found, **media_of(street, params, params.thing("media")))


@method("editMessageReplyMarkup", PLACE)
def edit_message_reply_markup(street: Street, account: Account, params: Params) -> Json:
    return _change(street, params, _own(street, account, params))
