"""An outbox to kill: readers who have pressed Start, notifications of every priority, and sender processes that end at a given step."""

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

from bot.app import open_app
from bot.cli.signals import run_until_signal
from bot.log import configure_logging
from bot.settings import load_settings
from bot.telegram.rate_limiter import RateLimiter
from market.broadcast.notifications import BroadcastMessage
from market.drop.notifications import DropOpens, DropResumedByStall
from market.notification.outbox import notify_each
from market.notification.priority import Priority
from sandbox import UserProfile
from storage.broadcast import Broadcast, Wording
from storage.drop import Drop
from storage.notification import Notification
from storage.store import Store
from tests.forking import forking
from tests.journeys.harness import KEY, TOKEN, LorongProcess, Market, TickingClock
from tests.people import add_reader, own_id

BOOKING, REMINDER, BROADCAST = int(Priority.GENERAL), int(Priority.REMINDER), int(Priority.BROADCAST)
WORDS = "Lorong Bakau opens at 17:00"


def readers_of(count: int) -> tuple[UserProfile, ...]:
    return tuple(
        UserProfile(id=20_000 + place, first_name=f"Reader {place}", language_code="en")
        for place in range(count)
    )


async def press_start(market: Market, readers: Sequence[UserProfile]) -> None:
    """Let all readers press Start at once, so that Lorong knows them."""
    telegram = market.sandbox.telegram
    for each in readers:
        telegram.private_chat(telegram.first_account, telegram.user(each.id)).open = True

    def meet(session: Session) -> None:
        for each in readers:
            add_reader(session, each.id, each.first_name, market.clock())

    await market.store.write(meet)


async def write_notifications(
    market: Market, readers: Sequence[UserProfile], priority: int, about: str = "drop"
) -> None:
    """Write one notification to each reader: by priority a drop that ended, a drop that opens, or a broadcast."""
    now = market.clock()

    def write(session: Session) -> None:
        late_after = now + timedelta(days=1)
        if priority == BROADCAST:
            row = Broadcast(author_id=None, audience={}, state="sending", created_at=now, started_at=now)
            session.add(row)
            session.flush()
            session.add(Wording(broadcast_id=row.id or 0, language="en", words=WORDS))
            session.flush()
            message = BroadcastMessage(broadcast_id=row.id or 0)
            notify_each(
                session,
                [(own_id(each.id), f"broadcast:{row.id}", message) for each in readers],
                now,
                late_after=late_after,
            )
            return
        drop = session.exec(
            select(Drop.id).where(col(Drop.state) == "published").order_by(col(Drop.ends_at).desc())
        ).first()
        resumed, opens = DropResumedByStall(drop_id=drop or 0), DropOpens(drop_id=drop or 0)
        notification = resumed if priority == BOOKING else opens
        people = [(own_id(each.id), f"{about}:{priority}", notification) for each in readers]
        notify_each(session, people, now, late_after=late_after)

    await market.store.write(write)


async def statuses(store: Store) -> list[Notification]:
    """Return the status of each reader's notification."""

    def look(session: Session) -> list[Notification]:
        return list(
            session.exec(
                select(Notification).where(
                    col(Notification.person_id).between(own_id(20_000), own_id(90_000))
                )
            )
        )

    return await store.read(look)


def received(market: Market, readers: Sequence[UserProfile], priority: int) -> Counter[int]:
    """Return how often each phone shows an announcement or the opening of a drop."""
    announced = priority == BROADCAST
    return Counter(
        {
            each.id: sum(
                message.by_bot and (message.text == WORDS) == announced
                for message in market.sandbox.person(each.id).messages
            )
            for each in readers
        }
    )


class SenderProcess(LorongProcess):
    """`lorong tick` in a process of its own, or, where it is `whole`, `lorong run`.

    It kills itself at its step number `ends_at`, counted from its first notification on; None: never.
    """

    def __init__(
        self, market: Market, folder: Path, per_second: float, *, whole: bool = False, **changed: Any
    ) -> None:
        super().__init__(market, folder, **changed)
        self._per_second, self._whole = per_second, whole

    async def begin(self, at: datetime, ends_at: int | None = None) -> None:
        given = self._settings.model_dump() | {"bot_token": TOKEN, "secret_key": None}
        arguments = (given, at, str(self.log), self._per_second, ends_at, self._whole)
        self._process = forking.Process(target=run_sender, args=arguments)
        await asyncio.to_thread(self._process.start)

    async def has_ended(self, seconds: float) -> bool:
        """Return whether the process has ended by itself in that time."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join, seconds)
        return self._process.exitcode is not None

    @property
    def process(self) -> BaseProcess:
        assert self._process is not None
        return self._process


def run_sender(
    given: dict[str, Any], at: datetime, log: str, per_second: float, ends_at: int | None, whole: bool
) -> None:
    """The body of a forked sender."""
    with Path(log).open("a", encoding="utf-8") as file:
        configure_logging(file, logging.WARNING)

        async def send(stop: asyncio.Event) -> None:
            settings = load_settings(None, **given)
            async with open_app(settings, KEY, TickingClock(at), RateLimiter(per_second)) as app:
                await (app.run(stop) if whole else app.tick(stop))

        if ends_at is not None:
            _kill_at_step(ends_at)
        run_until_signal(send)


def _kill_at_step(ends_at: int) -> None:
    """Kill this process between two statements of a transaction, before or after its commit, or before or after a request to send."""
    steps = itertools.count(1)

    def step() -> None:
        if next(steps) == ends_at:
            os.kill(os.getpid(), signal.SIGKILL)

    stated, committed = _outbox_steps(step)
    for name in ("before_cursor_execute", "after_cursor_execute"):
        event.listen(Engine, name, stated)
    event.listen(Engine, "commit", committed)
    event.listen(Session, "after_commit", committed)

    from bot.delivery.notification_sender import AiohttpRequest

    ask = AiohttpRequest.do_request

    async def asked(self: AiohttpRequest, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        step()
        answer = await ask(self, *args, **kwargs)
        step()
        return answer

    AiohttpRequest.do_request = asked  # type: ignore[method-assign]


def _outbox_steps(step: Callable[[], None]) -> tuple[Callable[..., None], Callable[..., None]]:
    """Return listeners for the statements and commits of the outbox, by thread."""
    last = threading.local()

    def stated(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        last.notifications = "notification" in statement
        if last.notifications:
            step()

    def committed(*_: Any) -> None:
        if getattr(last, "notifications", False):
            step()

    return stated, committed
