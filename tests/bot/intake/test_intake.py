"""The intake: updates it stores and drops, and the updates that a killed process leaves to the next. Tried on both databases."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import Update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from bot.intake import intake as intake_module
from bot.intake.intake import Intake, IntakeClosed
from bot.intake.person_queues import MAX_WAITING, PersonRate
from bot.intake.raw_update import RawUpdate
from market.address import register
from storage.address import Address
from storage.inbox import (
    SET_ASIDE_AFTER,
    SUSPECT_AFTER,
    InboxUpdate,
    clear_starts,
    erase_inbox,
    set_aside_count,
    unanswered,
)
from storage.payment import Payment
from storage.person import Person
from storage.processed_update import ProcessedUpdate
from storage.store import Store, StoreTimeout
from tests.people import person_at
from tests.small_disk import small_disk

BOT = Bot("7000000001:AAExample-of-a-token-that-opens-nothing")
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
BIG_ID = 7312345678
FAST = PersonRate(burst=10_000, per_second=10_000)


def person(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Tom", "language_code": "ms"}


def text(number: int, sender: int = BIG_ID, **more: Any) -> dict[str, Any]:
    chat = {"id": sender, "type": "private", "first_name": "Tom"}
    body = {"message_id": number, "date": 1_800_000_000, "chat": chat, "from": person(sender), **more}
    return {"update_id": number, "message": body if more else {**body, "text": str(number)}}


def document(number: int, sender: int = BIG_ID) -> dict[str, Any]:
    return text(number, sender, document={"file_id": "f", "file_unique_id": "u"})


def payment(number: int, sender: int = BIG_ID) -> dict[str, Any]:
    paid = {"currency": "MYR", "total_amount": 500, "invoice_payload": "d:1"}
    paid |= {"telegram_payment_charge_id": f"c{number}", "provider_payment_charge_id": "p"}
    return text(number, sender, successful_payment=paid)


def pre_checkout(number: int) -> dict[str, Any]:
    query = {"id": str(number), "from": person(BIG_ID), "currency": "MYR"}
    return {"update_id": number, "pre_checkout_query": {**query, "total_amount": 500, "invoice_payload": "d"}}


def tap(number: int, data: str) -> dict[str, Any]:
    query = {"id": str(number), "from": person(BIG_ID), "chat_instance": "1", "data": data}
    chat = {"id": BIG_ID, "type": "private"}
    message = {"message_id": 7, "date": 1_800_000_000, "chat": chat}
    return {"update_id": number, "callback_query": {**query, "message": message}}


class RecordingHandler:
    """Handles updates; blocks the given ones, and their replies. Those of `reading` only read."""

    update_kinds = ("callback_query", "message", "pre_checkout_query")

    def __init__(self) -> None:
        self.handled: list[int] = []
        self.held: dict[int, asyncio.Event] = {}
        self.replies: dict[int, asyncio.Future[None]] = {}
        self.apologies: list[tuple[str, int]] = []
        self.reading: set[int] = set()

    async def only_reads(self, update: RawUpdate) -> bool:
        return update.id in self.reading

    async def handle(self, update: Update) -> asyncio.Future[None] | None:
        self.handled.append(update.update_id)
        if update.update_id in self.held:
            await self.held[update.update_id].wait()
        if update.update_id == 13:
            raise ValueError("unlucky")
        return self.replies.get(update.update_id)

    async def acknowledge(self, update: RawUpdate) -> None:
        self.apologies.append(("acknowledged", update.id))

    async def apologise_for_flood(self, update: RawUpdate) -> None:
        self.apologies.append(("flood", update.sender))

    async def apologise_for_outage(self, update: RawUpdate) -> None:
        self.apologies.append(("outage", update.sender))

    async def apologise_for_timeout(self, update: RawUpdate) -> None:
        self.apologies.append(("timeout", update.sender))

    async def apologise_for_set_aside(self, update: RawUpdate) -> None:
        self.apologies.append(("set aside", update.sender))


@asynccontextmanager
async def opened(store: Store, handler: RecordingHandler) -> AsyncIterator[Intake]:
    intake = Intake(store, BOT, handler, now=lambda: NOW, rate=FAST)
    await intake.recover()
    try:
        yield intake
    finally:
        await intake.finish()


async def until(holds: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait until a condition holds, ten seconds at most."""
    for _ in range(2000):
        held = holds()
        if held if isinstance(held, bool) else await held:
            return
        await asyncio.sleep(0.005)
    raise AssertionError("the condition never held")


