"""The job of drops that have ended."""

from datetime import datetime

from market.stock.wind_up import drops_to_wind_up, wind_up
from storage.store import Store


async def wind_up_due_drops(store: Store, now: datetime) -> None:
    """Wind up every drop that has ended, each in a transaction of its own."""
    for drop in await store.read(drops_to_wind_up, now):
        await store.write(wind_up, drop, now)
