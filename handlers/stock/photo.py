"""Checks a picture before it is stored, by its header."""

import hashlib
from dataclasses import dataclass, field

from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto
from handlers.ui.photo import MAX_BYTES, fetch_photo
from market.picture import PictureTooLarge, store_picture


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
    """Returns a picture whose header was checked.

    Raises what `read_picture` raises, Blocked, TooManyPhotos; PictureTooLarge before the download if the size is known.
    """
    if sent.size > MAX_BYTES:
        raise PictureTooLarge
    return await read_picture(ctx, await fetch_photo(ctx, sent))


async def read_picture(ctx: HandlerContext, data: bytes) -> FetchedPicture:
    """Returns a picture by its bytes. Raises NotAPicture, PictureTooLarge, FileNotOpened, FilesWait."""
    if len(data) > MAX_BYTES:
        raise PictureTooLarge
    width, height = await ctx.services.files.size_of(data)
    return FetchedPicture(key=hashlib.sha256(data).hexdigest(), width=width, height=height, data=data)
