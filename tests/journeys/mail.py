"""A mailbox to kill: readers who have pressed Start, letters in every lane, and senders as processes of their own that end where they are told."""

import asyncio
import itertools
import logging
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from bot.app import App
from bot.log import log_to
from bot.pace import Pace
from bot.settings import settings_from_environment
from bot.stopping import until_stopped
from market.drop.opening import NOTICE as OPENS
from market.mailbox import Lane, write_each
from sandbox import Person
from storage.broadcast import Broadcast, Wording
from storage.drop import Drop
from storage.letter import Letter
from storage.person import Person as Row
from storage.store import Store
from tests.forking import forking
from tests.journeys.world import KEY, TOKEN, Forked, Market, Running

BOOKING, REMINDER, BROADCAST = (int(lane) for lane in Lane)
WORDS = "Lorong Bakau opens at 17:00"


def readers_of(count: int) -> tuple[Person, ...]:
    return tuple(Person(20_000 + place, f"Reader {place}", "en") for place in range(count))


async def press_start(market: Market, readers: Sequence[Person]) -> None:
    """All at once, and Lorong knows them."""
    street = market.sandbox.street
    for each in readers:
        street.private(street.first, street.resident(each.id)).open = True

    def meet(session: Session) -> None:
        known = {"language": "en", "created_at": market.clock()}
        session.add_all(Row(id=each.id, first_name=each.first_name, **known) for each in readers)

    await market.store.write(meet)


async def write_letters(market: Market, readers: Sequence[Person], lane: int, about: str = "drop") -> None:
    """One to each, of a drop that opens, or of an announcement."""
    now = market.clock()

    def write(session: Session) -> None:
        times = {"due_at": now, "late_after": now + timedelta(days=1)}
        if lane == BROADCAST:
            row = Broadcast(author_id=None, audience={}, state="sending", created_at=now, started_at=now)
            session.add(row)
            session.flush()
            session.add(Wording(broadcast_id=row.id or 0, language="en", words=WORDS))
            session.flush()
            people = [(each.id, f"broadcast:{row.id}", {"broadcast": row.id}) for each in readers]
            write_each(session, people, "Announcement", lane=Lane(lane), **times)
            return
        drop = session.exec(
            select(Drop.id).where(col(Drop.state) == "published").order_by(col(Drop.ends_at).desc())
        ).first()
        people = [(each.id, f"{about}:{lane}", {"drop": drop}) for each in readers]
        write_each(session, people, OPENS, lane=Lane(lane), **times)

    await market.store.write(write)


async def fates(store: Store) -> list[Letter]:
    """Every letter to a reader, as it is now."""

    def look(session: Session) -> list[Letter]:
        return list(session.exec(select(Letter).where(col(Letter.person_id) >= 20_000)))

    return await store.read(look)


def received(market: Market, readers: Sequence[Person], lane: int) -> Counter[int]:
    """How often each phone shows an announcement, or that a drop opens."""
    announced = lane == BROADCAST
    return Counter(
        {
            each.id: sum(
                message.by_bot and (message.text == WORDS) == announced
                for message in market.sandbox.person(each.id).messages
            )
            for each in readers
        }
    )


class Sender(Forked):
    """`lorong tick` in a process of its own, or, where it is `whole`, `lorong run`.

    It kills itself at its step number `ends_at`, counted from its first letter on; None: never.
    """

    def __init__(
        self, market: Market, folder: Path, per_second: float, *, whole: bool = False, **changed: Any
    ) -> None:
        super().__init__(market, folder, **changed)
        self._per_second, self._whole = per_second, whole

    async def begin(self, at: datetime, ends_at: int | None = None) -> None:
        given = self._settings.model_dump() | {"bot_token": TOKEN, "secret_key": None}
        told = (given, at, str(self.log), self._per_second, ends_at, self._whole)
        self._process = forking.Process(target=tick, args=told)
        await asyncio.to_thread(self._process.start)

    async def ended(self, seconds: float) -> bool:
        """Whether it has ended by itself in that time."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join, seconds)
        return self._process.exitcode is not None

    @property
    def process(self) -> BaseProcess:
        assert self._process is not None
        return self._process


def tick(
    given: dict[str, Any], at: datetime, log: str, per_second: float, ends_at: int | None, whole: bool
) -> None:
    """What a forked sender does with its life."""
    with Path(log).open("a", encoding="utf-8") as file:
        log_to(file, logging.WARNING)
        app = App(settings_from_environment(None, **given), KEY, Running(at))
        app.pace = Pace(per_second)
        if ends_at is not None:
            _end_at(ends_at)
        until_stopped(app.run if whole else app.tick)


def _end_at(ends_at: int) -> None:
    """Between any two statements of a transaction, before and after its commit, before and after each request to send."""
    steps = itertools.count(1)

    def step() -> None:
        if next(steps) == ends_at:
            os.kill(os.getpid(), signal.SIGKILL)

    stated, committed = _of_letters(step)
    for name in ("before_cursor_execute", "after_cursor_execute"):
        event.listen(Engine, name, stated)
    event.listen(Engine, "commit", committed)
    event.listen(Session, "after_commit", committed)

    from bot.delivery import Requests

    ask = Requests.do_request

    async def asked(self: Requests, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        step()
        answer = await ask(self, *args, **kwargs)
        step()
        return answer

    Requests.do_request = asked  # type: ignore[method-assign]


def _of_letters(step: Callable[[], None]) -> tuple[Callable[..., None], Callable[..., None]]:
    """For statements and for commits: those of the mailbox, by thread."""
    last = threading.local()

    def stated(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        last.letters = "letter" in statement
        if last.letters:
            step()

    def committed(*_: Any) -> None:
        if getattr(last, "letters", False):
            step()

    return stated, committed
