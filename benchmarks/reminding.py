"""Lorong's mailbox in a process of its own: how late reminders come, how long the loop is blocked, and what memory those that wait take.

`python -m benchmarks.reminding FEW MANY SECONDS SPREAD AT_ONCE`: FEW and MANY are databases that differ in how many letters wait.
"""

import asyncio
import gc
import json
import sys
from datetime import timedelta
from time import perf_counter

import psutil  # type: ignore[import-untyped]

from benchmarks.heart import RUNS, beating, blocked, medians, within
from benchmarks.pending import Reader, mailbox, to_each, wall
from scheduler.mailbox import HAND
from scheduler.timetable import Job, ticking
from storage.alone import Alone
from storage.store import Store

TICK = timedelta(seconds=0.25)
AHEAD = timedelta(seconds=1)
WARM, TURNS = 300, 2
BIG_HAND = HAND + 250
"""Letters in hand at once, as with a paid budget of 1,000 a second."""


async def resident(database: str) -> float:
    """MiB of this process, once a store is open on a database and a few letters were sent."""
    store, reader = Store(database), Reader()
    alone = Alone(store.url)
    try:
        for turn in range(TURNS):
            now = wall()
            await store.write(to_each, [now] * WARM, f"warm:{now.timestamp()}:{turn}")
            await mailbox(store, reader, alone).send_due()
        gc.collect()
        held: int = psutil.Process().memory_info().rss
        return held / 2**20
    finally:
        alone.close()
        await store.close()


async def idle(seconds: float) -> dict[str, float]:
    """What the rest of the machine does to the heart."""
    async with beating() as late:
        await asyncio.sleep(seconds)
    return blocked(late)


async def spread(database: str, seconds: float, count: int) -> dict[str, float]:
    """Reminders due all the time, which the tick alone finds: how late they come, and how the loop is blocked meanwhile."""
    store, reader = Store(database), Reader(count)
    alone, begun = Alone(store.url), wall() + AHEAD
    moments = [begun + timedelta(seconds=seconds) * place / count for place in range(count)]
    await store.write(to_each, moments, f"spread:{begun.timestamp()}")
    sender = mailbox(store, reader, alone)
    clockwork = ticking((Job("letters that are due", TICK, sender.look),), alone)
    clockwork.start()
    try:
        async with beating() as late:
            await reader.content.wait()
    finally:
        clockwork.shutdown(wait=False)
        await sender.close(5)
        alone.close()
        await store.close()
    return {
        "late_p50_s": within(reader.late, 0.5),
        "late_p99_s": within(reader.late, 0.99),
        "late_max_s": max(reader.late),
    } | blocked(late)


async def at_once(database: str, count: int) -> dict[str, float]:
    """So many due at the same moment: seconds until all are sent, and how the loop is blocked meanwhile."""
    store, reader, now = Store(database), Reader(), wall()
    alone = Alone(store.url)
    try:
        await store.write(to_each, [now] * count, f"once:{now.timestamp()}")
        async with beating() as late:
            begun = perf_counter()
            taken = await mailbox(store, reader, alone, BIG_HAND).send_due()
            seconds = perf_counter() - begun
    finally:
        alone.close()
        await store.close()
    return {"sent": taken, "seconds": seconds} | blocked(late)


async def main(few: str, many: str, seconds: float, count: int, once: int) -> dict[str, dict[str, float]]:
    little = await resident(few)
    return {
        "memory": {"few_mib": little, "many_mib": await resident(many)},
        "idle": await idle(min(1.0, seconds)),
        "spread": await spread(many, seconds, count),
        "once": medians([await at_once(many, once) for _ in range(RUNS)]),
    }


if __name__ == "__main__":
    few, many, seconds, count, once = sys.argv[1:6]
    print(json.dumps(asyncio.run(main(few, many, float(seconds), int(count), int(once)))), flush=True)
