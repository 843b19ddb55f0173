"""The mailbox job: what is due goes out once, whatever becomes of one letter, and it ends when asked."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.hand import Due, take
from market.mailbox import Fate, Lane, write_letter
from market.person import meet
from scheduler.mailbox import HAND, Mailbox, Outcome, TryLater
from storage.letter import Letter
from storage.store import Store
from tests.scheduler.senders import Only, mailbox_of

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
Answer = Callable[[Due], Awaitable[Outcome]]


class Postman:
    """Delivers, and remembers what; `how` may be changed."""

    def __init__(self) -> None:
        self.carried: list[int] = []
        self.lanes: list[int] = []

    async def __call__(self, letter: Due) -> Outcome:
        self.carried.append(letter.id)
        self.lanes.append(letter.lane)
        return await self.how(letter)

    async def how(self, letter: Due) -> Outcome:
        return Outcome(Fate.SENT, message=letter.id + 1000)


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def mailbox(store: Store, postman: Postman) -> Mailbox:
    return mailbox_of(store, postman, lambda: NOW)


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


async def test_all_that_is_due_goes_out_once_a_hand_at_a_time(
    store: Store, mailbox: Mailbox, postman: Postman
) -> None:
    await written(store, HAND * 2 + 5)
    assert await mailbox.send_due() == HAND * 2 + 5
    assert len({*postman.carried}) == len(postman.carried) == HAND * 2 + 5
    assert {*await states(store)} == {("sent", "")}
    assert await mailbox.send_due() == 0


async def test_half_of_a_hand_or_the_last_of_it_is_noted_at_once(
    store: Store, mailbox: Mailbox, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.mailbox.GATHER", 3600)
    answered = asyncio.Event()

    async def one_hangs(letter: Due) -> Outcome:
        if letter.id == postman.carried[0]:
            await answered.wait()
        return Outcome(Fate.SENT)

    postman.how = one_hangs  # type: ignore[method-assign]
    await written(store, HAND)
    sending = asyncio.create_task(mailbox.send_due())
    async with asyncio.timeout(20):
        while Counter(await states(store)) != {("sent", ""): HAND - 1, ("sending", ""): 1}:  # noqa: ASYNC110 - no bell rings here
            await asyncio.sleep(0.005)
        answered.set()
        assert await sending == HAND
    assert {*await states(store)} == {("sent", "")}


async def test_what_is_not_due_waits(store: Store, mailbox: Mailbox, postman: Postman) -> None:
    await written(store, 3, NOW + timedelta(microseconds=1))
    assert await mailbox.send_due() == 0
    assert postman.carried == []


async def test_two_at_once_send_nothing_twice(store: Store, postman: Postman) -> None:
    await written(store, 50)
    two = [mailbox_of(store, postman, lambda: NOW, name) for name in ("one", "two")]
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


async def test_a_letter_to_try_later_waits_longer_with_each_try_and_holds_up_nobody(
    store: Store, postman: Postman
) -> None:
    clock = Clock()
    mailbox = mailbox_of(store, postman, clock)
    await written(store, 3)

    async def first_is_not_taken(letter: Due) -> Outcome:
        if letter.person == 1:
            raise TryLater("Bad Gateway")
        return Outcome(Fate.SENT, message=1)

    usual, postman.how = postman.how, first_is_not_taken  # type: ignore[method-assign]
    assert await mailbox.send_due() == 3
    assert [state for state, _ in await states(store)] == ["queued", "sent", "sent"]
    tries = []
    for _ in range(90):
        clock.at += timedelta(seconds=1)
        if await mailbox.send_due():
            tries.append((clock.at - NOW).total_seconds())
    assert tries == [1, 3, 7, 15, 31, 63]
    clock.at += timedelta(minutes=1)
    postman.how = usual  # type: ignore[method-assign]
    assert await mailbox.send_due() == 1
    assert {*await states(store)} == {("sent", "")}


async def test_while_the_door_is_shut_nothing_is_taken_in_hand(store: Store, postman: Postman) -> None:
    opens = monotonic() + 0.3
    mailbox = mailbox_of(store, postman, lambda: NOW, shut_for=lambda: max(0.0, opens - monotonic()))
    await written(store, 2)
    sending = asyncio.create_task(mailbox.send_due())
    await asyncio.sleep(0.1)
    assert {*await states(store)} == {("queued", "")}
    assert await sending == 2
    assert monotonic() > opens


async def test_who_is_not_the_sender_sends_nothing(store: Store, postman: Postman) -> None:
    only = Only()
    mailbox = mailbox_of(store, postman, lambda: NOW, only=only)
    await written(store, 2)
    only.it = False
    assert await mailbox.send_due() == 0
    only.it = True
    assert await mailbox.send_due() == 2


async def test_a_booking_written_meanwhile_goes_before_what_waits(store: Store, postman: Postman) -> None:
    mailbox = mailbox_of(store, postman, lambda: NOW)
    await written(store, HAND * 3)
    release = asyncio.Event()

    async def slow(letter: Due) -> Outcome:
        await (asyncio.sleep(0) if letter.lane == Lane.BOOKING else release.wait())
        return Outcome(Fate.SENT, message=1)

    postman.how = slow  # type: ignore[method-assign]
    sending = asyncio.create_task(mailbox.send_due())
    while len(postman.carried) < HAND:  # noqa: ASYNC110 - until the hand is full
        await asyncio.sleep(0.01)
    booking = {"about": "hold:1", "facts": {}, "lane": Lane.BOOKING, "due_at": NOW, "late_after": NOW}
    await store.write(lambda session: write_letter(session, 1, "Held", **booking))
    await mailbox.look()
    release.set()
    await sending
    assert postman.lanes[HAND] == Lane.BOOKING


async def test_a_write_that_fails_loses_nothing_and_nothing_is_sent_again(
    store: Store, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = mailbox_of(store, postman, lambda: NOW)
    await written(store, 5)
    whole, broken = store.write, [2]

    async def sometimes(action: Any, *given: Any, **named: Any) -> Any:
        if action.__name__ == "turn_over" and postman.carried and broken[0]:
            broken[0] -= 1
            raise OSError("the disk is full")
        return await whole(action, *given, **named)

    monkeypatch.setattr(store, "write", sometimes)
    with pytest.raises(OSError, match="full"):
        await mailbox.send_due()
    with pytest.raises(OSError, match="full"):
        await mailbox.send_due()
    await mailbox.send_due()
    assert sorted(postman.carried) == sorted({*postman.carried})
    assert await states(store) == [("sent", "")] * 5


async def test_what_was_taken_and_never_begun_is_sent_after_all(store: Store, postman: Postman) -> None:
    """The answer to a commit was lost."""
    await written(store, 3)
    await store.write(take, "this one", NOW, 2, "Asia/Kuching")
    assert await mailbox_of(store, postman, lambda: NOW).send_due() == 3
    assert await states(store) == [("sent", "")] * 3


async def test_who_is_cancelled_with_letters_under_way_begins_none_of_them_again(
    store: Store, postman: Postman
) -> None:
    mailbox = mailbox_of(store, postman, lambda: NOW)
    await written(store, 2)
    release = asyncio.Event()

    async def slow(letter: Due) -> Outcome:
        await release.wait()
        return Outcome(Fate.SENT, message=1)

    postman.how = slow  # type: ignore[method-assign]
    sending = asyncio.create_task(mailbox.send_due())
    while len(postman.carried) < 2:  # noqa: ASYNC110 - until both are under way
        await asyncio.sleep(0.01)
    for _ in range(2):
        sending.cancel()
        await asyncio.sleep(0.01)
    again = asyncio.create_task(mailbox.send_due())
    await asyncio.sleep(0.1)
    release.set()
    await again
    assert len(postman.carried) == 2
    assert await states(store) == [("sent", "")] * 2


async def test_while_much_is_sent_letters_of_a_lost_sender_are_looked_for(
    store: Store, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.mailbox.AGAIN", 0.0)
    clock = Clock()
    await written(store, HAND * 4)
    (lost,) = (await store.write(take, "gone", NOW, 1, "Asia/Kuching")).letters

    async def slow(letter: Due) -> Outcome:
        clock.at += timedelta(seconds=1)
        return Outcome(Fate.SENT, message=1)

    postman.how = slow  # type: ignore[method-assign]
    await mailbox_of(store, postman, clock).send_due()
    assert lost.id in postman.carried


async def test_closing_finishes_what_is_in_hand_and_takes_no_more(
    store: Store, mailbox: Mailbox, postman: Postman
) -> None:
    await written(store, HAND + 10)
    started = asyncio.Event()

    async def slow(letter: Due) -> Outcome:
        started.set()
        await asyncio.sleep(0.1)
        return Outcome(Fate.SENT, message=1)

    postman.how = slow  # type: ignore[method-assign]
    sending = asyncio.create_task(mailbox.send_due())
    await started.wait()
    await mailbox.close(5)
    assert await sending == HAND
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
