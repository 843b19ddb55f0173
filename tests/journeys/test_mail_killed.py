"""Killed at every step of the mailbox and started again: nothing is lost, no announcement comes twice, and what nobody knows is said."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from random import Random
from signal import SIGKILL

import pytest

from tests.journeys.conftest import standing
from tests.journeys.mail import (
    BOOKING,
    BROADCAST,
    REMINDER,
    Sender,
    fates,
    press_start,
    readers_of,
    received,
    write_letters,
)
from tests.journeys.world import Market

READERS = readers_of(24)
STEPS = 220
"""About as many as a sender takes for all of a round; one that gets through does not count as killed."""
PER_SECOND = 400.0


@pytest.fixture
async def street(database_url: str) -> AsyncIterator[Market]:
    async with standing(Market(database_url, READERS)) as market:
        await press_start(market, READERS)
        yield market


async def test_killed_at_any_step_and_started_again(street: Market, tmp_path: Path) -> None:
    """Three times, at steps that chance chooses."""
    await killed_again_and_again(street, tmp_path, Random(2026), kills=3)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(10))
async def test_killed_ten_times_in_each_of_many_worlds(street: Market, tmp_path: Path, seed: int) -> None:
    """Ten seeds on each database: two hundred kills."""
    await killed_again_and_again(street, tmp_path, Random(seed), kills=10)


async def killed_again_and_again(market: Market, folder: Path, dice: Random, kills: int) -> None:
    sender, at = Sender(market, folder, PER_SECOND), market.clock()
    blocked = dice.sample(READERS, 2)
    for reader in blocked:
        await market.sandbox.person(reader.id).block()
    in_hand: Counter[int] = Counter()
    died = 0
    while died < kills:
        await more_letters(market, dice)
        at += timedelta(minutes=2)
        await sender.begin(at, dice.randint(1, STEPS))
        await until_all_gone(market, sender)
        died += await sender.ended(0)
        assert sender.process.exitcode in (None, -SIGKILL), "it ends at its step and by nothing else"
        await sender.away()
        in_hand.update(letter.lane for letter in await fates(market.store) if letter.state == "sending")
    await sender.begin(at + timedelta(minutes=2))
    await until_all_gone(market, sender)
    await sender.away()
    await nothing_is_lost_and_nothing_repeated(market, [reader.id for reader in blocked], in_hand)


async def more_letters(market: Market, dice: Random) -> None:
    """A third of the crowd gets a letter in each lane."""
    market.clock.move(minutes=2)
    for lane in (BOOKING, REMINDER, BROADCAST):
        some = dice.sample(READERS, 8)
        await write_letters(market, some, lane, about=f"round{market.clock():%H%M}")


async def until_all_gone(market: Market, sender: Sender) -> None:
    """Or until the sender is."""
    async with asyncio.timeout(30):
        while not await sender.ended(0.05):
            if not {letter.state for letter in await fates(market.store)} & {"queued", "sending"}:
                return


async def nothing_is_lost_and_nothing_repeated(
    market: Market, blocked: list[int], in_hand: Counter[int]
) -> None:
    letters = await fates(market.store)
    ended = Counter((letter.lane, letter.state) for letter in letters)
    assert {state for _, state in ended} <= {"sent", "unknown", "unreachable", "dropped"}
    assert all(
        letter.person_id in blocked for letter in letters if letter.state in ("unreachable", "dropped")
    )
    assert {letter.lane for letter in letters if letter.state == "unknown"} <= {BROADCAST}
    assert ended[BROADCAST, "unknown"] <= in_hand[BROADCAST]
    announced, told = received(market, READERS, BROADCAST), received(market, READERS, BOOKING)
    twice = 0
    for reader in READERS:
        mine = [letter for letter in letters if letter.person_id == reader.id]
        sent = Counter((letter.lane == BROADCAST, letter.state) for letter in mine)
        assert sent[True, "sent"] <= announced[reader.id] <= sent[True, "sent"] + sent[True, "unknown"]
        if reader.id not in blocked:
            assert told[reader.id] >= sent[False, "sent"], "no ticket and no reminder is missing"
            twice += told[reader.id] - sent[False, "sent"]
    assert twice <= in_hand[BOOKING] + in_hand[REMINDER], "twice at most what was in a sender's hand"
