"""APScheduler as a peer: one in-memory job for each reminder, in a separate process.

`python -m benchmarks.apscheduler_reminders WAITING AT_ONCE`
"""

import asyncio
import gc
import json
import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter

import psutil  # type: ignore[import-untyped]
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from benchmarks.loop_latency import RUNS, block_figures, measured_lag, medians


class ReminderCounter:
    """Counts the reminders that ran; sets `all_sent` when `expected` have run."""

    def __init__(self, expected: int) -> None:
        self.count, self.expected, self.all_sent = 0, expected, asyncio.Event()


async def waiting(count: int) -> dict[str, float]:
    """Return the seconds to add `count` jobs, due within a month, and the MiB that they take."""
    scheduler, now, counter = AsyncIOScheduler(timezone="UTC"), datetime.now(UTC), ReminderCounter(count)
    gc.collect()
    before = psutil.Process().memory_info().rss
    started = perf_counter()
    for place in range(count):
        _add(scheduler, place, now + timedelta(days=1 + 29 * place / count), counter)
    scheduler.start()
    seconds = perf_counter() - started
    gc.collect()
    held = psutil.Process().memory_info().rss - before
    scheduler.shutdown(wait=False)
    return {"seconds": seconds, "mib": held / 2**20}


async def at_once(count: int) -> dict[str, float]:
    """Return the seconds until `count` jobs due at the same moment have run, and how long they block the event loop."""
    scheduler, counter = AsyncIOScheduler(timezone="UTC"), ReminderCounter(count)
    scheduler.start(paused=True)
    now = datetime.now(UTC)
    for place in range(count):
        _add(scheduler, place, now, counter)
    async with measured_lag() as lags:
        started = perf_counter()
        scheduler.resume()
        await counter.all_sent.wait()
        seconds = perf_counter() - started
    scheduler.shutdown(wait=False)
    return {"sent": counter.count, "seconds": seconds} | block_figures(lags)


def _add(scheduler: AsyncIOScheduler, place: int, moment: datetime, counter: ReminderCounter) -> None:
    scheduler.add_job(send_reminder, "date", run_date=moment, args=(place, counter), misfire_grace_time=None)


async def send_reminder(place: int, counter: ReminderCounter) -> None:
    """Count one reminder as sent."""
    counter.count += 1
    if counter.count == counter.expected:
        counter.all_sent.set()


async def main(count: int, once: int) -> dict[str, dict[str, float]]:
    return {"waiting": await waiting(count), "once": medians([await at_once(once) for _ in range(RUNS)])}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))), flush=True)
