"""The peer: APScheduler with a job for each reminder, in memory, in a process of its own.

`python -m benchmarks.jobs WAITING AT_ONCE`
"""

import asyncio
import gc
import json
import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter

import psutil  # type: ignore[import-untyped]
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from benchmarks.heart import RUNS, beating, blocked, medians


class Told:
    """How many have run; `all` when there were `wanted` of them."""

    def __init__(self, wanted: int) -> None:
        self.count, self.wanted, self.all = 0, wanted, asyncio.Event()


async def waiting(count: int) -> dict[str, float]:
    """Seconds until so many jobs are added, due within a month, and the MiB that they take."""
    scheduler, now, told = AsyncIOScheduler(timezone="UTC"), datetime.now(UTC), Told(count)
    gc.collect()
    before = psutil.Process().memory_info().rss
    begun = perf_counter()
    for place in range(count):
        _add(scheduler, place, now + timedelta(days=1 + 29 * place / count), told)
    scheduler.start()
    seconds = perf_counter() - begun
    gc.collect()
    held = psutil.Process().memory_info().rss - before
    scheduler.shutdown(wait=False)
    return {"seconds": seconds, "mib": held / 2**20}


async def at_once(count: int) -> dict[str, float]:
    """So many due at the same moment: seconds until all have run, and how the loop is blocked meanwhile."""
    scheduler, told = AsyncIOScheduler(timezone="UTC"), Told(count)
    scheduler.start(paused=True)
    now = datetime.now(UTC)
    for place in range(count):
        _add(scheduler, place, now, told)
    async with beating() as late:
        begun = perf_counter()
        scheduler.resume()
        await told.all.wait()
        seconds = perf_counter() - begun
    scheduler.shutdown(wait=False)
    return {"sent": told.count, "seconds": seconds} | blocked(late)


def _add(scheduler: AsyncIOScheduler, place: int, moment: datetime, told: Told) -> None:
    scheduler.add_job(tell, "date", run_date=moment, args=(place, told), misfire_grace_time=None)


async def tell(place: int, told: Told) -> None:
    """A reminder that is answered at once."""
    told.count += 1
    if told.count == told.wanted:
        told.all.set()


async def main(count: int, once: int) -> dict[str, dict[str, float]]:
    return {"waiting": await waiting(count), "once": medians([await at_once(once) for _ in range(RUNS)])}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))), flush=True)
