"""Checks a picture before it is stored: the header first, off the event loop."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto
from handlers.ui.image_errors import UNREADABLE
from handlers.ui.photo import fetch_photo
from market.picture import NotAPicture, PictureTooLarge, store_picture

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES, MAX_PIXELS = 5 * 2**20, 25_000_000


@dataclass(frozen=True, kw_only=True)
class FetchedPicture:
    """A picture that was sent: `key` is the SHA-256 of its bytes in hexadecimal."""

    key: str
    width: int
    height: int
    data: bytes = field(repr=False)


async def store_photo(ctx: HandlerContext, photo: IncomingPhoto) -> str:
    """Returns the hash of the stored photo. Raises what `fetch_picture` raises."""
    found = await fetch_picture(ctx, photo)
    await ctx.services.store.write(
        store_picture, found.key, found.width, found.height, data=found.data, now=ctx.now
    )
    return found.key


async def fetch_picture(ctx: HandlerContext, sent: IncomingPhoto | IncomingFile) -> FetchedPicture:
    """Returns a picture whose header was checked. Raises Banned, TooManyPhotos, NotAPicture; PictureTooLarge before the download if the size is known."""
    if sent.size > MAX_BYTES:
        raise PictureTooLarge
    return await read_picture(await fetch_photo(ctx, sent))


async def read_picture(data: bytes) -> FetchedPicture:
    """Returns a picture by its bytes. Raises NotAPicture, PictureTooLarge."""
    width, height = await asyncio.to_thread(image_size, data)
    return FetchedPicture(key=hashlib.sha256(data).hexdigest(), width=width, height=height, data=data)


def image_size(data: bytes) -> tuple[int, int]:
    """Returns width and height, read from the header alone. Raises PictureTooLarge, NotAPicture."""
    if len(data) > MAX_BYTES:
        raise PictureTooLarge
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            width, height = picture.size
    except Image.DecompressionBombError as error:
        raise PictureTooLarge from error
    except UNREADABLE as error:
        raise NotAPicture from error
    if width * height > MAX_PIXELS:
        raise PictureTooLarge
    return width, height
