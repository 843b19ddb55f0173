"""Random concurrent acts of many people: the invariants hold at every commit."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from storage.notification import Notification
from storage.store import Store
from tests.market.waitlist.conftest import NOW, ItemScenario
from tests.market.waitlist.invariants import (
    check_invariants,
    check_transition,
    check_unconfirmed,
    overtaken_entries,
    take_snapshot,
)
from tests.market.waitlist.simulation import Action, Commit, Simulation, hours, new_simulation

PEOPLE, AT_ONCE = 12, 6
OFTEN = (
    "join",
    "join_split",
    "join",
    "join_split",
    "confirm",
    "confirm",
    "undo_confirm",
    "decline",
    "release",
    "keep_fewer",
    "leave",
    "take",
    "move",
    "undo_join",
)
SELDOM = ("restock", "give", "give_booking", "take_gift", "take_gift", "resume", "no_show", "sweep")
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
        "waitlist_limit": st.sampled_from((None, None, 1, 4)),
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
    return {name: rules[name] for name in ("fitting", "skips", "per_person", "ahead", "waitlist_limit")} | pot


async def run_actions(simulation: Simulation, acts: list[Action], steps: list[float], at_once: int) -> None:
    """Run so many actions concurrently; after every six the clock moves and the jobs run."""
    for place, first in enumerate(range(0, len(acts), AT_ONCE)):
        for next_ in range(first, first + AT_ONCE, at_once):
            await simulation.at_once(acts[next_ : next_ + at_once])
        await simulation.sweep()
        await all_are_notified(simulation)
        simulation.now += hours(steps[place])
    await simulation.sweep()
    assert await simulation.sweep() == 0, "a second pass finds nothing to do"
    await ended_once(simulation)


def check_commits(commits: list[Commit]) -> None:
    """Each commit, and what became of the one before."""
    passed: Counter[int] = Counter()
    before = None
    for commit in commits:
        check_invariants(commit.snapshot, commit.now)
        if before and commit.action_name == "undo_confirm":
            check_unconfirmed(commit.snapshot, before, commit.person_id, commit.now)
        elif before:
            check_transition(commit.snapshot, before)
            if not any(commit.snapshot.in_last_call(item, commit.now) for item in commit.snapshot.items):
                passed.update(overtaken_entries(commit.snapshot, before))
        before = commit.snapshot
    if before:
        most = 0 if before.drop.fitting == "strict" else before.drop.skips
        assert max(passed.values(), default=0) <= most, "passed over too often"
        assert max((one.skipped for one in before.entries.values()), default=0) <= most


async def all_are_notified(simulation: Simulation) -> None:
    """Check that, in the last two hours, each waiting person knows of available units: by notification, or by their own tap."""
    snapshot = await simulation.take_snapshot()
    acted = {(commit.person_id, commit.item) for commit in simulation.commits if commit.now == simulation.now}
    for item in snapshot.items:
        waiting, free = snapshot.waiting(item), max(0, snapshot.free(item))
        if not (
            snapshot.is_offering(item, simulation.now)
            and snapshot.in_last_call(item, simulation.now)
            and waiting
            and free
        ):
            continue
        assert snapshot.items[item].announced_units == free, "units are available and nobody is notified"
        known = {one.person_id for one in waiting if one.joined_at < simulation.now} - snapshot.notified[item]
        assert all((person, item) in acted or knew_before(simulation, person, item) for person in known)


def knew_before(simulation: Simulation, person: int, item: int) -> bool:
    """Return whether a person saw as many available units on their own screen, when joining."""
    mine = [one for one in simulation.commits if (one.person_id, one.item) == (person, item)]
    return any(one.snapshot.free(item) > 0 and one.snapshot.in_last_call(item, one.now) for one in mine)


async def ended_once(simulation: Simulation) -> None:
    """One notification for each hold that ran out, and none for any other."""
    about = select(Notification.about).where(
        col(Notification.kind) == "HoldEnded", col(Notification.about).startswith(f"drop:{simulation.drop}/")
    )
    listed = await simulation.store.read(lambda session: list(session.exec(about)))
    snapshot = await simulation.take_snapshot()
    ended = [
        f"drop:{simulation.drop}/hold:{known}"
        for known, one in snapshot.holds.items()
        if one.state == "expired" and one.person_id is not None
    ]
    assert sorted(listed) == sorted(ended)


@pytest.mark.parametrize("shape", ["plain", "bundle", "slots"])
@sized(2)
@given(acts=acts, rules=rules, quantities=quantities, steps=steps, at_once=st.sampled_from((1, AT_ONCE)))
@pytest.mark.feature("S03")
async def test_what_must_be_true_is_true_at_every_commit(
    store: Store,
    shape: str,
    acts: list[Action],
    rules: dict[str, Any],
    quantities: list[int],
    steps: list[float],
    at_once: int,
) -> None:
    simulation = await new_simulation(store, shape, quantities, **drop_by(rules))
    await run_actions(simulation, acts, steps, at_once)
    check_commits(simulation.commits)


@pytest.mark.proof
@pytest.mark.parametrize("shape", ["plain", "bundle", "slots"])
@sized(40)
@given(acts=acts, rules=rules, quantities=quantities, steps=steps, at_once=st.sampled_from((1, AT_ONCE)))
async def test_what_must_be_true_is_true_at_every_commit_of_many_crowds(
    store: Store,
    shape: str,
    acts: list[Action],
    rules: dict[str, Any],
    quantities: list[int],
    steps: list[float],
    at_once: int,
) -> None:
    simulation = await new_simulation(store, shape, quantities, **drop_by(rules))
    await run_actions(simulation, acts, steps, at_once)
    check_commits(simulation.commits)


async def test_of_forty_at_one_time_ten_hold_and_thirty_wait(item: ItemScenario) -> None:
    joined = await asyncio.gather(*(item.join(person) for person in range(1, 41)))
    assert sum(one.hold is not None for one in joined) == 10
    assert sorted(one.number or 0 for one in joined) == list(range(1, 41))
    check_invariants(await item.store.read(take_snapshot, item.drop), item.now)
