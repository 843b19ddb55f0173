"""The job of the messages of market days and of packaging: written when they are due, to who is concerned then."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from sqlmodel import Session

from market.reminder.after_messages import market_days_over, tell_afterwards
from market.reminder.loan_messages import due_dates_to_tell, tell_borrowers
from market.reminder.shift_messages import days_with_helpers_to_tell, tell_helpers
from market.reminder.shopper_messages import market_days_to_tell, tell_shoppers
from market.reminder.stall_day_messages import stall_days_to_tell, tell_stall
from scheduler.job_items import JobItems
from storage.store import Store

Items = Callable[[Session, datetime], Iterable[int]]
Tell = Callable[[Session, int, datetime], int]
TO_PEOPLE: dict[str, tuple[Items, Tell]] = {
    "market days to tell of": (market_days_to_tell, tell_shoppers),
    "market days that are over": (market_days_over, tell_afterwards),
    "packaging that is due": (due_dates_to_tell, tell_borrowers),
}
"""What is told to people in chunks, by the name under which its failures are listed."""


class MarketDayJob:
    """Tells stalls, helpers and shoppers of the market days that they have ahead and had, and of packaging that is due."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._stalls = JobItems(store, "stall days to tell of", now)
        self._helpers = JobItems(store, "market days to tell helpers of", now)
        self._people = {name: JobItems(store, name, now) for name in TO_PEOPLE}

    async def run_due(self) -> None:
        """Queue the missing messages, a stall, the helpers of a market day or a chunk of people in each transaction. If none is missing, nothing is written."""
        store, now = self._store, self._now()
        stall_days = await store.read(stall_days_to_tell, now)
        await self._stalls.run_each(stall_days, lambda day: store.write(tell_stall, day, now))
        of_helpers = await store.read(days_with_helpers_to_tell, now)
        await self._helpers.run_each(of_helpers, lambda day: store.write(tell_helpers, day, now))
        for name, (items, tell) in TO_PEOPLE.items():
            await self._people[name].run_each(
                await store.read(items, now), partial(self._in_chunks, tell, now)
            )

    async def _in_chunks(self, tell: Tell, now: datetime, item: int) -> None:
        while await self._store.write(tell, item, now):
            pass
