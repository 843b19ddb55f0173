"""Checks a vendor's photo before it is stored: the header first, off the event loop."""

import asyncio
import hashlib
from io import BytesIO

from PIL import Image

from handlers.ui.context import HandlerContext, IncomingPhoto
from handlers.ui.image_errors import UNREADABLE
from handlers.ui.photo import fetch_photo
from market.picture import NotAPicture, PictureTooLarge, store_picture

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES, MAX_PIXELS = 5 * 2**20, 25_000_000


async def store_photo(ctx: HandlerContext, photo: IncomingPhoto) -> str:
    """Returns the hash of the stored photo. Raises NotAPicture, or PictureTooLarge, before the download if the size is known."""
    if photo.size > MAX_BYTES:
        raise PictureTooLarge
    data = await fetch_photo(ctx, photo)
    width, height = await asyncio.to_thread(image_size, data)
    key = hashlib.sha256(data).hexdigest()
    await ctx.services.store.write(store_picture, key, width, height, data=data, now=ctx.now)
    return key


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
