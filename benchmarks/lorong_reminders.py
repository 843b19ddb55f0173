"""Lorong's outbox in a separate process: lateness of reminders, event-loop lag, and the memory of queued notifications.

`python -m benchmarks.lorong_reminders FEW MANY SECONDS SPREAD AT_ONCE`: FEW and MANY are databases with few and many queued notifications.
"""

import asyncio
import gc
import json
import sys
from datetime import timedelta
from time import perf_counter

import psutil  # type: ignore[import-untyped]

from benchmarks.loop_latency import RUNS, block_figures, measured_lag, medians, percentile
from benchmarks.pending_notifications import CountingSender, outbox_worker, utc_now, write_reminders
from scheduler.job_runner import JobRunner
from scheduler.job_status import Job, JobMonitor
from scheduler.jobs import build_scheduler
from scheduler.outbox import MAX_IN_FLIGHT
from storage.leadership import Leadership
from storage.store import Store

TICK = timedelta(seconds=0.25)
AHEAD = timedelta(seconds=1)
WARM_UP, WARM_UP_ROUNDS = 300, 2
LARGE_IN_FLIGHT = MAX_IN_FLIGHT + 250
"""Notifications in flight at once, as with a paid limit of 1,000 a second."""


async def resident_memory(database: str) -> float:
    """Return the resident MiB of this process after it has opened the database and sent a few notifications."""
    store, sender = Store(database, deadline=None), CountingSender()
    leadership = Leadership(store.url, "bench")
    try:
        for round_number in range(WARM_UP_ROUNDS):
            now = utc_now()
            await store.write(write_reminders, [now] * WARM_UP, f"warm:{now.timestamp()}:{round_number}")
            await outbox_worker(store, sender, leadership).send_due()
        gc.collect()
        held: int = psutil.Process().memory_info().rss
        return held / 2**20
    finally:
        leadership.close()
        await store.close()


async def idle(seconds: float) -> dict[str, float]:
    """Return the lag of an idle event loop, which the rest of the machine causes."""
    async with measured_lag() as lags:
        await asyncio.sleep(seconds)
    return block_figures(lags)


async def spread(database: str, seconds: float, count: int) -> dict[str, float]:
    """Return how late evenly spread reminders, found by the scheduler tick alone, are sent, and how long they block the event loop."""
    store, sender = Store(database, deadline=None), CountingSender(count)
    leadership, starts_at = Leadership(store.url, "bench"), utc_now() + AHEAD
    moments = [starts_at + timedelta(seconds=seconds) * place / count for place in range(count)]
    await store.write(write_reminders, moments, f"spread:{starts_at.timestamp()}")
    outbox = outbox_worker(store, sender, leadership)
    job = Job("notifications that are due", TICK, outbox.wake)
    scheduler = build_scheduler((job,), JobRunner(leadership, JobMonitor(now=utc_now)))
    scheduler.start()
    try:
        async with measured_lag() as lags:
            await sender.all_sent.wait()
    finally:
        scheduler.shutdown(wait=False)
        await outbox.close(5)
        leadership.close()
        await store.close()
    return {
        "late_p50_s": percentile(sender.late, 0.5),
        "late_p99_s": percentile(sender.late, 0.99),
        "late_max_s": max(sender.late),
    } | block_figures(lags)


async def at_once(database: str, count: int) -> dict[str, float]:
    """Return the seconds until `count` reminders due at the same moment are sent, and how long they block the event loop."""
    store, sender, now = Store(database, deadline=None), CountingSender(), utc_now()
    leadership = Leadership(store.url, "bench")
    try:
        await store.write(write_reminders, [now] * count, f"once:{now.timestamp()}")
        async with measured_lag() as lags:
            started = perf_counter()
            sent = await outbox_worker(store, sender, leadership, LARGE_IN_FLIGHT).send_due()
            seconds = perf_counter() - started
    finally:
        leadership.close()
        await store.close()
    return {"sent": sent, "seconds": seconds} | block_figures(lags)


async def main(few: str, many: str, seconds: float, count: int, once: int) -> dict[str, dict[str, float]]:
    few_mib = await resident_memory(few)
    return {
        "memory": {"few_mib": few_mib, "many_mib": await resident_memory(many)},
        "idle": await idle(min(1.0, seconds)),
        "spread": await spread(many, seconds, count),
        "once": medians([await at_once(many, once) for _ in range(RUNS)]),
    }


if __name__ == "__main__":
    few, many, seconds, count, once = sys.argv[1:6]
    print(json.dumps(asyncio.run(main(few, many, float(seconds), int(count), once=int(once)))), flush=True)
