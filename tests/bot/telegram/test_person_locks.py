"""Turns: never two at once for one person, nobody waits for another, and no lock outlives its use."""

import asyncio
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.person_locks import PersonLocks

Visit = tuple[int, int, int, bool]
"""Person, ticks before coming, ticks of being served, whether it fails."""

visits = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 4), st.integers(0, 4), st.booleans()), max_size=14
)
cancelled = st.sets(st.integers(0, 13), max_size=6)


async def run_visits(plan: list[Visit], leave: set[int]) -> tuple[Counter[int], list[tuple[int, int]], int]:
    """The most at once for each person, who was served and when they came, and how many locks are left."""
    locks, inside, most = PersonLocks(), Counter[int](), Counter[int]()
    served: list[tuple[int, int]] = []

    async def visit(number: int, person: int, before: int, during: int, fails: bool) -> None:
        for _ in range(before):
            await asyncio.sleep(0)
        async with locks.acquire(person):
            inside[person] += 1
            most[person] = max(most[person], inside[person])
            try:
                for _ in range(during):
                    await asyncio.sleep(0)
                served.append((person, number))
                if fails:
                    raise ValueError
            finally:
                inside[person] -= 1

    tasks = [asyncio.create_task(visit(number, *each)) for number, each in enumerate(plan)]
    for number in leave:
        await asyncio.sleep(0)
        if number < len(tasks):
            tasks[number].cancel()
    await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
    return most, served, len(locks)


@settings(max_examples=120, database=None, deadline=None)
@given(plan=visits, leave=cancelled)
def test_one_at_a_time_for_each_person_whoever_fails_or_leaves(plan: list[Visit], leave: set[int]) -> None:
    most, served, left = asyncio.run(run_visits(plan, leave))
    assert all(count == 1 for count in most.values())
    assert left == 0
    stayed = {(person, number) for number, (person, *_) in enumerate(plan) if number not in leave}
    assert stayed <= set(served)


async def test_who_comes_first_is_served_first() -> None:
    _, served, _ = await run_visits([(1, 0, 3, False)] * 6, set())
    assert served == [(1, number) for number in range(6)]


async def test_another_person_does_not_wait() -> None:
    locks = PersonLocks()
    async with locks.acquire(1), asyncio.timeout(1), locks.acquire(2):
        assert len(locks) == 2
    assert len(locks) == 0


async def test_the_same_person_waits() -> None:
    locks = PersonLocks()
    async with locks.acquire(1):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05), locks.acquire(1):
                raise AssertionError("two at once")
        assert len(locks) == 1
    assert len(locks) == 0
