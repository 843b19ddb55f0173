"""The queues of persons: one update of a person at a time, in order, and nobody waits for another."""

import asyncio
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intake.person_queues import CROWD, CROWD_SECONDS, PersonQueues, PersonRate
from bot.intake.raw_update import RawUpdate, read_raw_update
from tests.fake_clock import FakeClock

KINDS = frozenset({"message", "callback_query"})


def text(number: int, sender: int = 1) -> RawUpdate:
    return _read({"update_id": number, "message": {"from": {"id": sender}, "text": "hello"}})


def tap(number: int, data: str, sender: int = 1, message: int = 7) -> RawUpdate:
    query = {"id": str(number), "from": {"id": sender}, "message": {"message_id": message}, "data": data}
    return _read({"update_id": number, "callback_query": query})


def _read(raw: dict[str, object]) -> RawUpdate:
    update = read_raw_update(raw, KINDS)
    assert update is not None
    return update


async def until_idle(queues: PersonQueues) -> None:
    for _ in range(10_000):
        if queues.idle:
            return
        await asyncio.sleep(0)
    raise AssertionError("it is never idle")


class Recorder:
    """Handles updates for so many turns of the loop; fails at those divisible by 5."""

    def __init__(self, turns: int = 2) -> None:
        self.handled: list[tuple[int, int]] = []
        self.inside: Counter[int] = Counter()
        self.most: Counter[int] = Counter()
        self.most_at_once = 0
        self.turns = turns

    async def __call__(self, update: RawUpdate) -> None:
        self.inside[update.sender] += 1
        self.most[update.sender] = max(self.most[update.sender], self.inside[update.sender])
        self.most_at_once = max(self.most_at_once, self.inside.total())
        for _ in range(self.turns):
            await asyncio.sleep(0)
        self.handled.append((update.sender, update.id))
        self.inside[update.sender] -= 1


arrivals = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), max_size=30)


@settings(max_examples=100, database=None, deadline=None)
@given(plan=arrivals)
def test_each_person_is_served_in_order_one_update_at_a_time(plan: list[tuple[int, int]]) -> None:
    async def run() -> Recorder:
        recorder = Recorder()
        queues = PersonQueues(recorder)
        for number, (sender, pause) in enumerate(plan):
            for _ in range(pause):
                await asyncio.sleep(0)
            queues.add(text(number, sender))
        await until_idle(queues)
        return recorder

    recorder = asyncio.run(run())
    assert sorted(recorder.handled) == sorted((sender, number) for number, (sender, _) in enumerate(plan))
    assert all(count == 1 for count in recorder.most.values())
    for person in (1, 2, 3):
        mine = [number for sender, number in recorder.handled if sender == person]
        assert mine == sorted(mine)


async def test_two_people_are_served_beside_one_another() -> None:
    recorder = Recorder()
    queues = PersonQueues(recorder)
    queues.add(text(1, sender=1))
    queues.add(text(2, sender=2))
    await until_idle(queues)
    assert recorder.most_at_once == 2


async def test_who_does_not_wait_for_answers_is_served_at_a_fixed_rate() -> None:
    clock, recorder = FakeClock(), Recorder(turns=0)
    queues = PersonQueues(recorder, PersonRate(burst=4, per_second=2), clock=clock, sleep=clock.sleep)
    for number in range(10):
        queues.add(text(number))
    await clock.advance(0)
    assert len(recorder.handled) == 4
    await clock.advance(1)
    assert len(recorder.handled) == 6
    queues.add(text(50, sender=2))
    await clock.advance(0)
    assert (2, 50) in recorder.handled, "another person does not wait"
    await clock.advance(2)
    assert len(recorder.handled) == 11
    assert queues.idle


async def test_many_who_wait_at_once_are_a_crowd_until_half_a_second_after_they_are_served() -> None:
    clock = FakeClock()
    queues = PersonQueues(Recorder(), clock=clock, sleep=clock.sleep)
    for person in range(CROWD):
        queues.add(text(person, sender=person))
    queues.add(text(CROWD, sender=0))
    assert not queues.crowded, "one person who writes twice is one"
    queues.add(text(CROWD + 1, sender=CROWD))
    assert queues.crowded
    await until_idle(queues)
    assert queues.crowded
    await clock.advance(CROWD_SECONDS)
    assert not queues.crowded


async def test_the_same_tap_takes_the_place_of_the_one_that_waits_and_another_does_not() -> None:
    recorder = Recorder()
    queues = PersonQueues(recorder)
    for update in (tap(1, "a"), tap(2, "join"), tap(3, "back")):
        queues.add(update)
    await asyncio.sleep(0)
    assert queues.replace_same_tap(tap(4, "other")) is None
    assert queues.replace_same_tap(tap(5, "join", message=8)) is None, "a button of another message"
    assert queues.replace_same_tap(tap(6, "join", sender=2)) is None, "another person's"
    replaced = queues.replace_same_tap(tap(7, "join"))
    assert replaced is not None
    assert replaced.id == 2
    await until_idle(queues)
    assert [number for _, number in recorder.handled] == [1, 7, 3]


async def test_at_the_end_nothing_new_is_started() -> None:
    recorder = Recorder(turns=5)
    queues = PersonQueues(recorder)
    for number in range(3):
        queues.add(text(number))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await queues.finish(1)
    assert [number for _, number in recorder.handled] == [0]
