"""Ken writes to ten thousand under Telegram's own limits: paused, told to wait, ended and started again, everyone reachable has it once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from signal import SIGTERM
from time import monotonic, time

import pytest

from bot.pace import PER_SECOND
from sandbox import Fault, Person
from scheduler.mailbox import HAND
from tests.journeys.conftest import standing
from tests.journeys.mail import BOOKING, Sender, press_start, readers_of, write_letters
from tests.journeys.test_broadcast import letters
from tests.journeys.world import KEN, Organised, Visitor

WORDS = "Lorong Bakau opens at 17:00"
PUBLISHED = 30
"""Telegram's limit, of messages a second."""
STALL, TAKEN_IN = 0.03, 0.25
BREAK = 0.5
"""Seconds without a message in which the sender was held up: by a pause, a ban or a restart."""


class Crowded(Organised):
    """In the town come all readers; the published rates hold, and every message is remembered."""

    def __init__(self, url: str, readers: tuple[Person, ...]) -> None:
        super().__init__(url, readers, limits=True, keep_sent=None)
        self.readers = readers

    async def found(self) -> None:
        await super().found()
        await press_start(self, self.readers)


@pytest.fixture
async def street(sqlite_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Crowded]:
    async with standing(Crowded(sqlite_url, readers_of(request.param))) as market:
        yield market


@pytest.fixture
async def lorong(street: Crowded, tmp_path: Path) -> AsyncIterator[Sender]:
    sender = Sender(street, tmp_path, PER_SECOND, whole=True)
    yield sender
    await sender.away()


SIZES = (
    pytest.param(150, id="a few"),
    pytest.param(10_000, id="all", marks=(pytest.mark.proof, pytest.mark.alone)),
)


