"""Whatever a crowd does at one time, and in whatever sequence: what must be true is true at every commit."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from storage.letter import Letter
from storage.store import Store
from tests.market.waitlist.conftest import NOW, Alive
from tests.market.waitlist.crowd import Act, Commit, Crowd, gathered, hours
from tests.market.waitlist.fair import check, follow, look, passings

PEOPLE, AT_ONCE = 12, 6
OFTEN = (
    "join",
    "join_split",
    "join",
    "join_split",
    "keep",
    "keep",
    "decline",
    "release",
    "leave",
    "take",
    "move",
)
SELDOM = ("restock", "give", "give_claim", "take_gift", "take_gift", "resume", "no_show", "sweep")
RARELY = ("pause", "sell_out", "cancel")
KINDS = [*OFTEN * 4, *SELDOM * 2, *RARELY]

acts = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(1, PEOPLE),
        st.integers(0, 3),
        st.sampled_from((1, 1, 1, 2, 2, 3, 4, 5, 6)),
    ),
    min_size=24,
    max_size=84,
)
rules = st.fixed_dictionaries(
    {
        "fitting": st.sampled_from(("strict", "fit", "split")),
        "skips": st.integers(0, 3),
        "per_person": st.integers(2, 6),
        "lot": st.sampled_from((None, None, 1, 3)),
        "ahead": st.sampled_from((2, 5, 20, 40)),
    }
)
steps = st.lists(st.sampled_from((0, 0, 0, 0.25, 0.5, 1, 1, 3, 9)), min_size=14, max_size=14)
quantities = st.lists(st.integers(1, 5), min_size=4, max_size=4)


def sized(examples: int) -> settings:
    return settings(
        max_examples=examples,
        phases=(Phase.explicit, Phase.generate),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def drop_by(rules: dict[str, Any]) -> dict[str, Any]:
    lot = rules["lot"]
    pot = {"policy": "pot", "pot_until": NOW + hours(lot)} if lot else {}
    return {name: rules[name] for name in ("fitting", "skips", "per_person", "ahead")} | pot


async def play(crowd: Crowd, acts: list[Act], steps: list[float], at_once: int) -> None:
    """So many at one time; after every six acts time goes on, and the timetable does what is due."""
    for place, first in enumerate(range(0, len(acts), AT_ONCE)):
        for next_ in range(first, first + AT_ONCE, at_once):
            await crowd.at_once(acts[next_ : next_ + at_once])
        await crowd.sweep()
        await all_are_told(crowd)
        crowd.now += hours(steps[place])
    await crowd.sweep()
    assert await crowd.sweep() == 0, "a second pass finds nothing to do"
    await ended_once(crowd)


def judge(commits: list[Commit]) -> None:
    """Each commit, and what became of the one before."""
    passed: Counter[int] = Counter()
    before = None
    for commit in commits:
        check(commit.seen, commit.now)
        if before:
            follow(commit.seen, before)
            if not any(commit.seen.calls(line, commit.now) for line in commit.seen.lines):
                passed.update(passings(commit.seen, before))
        before = commit.seen
    if before:
        most = 0 if before.drop.fitting == "strict" else before.drop.skips
        assert max(passed.values(), default=0) <= most, "passed over too often"
        assert max((one.skipped for one in before.entries.values()), default=0) <= most


async def all_are_told(crowd: Crowd) -> None:
    """In the last two hours whoever waits knows what is free: by letter, or by their own tap."""
    seen = await crowd.look()
    acted = {(commit.who, commit.line) for commit in crowd.commits if commit.now == crowd.now}
    for line in seen.lines:
        waiting, free = seen.waiting(line), max(0, seen.free(line))
        if not (seen.gives(line, crowd.now) and seen.calls(line, crowd.now) and waiting and free):
            continue
        assert seen.lines[line].told == free, "units are free and nobody was told"
        known = {one.person_id for one in waiting if one.joined_at < crowd.now} - seen.told[line]
        assert all((person, line) in acted or told_before(crowd, person, line) for person in known)


def told_before(crowd: Crowd, person: int, line: int) -> bool:
    """They saw it on their own screen, joining when as much was free."""
    mine = [one for one in crowd.commits if (one.who, one.line) == (person, line)]
    return any(one.seen.free(line) > 0 and one.seen.calls(line, one.now) for one in mine)


async def ended_once(crowd: Crowd) -> None:
    """One letter for each hold that ran out, and none for any other."""
    about = select(Letter.about).where(
        col(Letter.notice) == "HoldEnded", col(Letter.about).startswith(f"drop:{crowd.drop}/")
    )
    told = await crowd.store.read(lambda session: list(session.exec(about)))
    seen = await crowd.look()
    ended = [f"drop:{crowd.drop}/hold:{known}" for known, one in seen.holds.items() if one.state == "expired"]
    assert sorted(told) == sorted(ended)


@pytest.mark.parametrize("shape", ["plain", "bundle", "slots"])
@sized(2)
@given(acts=acts, rules=rules, quantities=quantities, steps=steps, at_once=st.sampled_from((1, AT_ONCE)))
async def test_what_must_be_true_is_true_at_every_commit(
    store: Store,
    shape: str,
    acts: list[Act],
    rules: dict[str, Any],
    quantities: list[int],
    steps: list[float],
    at_once: int,
) -> None:
    crowd = await gathered(store, shape, quantities, **drop_by(rules))
    await play(crowd, acts, steps, at_once)
    judge(crowd.commits)


@pytest.mark.proof
@pytest.mark.parametrize("shape", ["plain", "bundle", "slots"])
@sized(40)
@given(acts=acts, rules=rules, quantities=quantities, steps=steps, at_once=st.sampled_from((1, AT_ONCE)))
async def test_what_must_be_true_is_true_at_every_commit_of_many_crowds(
    store: Store,
    shape: str,
    acts: list[Act],
    rules: dict[str, Any],
    quantities: list[int],
    steps: list[float],
    at_once: int,
) -> None:
    crowd = await gathered(store, shape, quantities, **drop_by(rules))
    await play(crowd, acts, steps, at_once)
    judge(crowd.commits)


async def test_of_forty_at_one_time_ten_hold_and_thirty_wait(line: Alive) -> None:
    joined = await asyncio.gather(*(line.join(person) for person in range(1, 41)))
    assert sum(one.hold is not None for one in joined) == 10
    assert sorted(one.number or 0 for one in joined) == list(range(1, 41))
    check(await line.store.read(look, line.drop), line.now)
