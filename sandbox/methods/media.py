"""Sending and downloading pictures and documents."""

from __future__ import annotations

import secrets

from sandbox import api_json, file_store, markup
from sandbox.errors import ApiError, bad_request
from sandbox.file_store import StoredFile, UploadedFile
from sandbox.methods.sending import (
    CAPTION_PARAMS,
    SENDING_PARAMS,
    caption_of,
    open_chat,
    origin,
    send_to_chat,
)
from sandbox.methods.table import method
from sandbox.params import Params
from sandbox.records import BotAccount, Json
from sandbox.telegram_state import TelegramState

MAX_BYTES = {"photo": file_store.PHOTO_BYTES, "document": file_store.DOCUMENT_BYTES}


def content_of(telegram: TelegramState, params: Params, kind: str, value: str) -> Json:
    """Return the content of a message for a photo or document, from an upload or from a known file_id."""
    upload = params.upload(value, kind)
    file = _store_upload(telegram, kind, upload) if upload else _known_file(telegram, kind, value)
    if kind == "photo":
        return {"photo": file_store.photo_sizes(file)}
    return {"document": file_store.document_content(file)}


def _store_upload(telegram: TelegramState, kind: str, upload: UploadedFile) -> StoredFile:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > MAX_BYTES[kind]:
        raise ApiError(413, "Request Entity Too Large")
    return telegram.files.add(kind, upload)


def _known_file(telegram: TelegramState, kind: str, value: str) -> StoredFile:
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    file = telegram.files.get(value)
    if not file:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


@method("sendPhoto", "photo has_spoiler" + CAPTION_PARAMS + SENDING_PARAMS)
def send_photo(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    return _send(telegram, account, params, "photo")


@method("sendDocument", "document thumbnail disable_content_type_detection" + CAPTION_PARAMS + SENDING_PARAMS)
def send_document(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    return _send(telegram, account, params, "document")


def _send(telegram: TelegramState, account: BotAccount, params: Params, kind: str) -> Json:
    open_chat(telegram, account, params)
    text, found = caption_of(params)
    content = content_of(telegram, params, kind, params.text(kind))
    return send_to_chat(telegram, account, params, text=text, entities=found, content=content)


def media_of(telegram: TelegramState, params: Params, raw: Json) -> Json:
    """Return the text, entities and content of an InputMedia."""
    kind = str(raw.get("type"))
    if kind not in MAX_BYTES:
        raise bad_request(f"can't parse InputMedia: Media type {kind} is not known here")
    text, found = caption_of(Params(raw))
    content = content_of(telegram, params, kind, str(raw.get("media") or ""))
    return {"text": text, "entities": found, "content": content}


@method("sendMediaGroup", "media" + SENDING_PARAMS)
def send_media_group(telegram: TelegramState, account: BotAccount, params: Params) -> list[Json]:
    chat = open_chat(telegram, account, params)
    raw = params.objects("media")
    if not 2 <= len(raw) <= 10:
        raise bad_request("there must be 2-10 items in an album")
    if len({str(one.get("type")) for one in raw}) != 1:
        raise bad_request("documents can't be mixed with other media types in an album")
    ready = [media_of(telegram, params, one) for one in raw]
    markup.read(params.json_value("reply_markup"))
    account.limits.take(chat.id, len(ready), paid=params.flag("allow_paid_broadcast"))
    origin_fields = origin(params) | {"media_group_id": str(secrets.randbits(53))}
    return [api_json.message(telegram.send(chat, account, origin=origin_fields, **one)) for one in ready]


@method("getFile", "file_id")
def get_file(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    file = telegram.files.get(params.text("file_id"))
    if not file:
        raise bad_request("invalid file_id")
    if len(file.content) > file_store.DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": params.text("file_id"),
        "file_unique_id": file_store.unique_id(file.id),
        "file_size": len(file.content),
        "file_path": file.path,
    }