async def until_idle(intake: Intake) -> None:
    await until(lambda: intake.idle)


async def until_left(store: Store, *updates: int) -> None:
    """Wait until just these are in the inbox."""

    async def left() -> bool:
        return await in_inbox(store) == [*updates]

    await until(left)


async def in_inbox(store: Store) -> list[int]:
    def ids(session: Session) -> list[int]:
        return [*session.exec(select(InboxUpdate.update_id).order_by(col(InboxUpdate.id)))]

    return await store.read(ids)


async def processed(store: Store) -> set[int]:
    return await store.read(lambda session: {*session.exec(select(ProcessedUpdate.update_id))})


async def test_what_is_accepted_is_in_the_inbox_until_its_reply_is_sent(store: Store) -> None:
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        handler.replies[6] = asyncio.get_running_loop().create_future()
        await intake.accept([text(5), text(6), text(7)])
        await until(lambda: handler.handled == [5, 6, 7])
        await until_left(store, 6)
        assert not intake.idle
        handler.replies[6].set_result(None)
        await until_idle(intake)
    assert await in_inbox(store) == []
    assert await processed(store) == {5, 6, 7}


async def test_waiting_until_idle_ends_with_the_last_reply_or_in_time(store: Store) -> None:
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        await intake.until_idle(5)
        handler.replies[5] = asyncio.get_running_loop().create_future()
        await intake.accept([text(5)])
        await until(lambda: handler.handled == [5])
        await intake.until_idle(0.05)
        assert not intake.idle, "its time was over"
        asyncio.get_running_loop().call_later(0.05, handler.replies[5].set_result, None)
        async with asyncio.timeout(2):
            await intake.until_idle(5)
        await until_idle(intake)


async def test_what_comes_again_is_handled_once(store: Store) -> None:
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        handler.held[5] = asyncio.Event()
        await intake.accept([text(5), text(5), text(6)])
        await intake.accept([text(5), text(6), text(7)])
        handler.held[5].set()
        await until_idle(intake)
    async with opened(store, handler) as intake:
        await intake.accept([text(7), text(4), text(5)])
        await until_idle(intake)
    assert handler.handled == [5, 6, 7, 4]


async def test_what_cannot_be_stored_is_not_handled_and_comes_again(store: Store) -> None:
    handler, given = RecordingHandler(), [text(5)]

    def fail(*_: object) -> None:
        raise OSError("disk full")

    async with opened(store, handler) as intake:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bot.intake.payment_record.store_updates", fail)
            with pytest.raises(OSError, match="disk full"):
                await intake.accept(given)
            await intake.apologise_for_outage(given)
            await intake.apologise_for_outage(given)
        await until_idle(intake)
        assert handler.handled == []
        assert handler.apologies == [("outage", BIG_ID)]
        await intake.accept(given)
        await until_idle(intake)
    assert handler.handled == [5]


async def test_what_was_stored_without_anybody_knowing_is_handled_when_it_comes_again(store: Store) -> None:
    """The database took the batch, but did not say so in time."""
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        await store.write(_store_one, text(5))
        await intake.accept([text(5), text(6)])
        await until_idle(intake)
        await intake.accept([text(5)])
        await until_idle(intake)
    assert handler.handled == [5, 6]


