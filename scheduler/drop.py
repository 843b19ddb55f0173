"""The job of drops whose hours are over."""

from datetime import datetime

from market.stock.wind_up import drops_to_wind_up, wind_up
from storage.store import Store


async def wind_up_due_drops(store: Store, now: datetime) -> None:
    """Each in a transaction of its own."""
    for drop in await store.read(drops_to_wind_up, now):
        await store.write(wind_up, drop, now)
