"""A vendor's photo: looked at before it is kept, the header first, off the loop."""

import asyncio
import hashlib
from io import BytesIO

from PIL import Image

from handlers.ui.picture import UNREADABLE
from handlers.ui.tap import Photo, Tap
from market.picture import keep_picture
from market.refusal import NotAPicture, PictureTooLarge

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES, MOST_PIXELS = 5 * 2**20, 25_000_000


async def kept(tap: Tap, photo: Photo) -> str:
    """The hash under which the photo is stored. Raises PictureTooLarge, before it is fetched where that is known, and NotAPicture."""
    if photo.size > MOST_BYTES:
        raise PictureTooLarge
    data = await tap.house.fetch(photo.file_id)
    width, height = await asyncio.to_thread(size_of, data)
    key = hashlib.sha256(data).hexdigest()
    await tap.house.store.write(keep_picture, key, width, height, data)
    return key


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height by the header alone. Raises PictureTooLarge, NotAPicture."""
    if len(data) > MOST_BYTES:
        raise PictureTooLarge
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            width, height = picture.size
    except Image.DecompressionBombError as error:
        raise PictureTooLarge from error
    except UNREADABLE as error:
        raise NotAPicture from error
    if width * height > MOST_PIXELS:
        raise PictureTooLarge
    return width, height