@pytest.mark.parametrize("street", SIZES, indirect=True)
async def test_everyone_reachable_has_it_once_at_the_pace_that_is_allowed(
    street: Crowded, lorong: Sender
) -> None:
    began, count, dice = monotonic(), len(street.readers), Random(2026)
    await lorong.begin(street.clock())
    ken = await at_the_confirmation(street)
    blocked = {reader.id for reader in dice.sample(street.readers, count * 3 // 100)}
    await ken.tap("Send to")
    shut_out(street, blocked)
    reachable = [reader for reader in street.readers if reader.id not in blocked]
    with bookings(street, reachable, dice) as waits, stalls() as stalled:
        await has_reached(street, count // 4)
        await paused_and_resumed(street, ken)
        await has_reached(street, count // 2)
        street.sandbox.fault("sendMessage", Fault.TOO_MANY, times=1, retry_after=3)
        await has_reached(street, count * 5 // 8)
        refused = sum(call.code == 429 for call in street.sandbox.calls)
        await has_reached(street, count * 3 // 4)
        await lorong.end(SIGTERM)
        await lorong.begin(street.clock() + timedelta(seconds=monotonic() - began))
        report = await ken.phone.until(lambda seen: seen.text.startswith("Done"), timeout=count / 20 + 60)

    assert {got(street, reader.id) for reader in reachable} == {1}
    assert sum(got(street, reader) for reader in blocked) == 0
    ours = {reader.id for reader in street.readers}
    found = await street.store.read(letters)
    fates = Counter(letter.state for letter in found if letter.person_id in ours)
    assert fates == {"sent": len(reachable), "unreachable": len(blocked)}
    assert "nknown" not in report.text
    assert 1 <= refused <= 1 + HAND
    moments = [sent.at for sent in street.sandbox.sent]
    assert len(waits) > 2
    assert max(waited(moments, *each) for each in waits) < 2, "own bookings do not wait"
    most, since = fullest(moments, stalled)
    seen = [
        round(at - since, 3) for at in sorted(moments + [end for _, end in stalled]) if abs(at - since) < 2
    ]
    assert most <= 1.04 * PUBLISHED, f"answers and all, since {since}: {seen}, {stalled}"
    if count >= 10_000:
        assert rate(moments, len(blocked)) >= 0.995 * PER_SECOND


async def at_the_confirmation(market: Crowded) -> Visitor:
    """Ken has written to all shoppers."""
    ken = market.visitor(KEN)
    await ken.phone.speak("en")
    await ken.say("/broadcast")
    for words in ("Role: all", "Shoppers", "Back", "Write it"):
        await ken.tap(words)
    await ken.say(WORDS)
    await ken.tap("Preview")
    await ken.tap("Send to")
    return ken


def shut_out(market: Crowded, readers: set[int]) -> None:
    """They block the bot, and it is not told: the letters find it out."""
    street = market.sandbox.street
    for reader in readers:
        street.private(street.first, street.resident(reader)).blocked = True


async def has_reached(market: Crowded, count: int) -> None:
    async with asyncio.timeout(count / PER_SECOND * 2 + 30):
        while len(market.sandbox.sent) < count:  # noqa: ASYNC110 - no bell rings here
            await asyncio.sleep(0.05)


async def paused_and_resumed(market: Crowded, ken: Visitor) -> None:
    """What is in hand arrives, and then nothing until it goes on."""
    await ken.tap("Pause")
    before = len(market.sandbox.sent)
    await asyncio.sleep(2)
    assert len(market.sandbox.sent) - before <= HAND + 3, "but for bookings"
    await ken.tap("Resume")


@contextmanager
def bookings(market: Crowded, readers: list[Person], dice: Random) -> Iterator[list[tuple[float, float]]]:
    """Every second somebody is told of a booking of their own; from when on, and when their phone showed it."""
    waits: list[tuple[float, float]] = []

    async def keep_telling() -> None:
        for reader in dice.sample(readers, len(readers)):
            begun, phone = time(), market.sandbox.person(reader.id)
            await write_letters(market, [reader], BOOKING, about=f"booking:{reader.id}")
            await phone.until(lambda seen: seen.text != WORDS, timeout=30)
            waits.append((begun, time()))
            await asyncio.sleep(1)

    telling = asyncio.create_task(keep_telling())
    try:
        yield waits
        assert not telling.done() or telling.exception() is None
    finally:
        telling.cancel()


def got(market: Crowded, reader: int) -> int:
    return sum(message.text == WORDS for message in market.sandbox.person(reader).messages)


@contextmanager
def stalls() -> Iterator[list[tuple[float, float]]]:
    """When Telegram itself, which is this process, could not look up: what came meanwhile it took in at once."""
    found: list[tuple[float, float]] = []

    async def watch() -> None:
        before = time()
        while True:
            await asyncio.sleep(0.005)
            before, now = time(), before
            if before - now > STALL:
                found.append((now, before))

    watching = asyncio.create_task(watch())
    try:
        yield found
    finally:
        watching.cancel()


def fullest(moments: list[float], stalled: list[tuple[float, float]]) -> tuple[float, float]:
    """The most in any one second, but for what came while Telegram could not look up and was taken in just after; and when that second began."""
    most, since, first = 0.0, 0.0, 0
    for place, moment in enumerate(moments):
        while moments[first] <= moment - 1:
            first += 1
        missed = sum(end - begin for begin, end in stalled if moment - 1 - TAKEN_IN < end <= moment)
        most, since = max((most, since), (place - first + 1 - PER_SECOND * missed, moments[first]))
    return most, since


def waited(moments: list[float], begun: float, ended: float) -> float:
    """Seconds, but for hold-ups in which nothing was sent to anybody."""
    held = (
        min(later, ended) - max(sooner, begun)
        for sooner, later in pairwise(moments)
        if later - sooner >= BREAK
    )
    return ended - begun - sum(seconds for seconds in held if seconds > 0)


def rate(moments: list[float], refused: int) -> float:
    """Places of the budget that were used, a second, but for the hold-ups; whoever is found to have blocked the bot used one as well."""
    steps = [later - sooner for sooner, later in pairwise(moments) if later - sooner < BREAK]
    return (len(steps) + refused) / sum(steps)
