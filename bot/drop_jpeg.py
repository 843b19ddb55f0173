"""A drop's picture as JPEG, the only kind that Telegram fetches from an address."""

import asyncio
from io import BytesIO

from PIL import Image

from handlers.drop.placeholder_picture import draw_placeholder
from handlers.drop.views import picture_of
from market.drop.browse import drop_by_code
from market.picture import bytes_of
from storage.store import Store

JPEG = b"\xff\xd8\xff"


async def drop_jpeg(store: Store, code: str) -> bytes:
    """Return the picture of the public drop with a code. Raises DropUnknown."""
    picture = picture_of(await store.read_page(drop_by_code, code))
    if picture.motif:
        return _jpeg(await asyncio.to_thread(draw_placeholder, picture.motif, picture.seed))
    return _jpeg(await store.read_page(bytes_of, picture.key))


def _jpeg(data: bytes) -> bytes:
    """Return a picture as JPEG; one that is JPEG already as it is."""
    if data.startswith(JPEG):
        return data
    converted = BytesIO()
    Image.open(BytesIO(data)).convert("RGB").save(converted, "JPEG", quality=88)
    return converted.getvalue()
