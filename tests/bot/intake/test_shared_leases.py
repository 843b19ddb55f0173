"""Several processes on one inbox: whose lease it is, what a killed one leaves behind, and that the order of a person is kept."""

import asyncio
import json
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import Update
from sqlalchemy import update as update_rows
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from bot.intake.intake import Intake
from storage.inbox import (
    SET_ASIDE_AFTER,
    SUSPECT_AFTER,
    InboxUpdate,
    StoredUpdate,
    mark_answered,
    set_aside_count,
)
from storage.person_lease import (
    PersonLease,
    mark_and_release,
    release_leases,
    renew_leases,
    store_and_take,
    take_leases,
)
from storage.process_share import LEAST, drop_share, update_share
from storage.store import Store
from tests.bot.intake.test_intake import (
    BIG_ID,
    FAST,
    NOW,
    RecordingHandler,
    document,
    payment,
    recorded_payments,
    text,
    until,
)
from tests.people import person_at
from tests.seeds import seeds

BOT = Bot("7000000001:AAExample-of-a-token-that-opens-nothing")


@pytest.fixture(autouse=True)
def long_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases last longer than a slow machine takes for a test; what runs out is told to."""
    monkeypatch.setattr("storage.person_lease.LEASE_SECONDS", 600.0)


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[tuple[Store, Store, Store]]:
    """Three processes' stores."""
    opened = Store(database_url), Store(database_url), Store(database_url)
    yield opened
    for store in opened:
        await store.close()


class SharedHandler(RecordingHandler):
    """Handles updates of several processes into one list, with pauses by a seed."""

    def __init__(self, handled: list[tuple[int, int]], busy: set[int], rng: Random) -> None:
        super().__init__()
        self.all, self.busy, self.rng = handled, busy, rng

    async def handle(self, update: Update) -> asyncio.Future[None] | None:
        assert update.message is not None
        assert update.message.from_user is not None
        sender = update.message.from_user.id
        assert sender not in self.busy, "two processes handle one person at once"
        self.busy.add(sender)
        await asyncio.sleep(self.rng.choice((0, 0, 0.002, 0.01)))
        self.all.append((sender, update.update_id))
        self.busy.discard(sender)
        return None


async def rows(store: Store, table: Any) -> list[Any]:
    return await store.read(lambda session: [*session.exec(select(table))])


async def expire_leases(store: Store) -> None:
    def expire(session: Session) -> None:
        session.connection().execute(update_rows(PersonLease).values(until=0.0))

    await store.write(expire)


@pytest.mark.parametrize("seed", seeds(6))
async def test_whichever_process_gets_them_each_is_handled_once_and_in_order(
    stores: tuple[Store, Store, Store], seed: int
) -> None:
    rng = Random(seed)
    handled: list[tuple[int, int]] = []
    busy: set[int] = set()
    intakes = [
        Intake(
            store,
            BOT,
            SharedHandler(handled, busy, rng),
            now=lambda: NOW,
            rate=FAST,
            owner=f"process {place}",
        )
        for place, store in enumerate(stores)
    ]
    people = (1, 2, 3, 7312345678)
    sent = 0
    for number in range(1, 81):
        person = rng.choice(people)
        intake = rng.choice(intakes)
        await intake.accept([text(number, person)])
        sent += 1
        await asyncio.sleep(rng.choice((0, 0, 0.005)))

    async def all_handled() -> bool:
        for intake in intakes:
            await intake.renew_leases()
        return len(handled) >= sent and not await rows(stores[0], InboxUpdate)

    await until(all_handled)
    for intake in intakes:
        await intake.finish()
    assert len(handled) == len(set(handled)) == sent
    for person in people:
        mine = [number for sender, number in handled if sender == person]
        assert mine == sorted(mine)
    assert await rows(stores[0], PersonLease) == []


