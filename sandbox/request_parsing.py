"""Parsing parameters from a request or from a webhook's response: a query, JSON, a form or a multipart form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from sandbox.errors import ApiError, bad_request
from sandbox.file_store import DOCUMENT_BYTES, UploadedFile
from sandbox.params import Params

MAX_BODY = DOCUMENT_BYTES + 5_000_000


class _Parts(Protocol):
    async def next(self) -> Any: ...


async def from_request(request: web.Request) -> Params:
    query = dict(request.query)
    if not request.can_read_body:
        return Params(query)
    if request.content_type == "multipart/form-data":
        raw = await _parted(request)
    else:
        raw = from_text(request.content_type, await request.text())
    return Params(query | dict(raw.values), raw.files)


async def _parted(request: web.Request) -> Params:
    try:
        return await _from_parts(await request.multipart())
    except ValueError:
        raise bad_request("can't parse the parts of the request body") from None


async def from_response(response: aiohttp.ClientResponse) -> Params:
    if response.content_type == "multipart/form-data":
        return await _from_parts(aiohttp.MultipartReader.from_response(response))
    return from_text(response.content_type, await response.text())


def from_text(kind: str, body: str) -> Params:
    if kind == "application/json":
        return Params(_object(body) if body.strip() else {})
    if kind == "application/x-www-form-urlencoded":
        return Params(dict(parse_qsl(body, keep_blank_values=True)))
    return Params({})


def _object(body: str) -> Mapping[str, Any]:
    try:
        raw = json.loads(body)
    except ValueError:
        raw = None
    if not isinstance(raw, dict):
        raise bad_request("can't parse request body as a JSON object")
    return raw


async def _from_parts(parts: _Parts) -> Params:
    values: dict[str, Any] = {}
    files: dict[str, UploadedFile] = {}
    read = 0
    while part := await parts.next():
        content = bytearray()
        while chunk := await part.read_chunk(1 << 16):
            content += chunk
            read += len(chunk)
            if read > MAX_BODY:
                raise ApiError(413, "Request Entity Too Large")
        if part.filename:
            files[part.name] = UploadedFile(part.filename, bytes(content))
        else:
            values[part.name] = content.decode(errors="replace")
    return Params(values, files)
