"""Another process on the same database, which runs given requests at stated times or random ones for some seconds."""

import asyncio
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from random import Random
from typing import Any

from market.refusal import Refusal
from storage.store import Store
from tests.market.waitlist.conftest import NOW
from tests.market.waitlist.simulation import Simulation

HOURS_A_SECOND = 8
PATIENCE = 200  # seconds
DEADLINE = 120.0
"""Seconds for one action: on a busy machine it waits long for its turn, which is no fault of what it does."""
STOP = "stop"


def shared_time(began: float) -> datetime:
    """Return the time of all processes, which runs a few hours a second."""
    return NOW + timedelta(hours=(time.time() - began) * HOURS_A_SECOND)


def run_requests(url: str, pipe: Connection) -> None:
    """Run requests (time, action, arguments) until told to stop; send the outcome of each, or its refusal."""
    asyncio.run(_run_requests(url, pipe))


async def _run_requests(url: str, pipe: Connection) -> None:
    store = Store(url, deadline=DEADLINE)
    pipe.send("ready")
    while (request := await asyncio.to_thread(pipe.recv)) != STOP:
        when, action, args = request
        await asyncio.sleep(when - time.time())
        pipe.send(await _outcome(store, action, args))
    await store.close()


async def _outcome(store: Store, action: Callable[..., Any], args: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "done", await store.write(action, *args)
    except Refusal as refused:
        return type(refused).__name__, None


def act_at_random(url: str, simulation: dict[str, Any], seed: int, pipe: Connection) -> None:
    """Act at random in three tasks for so many commits; send the acts, and every error that is no refusal."""
    asyncio.run(_act_at_random(url, simulation, seed, pipe))


async def _act_at_random(url: str, simulation: dict[str, Any], seed: int, pipe: Connection) -> None:
    store, wrong, rng = Store(url, deadline=DEADLINE), list[str](), Random(seed)
    simulation_here = Simulation(
        store=store, drop=simulation["drop"], items=simulation["items"], limit=simulation["limit"], rng=rng
    )
    await simulation_here.take_snapshot()
    pipe.send("ready")
    began = pipe.recv()

    async def actor_task() -> None:
        while len(simulation_here.commits) < simulation["commits"] and time.time() < began + PATIENCE:
            simulation_here.now = shared_time(began)
            act = (
                rng.choice(simulation["kinds"]),
                rng.randint(1, 30),
                rng.randint(0, 3),
                rng.choice((1, 1, 2, 3)),
            )
            try:
                await simulation_here.act(act)
            except Exception as error:
                wrong.append(f"{act}: {''.join(traceback.format_exception(error))}")

    await asyncio.gather(actor_task(), actor_task(), actor_task())
    await store.close()
    pipe.send(([one.action_name for one in simulation_here.commits], wrong))
