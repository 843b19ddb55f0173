"""A heart that beats each millisecond: a beat that comes late shows how long the event loop was blocked."""

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from statistics import median
from time import perf_counter

BEAT = 0.001
RUNS = 3


@asynccontextmanager
async def measured_beats() -> AsyncIterator[list[float]]:
    """By how many seconds each beat comes late, while the block lasts. What else the machine does is in it.

    What was loaded before is not the collector's any more, as in `lorong run` once it is open.
    """
    late: list[float] = []
    gc.collect()
    gc.freeze()
    heart = asyncio.create_task(_record_beats(late))
    try:
        await asyncio.sleep(5 * BEAT)
        yield late
        await asyncio.sleep(5 * BEAT)
    finally:
        heart.cancel()
        gc.unfreeze()


def blocked(late: Sequence[float]) -> dict[str, float]:
    """In milliseconds: what all but a thousandth of the beats kept to, and the slowest."""
    return {"p999_ms": within(late, 0.999) * 1000, "max_ms": max(late) * 1000}


def within(values: Sequence[float], share: float) -> float:
    """What at least that share of the values does not exceed."""
    return sorted(values)[max(0, -int(-len(values) * share // 1) - 1)]


def medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """The median of each figure: what disturbs one run says nothing of the others."""
    return {name: median(run[name] for run in runs) for name in runs[0]}


async def _record_beats(late: list[float]) -> None:
    while True:
        before = perf_counter()
        await asyncio.sleep(BEAT)
        late.append(perf_counter() - before - BEAT)
