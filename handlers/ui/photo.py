"""Downloading a photo that was sent: counted first, so that nobody makes the bot download without end."""

from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto
from market.photo_quota import count_photo

MAX_BYTES = 5 * 2**20
"""Of a photo or a file that is downloaded."""


async def fetch_photo(ctx: HandlerContext, photo: IncomingPhoto | IncomingFile) -> bytes:
    """Returns the bytes of a photo, or of a file that counts as one. Raises Blocked, TooManyPhotos."""
    await ctx.services.store.write(count_photo, ctx.actor, ctx.update, ctx.services.zone, now=ctx.now)
    return await ctx.services.fetch(photo.file_id)
