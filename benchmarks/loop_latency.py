"""Event-loop lag: a task sleeps one millisecond at a time, and the excess shows how long the loop was blocked."""

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from statistics import median
from time import perf_counter

INTERVAL = 0.001
RUNS = 3


@asynccontextmanager
async def measured_lag() -> AsyncIterator[list[float]]:
    """Yield a list that collects the lag of each sleep, in seconds, while the block runs; other load on the machine is included.

    Existing objects are frozen out of garbage collection, as `lorong run` does after start-up.
    """
    lags: list[float] = []
    gc.collect()
    gc.freeze()
    recorder = asyncio.create_task(_record_lags(lags))
    try:
        await asyncio.sleep(5 * INTERVAL)
        yield lags
        await asyncio.sleep(5 * INTERVAL)
    finally:
        recorder.cancel()
        gc.unfreeze()


def block_figures(lags: Sequence[float]) -> dict[str, float]:
    """Return the 99.9th percentile and the maximum of the lag, in milliseconds."""
    return {"p999_ms": percentile(lags, 0.999) * 1000, "max_ms": max(lags) * 1000}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed."""
    return sorted(values)[max(0, -int(-len(values) * share // 1) - 1)]


def medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure over the runs, so that one disturbed run does not count."""
    return {name: median(run[name] for run in runs) for name in runs[0]}


async def _record_lags(lags: list[float]) -> None:
    while True:
        before = perf_counter()
        await asyncio.sleep(INTERVAL)
        lags.append(perf_counter() - before - INTERVAL)
