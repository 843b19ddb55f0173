"""The job of holds that have expired on items that nobody else changes."""

from datetime import datetime

from market.waitlist.sweep import allocate_item, items_to_allocate
from storage.store import Store


async def end_due_holds(store: Store, now: datetime) -> None:
    """End expired holds and offer their units to the next."""
    for item in await store.read(items_to_allocate, now):
        await store.write(allocate_item, item, now)
