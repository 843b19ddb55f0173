"""What happens by itself in the lines that nobody touches."""

from datetime import datetime

from market.waitlist.sweep import lines_to_settle, settle_line
from storage.store import Store


async def end_holds(store: Store, now: datetime) -> None:
    """End the holds that have run out, and offer their units on."""
    for line in await store.read(lines_to_settle, now):
        await store.write(settle_line, line, now)
