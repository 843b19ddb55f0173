"""A broadcast to ten thousand under Telegram's own limits: paused, delayed by a 429, stopped and restarted; every reachable reader gets it once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from signal import SIGTERM
from statistics import median
from time import monotonic, time

import pytest

from bot.telegram.rate_limiter import MESSAGES_PER_SECOND
from sandbox import Fault, UserProfile
from scheduler.outbox import MAX_IN_FLIGHT
from tests.journeys.conftest import open_market
from tests.journeys.harness import KEN, MarketWithOrganiser, Visitor
from tests.journeys.outbox_harness import BOOKING, SenderProcess, press_start, readers_of, write_notifications
from tests.journeys.test_broadcast import notifications
from tests.people import own_id

WORDS = "Lorong Bakau opens at 17:00"
PUBLISHED = 30
"""Telegram's limit, of messages a second."""
SELDOM = 0.002
"""Of the seconds that end with a message, those that may be fuller than asked: what a busy machine held back arrives beside what came after it."""
MOSTLY = 0.95
"""Of the own bookings, those that are told soon: one that meets the restart on a busy machine waits for the new process."""
STALL, TAKEN_IN = 0.03, 0.25
BREAK = 0.5
"""Seconds without a message in which the sender was held up: by a pause, a block or a restart."""


class CrowdedMarket(MarketWithOrganiser):
    """The demo data with all readers; the published rates hold, and every message is remembered."""

    def __init__(self, url: str, readers: tuple[UserProfile, ...]) -> None:
        super().__init__(url, readers, limits=True, keep_sent=None)
        self.readers = readers

    async def seed(self) -> None:
        await super().seed()
        await press_start(self, self.readers)


@pytest.fixture
async def crowded_market(sqlite_url: str, request: pytest.FixtureRequest) -> AsyncIterator[CrowdedMarket]:
    async with open_market(CrowdedMarket(sqlite_url, readers_of(request.param))) as market:
        yield market


@pytest.fixture
async def lorong(crowded_market: CrowdedMarket, tmp_path: Path) -> AsyncIterator[SenderProcess]:
    sender = SenderProcess(crowded_market, tmp_path, MESSAGES_PER_SECOND, whole=True)
    yield sender
    await sender.kill()


SIZES = (
    pytest.param(150, id="a few"),
    pytest.param(10_000, id="all", marks=(pytest.mark.proof, pytest.mark.alone)),
)