async def test_what_a_killed_process_left_is_handled_by_the_next(store: Store) -> None:
    first, second = RecordingHandler(), RecordingHandler()
    first.held = {5: asyncio.Event()}
    killed = Intake(store, BOT, first, now=lambda: NOW, rate=FAST)
    await killed.accept([text(5), text(6), text(8, sender=2)])
    await until(lambda: first.handled == [5, 8])
    await until_left(store, 5, 6)
    async with opened(store, second) as intake:
        await until_idle(intake)
    assert second.handled == [5, 6]
    assert await in_inbox(store) == []
    await killed.finish()


async def test_an_orderly_end_leaves_what_was_not_begun(store: Store) -> None:
    first, second = RecordingHandler(), RecordingHandler()
    async with opened(store, first) as intake:
        first.held[5] = asyncio.Event()
        await intake.accept([text(5), text(6)])
        await asyncio.sleep(0.05)
        first.held[5].set()
    assert first.handled == [5]
    assert await in_inbox(store) == [6]
    async with opened(store, second) as intake:
        await until_idle(intake)
    assert second.handled == [6]


async def test_an_update_that_ends_the_process_is_tried_alone_and_then_set_aside(store: Store) -> None:
    killed = Intake(store, BOT, RecordingHandler(), now=lambda: NOW, rate=FAST)
    await killed.finish()
    await store.write(_store_one, text(13))
    innocent = text(14, sender=2)
    for _ in range(SUSPECT_AFTER):
        handler = RecordingHandler()
        handler.held = {13: asyncio.Event()}
        dying = Intake(store, BOT, handler, now=lambda: NOW, rate=FAST)
        await dying.recover()
        await until(lambda heard=handler: 13 in heard.handled)
        await _abandon(dying)
    await store.write(_store_one, innocent)
    for starts in range(SUSPECT_AFTER, SET_ASIDE_AFTER):
        handler = RecordingHandler()
        handler.held = {13: asyncio.Event()}
        dying = Intake(store, BOT, handler, now=lambda: NOW, rate=FAST)
        with capture_logs() as logged:
            recovering = asyncio.create_task(dying.recover())
            await until(lambda heard=handler: 13 in heard.handled)
        assert (logged[-1]["sender"], logged[-1]["starts"]) == (BIG_ID, starts)
        await asyncio.sleep(0.05)
        assert handler.handled[-1] == 13, "nothing beside it, and nothing after it"
        recovering.cancel()
        await _abandon(dying)
    handler = RecordingHandler()
    with capture_logs() as logged:
        async with opened(store, handler) as intake:
            await until_idle(intake)
    assert handler.handled == [14]
    assert handler.apologies == [("set aside", BIG_ID)], "it is told, once"
    assert await in_inbox(store) == [13]
    assert await store.read(set_aside_count) == 1
    assert [said["sender"] for said in logged if "set aside" in said["event"]] == [BIG_ID]
    with capture_logs() as logged:
        async with opened(store, handler) as intake:
            await until_idle(intake)
    assert handler.apologies == [("set aside", BIG_ID)]
    assert logged == []


async def test_what_waited_beside_an_update_that_ends_the_process_is_handled(store: Store) -> None:
    """Forty others came before and after it; at the first starts nobody gets through, and each later one ends where it is handled."""
    for number in range(1, 42):
        await store.write(_store_one, text(number, sender=number))
    for _ in range(SUSPECT_AFTER):
        await store.write(unanswered)
    for _ in range(SET_ASIDE_AFTER - SUSPECT_AFTER):
        handler = RecordingHandler()
        handler.held = {21: asyncio.Event()}
        dying = Intake(store, BOT, handler, now=lambda: NOW, rate=FAST)
        recovering = asyncio.create_task(dying.recover())
        await until(lambda heard=handler: 21 in heard.handled)
        recovering.cancel()
        await _abandon(dying)
    async with opened(store, RecordingHandler()) as intake:
        await until_idle(intake)
    assert await in_inbox(store) == [21]
    assert await store.read(set_aside_count) == 1


