"""The heartbeat: it beats while Telegram answers, and an outage is credited before anything ends."""

from collections.abc import Awaitable, Callable

from sqlmodel import select

from scheduler.heartbeat import INTERVAL, HeartbeatJob
from storage.heartbeat import Outage, in_outage, seconds_since_beat
from storage.store import Store
from tests.market.waitlist.clock_helpers import fall_silent, run_jobs, send_all
from tests.market.waitlist.conftest import HOUR, ItemScenario, new_item

__all__ = ["new_item"]
NewItem = Callable[..., Awaitable[ItemScenario]]


class Telegram:
    """Silent for so many seconds; None: it does not answer."""

    def __init__(self) -> None:
        self.silent: float | None = 0.0
        self.asked = 0

    async def __call__(self) -> float | None:
        self.asked += 1
        return self.silent


async def outages(store: Store) -> int:
    return len(await store.read(lambda session: session.exec(select(Outage)).all()))


async def test_it_beats_every_few_seconds_and_not_while_telegram_is_away(new_item: NewItem) -> None:
    item, telegram, seconds = await new_item(), Telegram(), [0.0]
    job = HeartbeatJob(item.store, telegram, lambda: item.now, clock=lambda: seconds[0])
    for _ in range(4):
        await job.run_due()
    assert telegram.asked == 1
    await fall_silent(item.store, 50)
    seconds[0] += INTERVAL
    telegram.silent = None
    await job.run_due()
    since = await item.store.read(seconds_since_beat)
    assert since is not None
    assert since >= 50, "no beat without Telegram"
    telegram.silent = 10.0
    await job.run_due()
    since = await item.store.read(seconds_since_beat)
    assert since is not None
    assert 10 <= since < 15, "it was last there ten seconds ago"
    assert await outages(item.store) == 0


async def test_an_hour_without_telegram_is_given_back_before_any_hold_ends(new_item: NewItem) -> None:
    item, telegram = await new_item(quantity=1), Telegram()
    await item.join_all(1, 1, 1)
    await item.decline(1)
    await send_all(item.store, item.now)
    await run_jobs(item.store, item.now)
    job = HeartbeatJob(item.store, telegram, lambda: item.now, clock=iter(range(0, 10**6, 10)).__next__)
    await job.run_due()
    item.now += 100 * HOUR / 100
    telegram.silent = None
    await fall_silent(item.store, 3600)
    await job.run_due()
    assert await item.store.read(in_outage)
    item.now += 40 * HOUR
    await fall_silent(item.store, 40 * 3600)
    await run_jobs(item.store, item.now)
    assert await item.holders() == [2]
    telegram.silent = 0.0
    await job.run_due()
    await run_jobs(item.store, item.now)
    assert await item.holders() == [2]
    assert not await item.store.read(in_outage)
    assert await outages(item.store) == 1
