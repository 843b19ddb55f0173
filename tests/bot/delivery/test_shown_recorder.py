"""The contents of replies are stored in batches and in order, and a failure there affects nobody."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from markupsafe import Markup
from sqlmodel import Session, select
from structlog.testing import capture_logs

from bot.delivery.shown_recorder import ShownRecorder
from handlers.ui.screen import Screen, Shown
from handlers.ui.telegram_calls import edit_call, send_call
from storage.shown import ShownKind, ShownMessage
from storage.store import Store
from tests.market.samples import NOW
from tests.people import add_person, telegram_id

AINA, MESSAGE = 1, 7
CHAT = telegram_id(AINA)


class GatedStore(Store):
    """Writes wait for the gate, which is open at first; `begun` counts those that have begun."""

    def __init__(self, url: str) -> None:
        super().__init__(url, deadline=120.0)
        self.gate, self.begun = asyncio.Event(), 0
        self.gate.set()

    async def write(self, action: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
        self.begun += 1
        await self.gate.wait()
        return await super().write(action, *args, **named)


@pytest.fixture
async def gated(database_url: str) -> AsyncIterator[GatedStore]:
    store = GatedStore(database_url)
    await store.write(lambda session: add_person(session, AINA, "Aina", created_at=NOW) and None)
    store.begun = 0
    yield store
    await store.close()


@pytest.fixture
def recorder(gated: GatedStore) -> ShownRecorder:
    return ShownRecorder(gated, lambda: NOW)


def hold_screen(hold: int) -> Screen:
    return Screen(text=Markup("Held for you."), shows=Shown(kind=ShownKind.HOLD, subject=hold, item=None))


async def show(recorder: ShownRecorder, hold: int, message: int = MESSAGE) -> None:
    await recorder.made(send_call(CHAT, hold_screen(hold)), {"message_id": message})


async def subjects(store: Store) -> list[int]:
    def look(session: Session) -> list[int]:
        return [*session.exec(select(ShownMessage.subject_id).order_by(ShownMessage.message))]  # type: ignore[arg-type]

    return await store.read(look)


async def test_what_is_shown_within_a_moment_is_one_write(gated: GatedStore, recorder: ShownRecorder) -> None:
    for message in range(5):
        await show(recorder, hold=message, message=message)
    await recorder.finish()
    assert await subjects(gated) == [0, 1, 2, 3, 4]
    assert gated.begun == 1


async def test_the_last_of_it_is_stored_at_once(
    gated: GatedStore, recorder: ShownRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.shown_recorder.GATHER", 600)
    await show(recorder, hold=1)
    await asyncio.sleep(0)
    await asyncio.wait_for(recorder.finish(), 60)
    assert await subjects(gated) == [1]


async def test_the_end_waits_for_what_is_being_stored(gated: GatedStore, recorder: ShownRecorder) -> None:
    gated.gate.clear()
    await show(recorder, hold=1)
    storing = asyncio.create_task(recorder.flush())
    await asyncio.sleep(0)
    finishing = asyncio.create_task(recorder.finish())
    await asyncio.sleep(0.1)
    assert not finishing.done()
    gated.gate.set()
    await asyncio.gather(storing, finishing)
    assert await subjects(gated) == [1]


async def test_a_screen_that_shows_nothing_costs_no_write_unless_it_replaces_one(
    gated: GatedStore, recorder: ShownRecorder
) -> None:
    plain = edit_call(CHAT, MESSAGE, Screen(text=Markup("Drops")))
    await recorder.made(plain, True)
    await recorder.finish()
    assert gated.begun == 0
    await show(recorder, hold=1)
    await recorder.flush()
    await recorder.made(plain, True)
    await recorder.finish()
    assert await subjects(gated) == []


async def test_the_newest_counts_however_long_a_write_takes(
    gated: GatedStore, recorder: ShownRecorder
) -> None:
    gated.gate.clear()
    await show(recorder, hold=1)
    first = asyncio.create_task(recorder.flush())
    await asyncio.sleep(0)
    await show(recorder, hold=2)
    second = asyncio.create_task(recorder.flush())
    await asyncio.sleep(0.2)
    assert gated.begun == 1, "the second waits for the first"
    gated.gate.set()
    await asyncio.gather(first, second)
    assert await subjects(gated) == [2]


async def test_who_waits_until_it_is_stored_waits_for_another_flush_too(
    gated: GatedStore, recorder: ShownRecorder
) -> None:
    gated.gate.clear()
    call = send_call(CHAT, hold_screen(1))
    waiting = asyncio.create_task(recorder.made_and_stored(call, {"message_id": MESSAGE}))
    await asyncio.sleep(0)
    flushing = asyncio.create_task(recorder.flush())
    await asyncio.sleep(0.3)
    assert not waiting.done(), "what the job took away to store is not stored yet"
    gated.gate.set()
    await asyncio.gather(waiting, flushing)
    assert await subjects(gated) == [1]


async def test_a_fault_of_the_rows_fails_no_message(
    gated: GatedStore, recorder: ShownRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError

    monkeypatch.setattr("bot.delivery.shown_recorder.remember", broken)
    with capture_logs() as logged:
        await recorder.made_and_stored(send_call(CHAT, hold_screen(1)), {"message_id": MESSAGE})
    assert [each["event"] for each in logged] == ["messages are not kept true"]
