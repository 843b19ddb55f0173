"""A Lorong that kills itself at a chosen point between a tap and its answer: where the work on the tap waits, or where it goes on after that."""

import asyncio
import itertools
import logging
import os
import signal
import time
from collections.abc import Awaitable, Coroutine, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any

from aiogram.types import Update

from bot.cli.signals import run_until_signal
from bot.intake.intake import Intake
from bot.log import configure_logging
from bot.telegram.dispatcher import UpdateDispatcher
from bot.telegram.reply_sender import ReplySender
from handlers.ui.screen import Toast
from tests.forking import forking
from tests.journeys.harness import TOKEN, LorongProcess, TickingClock, serve_app


@dataclass(frozen=True, kw_only=True)
class WatchedTap:
    """The tap of a person on a button with this data."""

    person: int
    data: str

    def is_in(self, raws: Sequence[object]) -> bool:
        """Return whether a batch as Telegram sends it has this tap."""
        queries = [raw.get("callback_query", {}) for raw in raws if isinstance(raw, dict)]
        return any(
            (query.get("from", {}).get("id"), query.get("data")) == (self.person, self.data)
            for query in queries
        )

    def is_update(self, update: Update) -> bool:
        query = update.callback_query
        return query is not None and (query.from_user.id, query.data) == (self.person, self.data)


@dataclass(frozen=True, kw_only=True)
class Kill:
    """Kill at point number `at`, None: never, after `pause` seconds in which threads go on. The points that are passed are written to `trace`."""

    tap: WatchedTap
    trace: str
    at: int | None = None
    pause: float = 0.0


class KillPoints:
    """Counts the points that the work on a tap passes, from its arrival on, and kills this process at one of them."""

    def __init__(self, kill: Kill) -> None:
        self.kill, self.begun = kill, False
        self._count = itertools.count(1)
        self._trace = os.open(kill.trace, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def passed(self, what: str) -> None:
        number = next(self._count)
        os.write(self._trace, f"{number} {what}\n".encode())
        if number == self.kill.at:
            time.sleep(self.kill.pause)
            os.kill(os.getpid(), signal.SIGKILL)


class Watched(Coroutine[Any, Any, Any]):
    """A coroutine whose suspensions are points, and so are the moments at which it goes on."""

    def __init__(self, inner: Coroutine[Any, Any, Any], points: KillPoints) -> None:
        self._inner, self._points, self._waited = inner, points, ""

    def send(self, value: Any) -> Any:
        if self._waited:
            self._points.passed(f"goes on after {self._waited}")
        return self._noted(self._inner.send(value))

    def throw(
        self, kind: Any, value: BaseException | object = None, traceback: TracebackType | None = None
    ) -> Any:
        return self._noted(self._inner.throw(kind if value is None else value))  # type: ignore[arg-type]

    def _noted(self, yielded: Any) -> Any:
        self._waited = _where(self._inner)
        self._points.passed(f"waits in {self._waited}")
        return yielded

    def close(self) -> None:
        self._inner.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self  # type: ignore[return-value]

    def __iter__(self) -> "Watched":
        return self

    def __next__(self) -> Any:
        return self.send(None)


def _where(coroutine: Any) -> str:
    """Return the innermost function of ours that waits."""
    found = ""
    while coroutine is not None:
        name = getattr(coroutine, "__qualname__", "")
        found = name or found
        coroutine = getattr(coroutine, "cr_await", None)
    return found


class WatchedProcess(LorongProcess):
    """Lorong as a separate process that kills itself."""

    @property
    def process(self) -> BaseProcess:
        assert self._process is not None
        return self._process

    async def begin(self, kill: Kill) -> None:
        given = self._settings.model_dump() | {"bot_token": TOKEN, "secret_key": None}
        self._process = forking.Process(
            target=run_watched, args=(given, self._market.clock(), str(self.log), kill)
        )
        await asyncio.to_thread(self._process.start)


def run_watched(given: dict[str, Any], now: Any, log: str, kill: Kill) -> None:
    """The body of a forked Lorong that is watched."""
    with Path(log).open("a", encoding="utf-8") as file:
        configure_logging(file, logging.DEBUG)
        _watch(KillPoints(kill))
        run_until_signal(partial(serve_app, given, TickingClock(now)))


def _watch(points: KillPoints) -> None:
    """Watch what becomes of the tap in this process: taken in, handled, answered by toast and screen, marked as answered."""
    accept, handle, send = Intake.accept, UpdateDispatcher.handle, UpdateDispatcher._send
    toast, mark = ReplySender._toast, Intake._mark

    async def watched_accept(self: Intake, raws: Sequence[object]) -> None:
        points.begun = points.begun or points.kill.tap.is_in(raws)
        await (Watched(accept(self, raws), points) if points.kill.tap.is_in(raws) else accept(self, raws))

    async def watched_handle(self: UpdateDispatcher, update: Update) -> Any:
        handling = handle(self, update)
        return await (Watched(handling, points) if points.kill.tap.is_update(update) else handling)

    def watched_send(self: UpdateDispatcher, person: int, sending: Coroutine[Any, Any, None]) -> Any:
        is_watched = points.begun and person == points.kill.tap.person
        return send(self, person, Watched(sending, points) if is_watched else sending)

    async def watched_toast(self: ReplySender, query: str, said: Toast) -> None:
        await _watched_once_begun(toast(self, query, said), points)

    async def watched_mark(self: Intake, answered: Sequence[int]) -> None:
        await _watched_once_begun(mark(self, answered), points)

    Intake.accept, UpdateDispatcher.handle = watched_accept, watched_handle  # type: ignore[method-assign]
    UpdateDispatcher._send = watched_send  # type: ignore[method-assign]
    ReplySender._toast, Intake._mark = watched_toast, watched_mark  # type: ignore[method-assign]


def _watched_once_begun(work: Coroutine[Any, Any, None], points: KillPoints) -> Awaitable[None]:
    return Watched(work, points) if points.begun else work
