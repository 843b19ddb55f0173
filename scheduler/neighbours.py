"""The job of the evenings that neighbours are to hear of."""

from datetime import datetime

from market.neighbour.digest import is_missing, write_digests
from market.neighbour.note import alleys_listened, has_news, note_evenings
from storage.store import Store


async def tell_neighbours(store: Store, contact: str, now: datetime) -> None:
    """First note, then write, each piece in a transaction of its own; where nothing is new, nothing is written."""
    for alley in await store.read(alleys_listened):
        if await store.read(has_news, alley, now):
            await store.write(note_evenings, alley, contact, now)
        if await store.read(is_missing, alley, now):
            while await store.write(write_digests, alley, contact, now):
                pass
