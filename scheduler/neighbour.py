"""The job of market days and the digests for neighbours."""

from datetime import datetime

from market.neighbour.digest import is_missing, write_digests
from market.neighbour.record_market_days import alleys_with_neighbours, has_unrecorded, record_market_days
from storage.store import Store


async def notify_neighbours(store: Store, contact: str, now: datetime) -> None:
    """Record new market days and write missing digests, in short transactions. If nothing is new, nothing is written."""
    for alley in await store.read(alleys_with_neighbours):
        if await store.read(has_unrecorded, alley, now):
            await store.write(record_market_days, alley, contact, now)
        if await store.read(is_missing, alley, now):
            while await store.write(write_digests, alley, contact, now):
                pass
