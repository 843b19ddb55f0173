"""What happens by itself in the lines that nobody touches."""

from datetime import datetime

from market.waitlist.sweep import allocate_item, items_to_allocate
from storage.store import Store


async def end_due_holds(store: Store, now: datetime) -> None:
    """End the holds that have run out, and offer their units on."""
    for item in await store.read(items_to_allocate, now):
        await store.write(allocate_item, item, now)
