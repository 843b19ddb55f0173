"""The results of inline queries: an article, a photo that the bot has sent before, or one at an address. Other types are refused."""

from __future__ import annotations

from sandbox import entities, file_store, markup
from sandbox.errors import ApiError, bad_request
from sandbox.html_parser import utf16
from sandbox.methods.sending import LONGEST_CAPTION, LONGEST_TEXT
from sandbox.name_sets import name_set
from sandbox.params import Params
from sandbox.records import Json
from sandbox.telegram_state import TelegramState

COMMON = "type id reply_markup input_message_content "
KNOWN = {
    "article": name_set(
        COMMON + "title url hide_url description thumbnail_url thumbnail_width thumbnail_height"
    ),
    "photo": name_set(
        COMMON
        + "photo_file_id photo_url thumbnail_url photo_width photo_height title description caption parse_mode caption_entities show_caption_above_media"
    ),
}


def message_of(telegram: TelegramState, raw: Json) -> Json:
    """Return the message that is sent when somebody chooses this result. Raises ApiError."""
    kind = str(raw["type"])
    if kind not in KNOWN:
        raise _unreadable(f"the sandbox knows no result of type {kind}")
    unknown = sorted(raw.keys() - KNOWN[kind])
    if unknown:
        raise _unreadable(f'Unknown field "{unknown[0]}"')
    keyboard = markup.inline_only(raw.get("reply_markup"))
    sent = _article(raw) if kind == "article" else _photo(telegram, raw)
    return {**sent, "markup": keyboard}


def _article(raw: Json) -> Json:
    if not str(raw.get("title", "")).strip():
        raise _unreadable('Can\'t find field "title"')
    if not isinstance(raw.get("input_message_content"), dict):
        raise bad_request("MESSAGE_CONTENT_REQUIRED")
    content = Params(raw["input_message_content"])
    content.check_known(
        name_set("message_text parse_mode entities link_preview_options disable_web_page_preview")
    )
    words, found = entities.read(
        content.text("message_text"), content.text("parse_mode"), content.array("entities")
    )
    if not words:
        raise bad_request("MESSAGE_EMPTY")
    if utf16(words) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return {"text": words, "entities": found, "content": {}}


def _photo(telegram: TelegramState, raw: Json) -> Json:
    given = Params(raw)
    file = telegram.files.get(given.text("photo_file_id"))
    if file is None and not _is_fetched(given):
        raise bad_request("wrong file identifier/HTTP URL specified")
    words, found = entities.read(
        given.text("caption"), given.text("parse_mode"), given.array("caption_entities")
    )
    if utf16(words) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return {
        "text": words,
        "entities": found,
        "content": {"photo": file_store.photo_sizes(file)} if file else {},
    }


def _is_fetched(photo: Params) -> bool:
    """Return whether Telegram would fetch the photo. Nothing is fetched here: its caption is sent without it."""
    return all(photo.text(name).startswith("https://") for name in ("photo_url", "thumbnail_url"))


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse inline query results: {reason}")
