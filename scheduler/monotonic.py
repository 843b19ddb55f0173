"""APScheduler by a clock that only goes forward: setting the wall clock neither stops a job nor runs it a million times."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from math import ceil

from apscheduler.triggers.base import BaseTrigger

START = datetime(2000, 1, 1, tzinfo=UTC)
"""Any moment: only differences count."""


class MonotonicTime(tzinfo):
    """A time zone whose present is START and the seconds that `clock` has counted.

    APScheduler reads the time by `datetime.now(zone)`, and `now` asks the zone what the present is there.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._begun = clock, clock()

    def fromutc(self, _: datetime) -> datetime:
        """Return the present."""
        return (START + timedelta(seconds=self._clock() - self._begun)).replace(tzinfo=self)

    def utcoffset(self, _: datetime | None) -> timedelta:
        """Return zero: one moment of this time is one of UTC's."""
        return timedelta()

    def dst(self, _: datetime | None) -> timedelta:
        """Return zero."""
        return timedelta()

    def tzname(self, _: datetime | None) -> str:
        """Return its name in logs."""
        return "monotonic"


class EveryInterval(BaseTrigger):  # type: ignore[misc]
    """Fires at each multiple of `interval`, and of those that have passed without it only once."""

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return the next time, later than now."""
        if previous is None:
            return now + self._interval
        return previous + self._interval * max(1, ceil((now - previous) / self._interval))