@pytest.mark.parametrize("crowded_market", SIZES, indirect=True)
@pytest.mark.feature("H01")
async def test_everyone_reachable_has_it_once_at_the_pace_that_is_allowed(
    crowded_market: CrowdedMarket, lorong: SenderProcess
) -> None:
    began, count, rng = monotonic(), len(crowded_market.readers), Random(2026)
    await lorong.begin(crowded_market.clock())
    ken = await at_the_confirmation(crowded_market)
    blocked = {reader.id for reader in rng.sample(crowded_market.readers, count * 3 // 100)}
    await ken.tap("Send to")
    shut_out(crowded_market, blocked)
    reachable = [reader for reader in crowded_market.readers if reader.id not in blocked]
    with bookings(crowded_market, reachable, rng) as waits, loop_stalls() as stalled:
        await has_reached(crowded_market, count // 4)
        await paused_and_resumed(crowded_market, ken)
        await has_reached(crowded_market, count // 2)
        crowded_market.sandbox.fault("sendMessage", Fault.TOO_MANY, times=1, retry_after=3)
        await has_reached(crowded_market, count * 5 // 8)
        refused = sum(call.code == 429 for call in crowded_market.sandbox.calls)
        await has_reached(crowded_market, count * 3 // 4)
        await lorong.end(SIGTERM)
        await lorong.begin(crowded_market.clock() + timedelta(seconds=monotonic() - began))
        report = await ken.phone.until(lambda seen: seen.text.startswith("Done"), timeout=count / 20 + 60)

    assert {got(crowded_market, reader.id) for reader in reachable} == {1}
    assert sum(got(crowded_market, reader) for reader in blocked) == 0
    ours = {own_id(reader.id) for reader in crowded_market.readers}
    found = await crowded_market.store.read(notifications)
    statuses = Counter(notification.state for notification in found if notification.person_id in ours)
    assert statuses == {"sent": len(reachable), "unreachable": len(blocked)}
    assert "nknown" not in report.text
    assert 1 <= refused <= 1 + MAX_IN_FLIGHT
    moments = [sent.at for sent in crowded_market.sandbox.sent]
    assert len(waits) > 2
    waited_for = [waited(moments, *each) for each in waits]
    assert median(waited_for) < 2, "own bookings do not wait"
    soon = 2 if count >= 10_000 else 4
    assert sum(seconds < soon for seconds in waited_for) >= len(waited_for) * MOSTLY, sorted(waited_for)[-20:]
    seconds = fullness(moments, stalled)
    over = [each for each in seconds if each > 1.04 * PUBLISHED]
    assert len(over) <= len(moments) * SELDOM, f"answers and all: {over}"
    assert max(seconds) <= 1.2 * PUBLISHED, f"answers and all: {over}"
    if count >= 10_000:
        assert rate(moments, len(blocked)) >= 0.995 * MESSAGES_PER_SECOND


async def at_the_confirmation(market: CrowdedMarket) -> Visitor:
    """Ken has written to all shoppers."""
    ken = market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/broadcast")
    for words in ("Role: any", "Shoppers", "Back", "Write it"):
        await ken.tap(words)
    await ken.writes(WORDS)
    await ken.tap("Preview")
    await ken.tap("Send to")
    return ken


def shut_out(market: CrowdedMarket, readers: set[int]) -> None:
    """Let readers block the bot without an update, so that it learns it from failed sends."""
    crowded_market = market.sandbox.telegram
    for reader in readers:
        crowded_market.private_chat(crowded_market.first_account, crowded_market.user(reader)).blocked = True


async def has_reached(market: CrowdedMarket, count: int) -> None:
    async with asyncio.timeout(count / MESSAGES_PER_SECOND * 2 + 30):
        while len(market.sandbox.sent) < count:  # noqa: ASYNC110 - another process sends
            await asyncio.sleep(0.05)


async def paused_and_resumed(market: CrowdedMarket, ken: Visitor) -> None:
    """Pause: messages in flight arrive, and then none until the broadcast is resumed."""
    await ken.tap("Pause")
    before = len(market.sandbox.sent)
    await asyncio.sleep(2)
    assert len(market.sandbox.sent) - before <= MAX_IN_FLIGHT + 3, "but for bookings"
    await ken.tap("Resume")


@contextmanager
def bookings(
    market: CrowdedMarket, readers: list[UserProfile], rng: Random
) -> Iterator[list[tuple[float, float]]]:
    """Notify a person of their booking each second; return when each was written and when a phone showed it."""
    waits: list[tuple[float, float]] = []

    async def keep_telling() -> None:
        for reader in rng.sample(readers, len(readers)):
            begun, phone = time(), market.sandbox.person(reader.id)
            await write_notifications(market, [reader], BOOKING, about=f"booking:{reader.id}")
            await phone.until(lambda seen: seen.text != WORDS, timeout=30)
            waits.append((begun, time()))
            await asyncio.sleep(1)

    telling = asyncio.create_task(keep_telling())
    try:
        yield waits
        assert not telling.done() or telling.exception() is None
    finally:
        telling.cancel()


def got(market: CrowdedMarket, reader: int) -> int:
    return sum(message.text == WORDS for message in market.sandbox.person(reader).messages)


@contextmanager
def loop_stalls() -> Iterator[list[tuple[float, float]]]:
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


def fullness(moments: list[float], stalled: list[tuple[float, float]]) -> list[float]:
    """The messages in the second up to each, but for what came while Telegram could not look up and was taken in just after."""
    found, first = list[float](), 0
    for place, moment in enumerate(moments):
        while moments[first] <= moment - 1:
            first += 1
        missed = sum(end - begin for begin, end in stalled if moment - 1 - TAKEN_IN < end <= moment)
        found.append(place - first + 1 - MESSAGES_PER_SECOND * missed)
    return found


def waited(moments: list[float], begun: float, ended: float) -> float:
    """Seconds, but for hold-ups in which nothing was sent to anybody."""
    held = (
        min(later, ended) - max(sooner, begun)
        for sooner, later in pairwise(moments)
        if later - sooner >= BREAK
    )
    return ended - begun - sum(seconds for seconds in held if seconds > 0)


def rate(moments: list[float], refused: int) -> float:
    """Return the used slots of the rate limit a second, without the interruptions; a reader found to have blocked the bot used one too."""
    steps = [later - sooner for sooner, later in pairwise(moments) if later - sooner < BREAK]
    return (len(steps) + refused) / sum(steps)
