"""Marks between the read of a message and its registering, by this process and by another one: nothing that changed is missed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from bot.delivery.shown_recorder import ShownRecorder
from handlers.ui.telegram_calls import ApiCall, send_call
from handlers.waitlist.views import ANYWHERE
from market.reminder.moments import BookingStage
from market.waitlist.shopper_actions import leave
from storage.shown import ShownKind, ShownMessage
from storage.store import Store
from tests.bot.delivery.test_shown import CROWD, MARKET, ShownMarketDay, _message, _newest
from tests.market.waitlist.conftest import HOUR
from tests.market.waitlist.simulation import Simulation
from tests.people import telegram_id
from tests.seeds import seeds

WITHIN = timedelta(seconds=3)
FIRST = ("join", "hold", "confirm")
ACTS = (
    *("join", "hold", "confirm", "decline", "leave", "release", "take_gift", "undo", "restock", "sweep"),
    *("give", "give_booking", "scan", "scan", "bring_back", "coming", "coming", *("regret",) * 8),
)
KINDS = (
    *(ShownKind.ENTRY, ShownKind.HOLD, ShownKind.HOLD_REMINDER),
    *(ShownKind.BOOKING, ShownKind.MARKET_DAY, ShownKind.TICKET),
)


@dataclass(kw_only=True)
class TwoProcesses:
    """A market day that two processes serve; what they were shown is registered when they are told to."""

    day: ShownMarketDay
    stores: tuple[Store, Store]
    rng: Random
    sent: list[tuple[ApiCall, int]] = field(default_factory=list)

    async def draw(self) -> None:
        """A person is shown something of theirs, if they have it; nothing is registered yet."""
        who, kind, item = self.rng.randint(1, CROWD), self.rng.choice(KINDS), self.day.simulation.items[0]
        subject = await self.day.store.read(_newest, _as_table(kind), who, item)
        if subject is None:
            return
        form = BookingStage.SOON if kind is ShownKind.MARKET_DAY else ANYWHERE.code
        screen = await self.day.draw(_message(who, kind, subject, item, form))
        assert screen is not None
        call, place = send_call(telegram_id(who), screen), next(self.day.messages)
        if screen.shows is not None:
            self.day.phones.show((telegram_id(who), place), call)
            self.sent.append((call, place))

    async def register(self) -> None:
        sent, self.sent = self.sent, []
        recorder = ShownRecorder(self.rng.choice(self.stores), lambda: self.day.simulation.now)
        for call, place in sent:
            await recorder.made(call, {"message_id": place})
        await recorder.finish()

    async def act(self, acts: tuple[str, ...] = ACTS) -> None:
        """One of the two processes changes something."""
        self.day.simulation.store = self.day.store = self.rng.choice(self.stores)
        await self.day.act(self.rng.choice(acts), self.rng.randint(1, CROWD), self.rng.randint(1, 6))

    async def interleave(self) -> None:
        """Draw, change and register, one after the other or at the same time."""
        for _ in range(4):
            await self.draw()
        for _ in range(self.rng.randint(1, 4)):
            await self.act()
        if self.rng.random() < 0.5:
            await asyncio.gather(self.act(), self.register())
        else:
            await self.register()

    async def untrue(self) -> list[Any]:
        """Return what is not so three seconds later. Who is told that fewer are ahead waits up to five minutes."""
        self.day.simulation.now += WITHIN
        while await self.day.job.run_due():
            pass
        rows = await self.day.rows()
        late = {row.message for row in rows if row.kind is ShownKind.ENTRY and row.due_at is not None}
        return [*await self.day.untrue([row for row in rows if row.message not in late])]


def _as_table(kind: ShownKind) -> ShownKind:
    return ShownKind.HOLD if kind is ShownKind.HOLD_REMINDER else kind


@pytest.fixture
async def two_processes(store: Store) -> AsyncIterator[TwoProcesses]:
    drop, item = await MARKET.lay(store)
    simulation = Simulation(store=store, drop=drop, items=[item], limit=2, rng=Random(1), has_snapshots=False)
    other = Store(store.url.render_as_string(hide_password=False))
    yield TwoProcesses(day=ShownMarketDay(simulation=simulation), stores=(store, other), rng=Random(1))
    await other.close()


@pytest.mark.parametrize("seed", seeds(1, proof=50))
async def test_no_change_between_a_read_and_its_registering_is_missed(
    two_processes: TwoProcesses, seed: int
) -> None:
    """Ten interleavings a case: five hundred in all."""
    two_processes.rng = two_processes.day.simulation.rng = Random(seed)
    for _ in range(16):
        await two_processes.act(FIRST)
    for _ in range(10):
        await two_processes.interleave()
        assert await two_processes.untrue() == []


async def test_a_message_that_an_earlier_entry_shows_is_drawn_again_after_a_new_join(
    two_processes: TwoProcesses,
) -> None:
    day, item = two_processes.day, two_processes.day.simulation.items[0]
    for who in range(1, CROWD):
        await day.act("join", who, 1)
    await day.store.write(leave, CROWD - 1, item, day.simulation.now)
    screen = await day.draw(_message(CROWD - 1, ShownKind.ENTRY, item, item))
    assert screen is not None
    call = send_call(telegram_id(CROWD - 1), screen)
    day.phones.show((telegram_id(CROWD - 1), 1), call)
    day.simulation.store = two_processes.stores[1]
    await day.act("join", CROWD - 1, 1)
    two_processes.sent.append((call, 1))
    await two_processes.register()
    day.simulation.now += WITHIN
    await day.job.run_due()
    assert day.phones.edits == 1
    assert await day.untrue() == []


async def test_what_did_not_change_is_not_drawn_again(two_processes: TwoProcesses) -> None:
    day = two_processes.day
    for who in range(1, CROWD + 1):
        await day.act("join", who, 1)
        kind = ShownKind.BOOKING if who <= 4 else ShownKind.ENTRY
        subject = await day.store.read(_newest, kind, who, day.simulation.items[0])
        await day.show(who, kind, subject or day.simulation.items[0])
    day.simulation.now += HOUR / 600
    assert await day.job.run_due() == 0
    rows: list[ShownMessage] = await day.rows()
    assert len(rows) == CROWD