async def test_a_file_that_ends_the_process_is_set_aside_after_one_start(store: Store) -> None:
    """Of three files and a text that a process left, the second ends the next one: it alone is not tried again."""
    for number in (1, 2, 3):
        await store.write(_store_one, document(number, sender=number))
    await store.write(_store_one, text(4, sender=4))
    handler = RecordingHandler()
    handler.held = {2: asyncio.Event()}
    dying = Intake(store, BOT, handler, now=lambda: NOW, rate=FAST)
    await dying.recover()
    await until(lambda: 2 in handler.handled)
    await until_left(store, 2, 3)
    assert 3 not in handler.handled, "files are tried one at a time, and others meanwhile"
    await _abandon(dying)
    last = RecordingHandler()
    async with opened(store, last) as intake:
        await until_idle(intake)
    assert last.handled == [3]
    assert last.apologies == [("set aside", 2)]
    assert await in_inbox(store) == [2]
    assert await store.read(set_aside_count) == 1


async def test_files_that_wait_through_many_starts_are_handled(store: Store) -> None:
    """Each start ends before its turn comes, so none of them is what ended it."""
    await store.write(_store_one, text(1))
    for number in (2, 3):
        await store.write(_store_one, document(number))
    for _ in range(10):
        handler = RecordingHandler()
        handler.held = {1: asyncio.Event()}
        dying = Intake(store, BOT, handler, now=lambda: NOW, rate=FAST)
        recovering = asyncio.create_task(dying.recover())
        await until(lambda heard=handler: 1 in heard.handled)
        recovering.cancel()
        await _abandon(dying)
        await store.write(clear_starts, [1])
    async with opened(store, handler := RecordingHandler()) as intake:
        await until_idle(intake)
    assert sorted(handler.handled) == [1, 2, 3]
    assert handler.apologies == []


async def test_kills_by_chance_set_nothing_aside(store: Store) -> None:
    """Each start is killed while it handles the first update, and no update is what ends it."""
    for number in range(1, 301):
        await store.write(_store_one, text(number, sender=number))
    for _ in range(20):
        handler = RecordingHandler()
        handler.held = {number: asyncio.Event() for number in range(1, 301)}
        dying = Intake(store, BOT, handler, now=lambda: NOW, rate=FAST)
        recovering = asyncio.create_task(dying.recover())
        await until(lambda heard=handler: bool(heard.handled))
        recovering.cancel()
        await _abandon(dying)
    assert await store.read(set_aside_count) == 0


async def _abandon(intake: Intake) -> None:
    """Cancel the intake as a kill does: nothing is finished, and nothing is marked."""
    for task in (*intake._queues._serving, *([intake._marking] if intake._marking else [])):
        task.cancel()
    await asyncio.sleep(0)


def _store_one(session: Session, raw: dict[str, Any]) -> None:
    from bot.intake.raw_update import read_raw_update
    from storage.inbox import StoredUpdate, store_updates

    update = read_raw_update(raw, RecordingHandler.update_kinds)
    assert update is not None
    row = StoredUpdate(update_id=update.id, sender=update.sender, body=update.as_json())
    store_updates(session, [row], [], NOW)


async def test_of_a_hundred_at_once_a_few_are_kept_and_one_apology_is_made(store: Store) -> None:
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        handler.held[1] = asyncio.Event()
        await intake.accept([text(1)])
        await asyncio.sleep(0.05)
        await intake.accept([text(number) for number in range(2, 102)] + [text(200, sender=2)])
        assert intake.depth == MAX_WAITING + (200 not in handler.handled)
        handler.held[1].set()
        await until_idle(intake)
    assert sorted(handler.handled) == [*range(1, MAX_WAITING + 2), 200]
    assert handler.apologies == [("flood", BIG_ID)]
    assert intake.counts["dropped"] == 100 - MAX_WAITING


async def test_no_budget_drops_a_payment(store: Store) -> None:
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        await intake.accept([text(number) for number in range(1, 60)] + [payment(70), payment(71)])
        await until_idle(intake)
    assert handler.handled == [*range(1, MAX_WAITING + 1), 70, 71]


