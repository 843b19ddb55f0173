"""The mailbox job: what is due goes out once, whatever becomes of one letter, and it ends when asked."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from sqlmodel import Session, col, select

from market.mailbox import Due, Fate, Lane, write_letter
from market.person import meet
from scheduler.mailbox import BATCH, Mailbox, Outcome, TryLater
from storage.letter import Letter
from storage.store import Store

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
Answer = Callable[[Due], Awaitable[Outcome]]


class Postman:
    """Delivers, and remembers what; `how` may be changed."""

    def __init__(self) -> None:
        self.carried: list[int] = []

    async def __call__(self, letter: Due) -> Outcome:
        self.carried.append(letter.id)
        return await self.how(letter)

    async def how(self, letter: Due) -> Outcome:
        return Outcome(Fate.SENT, message=letter.id + 1000)


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def mailbox(store: Store, postman: Postman) -> Mailbox:
    return Mailbox(store, postman, "this one", lambda: NOW, lambda: False)


async def written(store: Store, count: int, due_at: datetime = NOW) -> None:
    def write(session: Session) -> None:
        for person in range(1, count + 1):
            meet(session, person, "Tom", "en", NOW)
            write_letter(
                session,
                person,
                "Any",
                about="drop:1",
                facts={},
                lane=Lane.REMINDER,
                due_at=due_at,
                late_after=due_at + timedelta(hours=1),
            )

    await store.write(write)


async def states(store: Store) -> list[tuple[str, str]]:
    def look(session: Session) -> list[tuple[str, str]]:
        return [
            (row.state, row.reason) for row in session.exec(select(Letter).order_by(col(Letter.id))).all()
        ]

    return await store.read(look)


async def test_all_that_is_due_goes_out_once_in_batches(
    store: Store, mailbox: Mailbox, postman: Postman
) -> None:
    await written(store, BATCH * 2 + 5)
    assert await mailbox.send_due() == BATCH * 2 + 5
    assert len({*postman.carried}) == len(postman.carried) == BATCH * 2 + 5
    assert {*await states(store)} == {("sent", "")}
    assert await mailbox.send_due() == 0


async def test_what_is_not_due_waits(store: Store, mailbox: Mailbox, postman: Postman) -> None:
    await written(store, 3, NOW + timedelta(microseconds=1))
    assert await mailbox.send_due() == 0
    assert postman.carried == []


async def test_two_at_once_send_nothing_twice(store: Store, postman: Postman) -> None:
    await written(store, 50)
    two = [Mailbox(store, postman, name, lambda: NOW, lambda: False) for name in ("one", "two")]
    await asyncio.gather(*(mailbox.send_due() for mailbox in two for _ in range(2)))
    assert len({*postman.carried}) == len(postman.carried) == 50


async def test_a_letter_that_cannot_be_put_into_words_fails_alone(
    store: Store, mailbox: Mailbox, postman: Postman
) -> None:
    await written(store, 3)

    async def second_is_odd(letter: Due) -> Outcome:
        if letter.person == 2:
            raise KeyError(letter.notice)
        return Outcome(Fate.SENT, message=1)

    postman.how = second_is_odd  # type: ignore[method-assign]
    assert await mailbox.send_due() == 3
    assert await states(store) == [("sent", ""), ("failed", "KeyError"), ("sent", "")]


async def test_a_letter_to_try_later_waits_for_the_next_tick(
    store: Store, mailbox: Mailbox, postman: Postman
) -> None:
    await written(store, BATCH + 1)

    async def not_now(letter: Due) -> Outcome:
        raise TryLater("Bad Gateway")

    usual, postman.how = postman.how, not_now  # type: ignore[method-assign]
    assert await mailbox.send_due() == BATCH, "and no second batch is tried in vain"
    assert {*await states(store)} == {("queued", "")}
    postman.how = usual  # type: ignore[method-assign]
    assert await mailbox.send_due() == BATCH + 1


async def test_closing_finishes_what_is_in_hand_and_takes_no_more(
    store: Store, mailbox: Mailbox, postman: Postman
) -> None:
    await written(store, BATCH + 10)
    started = asyncio.Event()

    async def slow(letter: Due) -> Outcome:
        started.set()
        await asyncio.sleep(0.1)
        return Outcome(Fate.SENT, message=1)

    postman.how = slow  # type: ignore[method-assign]
    sending = asyncio.create_task(mailbox.send_due())
    await started.wait()
    await mailbox.close(5)
    assert await sending == BATCH
    assert [state for state, _ in await states(store)].count("queued") == 10
    assert await mailbox.send_due() == 0


async def test_closing_does_not_wait_for_a_letter_that_hangs(
    store: Store, mailbox: Mailbox, postman: Postman
) -> None:
    await written(store, 1)

    async def hangs(letter: Due) -> Outcome:
        await asyncio.sleep(60)
        raise AssertionError

    postman.how = hangs  # type: ignore[method-assign]
    sending = asyncio.create_task(mailbox.send_due())
    while not postman.carried:  # noqa: ASYNC110 - until it hangs
        await asyncio.sleep(0.01)
    began = monotonic()
    await mailbox.close(0.2)
    assert monotonic() - began < 2
    sending.cancel()
