"""The peer: APScheduler with a job for each reminder, in memory, in a process of its own.

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

from benchmarks.loop_latency import RUNS, blocked, measured_beats, medians


class ReminderCounter:
    """How many have run; `all` when there were `wanted` of them."""

    def __init__(self, wanted: int) -> None:
        self.count, self.wanted, self.all = 0, wanted, asyncio.Event()


async def waiting(count: int) -> dict[str, float]:
    """Seconds until so many jobs are added, due within a month, and the MiB that they take."""
    scheduler, now, counter = AsyncIOScheduler(timezone="UTC"), datetime.now(UTC), ReminderCounter(count)
    gc.collect()
    before = psutil.Process().memory_info().rss
    begun = perf_counter()
    for place in range(count):
        _add(scheduler, place, now + timedelta(days=1 + 29 * place / count), counter)
    scheduler.start()
    seconds = perf_counter() - begun
    gc.collect()
    held = psutil.Process().memory_info().rss - before
    scheduler.shutdown(wait=False)
    return {"seconds": seconds, "mib": held / 2**20}


async def at_once(count: int) -> dict[str, float]:
    """So many due at the same moment: seconds until all have run, and how the loop is blocked meanwhile."""
    scheduler, counter = AsyncIOScheduler(timezone="UTC"), ReminderCounter(count)
    scheduler.start(paused=True)
    now = datetime.now(UTC)
    for place in range(count):
        _add(scheduler, place, now, counter)
    async with measured_beats() as late:
        begun = perf_counter()
        scheduler.resume()
        await counter.all.wait()
        seconds = perf_counter() - begun
    scheduler.shutdown(wait=False)
    return {"sent": counter.count, "seconds": seconds} | blocked(late)


def _add(scheduler: AsyncIOScheduler, place: int, moment: datetime, counter: ReminderCounter) -> None:
    scheduler.add_job(send_reminder, "date", run_date=moment, args=(place, counter), misfire_grace_time=None)


async def send_reminder(place: int, counter: ReminderCounter) -> None:
    """A reminder that is answered at once."""
    counter.count += 1
    if counter.count == counter.wanted:
        counter.all.set()


async def main(count: int, once: int) -> dict[str, dict[str, float]]:
    return {"waiting": await waiting(count), "once": medians([await at_once(once) for _ in range(RUNS)])}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))), flush=True)
