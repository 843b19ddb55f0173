"""A process that runs the job of market days whenever it is told to, on a database that others have open too."""

import asyncio
from datetime import datetime
from multiprocessing.connection import Connection

from scheduler.market_day import MarketDayJob
from storage.store import Store

DEADLINE = 120.0
"""Seconds for one write: on a busy machine it waits long for its turn."""


def run_passes(url: str, pipe: Connection) -> None:
    """Run a pass at each moment that is sent, and answer when it has ended; stop at None."""
    asyncio.run(_run_passes(url, pipe))


async def _run_passes(url: str, pipe: Connection) -> None:
    store = Store(url, deadline=DEADLINE)
    pipe.send("ready")
    while (moment := await asyncio.to_thread(pipe.recv)) is not None:
        await _pass(store, moment)
        pipe.send("done")
    await store.close()


async def _pass(store: Store, now: datetime) -> None:
    await MarketDayJob(store, lambda: now).run_due()
