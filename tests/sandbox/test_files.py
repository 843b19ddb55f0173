"""Pictures and documents: measured by their header, identified by their bytes, bounded in memory."""

import zlib
from collections.abc import Awaitable, Callable
from io import BytesIO
from struct import pack
from typing import Any

import pytest
import qrcode
from PIL import Image

from sandbox import Phone
from sandbox.errors import ApiError
from sandbox.file_store import FileStore, UploadedFile, photo_sizes, qr_in

Reply = Callable[..., Awaitable[dict[str, Any]]]
LINK = "https://t.me/lorong_demo_bot?start=t_ABCDEFGHIJKLMNOPQRSTUV"


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def header(width: int, height: int) -> bytes:
    """A PNG that says it is this large, and holds nothing."""
    chunk = b"IHDR" + pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    empty = pack(">I", 0) + b"IDAT" + pack(">I", zlib.crc32(b"IDAT"))
    return b"\x89PNG\r\n\x1a\n" + pack(">I", 13) + chunk + pack(">I", zlib.crc32(chunk)) + empty


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_size_is_read_from_each_kind_of_picture(kind: str) -> None:
    content = encoded(Image.new("RGB", (640, 480)), kind)
    file = FileStore().add("photo", UploadedFile("a", content))
    assert file.size == (640, 480)
    assert [(one["width"], one["height"]) for one in photo_sizes(file)] == [(90, 68), (320, 240), (640, 480)]


@pytest.mark.parametrize("size", [(30_000, 30_000), (8_000, 4_000), (100, 2_001), (1, 21)])
def test_a_picture_is_refused_by_its_header_alone(size: tuple[int, int]) -> None:
    with pytest.raises(ApiError, match="PHOTO_INVALID_DIMENSIONS"):
        FileStore().add("photo", UploadedFile("a.png", header(*size)))


def test_the_same_bytes_are_kept_once_and_the_oldest_go_when_it_is_too_much() -> None:
    files = FileStore(total=250)
    first, second = (files.add("document", UploadedFile("a", bytes([n]) * 100)) for n in range(2))
    assert files.add("document", UploadedFile("a", b"\0" * 100)) is first
    assert files.bytes == 200
    files.get(first.id)
    third = files.add("document", UploadedFile("a", b"\2" * 100))
    assert (files.get(first.id), files.get(second.id), files.get(third.id)) == (first, None, third)
    assert files.bytes == 200


@pytest.mark.parametrize(
    "content",
    [
        encoded(qrcode.make(LINK).get_image().convert("RGB"), "PNG"),
        encoded(qrcode.make(LINK).get_image().convert("RGB"), "JPEG", quality=40),
        encoded(qrcode.make(LINK).get_image().convert("RGB").resize((320, 320)), "WEBP"),
        encoded(
            qrcode.make(LINK).get_image().convert("RGB").rotate(8, expand=True, fillcolor="white"), "PNG"
        ),
    ],
    ids=["PNG", "JPEG", "WEBP", "turned"],
)
def test_a_qr_is_read_from_a_picture(content: bytes) -> None:
    assert qr_in(content) == LINK


def test_a_picture_without_a_qr_and_what_is_no_picture_have_none() -> None:
    assert qr_in(encoded(Image.effect_noise((400, 400), 80), "PNG")) is None
    assert qr_in(b"no picture") is None
    assert qr_in(header(30_000, 30_000)) is None


async def test_an_id_is_good_for_its_own_kind_alone(reply: Reply, picture: bytes, aina: Phone) -> None:
    photo = (await reply("sendPhoto", chat_id=1001, photo=picture))["result"]["photo"]
    assert (await reply("sendPhoto", chat_id=1001, photo=photo[0]["file_id"]))["result"]["photo"] == photo
    refused = await reply("sendDocument", chat_id=1001, document=photo[-1]["file_id"])
    assert refused["description"] == "Bad Request: can't use file of type Photo as Document"
    assert [m.kind for m in aina.messages[1:]] == ["photo", "photo"]
