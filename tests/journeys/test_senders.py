"""Two processes on one database: one sends, and when it is gone the other takes over within seconds. Nothing is sent twice."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from scheduler.outbox import MAX_IN_FLIGHT
from tests.journeys.conftest import open_market
from tests.journeys.harness import Market
from tests.journeys.outbox_harness import (
    BOOKING,
    BROADCAST,
    SenderProcess,
    press_start,
    readers_of,
    received,
    statuses,
    write_notifications,
)

READERS = readers_of(90)
PER_SECOND = 50.0
BEFORE, AFTER = READERS[:45], READERS[45:]


@pytest.fixture
async def crowded_market(database_url: str) -> AsyncIterator[Market]:
    async with open_market(Market(database_url, READERS)) as market:
        await press_start(market, READERS)
        yield market


@pytest.fixture
async def two(crowded_market: Market, tmp_path: Path) -> AsyncIterator[tuple[SenderProcess, SenderProcess]]:
    (tmp_path / "two").mkdir()
    first, second = (
        SenderProcess(crowded_market, tmp_path, PER_SECOND),
        SenderProcess(crowded_market, tmp_path / "two", PER_SECOND),
    )
    yield first, second
    await first.kill()
    await second.kill()


async def sent(market: Market, count: int, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while Counter(notification.state for notification in await statuses(market.store))["sent"] < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def unended(market: Market) -> int:
    """Returns the number of notifications that are queued or being sent."""
    return sum(notification.state in {"queued", "sending"} for notification in await statuses(market.store))


async def test_one_sends_and_when_it_is_asked_to_end_the_other_takes_over(
    crowded_market: Market, two: tuple[SenderProcess, SenderProcess]
) -> None:
    first, second = two
    await write_notifications(crowded_market, READERS, BROADCAST)
    for sender in two:
        await sender.begin(crowded_market.clock())
    await sent(crowded_market, 30)
    senders = {
        notification.sender
        for notification in await statuses(crowded_market.store)
        if notification.state == "sending"
    }
    assert len(senders) == 1
    await first.end(signal.SIGTERM)
    await sent(crowded_market, len(READERS))
    assert {*received(crowded_market, READERS, BROADCAST).values()} == {1}
    await second.end(signal.SIGTERM)


async def test_when_the_one_is_killed_the_other_takes_over_within_seconds_and_repeats_nothing(
    crowded_market: Market, two: tuple[SenderProcess, SenderProcess]
) -> None:
    first, second = two
    await write_notifications(crowded_market, BEFORE, BROADCAST)
    await first.begin(crowded_market.clock())
    await sent(crowded_market, 20)
    await second.begin(crowded_market.clock())
    await asyncio.sleep(1)
    await write_notifications(crowded_market, AFTER, BOOKING)
    await first.end(signal.SIGKILL)
    killed = monotonic()
    left = Counter(
        (notification.priority, notification.state) for notification in await statuses(crowded_market.store)
    )
    in_hand = left[BROADCAST, "sending"] + left[BOOKING, "sending"]
    assert in_hand <= MAX_IN_FLIGHT
    before = left[BROADCAST, "sent"] + left[BOOKING, "sent"]
    await sent(crowded_market, before + 1)
    assert monotonic() - killed < 5
    await sent(crowded_market, len(READERS) - in_hand)
    announced = received(crowded_market, BEFORE, BROADCAST)
    assert max(announced.values()) == 1
    assert sum(announced[reader.id] == 0 for reader in BEFORE) <= in_hand
    delivered = received(crowded_market, AFTER, BOOKING)
    assert sum(count - 1 for count in delivered.values() if count) <= left[BOOKING, "sending"]


async def test_what_a_killed_sender_had_in_flight_is_recovered_by_the_other(
    crowded_market: Market, two: tuple[SenderProcess, SenderProcess]
) -> None:
    """On PostgreSQL half a minute later: until then it might be alive."""
    first, second = two
    await write_notifications(crowded_market, BEFORE, BROADCAST)
    await write_notifications(crowded_market, AFTER, BOOKING)
    await first.begin(crowded_market.clock(), ends_at=90)
    assert await first.has_ended(20)
    in_hand = sum(notification.state == "sending" for notification in await statuses(crowded_market.store))
    await second.begin(crowded_market.clock() + timedelta(seconds=31))
    async with asyncio.timeout(20):
        while await unended(crowded_market):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    ended = Counter(
        (notification.priority, notification.state) for notification in await statuses(crowded_market.store)
    )
    assert ended[BROADCAST, "unknown"] <= in_hand
    assert ended[BOOKING, "sent"] == len(AFTER)
    assert min(received(crowded_market, AFTER, BOOKING).values()) == 1
    assert max(received(crowded_market, BEFORE, BROADCAST).values()) == 1
