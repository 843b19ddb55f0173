"""Reads the picture of a transfer that a payer sends, a photo or an image file, and reduces it to the tiles by which it is known again."""

from handlers.stock.photo import fetch_picture
from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto
from market.deposit.picture_print import print_of
from market.deposit.screenshot import SentPicture
from market.picture import PictureTooLarge, store_picture

MAX_SIDES, MAX_RATIO = 10_000, 20
"""Width and height together, and the longer side by the shorter one: what Telegram shows as a photo."""


async def store_screenshot(ctx: HandlerContext, sent: IncomingPhoto | IncomingFile) -> SentPicture:
    """Returns the picture, stored, with its print. Raises what `fetch_picture` raises."""
    picture = await fetch_picture(ctx, sent)
    sides = (picture.width, picture.height)
    if sum(sides) > MAX_SIDES or max(sides) > MAX_RATIO * min(sides):
        raise PictureTooLarge
    tiles = await ctx.services.files.tiles_of(picture.data)
    await ctx.services.store.write(store_picture, picture.key, *sides, data=picture.data, now=ctx.now)
    return SentPicture(picture.key, print_of(picture.data, tiles))
