"""The outbox killed at every step and started again: nothing is lost, no announcement comes twice, and unknown results are reported."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from random import Random
from signal import SIGKILL

import pytest

from bot.telegram.rate_limiter import MESSAGES_PER_SECOND
from sandbox import UserProfile
from tests.journeys.conftest import open_market
from tests.journeys.harness import Market
from tests.journeys.outbox_harness import (
    BOOKING,
    BROADCAST,
    REMINDER,
    SenderProcess,
    press_start,
    readers_of,
    received,
    statuses,
    write_notifications,
)
from tests.people import own_id

READERS = readers_of(24)
STEPS = 220
"""About as many as a sender takes for all of a round; one that gets through does not count as killed."""
PER_SECOND = 400.0


@pytest.fixture
async def crowded_market(database_url: str) -> AsyncIterator[Market]:
    async with open_market(Market(database_url, READERS)) as market:
        await press_start(market, READERS)
        yield market


@pytest.mark.feature("X06")
async def test_killed_at_any_step_and_started_again(crowded_market: Market, tmp_path: Path) -> None:
    """Three times, at steps that chance chooses."""
    await killed_again_and_again(crowded_market, tmp_path, Random(2026), kills=3)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(3))
async def test_killed_ten_times_in_each_of_many_worlds(
    crowded_market: Market, tmp_path: Path, seed: int
) -> None:
    """Ten seeds on each database: two hundred kills."""
    await killed_again_and_again(crowded_market, tmp_path, Random(seed), kills=10)


async def killed_again_and_again(market: Market, folder: Path, rng: Random, kills: int) -> None:
    sender, at = SenderProcess(market, folder, PER_SECOND), market.clock()
    blocked = rng.sample(READERS, 2)
    for reader in blocked:
        await market.sandbox.person(reader.id).block()
    in_hand: Counter[int] = Counter()
    died = 0
    while died < kills:
        await add_notifications(market, rng)
        at += timedelta(minutes=2)
        await sender.begin(at, rng.randint(1, STEPS))
        await until_all_gone(market, sender)
        died += await sender.has_ended(0)
        assert sender.process.exitcode in (None, -SIGKILL), "it ends at its step and by nothing else"
        await sender.kill()
        in_hand.update(
            notification.priority
            for notification in await statuses(market.store)
            if notification.state == "sending"
        )
    await sender.begin(at + timedelta(minutes=2))
    await until_all_gone(market, sender)
    await sender.kill()
    await nothing_is_lost_and_nothing_repeated(market, {own_id(reader.id) for reader in blocked}, in_hand)


async def add_notifications(market: Market, rng: Random) -> None:
    """Write a notification of each priority to a third of the readers."""
    market.clock.move(minutes=2)
    for priority in (BOOKING, REMINDER, BROADCAST):
        some = rng.sample(READERS, 8)
        await write_notifications(market, some, priority, about=f"round{market.clock():%H%M}")


async def until_all_gone(market: Market, sender: SenderProcess) -> None:
    """Or until the sender is."""
    async with asyncio.timeout(30):
        while not await sender.has_ended(0.05):
            if not {notification.state for notification in await statuses(market.store)} & {
                "queued",
                "sending",
            }:
                return


async def nothing_is_lost_and_nothing_repeated(
    market: Market, blocked: set[int], in_hand: Counter[int]
) -> None:
    notifications = await statuses(market.store)
    ended = Counter((notification.priority, notification.state) for notification in notifications)
    assert {state for _, state in ended} <= {"sent", "unknown", "unreachable", "dropped"}
    assert all(
        notification.person_id in blocked
        for notification in notifications
        if notification.state in ("unreachable", "dropped")
    )
    assert {notification.priority for notification in notifications if notification.state == "unknown"} <= {
        BROADCAST
    }
    assert ended[BROADCAST, "unknown"] <= in_hand[BROADCAST]
    announced, booking_counts = received(market, READERS, BROADCAST), received(market, READERS, BOOKING)
    twice = 0
    for reader in READERS:
        mine = [notification for notification in notifications if notification.person_id == own_id(reader.id)]
        sent = Counter((notification.priority == BROADCAST, notification.state) for notification in mine)
        assert sent[True, "sent"] <= announced[reader.id] <= sent[True, "sent"] + sent[True, "unknown"]
        if own_id(reader.id) not in blocked:
            assert booking_counts[reader.id] >= sent[False, "sent"], "no ticket and no reminder is missing"
            twice += booking_counts[reader.id] - sent[False, "sent"]
    assert twice <= in_hand[BOOKING] + in_hand[REMINDER], "twice at most what was in a sender's hand"


async def test_killed_in_a_broadcast_at_the_published_rate_only_what_was_on_the_wire_is_unknown(
    crowded_market: Market, tmp_path: Path
) -> None:
    """At 28 a second that is at most 2 messages a kill; what was claimed and not begun is sent after the restart."""
    await killed_in_a_broadcast(crowded_market, tmp_path, Random(28), kills=3)


@pytest.mark.proof
async def test_killed_eight_times_in_a_broadcast_to_three_hundred(database_url: str, tmp_path: Path) -> None:
    readers = readers_of(300)
    async with open_market(Market(database_url, readers)) as market:
        await press_start(market, readers)
        await killed_in_a_broadcast(market, tmp_path, Random(300), kills=8, readers=readers)


async def killed_in_a_broadcast(
    market: Market,
    folder: Path,
    rng: Random,
    *,
    kills: int,
    readers: tuple[UserProfile, ...] = READERS,
) -> None:
    sender, at = SenderProcess(market, folder, MESSAGES_PER_SECOND), market.clock()
    await write_notifications(market, readers, BROADCAST)
    share = len(readers) // (kills + 1)
    for kill in range(1, kills + 1):
        await sender.begin(at + timedelta(seconds=kill))
        await until_sent(market, kill * share)
        await asyncio.sleep(rng.random() / MESSAGES_PER_SECOND)
        await sender.kill()
    await sender.begin(at + timedelta(minutes=1))
    await until_all_gone(market, sender)
    await sender.kill()
    states = Counter(notification.state for notification in await statuses(market.store))
    shown = received(market, readers, BROADCAST)
    assert states["unknown"] <= 2 * kills
    assert states["sent"] == len(readers) - states["unknown"]
    assert max(shown.values()) == 1, "nothing comes twice"
    assert list(shown.values()).count(0) <= states["unknown"], "whoever got nothing is counted as unknown"


async def until_sent(market: Market, count: int) -> None:
    async with asyncio.timeout(60):
        while Counter(each.state for each in await statuses(market.store))["sent"] < count:  # noqa: ASYNC110 - another process sends
            await asyncio.sleep(0.01)
