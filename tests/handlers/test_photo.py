"""A photo is checked by its header before any of it is decoded."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from handlers.stock.photo import MAX_BYTES, MAX_PIXELS, image_size
from market.picture import NotAPicture, PictureTooLarge


def drawn(form: str, width: int = 64, height: int = 48) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, form)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_size(width: int, height: int) -> bytes:
    """A PNG with this size in its header and no data."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b""))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_phones_send_is_taken(form: str) -> None:
    assert image_size(drawn(form)) == (64, 48)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        drawn("GIF"),
        drawn("BMP"),
        drawn("PNG")[:20],
        drawn("JPEG")[:100],
        png_of_size(0, 9),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        image_size(data)


@pytest.mark.parametrize(
    "data",
    [
        drawn("PNG") + bytes(MAX_BYTES),
        png_of_size(5000, MAX_PIXELS // 5000 + 1),
        png_of_size(10_000, 10_000),
        png_of_size(50_000, 50_000),
    ],
    ids=["bytes", "pixels", "a warning of PIL", "an error of PIL"],
)
def test_what_is_too_large_is_refused_unseen(data: bytes) -> None:
    with pytest.raises(PictureTooLarge):
        image_size(data)
