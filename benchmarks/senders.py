"""Broadcast senders, each used as its documentation shows: `python -m benchmarks.senders NAME ADDRESS TOKEN COUNT PER_SECOND FOLDER`.

PER_SECOND 0: no limit. Prints the seconds it took and the seconds of processor time.
"""

import asyncio
import resource
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session

from storage.broadcast import BroadcastState

FIRST_READER = 7_312_345_678
"""The Telegram id of the first reader."""
WORDS = "Lorong Bakau opens at 17:00 on Friday: kuih lapis, prints and coffee until 22:00."
UNLIMITED = 1_000_000.0

Sending = Callable[[str, str, int, float, Path], Coroutine[Any, Any, float]]
"""Sends one message to each of `count` people and returns the seconds it took."""


async def lorong(address: str, token: str, count: int, per_second: float, folder: Path) -> float:
    """Send notifications queued in an outbox on SQLite; above 30 a second at the paid rate."""
    from bot.delivery.notification_sender import NotificationSender
    from bot.gc_tuning import tune_gc
    from bot.telegram.pictures import PictureCache
    from bot.telegram.rate_limiter import MESSAGES_PER_SECOND, RateLimiter
    from scheduler.outbox import MAX_IN_FLIGHT, OutboxWorker
    from storage.leadership import Leadership
    from storage.schema import upgrade
    from storage.store import Store

    url = f"sqlite:///{folder / f'{token[:10]}-{count}-{per_second:.0f}.db'}"
    upgrade(url)
    store = Store(url, deadline=None)
    await store.write(_write_notifications, count)
    paid = per_second or UNLIMITED
    rate_limiter = (
        RateLimiter(per_second) if 0 < per_second <= 30 else RateLimiter(MESSAGES_PER_SECOND, paid=paid)
    )
    sender = NotificationSender(
        store,
        PictureCache(store, 1, str, lambda: datetime.now(UTC)),
        token,
        address,
        rate_limiter=rate_limiter,
        username="bench_bot",
    )
    await sender.open()
    max_in_flight = MAX_IN_FLIGHT + int(min(rate_limiter.paid, 1000)) // 4
    leadership = Leadership(store.url, "bench")
    outbox = OutboxWorker(
        store,
        sender.send,
        str(uuid.uuid4()),
        _now,
        leadership=leadership,
        zone="UTC",
        paused_for=lambda: rate_limiter.paused_for,
        max_in_flight=max_in_flight,
    )
    tune_gc()
    started = time.perf_counter()
    _start_processor_time()
    await outbox.send_due()
    ended = time.perf_counter()
    await sender.close()
    await store.close()
    return ended - started


def _write_notifications(session: Session, count: int) -> None:
    from market.broadcast.notifications import BroadcastMessage
    from market.notification.outbox import notify_each
    from storage.address import Address
    from storage.broadcast import Broadcast, Wording
    from storage.person import Person

    now = _now()
    columns: dict[str, Any] = {
        "first_name": "Reader",
        "language": "en",
        "created_at": now,
        "quiet_from": 0,
        "quiet_until": 0,
    }
    session.add_all(Person(id=1 + place, **columns) for place in range(count))
    session.flush()
    session.add_all(
        Address(external_id=FIRST_READER + place, person_id=1 + place, written_since=now)
        for place in range(count)
    )
    row = Broadcast(author_id=None, audience={}, state=BroadcastState.SENDING, created_at=now, started_at=now)
    session.add(row)
    session.flush()
    session.add(Wording(broadcast_id=row.id or 0, language="en", words=WORDS))
    session.flush()
    message = BroadcastMessage(broadcast_id=row.id or 0)
    people = [(1 + place, f"broadcast:{row.id}", message) for place in range(count)]
    notify_each(session, people, now, late_after=now + timedelta(hours=1))


def _now() -> datetime:
    return datetime.now(UTC)


async def telegram(address: str, token: str, count: int, per_second: float, folder: Path) -> float:
    """Send with python-telegram-bot and its own limiter, or without one."""
    from telegram.ext import AIORateLimiter, ExtBot

    limiter = AIORateLimiter(overall_max_rate=per_second, overall_time_period=1) if per_second else None
    async with ExtBot(token, base_url=f"{address}/bot", rate_limiter=limiter) as bot:
        return await _timed([partial(bot.send_message, FIRST_READER + each, WORDS) for each in range(count)])


async def aiogram(address: str, token: str, count: int, per_second: float, folder: Path) -> float:
    """Send with aiogram, limited by aiolimiter."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiolimiter import AsyncLimiter

    limiter = AsyncLimiter(per_second or UNLIMITED, 1)
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(address)))

    async def send(each: int) -> None:
        async with limiter:
            await bot.send_message(FIRST_READER + each, WORDS)

    try:
        return await _timed([partial(send, each) for each in range(count)])
    finally:
        await bot.session.close()


async def _timed(sends: Sequence[Callable[[], Awaitable[object]]]) -> float:
    """Return the seconds of all sends, a few hundred at once: more would wait for a connection of the pool."""
    slots = asyncio.Semaphore(250)

    async def one(send: Callable[[], Awaitable[object]]) -> None:
        async with slots:
            await send()

    started = time.perf_counter()
    _start_processor_time()
    await asyncio.gather(*map(one, sends))
    return time.perf_counter() - started


SENDERS: dict[str, Sending] = {"Lorong": lorong, "python-telegram-bot": telegram, "aiogram": aiogram}
_start = [0.0]


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _start_processor_time() -> None:
    _start[0] = _processor_seconds()


if __name__ == "__main__":
    name, address, token, count, per_second, folder = sys.argv[1:]
    took = asyncio.run(SENDERS[name](address, token, int(count), float(per_second), Path(folder)))
    print(took, _processor_seconds() - _start[0], flush=True)
