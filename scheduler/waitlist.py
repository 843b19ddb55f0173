"""The jobs of holds: their clocks start when their people were told, and those that have expired on items that nobody else changes end."""

from datetime import datetime

from market.waitlist.hold_clock import start_told_clock, told_holds
from market.waitlist.sweep import allocate_item, items_to_allocate
from storage.store import Store


async def start_told_clocks(store: Store) -> None:
    """Start the clock of each hold whose message was sent."""
    for hold, told_at in await store.read(told_holds):
        await store.write(start_told_clock, hold, told_at)


async def end_due_holds(store: Store, now: datetime) -> None:
    """End expired holds and offer their units to the next."""
    for item in await store.read(items_to_allocate, now):
        await store.write(allocate_item, item, now)