async def test_a_payment_is_recorded_with_its_update_whatever_its_handling_comes_to(store: Store) -> None:
    handler = RecordingHandler()
    odd: dict[str, Any] = payment(14)
    odd["message"]["successful_payment"] |= {"total_amount": 10**30, "invoice_payload": "\0"}
    odd["message"]["from"]["first_name"] = "\0Tom"
    async with opened(store, handler) as intake:
        await intake.accept([payment(13), odd])
        await intake.accept([payment(13)])
        await until_idle(intake)

    payer = await store.read(person_at, BIG_ID)
    assert payer != BIG_ID, "a person is not their Telegram id"
    assert await store.read(recorded_payments) == [("c13", 500, payer, NOW), ("c14", 2**63 - 1, payer, NOW)]


async def test_two_payments_without_a_charge_are_two_and_one_that_comes_again_is_one(store: Store) -> None:
    """Else the second would be lost."""
    without: list[dict[str, Any]] = [payment(number) for number in range(1, 5)]
    strange: tuple[dict[str, Any], ...] = (
        {"telegram_payment_charge_id": ""},
        {"telegram_payment_charge_id": " "},
        {"telegram_payment_charge_id": None, "total_amount": None},
        {"telegram_payment_charge_id": 7, "total_amount": "500", "currency": None},
    )
    for update, changed in zip(without, strange, strict=True):
        update["message"]["successful_payment"] |= changed
    async with opened(store, RecordingHandler()) as intake:
        await intake.accept(without)
        await intake.accept([{**update, "update_id": update["update_id"] + 100} for update in without])
        await until_idle(intake)
    assert [(charge, amount) for charge, amount, *_ in await store.read(recorded_payments)] == [
        (f"without a charge id, message {number} in chat {BIG_ID}", amount)
        for number, amount in enumerate((500, 500, 0, 0), 1)
    ]


def recorded_payments(session: Session) -> list[tuple[Any, ...]]:
    rows = select(Payment.charge, Payment.amount, Payment.payer_id, Payment.received_at)
    return [tuple(row) for row in session.exec(rows.order_by(col(Payment.id)))]


async def test_the_payment_of_somebody_known_is_theirs_and_nothing_else_of_them_changes(store: Store) -> None:
    def stored(session: Session) -> tuple[Person, Address]:
        return session.exec(select(Person)).one(), session.exec(select(Address)).one()

    ours = await store.write(register, BIG_ID, first_name="Tom", language="en", now=NOW - timedelta(days=3))
    before = await store.read(stored)
    async with opened(store, RecordingHandler()) as intake:
        await intake.accept([payment(1)])
        await until_idle(intake)
    assert await store.read(recorded_payments) == [("c1", 500, ours, NOW)]
    assert await store.read(stored) == before


async def test_a_pre_checkout_query_waits_for_nothing_and_is_not_stored(store: Store) -> None:
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        handler.held[1] = asyncio.Event()
        await intake.accept([text(1)])
        await asyncio.sleep(0.02)
        await intake.accept([text(2), pre_checkout(3)])
        await until(lambda: 3 in handler.handled)
        assert 2 not in handler.handled
        assert 3 not in await in_inbox(store)
        handler.held[1].set()
        await until_idle(intake)


async def test_an_impatient_person_taps_a_button_once(store: Store) -> None:
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        handler.held[1] = asyncio.Event()
        await intake.accept([tap(1, "start")])
        await asyncio.sleep(0.02)
        for number in range(2, 6):
            await intake.accept([tap(number, "join")])
        await intake.accept([tap(9, "back")])
        handler.held[1].set()
        await until_idle(intake)
    assert handler.handled == [1, 5, 9]
    assert handler.apologies == [("acknowledged", number) for number in (2, 3, 4)]
    assert await in_inbox(store) == []