async def test_whichever_process_gets_a_payment_it_is_recorded_before_it_is_handled_once(
    stores: tuple[Store, Store, Store],
) -> None:
    handler = RecordingHandler()
    handler.held[1] = asyncio.Event()
    first = Intake(stores[0], BOT, handler, now=lambda: NOW, rate=FAST, owner="first")
    second = Intake(stores[1], BOT, RecordingHandler(), now=lambda: NOW, rate=FAST, owner="second")
    await first.accept([text(1)])
    await second.accept([payment(2)])
    await first.accept([payment(2)])
    payer = await stores[2].read(person_at, BIG_ID)
    assert await stores[2].read(recorded_payments) == [("c2", 500, payer, NOW)]
    assert handler.handled == [1]
    handler.held[1].set()
    await until(lambda: handler.handled == [1, 2] and first.idle and second.idle)
    await first.finish()
    await second.finish()


async def test_what_cannot_be_taken_records_no_payment_either(
    stores: tuple[Store, Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    intake = Intake(stores[0], BOT, RecordingHandler(), now=lambda: NOW, rate=FAST, owner="first")
    with monkeypatch.context() as patch:
        patch.setattr("bot.intake.payment_record.store_and_take", fail)
        with pytest.raises(OSError, match="disk full"):
            await intake.accept([payment(1)])
    assert await stores[1].read(recorded_payments) == []
    await intake.accept([payment(1)])
    assert len(await stores[1].read(recorded_payments)) == 1
    await intake.finish()


async def test_what_another_process_stores_waits_for_the_owner(stores: tuple[Store, Store, Store]) -> None:
    owner, other = RecordingHandler(), RecordingHandler()
    owner.held[1] = asyncio.Event()
    first = Intake(stores[0], BOT, owner, now=lambda: NOW, rate=FAST, owner="first")
    second = Intake(stores[1], BOT, other, now=lambda: NOW, rate=FAST, owner="second")
    await first.accept([text(1)])
    await second.accept([text(2)])
    await asyncio.sleep(0.1)
    assert (owner.handled, other.handled) == ([1], [])
    owner.held[1].set()
    await until(lambda: owner.handled == [1, 2])
    await until(lambda: first.idle and second.idle)
    assert other.handled == []
    await first.finish()
    await second.finish()


async def test_a_reply_that_waits_long_does_not_hold_up_what_comes_by_another_process(
    stores: tuple[Store, Store, Store],
) -> None:
    owner, other = RecordingHandler(), RecordingHandler()
    owner.replies[1] = asyncio.get_running_loop().create_future()
    first = Intake(stores[0], BOT, owner, now=lambda: NOW, rate=FAST, owner="first")
    second = Intake(stores[1], BOT, other, now=lambda: NOW, rate=FAST, owner="second")
    await first.accept([text(1)])
    await until(lambda: owner.handled == [1])
    await second.accept([text(2)])
    await first.renew_leases()
    await until(lambda: owner.handled == [1, 2])
    assert other.handled == []
    owner.replies[1].set_result(None)
    await until(lambda: first.idle)
    await first.finish()
    await second.finish()


async def test_what_a_killed_process_had_is_taken_over(stores: tuple[Store, Store, Store]) -> None:
    killed, next_one = RecordingHandler(), RecordingHandler()
    killed.held[1] = asyncio.Event()
    first = Intake(stores[0], BOT, killed, now=lambda: NOW, rate=FAST, owner="first")
    second = Intake(stores[1], BOT, next_one, now=lambda: NOW, rate=FAST, owner="second")
    await first.accept([text(1), text(2)])
    await until(lambda: killed.handled == [1])
    await second.renew_leases()
    assert next_one.handled == [], "the lease is owned"
    await expire_leases(stores[0])
    await second.renew_leases()
    await until(lambda: next_one.handled == [1, 2])
    await until(lambda: second.idle)
    for task in first._queues._serving:
        task.cancel()
    await second.finish()
    assert await rows(stores[0], InboxUpdate) == []


async def test_a_suspect_that_is_taken_over_has_one_line_in_the_log(
    stores: tuple[Store, Store, Store],
) -> None:
    """Processes ended while they had its lease; the next one says so, and once."""
    handler = RecordingHandler()
    handler.held[1] = asyncio.Event()
    await stores[0].write(store_and_take, [_stored(1, BIG_ID, text(1))], NOW, "killed")
    for number in range(1, SUSPECT_AFTER):
        await expire_leases(stores[0])
        await stores[0].write(renew_leases, f"process {number}")
    await expire_leases(stores[0])
    last = Intake(stores[1], BOT, handler, now=lambda: NOW, rate=FAST, owner="last")
    with capture_logs() as logged:
        for _ in range(2):
            await last.renew_leases()
    assert [(said["sender"], said["starts"]) for said in logged] == [(BIG_ID, SUSPECT_AFTER)]
    handler.held[1].set()
    await until(lambda: last.idle)
    await last.finish()


async def test_a_file_that_ends_two_processes_is_set_aside_and_told_once(
    stores: tuple[Store, Store, Store],
) -> None:
    """The second process had taken it over from the first."""
    handlers = [RecordingHandler() for _ in stores]
    first, second, third = (
        Intake(store, BOT, handler, now=lambda: NOW, rate=FAST, owner=f"process {number}")
        for number, (store, handler) in enumerate(zip(stores, handlers, strict=True))
    )
    for handler in handlers[:2]:
        handler.held[1] = asyncio.Event()
    await first.accept([document(1), text(2)])
    await until(lambda: handlers[0].handled == [1])
    await expire_leases(stores[0])
    await second.renew_leases()
    await until(lambda: handlers[1].handled == [1])
    await expire_leases(stores[0])
    for _ in range(3):
        await third.renew_leases()
    await until(lambda: handlers[2].handled == [2])
    await until(lambda: handlers[2].apologies == [("set aside", BIG_ID)])
    assert await stores[0].read(set_aside_count) == 1
    for ended in (first, second):
        for task in ended._queues._serving:
            task.cancel()
    await third.finish()


async def test_what_waits_beside_an_update_that_ends_each_process_is_handled(
    stores: tuple[Store, Store, Store],
) -> None:
    """Forty people wait; a process that has the one among its updates ends before anything of them is answered."""
    store, handled, ended = stores[0], set[int](), 0
    people = range(1, 42)
    await store.write(store_and_take, [_stored(number, number) for number in people], NOW, "killed")
    await expire_leases(store)
    for _ in range(20):
        begun = {left.update_id for left in await store.write(renew_leases, f"process {ended}")}
        if 21 in begun:
            ended += 1
            await expire_leases(store)
        else:
            handled |= begun
            await store.write(mark_and_release, begun, begun, now=NOW, owner=f"process {ended}")
    assert handled == {*people} - {21}
    assert (ended, await store.read(set_aside_count)) == (SET_ASIDE_AFTER - 1, 1)


async def test_leases_of_a_killed_process_without_anything_left_are_given_up(
    stores: tuple[Store, Store, Store],
) -> None:
    killed, next_one = stores[0], stores[1]
    await killed.write(store_and_take, [_stored(1, 7)], NOW, "killed")
    await killed.write(mark_answered, [1], NOW)
    assert await next_one.write(renew_leases, "next") == []
    assert [lease.owner for lease in await rows(killed, PersonLease)] == ["killed"], "it may still live"
    await expire_leases(killed)
    assert await next_one.write(renew_leases, "next") == []
    assert await rows(killed, PersonLease) == []


async def test_a_process_that_stood_still_does_not_begin_what_another_has_taken(
    stores: tuple[Store, Store, Store],
) -> None:
    stopped, next_one = RecordingHandler(), RecordingHandler()
    stopped.held[1] = asyncio.Event()
    first = Intake(stores[0], BOT, stopped, now=lambda: NOW, rate=FAST, owner="first")
    second = Intake(stores[1], BOT, next_one, now=lambda: NOW, rate=FAST, owner="second")
    await first.accept([text(1), text(2)])
    await until(lambda: stopped.handled == [1])
    await expire_leases(stores[0])
    await second.renew_leases()
    await until(lambda: next_one.handled == [1, 2])
    first._renewed_at -= 60
    await first.renew_leases()
    stopped.held[1].set()
    await until(lambda: first.idle)
    assert stopped.handled == [1]
    await first.finish()
    await second.finish()


async def test_an_orderly_end_leaves_the_lease_to_the_next_at_once(
    stores: tuple[Store, Store, Store],
) -> None:
    ending, next_one = RecordingHandler(), RecordingHandler()
    ending.held[1] = asyncio.Event()
    first = Intake(stores[0], BOT, ending, now=lambda: NOW, rate=FAST, owner="first")
    second = Intake(stores[1], BOT, next_one, now=lambda: NOW, rate=FAST, owner="second")
    await first.accept([text(1), text(2)])
    await until(lambda: ending.handled == [1])
    ending.held[1].set()
    await first.finish()
    await second.renew_leases()
    await until(lambda: second.idle)
    assert ending.handled + next_one.handled == [1, 2]
    await second.finish()


@pytest.mark.parametrize("seed", seeds(20))
async def test_a_lease_has_one_owner_and_no_update_is_without_one(
    store: Store, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random steps of three processes, one after the other: the protocol without its queues. No lease runs out meanwhile."""
    monkeypatch.setattr("storage.person_lease.LEASE_SECONDS", 600.0)
    rng, number = Random(seed), 0
    owners = ("a", "b", "c")
    belongs: dict[int, str] = {}
    for _ in range(60):
        owner, sender = rng.choice(owners), rng.choice((1, 2, 3))
        match rng.randrange(4):
            case 0 | 1:
                number += 1
                row = _stored(number, sender)
                ours = await store.write(store_and_take, [row], NOW, owner)
                mine = belongs.setdefault(sender, owner) == owner
                assert (number in {left.update_id for left in ours}) == mine
            case 2:
                left = await store.write(release_leases, {sender}, owner)
                if belongs.get(sender) != owner:
                    assert left == []
                elif not left:
                    del belongs[sender]
            case 3:
                await store.write(_answer_all, sender)
        leases = {lease.sender: lease.owner for lease in await rows(store, PersonLease)}
        assert leases == belongs
    for owner in owners:
        for left in await store.write(renew_leases, owner):
            assert left.update_id


def _stored(number: int, sender: int, raw: dict[str, Any] | None = None) -> StoredUpdate:
    return StoredUpdate(update_id=number, sender=sender, body=json.dumps(raw or {}))


def _answer_all(session: Session, sender: int) -> None:
    for row in session.exec(select(InboxUpdate).where(col(InboxUpdate.sender) == sender)):
        session.delete(row)


async def test_a_lease_that_ran_out_is_anybodys(store: Store) -> None:
    assert await store.write(take_leases, {5}, "a") == {5}
    assert await store.write(take_leases, {5}, "b") == set()
    await expire_leases(store)
    assert await store.write(take_leases, {5}, "b") == {5}
    assert await store.write(take_leases, {5}, "a") == set()


async def test_the_budget_is_parted_by_what_waits(store: Store) -> None:
    assert await store.write(update_share, "a", 0) == 1
    assert await store.write(update_share, "b", 0) == LEAST, "nothing is left"
    assert await store.write(update_share, "a", 0) == pytest.approx(1 / 2)
    assert await store.write(update_share, "b", 0) == pytest.approx(1 / 2)
    assert await store.write(update_share, "a", 8) == pytest.approx(1 / 2), "what b has left"
    assert await store.write(update_share, "b", 0) == pytest.approx(1 / 10)
    assert await store.write(update_share, "a", 8) == pytest.approx(9 / 10)
    assert await store.write(update_share, "b", 0) == pytest.approx(1 / 10)
    await store.write(drop_share, "a")
    assert await store.write(update_share, "b", 0) == 1


async def test_a_crowd_that_comes_gives_no_processes_together_more_than_the_budget(store: Store) -> None:
    rng, parts, waiting = Random(2026), dict[str, float](), dict.fromkeys("abcde", 0)
    for _ in range(150):
        process = rng.choice("abcde")
        waiting[process] += rng.randrange(-20, 60)
        parts[process] = await store.write(update_share, process, max(0, waiting[process]))
        assert sum(parts.values()) <= 1 + LEAST * len(parts)
    for process in [*"abcde"] * 3:
        parts[process] = await store.write(update_share, process, 100)
    assert [*parts.values()] == [pytest.approx(1 / 5, abs=LEAST)] * 5


async def test_processes_that_ask_at_once_do_not_both_take_what_is_left(store: Store) -> None:
    parts = await asyncio.gather(*(store.write(update_share, process, 9) for process in "abcd"))
    assert sum(parts) <= 1 + LEAST * len(parts)
