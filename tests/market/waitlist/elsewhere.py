"""Another process on the same database: it does what it is told at a stated moment, or whatever comes to its mind for some seconds."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from random import Random
from typing import Any

from market.refusal import Refusal
from storage.store import Store
from tests.market.waitlist.conftest import NOW
from tests.market.waitlist.crowd import Crowd

HOURS_A_SECOND = 8
PATIENCE = 200  # seconds
STOP = "stop"


def moment(began: float) -> datetime:
    """The clock of all processes: a few hours a second."""
    return NOW + timedelta(hours=(time.time() - began) * HOURS_A_SECOND)


def obey(url: str, pipe: Connection) -> None:
    """Until it is told to stop: (when, action, arguments); says what came of it, or which refusal."""
    asyncio.run(_obey(url, pipe))


async def _obey(url: str, pipe: Connection) -> None:
    store = Store(url)
    pipe.send("ready")
    while (told := await asyncio.to_thread(pipe.recv)) != STOP:
        when, action, args = told
        await asyncio.sleep(when - time.time())
        pipe.send(await _outcome(store, action, args))
    await store.close()


async def _outcome(store: Store, action: Callable[..., Any], args: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "done", await store.write(action, *args)
    except Refusal as refused:
        return type(refused).__name__, None


def mill(url: str, crowd: dict[str, Any], seed: int, pipe: Connection) -> None:
    """Act at random from three hands, so many commits long; says what was done, and what went wrong beside refusals."""
    asyncio.run(_mill(url, crowd, seed, pipe))


async def _mill(url: str, crowd: dict[str, Any], seed: int, pipe: Connection) -> None:
    store, wrong, dice = Store(url), list[str](), Random(seed)
    mine = Crowd(store, crowd["drop"], crowd["lines"], crowd["limit"], dice=dice)
    await mine.look()
    pipe.send("ready")
    began = pipe.recv()

    async def hand() -> None:
        while len(mine.commits) < crowd["commits"] and time.time() < began + PATIENCE:
            mine.now = moment(began)
            wish = (
                dice.choice(crowd["kinds"]),
                dice.randint(1, 30),
                dice.randint(0, 3),
                dice.choice((1, 1, 2, 3)),
            )
            try:
                await mine.act(wish)
            except Exception as error:
                wrong.append(f"{wish}: {error!r}")

    await asyncio.gather(hand(), hand(), hand())
    await store.close()
    pipe.send(([one.what for one in mine.commits], wrong))
