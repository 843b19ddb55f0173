"""What the child that opens files says of a picture, asked in this process: for tests of pictures of our own making."""

from base64 import b64decode
from unittest.mock import patch

from PIL import Image

from bot.file_reader import child
from bot.file_reader.child import Answer


def answer(task: str, data: bytes) -> Answer:
    """Return what the child would answer."""
    with patch.object(Image, "MAX_IMAGE_PIXELS", None):
        return child.answer_of(child.TASKS[task], data)


def qrs_in(picture: bytes) -> tuple[str | None, ...]:
    """Return the texts of all QR codes, None for one that cannot be read."""
    return tuple(answer("qrs", picture).get("texts", ()))


def tiles_of(picture: bytes) -> bytes:
    """Return the greys of a picture's tiles."""
    return b64decode(answer("tiles", picture)["tiles"])


def qr_in(picture: bytes) -> str | None:
    """Return the text of a QR code, None if there is none."""
    return next((text for text in qrs_in(picture) if text is not None), None)