async def test_a_handling_that_never_ends_is_ended(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "HANDLING_TIMEOUT", 0.1)
    handler = RecordingHandler()
    handler.held[5] = asyncio.Event()
    async with opened(store, handler) as intake:
        await intake.accept([text(5), text(6)])
        await until_idle(intake)
    assert handler.handled == [5, 6]
    assert handler.apologies == [("timeout", BIG_ID)]
    assert await in_inbox(store) == []


async def test_what_fails_or_cannot_be_parsed_holds_up_nobody(store: Store) -> None:
    handler = RecordingHandler()
    unreadable = {"update_id": 6, "message": {"message_id": "no", "from": {"id": BIG_ID}}}
    async with opened(store, handler) as intake:
        await intake.accept([text(13), unreadable, {"update_id": 7, "poll": {}}, None, text(14)])
        await until_idle(intake)
    assert handler.handled == [13, 14]
    assert await in_inbox(store) == []


@pytest.mark.parametrize("words", ["\ud800", "\udfff tail", "a\0b", "\u202e", "👩\u200d👩", "x" * 4096])
async def test_no_text_keeps_a_batch_from_being_stored(store: Store, words: str) -> None:
    handler = RecordingHandler()
    held = text(5, text=words)
    handler.held[5] = asyncio.Event()
    async with opened(store, handler) as intake:
        await intake.accept([held, text(6, sender=2)])
        await until(lambda: 6 in handler.handled)
        handler.held[5].set()
        await until_idle(intake)
    assert sorted(handler.handled) == [5, 6]


async def test_an_update_that_can_never_be_stored_holds_up_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update that fails by itself is no failure of the database."""
    real = intake_module.store_with_payments

    def picky(session: Session, updates: Any, *arguments: Any, **more: Any) -> set[int]:
        if any(each.update_id == 6 for each in updates):
            raise ValueError("no database takes this")
        return real(session, updates, *arguments, **more)

    monkeypatch.setattr(intake_module, "store_with_payments", picky)
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        await intake.accept([text(5), text(6), text(7)])
        await until_idle(intake)
        assert intake.counts["unstorable"] == 1
    assert handler.handled == [5, 7]


async def test_an_update_that_is_too_deep_to_be_written_is_left_out_and_the_others_are_stored(
    store: Store,
) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        await intake.accept([text(5), text(6) | {"nested": deep}, text(7)])
        await until_idle(intake)
        assert intake.counts["unstorable"] == 1
    assert handler.handled == [5, 7]


async def test_what_somebody_sent_can_be_erased(store: Store) -> None:
    tom = await store.write(register, BIG_ID, first_name="Tom", language="en", now=NOW)
    for number, sender in ((5, BIG_ID), (6, tom)):
        await store.write(_store_one, text(number, sender=sender))
    await store.write(erase_inbox, tom)
    assert await in_inbox(store) == [6]


def _sleep_briefly(_: Session) -> None:
    time.sleep(0.3)


async def test_an_orderly_end_marks_what_is_answered_also_where_that_waits_for_the_database(
    store: Store,
) -> None:
    """The transaction that marks waits behind others when the end comes: given up there, the next process would answer once more."""
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        await intake.accept([text(5), text(6)])
        await until(lambda: handler.handled == [5, 6])
        busy = [asyncio.create_task(store.write(_sleep_briefly)) for _ in range(5)]
        await until(lambda: intake._marking is not None and not intake._answered)
    assert await in_inbox(store) == []
    assert await processed(store) == {5, 6}
    await asyncio.gather(*busy)


async def test_an_end_marks_what_is_answered_as_soon_as_the_database_is_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler, whole, fails = RecordingHandler(), store.write, 2

    async def write(action: Callable[..., Any], *given: Any, **named: Any) -> Any:
        nonlocal fails
        if action.__name__ == "mark_answered" and fails:
            fails -= 1
            raise StoreTimeout(begun=False)
        return await whole(action, *given, **named)

    async with opened(store, handler) as intake:
        await intake.accept([text(5)])
        await until(lambda: handler.handled == [5])
        monkeypatch.setattr(store, "write", write)
    assert await in_inbox(store) == []


async def test_once_the_end_has_begun_nothing_is_taken_in(store: Store) -> None:
    handler = RecordingHandler()
    async with opened(store, handler) as intake:
        pass
    with pytest.raises(IntakeClosed):
        await intake.accept([text(5)])
    assert handler.handled == await in_inbox(store) == []


async def test_while_the_database_is_away_it_is_asked_less_and_less_often_and_nothing_is_logged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of several processes, which marks a hundredth of a second after an answer."""
    handler, whole, tries, away = RecordingHandler(), store.write, 0, True

    async def write(action: Callable[..., Any], *given: Any, **named: Any) -> Any:
        nonlocal tries
        if away and action.__name__ == "mark_and_release":
            tries += 1
            raise StoreTimeout(begun=False)
        return await whole(action, *given, **named)

    monkeypatch.setattr(store, "write", write)
    intake = Intake(store, BOT, handler, now=lambda: NOW, rate=FAST, owner="this one")
    with capture_logs() as logs:
        await intake.accept([text(5)])
        await asyncio.sleep(0.7)
    assert 4 <= tries <= 8
    assert logs == []
    away = False
    await until_left(store)
    await intake.finish()


