"""A Lorong that kills itself while it does what somebody sent from the office."""

import asyncio
import os
import signal
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from bot.office.chat_screens import WatchedStore
from tests.forking import forking
from tests.journeys.harness import TOKEN, LorongProcess, run_lorong

FIRST_WRITE = WatchedStore.write


class KillPoint(StrEnum):
    """The moment of the kill: before anything is written, when all is written and nothing committed, when it is committed and not answered."""

    ARRIVED = "arrived"
    WRITTEN = "written"
    STORED = "stored"


class OfficeProcess(LorongProcess):
    """Lorong as a separate process, which may kill itself at a point of the first POST that changes something."""

    async def begin(self, point: KillPoint) -> None:
        given = self._settings.model_dump() | {"bot_token": TOKEN, "secret_key": None}
        arguments = (given, self._market.clock(), str(self.log), point)
        self._process = forking.Process(target=run_killed, args=arguments)
        await asyncio.to_thread(self._process.start)

    async def until_killed(self) -> None:
        assert self._process is not None
        await asyncio.to_thread(self._process.join, 20)
        assert self._process.exitcode == -signal.SIGKILL


def run_killed(given: dict[str, Any], now: Any, log: str, point: KillPoint) -> None:
    """The body of a forked Lorong that kills itself."""
    kill_at(point)
    run_lorong(given, now, log)


def kill_at(point: KillPoint) -> None:
    """Let the first POST of the office that writes end this process."""

    async def killed(self: WatchedStore, action: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if not self.may_write:
            return await FIRST_WRITE(self, action, *args, **kwargs)
        if point is KillPoint.ARRIVED:
            die()
        if point is KillPoint.WRITTEN:
            return await FIRST_WRITE(self, written, action, *args, **kwargs)
        await FIRST_WRITE(self, action, *args, **kwargs)
        return die()

    WatchedStore.write = killed  # type: ignore[method-assign]


def written(session: Any, action: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Run an action, and die before it is committed."""
    action(session, *args, **kwargs)
    session.flush()
    die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
