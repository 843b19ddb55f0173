"""Lorong's mailbox in a process of its own: how late reminders come, how long the loop is blocked, and what memory those that wait take.

`python -m benchmarks.lorong_reminders FEW MANY SECONDS SPREAD AT_ONCE`: FEW and MANY are databases that differ in how many letters wait.
"""

import asyncio
import gc
import json
import sys
from datetime import timedelta
from time import perf_counter

import psutil  # type: ignore[import-untyped]

from benchmarks.loop_latency import RUNS, blocked, measured_beats, medians, within
from benchmarks.pending_notifications import CountingSender, outbox_worker, to_each, wall
from scheduler.job_status import Job, JobMonitor
from scheduler.jobs import build_scheduler
from scheduler.outbox import MAX_IN_FLIGHT
from storage.leadership import Leadership
from storage.store import Store

TICK = timedelta(seconds=0.25)
AHEAD = timedelta(seconds=1)
WARM, TURNS = 300, 2
LARGE_IN_FLIGHT = MAX_IN_FLIGHT + 250
"""Letters in hand at once, as with a paid budget of 1,000 a second."""


async def resident_memory(database: str) -> float:
    """MiB of this process, once a store is open on a database and a few letters were sent."""
    store, reader = Store(database, deadline=None), CountingSender()
    leadership = Leadership(store.url, "bench")
    try:
        for turn in range(TURNS):
            now = wall()
            await store.write(to_each, [now] * WARM, f"warm:{now.timestamp()}:{turn}")
            await outbox_worker(store, reader, leadership).send_due()
        gc.collect()
        held: int = psutil.Process().memory_info().rss
        return held / 2**20
    finally:
        leadership.close()
        await store.close()


async def idle(seconds: float) -> dict[str, float]:
    """What the rest of the machine does to the heart."""
    async with measured_beats() as late:
        await asyncio.sleep(seconds)
    return blocked(late)


async def spread(database: str, seconds: float, count: int) -> dict[str, float]:
    """Reminders due all the time, which the tick alone finds: how late they come, and how the loop is blocked meanwhile."""
    store, reader = Store(database, deadline=None), CountingSender(count)
    leadership, begun = Leadership(store.url, "bench"), wall() + AHEAD
    moments = [begun + timedelta(seconds=seconds) * place / count for place in range(count)]
    await store.write(to_each, moments, f"spread:{begun.timestamp()}")
    sender = outbox_worker(store, reader, leadership)
    job = Job("notifications that are due", TICK, sender.wake)
    clockwork = build_scheduler((job,), leadership, JobMonitor(now=wall))
    clockwork.start()
    try:
        async with measured_beats() as late:
            await reader.content.wait()
    finally:
        clockwork.shutdown(wait=False)
        await sender.close(5)
        leadership.close()
        await store.close()
    return {
        "late_p50_s": within(reader.late, 0.5),
        "late_p99_s": within(reader.late, 0.99),
        "late_max_s": max(reader.late),
    } | blocked(late)


async def at_once(database: str, count: int) -> dict[str, float]:
    """So many due at the same moment: seconds until all are sent, and how the loop is blocked meanwhile."""
    store, reader, now = Store(database, deadline=None), CountingSender(), wall()
    leadership = Leadership(store.url, "bench")
    try:
        await store.write(to_each, [now] * count, f"once:{now.timestamp()}")
        async with measured_beats() as late:
            begun = perf_counter()
            taken = await outbox_worker(store, reader, leadership, LARGE_IN_FLIGHT).send_due()
            seconds = perf_counter() - begun
    finally:
        leadership.close()
        await store.close()
    return {"sent": taken, "seconds": seconds} | blocked(late)


async def main(few: str, many: str, seconds: float, count: int, once: int) -> dict[str, dict[str, float]]:
    little = await resident_memory(few)
    return {
        "memory": {"few_mib": little, "many_mib": await resident_memory(many)},
        "idle": await idle(min(1.0, seconds)),
        "spread": await spread(many, seconds, count),
        "once": medians([await at_once(many, once) for _ in range(RUNS)]),
    }


if __name__ == "__main__":
    few, many, seconds, count, once = sys.argv[1:6]
    print(json.dumps(asyncio.run(main(few, many, float(seconds), int(count), once=int(once)))), flush=True)