async def test_on_a_full_disk_nothing_is_taken_in_and_reading_goes_on_until_there_is_room(
    tmp_path: Path, sqlite_template: Path
) -> None:
    """A tap that only shows something is stored before it is handled, too: so nobody is answered, and everybody is told once."""
    handler = RecordingHandler()
    with small_disk(tmp_path) as disk:
        shutil.copy(sqlite_template, disk / "lorong.db")
        store = Store(f"sqlite:///{disk / 'lorong.db'}")
        async with opened(store, handler) as intake:
            await intake.accept([text(5)])
            await until_left(store)
            with pytest.raises(OSError, match="No space"):
                (disk / "junk").write_bytes(bytes(4 * 2**20))
            many = [text(6 + number, sender=100 + number) for number in range(200)]
            with pytest.raises(OperationalError, match="full"):
                await intake.accept(many)
            await intake.apologise_for_outage(many)
            await intake.apologise_for_outage(many)
            assert await in_inbox(store) == []
            (disk / "junk").unlink()
            await intake.accept(many)
            await until_idle(intake)
        await store.close()
    assert handler.handled[0] == 5
    assert sorted(handler.handled[1:]) == [each["update_id"] for each in many]
    assert sorted(handler.apologies) == [("outage", 100 + number) for number in range(200)]


@asynccontextmanager
async def caught_up(store: Store, *reading: int) -> AsyncIterator[tuple[Intake, RecordingHandler]]:
    """Yield an intake that has had its first batch, and its handler, for which these updates only read."""
    handler = RecordingHandler()
    handler.reading = {*reading}
    async with opened(store, handler) as intake:
        await intake.accept([])
        yield intake, handler


def unanswered_reply(handler: RecordingHandler, update: int) -> asyncio.Future[None]:
    reply = handler.replies[update] = asyncio.get_running_loop().create_future()
    return reply


async def test_a_read_that_is_answered_writes_nothing_and_is_confirmed_then(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "READ_WAIT", 60)
    async with caught_up(store, 5, 6) as (intake, handler):
        written, reply = store.writes.count, unanswered_reply(handler, 5)
        accepting = asyncio.create_task(intake.accept([text(5, 1), text(6, 2)]))
        await until(lambda: {*handler.handled} == {5, 6})
        await asyncio.sleep(0.05)
        assert not accepting.done(), "nothing of its batch is confirmed"
        reply.set_result(None)
        await accepting
        assert intake.idle
        assert store.writes.count == written
        await intake.accept([text(5, 1), text(6, 2)])
    assert sorted(handler.handled) == [5, 6], "the same batch again is known"
    assert intake.counts["repeated"] == 2
    assert await in_inbox(store) == []


