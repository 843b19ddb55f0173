"""The pictures of the demo's drops, as if the bot had sent each before: an inline query shows them at once."""

import asyncio
from datetime import UTC, datetime

from handlers.drop.placeholder_picture import draw_placeholder
from handlers.drop.views import picture_of
from market.drop.browse import drop_cards, planned
from market.picture import bytes_of, store_file_ids
from sandbox import Sandbox
from storage.store import Store


async def send_pictures(sandbox: Sandbox, store: Store, bot: int, now: datetime) -> None:
    """Give the pretend Telegram the picture of each drop that is coming, and note its file_id."""
    coming = await store.read(planned, now.astimezone(UTC))
    file_ids = {}
    for drop in await store.read(drop_cards, tuple(each.id for each in coming)):
        picture = picture_of(drop)
        if picture.motif:
            data = await asyncio.to_thread(draw_placeholder, picture.motif, picture.seed)
        else:
            data = await store.read(bytes_of, picture.key)
        file_ids[picture.key] = sandbox.add_photo(data)
    await store.write(store_file_ids, bot, file_ids, now.astimezone(UTC))
