"""The protocol of the lease: no message is sent twice by two terms that both believe they lead, whatever processes do and whenever they stop."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, delete, select

from market.notification.in_flight import (
    Claimant,
    DeliveryResult,
    ack,
    ack_and_claim,
    begin,
    reclaim_lost,
    recover,
)
from market.notification.outbox import DeliveryStatus
from market.notification.priority import Priority
from storage.lease import Lease, take_lease
from storage.notification import Notification
from storage.store import Store
from tests.market.notification.test_in_flight import NOW, TOM, ZONE, market, write  # noqa: F401 - a fixture

LEASE = 4.0
MESSAGES = 4
NAMES = ("one", "two", "three")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(
            ("take", "take", "claim", "begin", "send", "ack", "recover", "wait", "wait", "crash")
        ),
    ),
    max_size=60,
)


class Process:
    """The memory of one process."""

    def __init__(self, name: str) -> None:
        self.name, self.epoch = name, 0
        self.forget()

    def forget(self) -> None:
        self.claimed: set[int] = set()
        self.begun: set[int] = set()
        self.sent: set[int] = set()

    @property
    def claimant(self) -> Claimant:
        return Claimant(self.name, self.epoch)


class World:
    """Processes that never look whether they still lead: only the database may stop them."""

    def __init__(self, store: Store) -> None:
        self.store, self.seconds = store, 1000.0
        self.processes = {name: Process(name) for name in NAMES}
        self.shown: Counter[int] = Counter()
        self.newest, self.started = 0, 0

    async def step(self, name: str, action: str) -> None:
        await getattr(self, action)(self.processes[name])

    async def wait(self, _: Process) -> None:
        self.seconds += LEASE / 2 + 0.1

    async def crash(self, process: Process) -> None:
        """It is started again as another holder; what it had begun arrives."""
        self.shown.update(process.begun)
        self.started += 1
        process.__init__(f"started {self.started}")  # type: ignore[misc]

    async def take(self, process: Process) -> None:
        epoch = await self.store.write(take_lease, process.name, LEASE, now=self.seconds)
        if epoch is None:
            return
        assert epoch >= self.newest, "terms only grow"
        if epoch != process.epoch:
            assert epoch == self.newest + 1, "each has one holder"
            self.shown.update(process.begun)
            process.forget()
        process.epoch = self.newest = epoch

    async def claim(self, process: Process) -> None:
        batch = await self.store.write(ack_and_claim, process.claimant, NOW, [], limit=2, zone=ZONE)
        assert not batch.notifications or process.epoch == self.newest, "only the newest term claims"
        process.claimed |= {each.id for each in batch.notifications}

    async def begin(self, process: Process) -> None:
        begun = await self.store.write(begin, process.claimant, NOW, [], sorted(process.claimed))
        assert not begun or process.epoch == self.newest, "only the newest term begins"
        process.begun |= begun
        process.claimed -= begun

    async def send(self, process: Process) -> None:
        """Send what it has begun, which may arrive whoever leads by then."""
        self.shown.update(process.begun)
        process.sent |= process.begun
        process.begun = set()

    async def ack(self, process: Process) -> None:
        before = await self.states()
        results = [
            DeliveryResult(notification=each, person=TOM, status=DeliveryStatus.SENT, message=each)
            for each in process.sent
        ]
        await self.store.write(ack, process.claimant, NOW, results)
        assert process.epoch == self.newest or await self.states() == before, "an old term changes nothing"
        process.sent = set()

    async def recover(self, process: Process) -> None:
        """Recover as on start, with nothing in flight."""
        if process.begun or process.sent:
            return
        before = await self.states()
        await self.store.write(recover, process.claimant, NOW, [])
        assert process.epoch == self.newest or await self.states() == before, "an old term changes nothing"
        process.claimed = set()

    async def states(self) -> dict[int, tuple[Any, ...]]:
        def look(session: Session) -> dict[int, tuple[Any, ...]]:
            rows = session.exec(select(Notification).order_by(col(Notification.id))).all()
            return {row.id or 0: (row.state, row.sender, row.epoch, row.begun_at) for row in rows}

        return await self.store.read(look)


async def empty(store: Store) -> None:
    def clear(session: Session) -> None:
        session.connection().execute(delete(Notification))
        session.connection().execute(delete(Lease))

    await store.write(clear)
    for number in range(MESSAGES):
        await write(store, TOM, f"news:{number}", Priority.BROADCAST)


async def lived_through(store: Store, steps: list[tuple[str, str]]) -> None:
    await empty(store)
    world = World(store)
    for name, action in steps:
        await world.step(name, action)
    last = Process("last")
    world.processes["last"] = last
    world.seconds += LEASE * 3
    await world.take(last)
    assert last.epoch == world.newest
    await world.recover(last)
    for _ in range(MESSAGES):
        for action in ("claim", "begin", "send", "ack"):
            await world.step("last", action)
    states = await world.states()
    assert {state for state, *_ in states.values()} <= {"sent", "unknown"}, "nothing is lost"
    for message, (state, *_) in states.items():
        assert world.shown[message] == 1 if state == "sent" else world.shown[message] <= 1, (
            "nothing comes twice"
        )


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("examples", [40, pytest.param(120, marks=pytest.mark.proof)])
def test_whatever_processes_do_an_announcement_comes_once_or_is_unknown(
    market: Store,  # noqa: F811
    examples: int,
) -> None:
    loop = asyncio.new_event_loop()

    @settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(STEPS)
    def check(steps: list[tuple[str, str]]) -> None:
        loop.run_until_complete(lived_through(market, steps))

    check()
    loop.close()


async def test_two_statements_at_once_never_make_two_leaders(market: Store) -> None:  # noqa: F811
    """Twenty processes ask at the same moment, whenever the lease is over."""
    for term in range(1, 6):
        asked = [
            market.write(take_lease, f"process {term}.{number}", LEASE, now=1000.0 * term)
            for number in range(20)
        ]
        epochs = [epoch for epoch in await asyncio.gather(*asked) if epoch is not None]
        assert epochs == [term]


async def test_what_an_old_leader_is_about_to_send_is_stopped_by_the_takeover(market: Store) -> None:  # noqa: F811
    await empty(market)
    old, new = Claimant("one", 1), Claimant("two", 2)
    assert await market.write(take_lease, "one", LEASE, now=1000.0) == 1
    claimed = (await market.write(ack_and_claim, old, NOW, [], limit=2, zone=ZONE)).notifications
    assert await market.write(take_lease, "two", LEASE, now=1005.0) == 2
    assert await market.write(begin, old, NOW, [], [each.id for each in claimed]) == set()
    await market.write(reclaim_lost, new, NOW)
    again = (await market.write(ack_and_claim, new, NOW, [], limit=9, zone=ZONE)).notifications
    assert len(again) == MESSAGES
