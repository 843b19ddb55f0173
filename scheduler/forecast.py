"""The jobs of forecasts: market days that are over are counted, those that begin soon are forecast, and stalls are told of their week."""

from collections.abc import Callable
from datetime import datetime

from market.forecast.forecast import stalls_to_forecast, store_forecasts
from market.forecast.stall_days import count_days, stalls_to_count
from market.forecast.week import stalls_to_tell, tell_of_week
from scheduler.job_items import JobItems
from storage.store import Store


class ForecastJob:
    """Counts market days that are over, and stores the forecasts of those that begin soon."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._counted = JobItems(store, "stalls with days to count", now)
        self._forecast = JobItems(store, "stalls with days to forecast", now)

    async def run_due(self) -> None:
        """Do what is due, a stall in each transaction; first what a forecast is made from."""
        store, now = self._store, self._now()
        count = await store.read(stalls_to_count, now)
        await self._counted.run_each(count, lambda stall: store.write(count_days, stall, now))
        soon = await store.read(stalls_to_forecast, now)
        await self._forecast.run_each(soon, lambda stall: store.write(store_forecasts, stall, now))


class WeekJob:
    """Tells stalls of their week, on Mondays at ten by the clock of their alley."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._stalls = JobItems(store, "stalls to tell of their week", now)

    async def run_due(self) -> None:
        """Queue the missing messages. If none is missing, nothing is written."""
        store, now = self._store, self._now()
        due = await store.read(stalls_to_tell, now)
        await self._stalls.run_each(due, lambda stall: store.write(tell_of_week, stall, now))
