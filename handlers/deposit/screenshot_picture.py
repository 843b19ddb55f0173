"""Reads the picture of a transfer that a payer sends, a photo or an image file, and reduces it to the tiles by which it is known again."""

import asyncio

from PIL import Image

from handlers.stock.photo import fetch_picture
from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto
from handlers.ui.grayscale import grayscale
from handlers.ui.image_errors import UNREADABLE
from market.deposit.picture_print import TILES, print_of
from market.deposit.screenshot import SentPicture
from market.picture import NotAPicture, PictureTooLarge, store_picture

MAX_SIDES, MAX_RATIO = 10_000, 20
"""Width and height together, and the longer side by the shorter one: what Telegram shows as a photo."""


async def store_screenshot(ctx: HandlerContext, sent: IncomingPhoto | IncomingFile) -> SentPicture:
    """Returns the picture, stored, with its print. Raises NotAPicture, PictureTooLarge, Banned, TooManyPhotos."""
    picture = await fetch_picture(ctx, sent)
    sides = (picture.width, picture.height)
    if sum(sides) > MAX_SIDES or max(sides) > MAX_RATIO * min(sides):
        raise PictureTooLarge
    tiles = await asyncio.to_thread(tiles_of, picture.data)
    await ctx.services.store.write(store_picture, picture.key, *sides, data=picture.data, now=ctx.now)
    return SentPicture(picture.key, print_of(picture.data, tiles))


def tiles_of(picture: bytes) -> bytes:
    """Returns the greys of a picture's tiles, row by row. Takes up to 0.2 s: call it off the event loop. Raises NotAPicture, PictureTooLarge."""
    try:
        return grayscale(picture).resize(TILES, Image.Resampling.HAMMING).tobytes()
    except Image.DecompressionBombError as error:
        raise PictureTooLarge from error
    except UNREADABLE as error:
        raise NotAPicture from error
