"""Pictures and documents that a bot sends, and their bytes."""

from __future__ import annotations

import secrets

from sandbox import files, markup, wire
from sandbox.files import File, Upload
from sandbox.methods.sending import CAPTION, SENDING, caption_of, open_chat, origin, post
from sandbox.methods.table import method
from sandbox.params import Params
from sandbox.refusal import ApiError, bad_request
from sandbox.state import Account, Json
from sandbox.street import Street

LARGEST = {"photo": files.PHOTO_BYTES, "document": files.DOCUMENT_BYTES}


def content_of(street: Street, params: Params, kind: str, value: str) -> Json:
    """A photo or a document as a message carries it, from an upload or from the id of a known file."""
    upload = params.upload(value, kind)
    file = _kept(street, kind, upload) if upload else _known(street, kind, value)
    if kind == "photo":
        return {"photo": files.photo_sizes(file)}
    return {
        "document": {
            "file_id": file.id,
            "file_unique_id": files.unique_id(file.id),
            "file_name": file.name,
            "mime_type": file.mime,
            "file_size": len(file.content),
        }
    }


def _kept(street: Street, kind: str, upload: Upload) -> File:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > LARGEST[kind]:
        raise ApiError(413, "Request Entity Too Large")
    return street.files.keep(kind, upload)


def _known(street: Street, kind: str, value: str) -> File:
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    file = street.files.get(value)
    if not file:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


@method("sendPhoto", "photo has_spoiler" + CAPTION + SENDING)
def send_photo(street: Street, account: Account, params: Params) -> Json:
    return _send(street, account, params, "photo")


@method("sendDocument", "document thumbnail disable_content_type_detection" + CAPTION + SENDING)
def send_document(street: Street, account: Account, params: Params) -> Json:
    return _send(street, account, params, "document")


def _send(street: Street, account: Account, params: Params, kind: str) -> Json:
    open_chat(street, account, params)
    text, found = caption_of(params)
    content = content_of(street, params, kind, params.text(kind))
    return post(street, account, params, text=text, entities=found, content=content)


def media_of(street: Street, params: Params, given: Json) -> Json:
    """The text, entities and content that an InputMedia stands for."""
    kind = str(given.get("type"))
    if kind not in LARGEST:
        raise bad_request(f"can't parse InputMedia: Media type {kind} is not known here")
    text, found = caption_of(Params(given))
    content = content_of(street, params, kind, str(given.get("media") or ""))
    return {"text": text, "entities": found, "content": content}


@method("sendMediaGroup", "media" + SENDING)
def send_media_group(street: Street, account: Account, params: Params) -> list[Json]:
    chat = open_chat(street, account, params)
    given = params.things("media")
    if not 2 <= len(given) <= 10:
        raise bad_request("there must be 2-10 items in an album")
    if len({str(one.get("type")) for one in given}) != 1:
        raise bad_request("documents can't be mixed with other media types in an album")
    ready = [media_of(street, params, one) for one in given]
    markup.read(params.data("reply_markup"))
    account.limits.take(chat.id, len(ready), paid=params.flag("allow_paid_broadcast"))
    came = origin(params) | {"media_group_id": str(secrets.randbits(53))}
    return [wire.message(street.send(chat, account, origin=came, **one)) for one in ready]


@method("getFile", "file_id")
def get_file(street: Street, account: Account, params: Params) -> Json:
    file = street.files.get(params.text("file_id"))
    if not file:
        raise bad_request("invalid file_id")
    if len(file.content) > files.DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": params.text("file_id"),
        "file_unique_id": files.unique_id(file.id),
        "file_size": len(file.content),
        "file_path": file.path,
    }
