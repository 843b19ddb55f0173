"""The job of the messages of market days: written when they are due, to who is concerned then."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from market.reminder.shopper_messages import market_days_to_tell, tell_shoppers
from market.reminder.stall_day_messages import stall_days_to_tell, tell_stall
from scheduler.job_items import JobItems
from storage.store import Store


class MarketDayJob:
    """Tells stalls and shoppers of the market days that they have ahead."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._stalls = JobItems(store, "stall days to tell of", now)
        self._shoppers = JobItems(store, "market days to tell of", now)

    async def run_due(self) -> None:
        """Queue the missing messages, a stall or a chunk of people in each transaction. If none is missing, nothing is written."""
        store, now = self._store, self._now()
        stall_days = await store.read(stall_days_to_tell, now)
        await self._stalls.run_each(stall_days, lambda day: store.write(tell_stall, day, now))
        market_days = await store.read(market_days_to_tell, now)
        await self._shoppers.run_each(market_days, lambda day: self._in_chunks(tell_shoppers, day, now))

    async def _in_chunks(
        self, tell: Callable[[Session, int, datetime], int], item: int, now: datetime
    ) -> None:
        while await self._store.write(tell, item, now):
            pass
