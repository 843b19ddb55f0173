"""The jobs of the waitlist: clocks of holds start when their people were notified, expired holds end, and who asked is told that a full item can be joined."""

from collections.abc import Callable
from datetime import datetime

from market.waitlist.availability import drops_to_tell_of, send_alerts
from market.waitlist.hold_clock import notified_holds, start_notified_clock
from market.waitlist.sweep import allocate_item, items_to_allocate
from scheduler.job_items import JobItems
from storage.job_failure import HOLDS
from storage.store import Store


class NotifiedHoldJob:
    """Starts the clocks of holds."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._holds = JobItems(store, HOLDS, now)

    async def run_due(self) -> None:
        """Start the clock of each hold whose message was sent, each in a transaction of its own."""
        notified = dict(await self._store.read(notified_holds))
        await self._holds.run_each(
            notified, lambda hold: self._store.write(start_notified_clock, hold, notified[hold])
        )


class HoldJob:
    """Ends holds that have expired."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._items = JobItems(store, "items with expired holds", now)

    async def run_due(self) -> None:
        """End expired holds and offer their units to the next, each item in a transaction of its own."""
        due = await self._store.read(items_to_allocate, self._now())
        await self._items.run_each(due, lambda item: self._store.write(allocate_item, item, self._now()))


class AlertJob:
    """Tells those who asked that an item whose waitlist was full can be joined."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._drops = JobItems(store, "drops that people asked about", now)

    async def run_due(self) -> None:
        """Send the alerts of each drop that can be joined again, each in a transaction of its own."""
        due = await self._store.read(drops_to_tell_of, self._now())
        await self._drops.run_each(due, lambda drop: self._store.write(send_alerts, drop, self._now()))
