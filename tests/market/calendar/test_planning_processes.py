"""Several processes plan one market at random: no place is given twice, nothing is open that may not be, every refusal has its words."""

import asyncio
from collections import Counter
from random import Random

import pytest
from sqlmodel import Session, col, func, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.calendar.pitches import PitchFacts, add_pitch
from market.organiser.alleys import add_alley, name_alley, place_alley
from market.organiser.stalls import approve
from market.stall import apply_for_stall
from storage.alley import Alley
from storage.market_day import StallDay, StallDayState
from storage.pitch import Pitch, PitchDay
from storage.stall import StallApproval
from storage.store import Store
from tests.forking import forking
from tests.market.calendar import planning_process
from tests.market.calendar.planning_process import (
    KEN,
    NOW,
    ORGANISER,
    OWNERS,
    SHOPPERS,
    Planner,
    shown_without_permit,
)
from tests.people import add_people
from tests.seeds import seeds

pytestmark = pytest.mark.empty_market("acts choose any row there is")
REASONS = 5
"""Refusals of so many kinds are met at least: otherwise chance tried too little."""


def lay_market(session: Session) -> int:
    """Write an alley with three places, and four approved stalls of four owners. Return the alley."""
    rng = Random(1)
    people = {KEN: "Ken", **dict.fromkeys(OWNERS, "Ros"), **dict.fromkeys(SHOPPERS, "Tom")}
    add_people(session, people, created_at=NOW)
    name_alley(session, ORGANISER, "Lorong Bakau")
    place_alley(session, ORGANISER, 5.98, 116.07)
    add_alley(session, ORGANISER, rng)
    session.flush()
    alley = session.exec(select(Alley.id)).one() or 0
    for code in ("A1", "A2", "A3"):
        add_pitch(
            session, ORGANISER, alley, PitchFacts(id=0, code=code, metres=3, socket=False, access=True), NOW
        )
    for owner, name in zip(OWNERS, ("Sate", "Kuih", "Kopi", "Mee"), strict=True):
        stall = apply_for_stall(session, Actor(owner), name, alley, "en", NO_ADMINS, NOW, rng)
        approve(session, ORGANISER, stall, StallApproval.ASKED, NOW)
    return alley


def places_given_twice(session: Session) -> list[tuple[int, int]]:
    """Return the places that two stall days have on a market day, and those that a stall has beside another one."""
    rows = (
        select(PitchDay.pitch_id, StallDay.market_day_id)
        .join(StallDay, col(StallDay.id) == col(PitchDay.stall_day_id))
        .join(Pitch, col(Pitch.id) == col(PitchDay.pitch_id))
        .where(col(StallDay.state) == StallDayState.ON)
    )
    twice = rows.group_by(col(PitchDay.pitch_id), col(StallDay.market_day_id)).having(func.count() > 1)
    elsewhere = rows.where(col(Pitch.alley_id) != col(StallDay.alley_id))
    return [*session.exec(twice), *session.exec(elsewhere)]


async def assert_sound(store: Store, done: Counter[str], wrong: list[str]) -> None:
    assert not wrong, "\n".join(wrong)
    assert await store.read(places_given_twice) == []
    assert await store.read(shown_without_permit, NOW) == []
    assert len([name for name in done if name[0].isupper()]) >= REASONS, done


@pytest.mark.parametrize("seed", seeds(2))
async def test_random_plans_one_after_another(store: Store, seed: int) -> None:
    planner = Planner(store=store, alley=await store.write(lay_market), rng=Random(seed))
    for _ in range(80):
        await planner.act()
        assert await store.read(shown_without_permit, planner.now) == []
    await assert_sound(store, planner.done, planner.wrong)


async def run_processes(store: Store, processes: int, acts: int, seed: int) -> None:
    """Let processes plan at once, and look at what they leave."""
    alley, url = await store.write(lay_market), store.url.render_as_string(hide_password=False)
    ends, started = [], []
    for number in range(processes):
        here, there = forking.Pipe()
        arguments = (url, alley, seed + number, acts, there)
        started.append(forking.Process(target=planning_process.plan_at_random, args=arguments, daemon=True))
        started[-1].start()
        ends.append(here)
    try:
        assert [await asyncio.to_thread(end.recv) for end in ends] == ["ready"] * processes
        for end in ends:
            end.send("begin")
        said = [await asyncio.to_thread(end.recv) for end in ends]
    finally:
        for process in started:
            process.kill()
            process.join()
    done = sum((each for each, _, _ in said), Counter[str]())
    await assert_sound(store, done, [line for _, lines, _ in said for line in lines])


async def test_two_processes_plan_at_once(store: Store) -> None:
    await run_processes(store, processes=2, acts=40, seed=7)


@pytest.mark.proof
@pytest.mark.parametrize("seed", seeds(0, proof=6))
async def test_four_processes_plan_at_once(store: Store, seed: int) -> None:
    await run_processes(store, processes=4, acts=150, seed=100 * seed)
