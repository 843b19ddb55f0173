"""Two processes on one database: one sends, and when it is gone the other goes on within seconds. Nothing is sent twice."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from scheduler.mailbox import HAND
from tests.journeys.conftest import standing
from tests.journeys.mail import (
    BOOKING,
    BROADCAST,
    Sender,
    fates,
    press_start,
    readers_of,
    received,
    write_letters,
)
from tests.journeys.world import Market

READERS = readers_of(90)
PER_SECOND = 50.0
BEFORE, AFTER = READERS[:45], READERS[45:]


@pytest.fixture
async def street(database_url: str) -> AsyncIterator[Market]:
    async with standing(Market(database_url, READERS)) as market:
        await press_start(market, READERS)
        yield market


@pytest.fixture
async def two(street: Market, tmp_path: Path) -> AsyncIterator[tuple[Sender, Sender]]:
    (tmp_path / "two").mkdir()
    first, second = Sender(street, tmp_path, PER_SECOND), Sender(street, tmp_path / "two", PER_SECOND)
    yield first, second
    await first.away()
    await second.away()


async def sent(market: Market, count: int, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while Counter(letter.state for letter in await fates(market.store))["sent"] < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_one_sends_and_when_it_is_asked_to_end_the_other_takes_over(
    street: Market, two: tuple[Sender, Sender]
) -> None:
    first, second = two
    await write_letters(street, READERS, BROADCAST)
    for sender in two:
        await sender.begin(street.clock())
    await sent(street, 30)
    senders = {letter.sender for letter in await fates(street.store) if letter.state == "sending"}
    assert len(senders) == 1
    await first.end(signal.SIGTERM)
    await sent(street, len(READERS))
    assert {*received(street, READERS, BROADCAST).values()} == {1}
    await second.end(signal.SIGTERM)


async def test_when_the_one_is_killed_the_other_takes_over_within_seconds_and_repeats_nothing(
    street: Market, two: tuple[Sender, Sender]
) -> None:
    first, second = two
    await write_letters(street, BEFORE, BROADCAST)
    await first.begin(street.clock())
    await sent(street, 20)
    await second.begin(street.clock())
    await asyncio.sleep(1)
    await write_letters(street, AFTER, BOOKING)
    await first.end(signal.SIGKILL)
    killed = monotonic()
    left = Counter((letter.lane, letter.state) for letter in await fates(street.store))
    in_hand = left[BROADCAST, "sending"] + left[BOOKING, "sending"]
    assert in_hand <= HAND
    before = left[BROADCAST, "sent"] + left[BOOKING, "sent"]
    await sent(street, before + 1)
    assert monotonic() - killed < 5
    await sent(street, len(READERS) - in_hand)
    announced = received(street, BEFORE, BROADCAST)
    assert max(announced.values()) == 1
    assert sum(announced[reader.id] == 0 for reader in BEFORE) <= in_hand
    told = received(street, AFTER, BOOKING)
    assert sum(count - 1 for count in told.values() if count) <= left[BOOKING, "sending"]


async def test_what_a_killed_sender_had_in_hand_is_settled_by_the_other(
    street: Market, two: tuple[Sender, Sender]
) -> None:
    """On PostgreSQL half a minute later: until then it might be alive."""
    first, second = two
    await write_letters(street, BEFORE, BROADCAST)
    await write_letters(street, AFTER, BOOKING)
    await first.begin(street.clock(), ends_at=90)
    assert await first.ended(20)
    in_hand = sum(letter.state == "sending" for letter in await fates(street.store))
    await second.begin(street.clock() + timedelta(seconds=31))
    async with asyncio.timeout(20):
        while {letter.state for letter in await fates(street.store)} & {"queued", "sending"}:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    ended = Counter((letter.lane, letter.state) for letter in await fates(street.store))
    assert ended[BROADCAST, "unknown"] <= in_hand
    assert ended[BOOKING, "sent"] == len(AFTER)
    assert min(received(street, AFTER, BOOKING).values()) == 1
    assert max(received(street, BEFORE, BROADCAST).values()) == 1