async def test_a_read_that_is_not_answered_soon_is_stored_before_its_batch_is_confirmed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "READ_WAIT", 0.05)
    async with caught_up(store, 5, 6) as (intake, handler):
        reply = unanswered_reply(handler, 5)
        await intake.accept([text(5, 1), text(6, 2), text(7, 3)])
        await until_left(store, 5)
        reply.set_result(None)
        await until_left(store)
        assert await processed(store) == {5, 7}


async def test_a_read_that_is_answered_while_it_is_stored_leaves_no_row(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "READ_WAIT", 0.01)
    whole = store.write
    async with caught_up(store, 5) as (intake, handler):
        reply = unanswered_reply(handler, 5)

        async def answered_meanwhile(action: Any, *given: Any, **named: Any) -> Any:
            done = await whole(action, *given, **named)
            if not reply.done():
                reply.set_result(None)
                await asyncio.sleep(0)
            return done

        monkeypatch.setattr(store, "write", answered_meanwhile)
        await intake.accept([text(5)])
        await until_left(store)
    assert await processed(store) == {5}


async def test_a_batch_whose_reads_cannot_be_stored_is_taken_again_and_handled_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "READ_WAIT", 0.01)
    whole, broken = store.write, [True]

    async def sometimes(action: Any, *given: Any, **named: Any) -> Any:
        if broken[0]:
            raise OSError("the disk is full")
        return await whole(action, *given, **named)

    async with caught_up(store, 5, 6) as (intake, handler):
        reply = unanswered_reply(handler, 5)
        monkeypatch.setattr(store, "write", sometimes)
        batch = [text(5, 1), text(6, 2)]
        with pytest.raises(OSError, match="full"):
            await intake.accept(batch)
        broken[0] = False
        await intake.accept(batch)
        await until_left(store, 5)
        reply.set_result(None)
        await until_left(store)
        assert sorted(handler.handled) == [5, 6]


async def test_what_only_reads_is_stored_where_it_has_to_wait_its_turn(store: Store) -> None:
    """In the first batch after a start, which may have ended the process before; beside others of its person; behind one that is not answered."""
    handler = RecordingHandler()
    handler.reading = {5, 6, 7, 9}
    async with opened(store, handler) as intake:
        await intake.accept([text(5)])
        await intake.accept([text(6), text(7)])
        unanswered_reply(handler, 8)
        await intake.accept([text(8)])
        await intake.accept([text(9)])
        handler.replies[8].set_result(None)
        await until_left(store)
    assert handler.handled == [5, 6, 7, 8, 9]
    assert await processed(store) == {5, 6, 7, 8, 9}


async def test_after_a_kill_a_read_is_nowhere_and_comes_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "READ_WAIT", 60)
    async with caught_up(store, 5) as (intake, handler):
        handler.held[5] = asyncio.Event()
        accepting = asyncio.create_task(intake.accept([text(5, 1), text(6, 2)]))

        async def second_is_marked() -> bool:
            return await processed(store) == {6}

        await until(second_is_marked)
        assert not accepting.done()
        assert await in_inbox(store) == []
        accepting.cancel()
    handler = RecordingHandler()
    handler.reading = {5}
    async with opened(store, handler) as intake:
        await intake.accept([text(5, 1), text(6, 2)])
        await until_left(store)
    assert handler.handled == [5]


@pytest.mark.parametrize(("seconds", "marked"), [(60.0, {5}), (0.0, set[int]())])
async def test_a_webhook_stores_what_only_reads_for_a_while_after_the_start(
    store: Store, monkeypatch: pytest.MonkeyPatch, seconds: float, marked: set[int]
) -> None:
    """It may have ended the process before, and Telegram sends it again in its own time."""
    monkeypatch.setattr(intake_module, "WEBHOOK_STORES_ALL", seconds)
    handler = RecordingHandler()
    handler.reading = {5}
    intake = Intake(store, BOT, handler, now=lambda: NOW, rate=FAST, webhook=True)
    await intake.accept([])
    await intake.accept([text(5)])
    await until_idle(intake)
    await intake.finish()
    assert handler.handled == [5]
    assert await processed(store) == marked
