"""Pictures and documents in memory, by the hash of their bytes. The oldest are dropped above a limit."""

from __future__ import annotations

import asyncio
import hashlib
import io
import mimetypes
import re
import warnings
from base64 import urlsafe_b64encode
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, UnidentifiedImageError

from sandbox.errors import ApiError, bad_request

PHOTO_BYTES = 10_000_000
DOCUMENT_BYTES = 50_000_000
DOWNLOAD_BYTES = 20_000_000
MAX_SIDES_SUM = 10_000  # so at most 25 megapixels
TOTAL_BYTES = 256_000_000
SIDES = (90, 320, 800, 1280)
BROKEN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Warning,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
)
PREFIX = {"photo": "AgAC", "document": "BQAC"}


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """An uploaded file of a request."""

    name: str
    content: bytes = field(repr=False)


@dataclass(slots=True, kw_only=True)
class StoredFile:
    id: str
    kind: str
    name: str
    content: bytes = field(repr=False)
    size: tuple[int, int] = (0, 0)
    link: str | None = None
    searched: bool = False

    @property
    def path(self) -> str:
        folder = "photos" if self.kind == "photo" else "documents"
        return f"{folder}/{self.id}/{re.sub(r'[^A-Za-z0-9._-]', '_', self.name) or 'file'}"

    @property
    def mime(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    async def qr(self) -> str | None:
        """Return the text of the QR code in this picture; None without one. It is read once, in a thread."""
        if not self.searched:
            self.link = await asyncio.to_thread(qr_in, self.content)
            self.searched = True
        return self.link


class FileStore:
    def __init__(self, total: int = TOTAL_BYTES) -> None:
        self.kept: OrderedDict[str, StoredFile] = OrderedDict()
        self.total = total
        self.bytes = 0

    def add(self, kind: str, upload: UploadedFile) -> StoredFile:
        mark = urlsafe_b64encode(
            hashlib.sha256(upload.name.encode() + b"\0" + upload.content).digest()
        ).decode()
        known = self.kept.get(PREFIX[kind] + mark.rstrip("="))
        if known:
            return known
        file = StoredFile(
            id=PREFIX[kind] + mark.rstrip("="), kind=kind, name=upload.name, content=upload.content
        )
        if kind == "photo":
            file.size = size_of(upload.content)
        self.kept[file.id] = file
        self.bytes += len(file.content)
        self._make_room()
        return file

    def get(self, file_id: str) -> StoredFile | None:
        """Return the file of an id, or of the id of one of its smaller sizes."""
        file = self.kept.get(file_id.partition("~")[0])
        if file:
            self.kept.move_to_end(file.id)
        return file

    def _make_room(self) -> None:
        while self.bytes > self.total and len(self.kept) > 1:
            _, oldest = self.kept.popitem(last=False)
            self.bytes -= len(oldest.content)


def photo_sizes(file: StoredFile) -> list[dict[str, Any]]:
    """Return the sizes of a photo, smallest first; the last one is the picture itself."""
    longest = max(file.size)
    sizes = [_size(file, f"~{side}", side / longest) for side in SIDES if side < longest]
    return [*sizes, _size(file, "", 1)]


def _size(file: StoredFile, suffix: str, scale: float) -> dict[str, Any]:
    width, height = (max(1, round(side * scale)) for side in file.size)
    return {
        "file_id": file.id + suffix,
        "file_unique_id": unique_id(file.id) + suffix.replace("~", "_"),
        "width": width,
        "height": height,
        "file_size": max(1, round(len(file.content) * scale * scale)),
    }


def document_content(file: StoredFile) -> dict[str, Any]:
    """Return a document as a message has it."""
    return {
        "file_id": file.id,
        "file_unique_id": unique_id(file.id),
        "file_name": file.name,
        "mime_type": file.mime,
        "file_size": len(file.content),
    }


def unique_id(file_id: str) -> str:
    return "AQAD" + file_id[4:18]


def size_of(content: bytes) -> tuple[int, int]:
    """Return width and height from the header alone. Raises ApiError if Telegram would not accept it as a photo."""
    try:
        width, height = _opened(content).size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise bad_request("PHOTO_INVALID_DIMENSIONS") from error
    except BROKEN as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if width + height > MAX_SIDES_SUM or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def scaled(content: bytes, side: int) -> bytes:
    """Return a smaller PNG of a picture whose header has been checked."""
    picture = _opened(content)
    picture.thumbnail((side, side))
    out = io.BytesIO()
    picture.convert("RGBA").save(out, "PNG")
    return out.getvalue()


def _opened(content: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF"))


def qr_in(content: bytes) -> str | None:
    import zxingcpp

    try:
        size_of(content)
        picture = _opened(content)
        picture.draft("L", (2000, 2000))
        picture.thumbnail((2000, 2000))
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture.convert("RGBA"))
    except (ApiError, *BROKEN):
        return None
    found = zxingcpp.read_barcodes(
        white.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return next((code.bytes.decode(errors="replace") for code in found if code.bytes), None)
