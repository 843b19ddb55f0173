"""Taking, giving back, offering, swapping, assigning, removing and moving in any sequence and all at once: what docs/roster.md promises holds."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import time, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.roster.assign import assign_shift, take_off
from market.roster.plan import add_place, close_roster, open_roster, remove_place
from market.roster.rule import RosterPlan, ShiftHours, hours_of_part
from market.roster.swap import agree_exchange, ask_exchange, take_offered
from market.roster.take import give_back, keep_shift, offer_shift, take_shift
from market.staff.helpers import leave_stall, remove_helper
from market.stock.move import move_drop
from market.stock.pause import cancel
from market.stock.stock_line import StockLine
from storage.drop import Drop, DropState
from storage.roster import Roster, Shift
from storage.staff import StaffRole, StallStaff
from tests.market.roster.conftest import HELPERS, SAME_TIME, THEIRS, TODAY, TOMORROW, RosterScenario
from tests.market.staff.conftest import NOW, OTHER_STALL, ROS, STALL, TOM, WEI
from tests.market.staff.test_any_sequence import is_done

DROPS = (TODAY, TOMORROW, SAME_TIME, THEIRS)
STEPS, CROWD = 60, 14
Held = dict[int, tuple[int, ShiftHours]]


def held_shifts(session: Session) -> tuple[Held, Counter[tuple[int, int]], set[tuple[int, int]]]:
    """Who has which hours by place, how many places each shift has, and who helps where."""
    rows = select(Shift, Roster.parts, Drop).join(Roster, col(Roster.drop_id) == col(Shift.drop_id))
    found = session.exec(rows.join(Drop, col(Drop.id) == col(Shift.drop_id))).all()
    held = {
        shift.id or 0: (shift.person_id, hours_of_part(drop.starts_at, drop.ends_at, shift.part, parts))
        for shift, parts, drop in found
        if shift.person_id is not None
    }
    for shift, _, drop in found:
        if shift.person_id is not None and drop.ends_at > NOW:
            assert drop.state in (DropState.PUBLISHED, DropState.PAUSED)
            assert session.get(StallStaff, (drop.stall_id, shift.person_id)) is not None
        assert shift.person_id is not None or (shift.offered_at, shift.wanted) == (None, None)
    places = Counter((shift.drop_id, shift.part) for shift, _, _ in found)
    helpers = set(session.exec(select(StallStaff.stall_id, StallStaff.person_id)).all())
    return held, places, helpers


async def assert_holds(scenario: RosterScenario) -> Held:
    held, _, _ = await scenario.store.read(held_shifts)
    for place, (person, hours) in held.items():
        clashes = [
            other
            for other, (whose, theirs) in held.items()
            if other != place and whose == person and theirs.overlaps(hours)
        ]
        assert clashes == [], f"person {person} has two shifts at once"
    return held


async def shifts_of(scenario: RosterScenario) -> list[int]:
    rows = select(Shift.id).order_by(col(Shift.id))
    return [shift or 0 for shift in await scenario.store.read(lambda session: session.exec(rows).all())]


def a_deed(scenario: RosterScenario, shifts: list[int], dice: Random) -> Callable[[], Awaitable[object]]:
    """One deed of somebody, whether they may do it or not."""
    person, drop, now = dice.choice(HELPERS), dice.choice(DROPS), scenario.now
    shift, other, part = dice.choice(shifts), dice.choice(shifts), dice.randrange(2)
    owner = WEI if drop == THEIRS else ROS
    day = (NOW + timedelta(days=3)).date()
    begin = dice.randint(9, 20)
    stock = StockLine(day=day, start=time(begin), end=time(begin + 3))
    deeds: tuple[tuple[int, Callable[[], Awaitable[object]]], ...] = (
        (8, lambda: scenario.act(take_shift, person, drop, part, now)),
        (2, lambda: scenario.act(give_back, person, shift, now)),
        (6, lambda: scenario.act(offer_shift, person, shift, now)),
        (1, lambda: scenario.act(keep_shift, person, shift, now)),
        (6, lambda: scenario.act(take_offered, person, shift, now)),
        (6, lambda: scenario.act(ask_exchange, person, shift, other, now)),
        (6, lambda: scenario.act(agree_exchange, person, shift, other, now)),
        (3, lambda: scenario.act(assign_shift, owner, shift, person, now=now)),
        (1, lambda: scenario.act(take_off, owner, shift, person, now=now)),
        (1, lambda: scenario.act(add_place, owner, drop, part)),
        (1, lambda: scenario.act(remove_place, owner, drop, part)),
        (1, lambda: scenario.act(remove_helper, ROS, STALL, person, now=now)),
        (1, lambda: scenario.act(leave_stall, person, STALL, now)),
        (2, lambda: scenario.hire(person)),
        (2, lambda: scenario.act(move_drop, owner, drop, stock, now)),
    )
    return dice.choices([deed for _, deed in deeds], [weight for weight, _ in deeds])[0]


async def open_all(scenario: RosterScenario) -> None:
    for drop in DROPS:
        await scenario.open(drop, people=2, parts=2, by=WEI if drop == THEIRS else ROS)


@pytest.mark.parametrize("seed", range(3))
async def test_in_any_sequence_nobody_works_twice_at_once_and_each_place_has_one(
    scenario: RosterScenario, seed: int
) -> None:
    dice = Random(seed)
    await open_all(scenario)
    done = 0
    for _ in range(STEPS):
        before = await assert_holds(scenario)
        done += await is_done(a_deed(scenario, await shifts_of(scenario), dice)())
        scenario.now += timedelta(seconds=1)
        await assert_holds(scenario)
        assert before is not None
    assert done > 10


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_comes_at_once_leaves_nobody_with_two_shifts_at_once(
    scenario: RosterScenario, seed: int
) -> None:
    dice = Random(100 + seed)
    await open_all(scenario)
    for _ in range(4):
        shifts = await shifts_of(scenario)
        deeds = [a_deed(scenario, shifts, dice) for _ in range(CROWD)]
        await asyncio.gather(*(is_done(deed()) for deed in deeds))
        scenario.now += timedelta(seconds=1)
        await assert_holds(scenario)


async def test_of_many_who_take_the_last_place_one_has_it(scenario: RosterScenario) -> None:
    await scenario.open(people=1)
    tries = (is_done(scenario.act(take_shift, person, TOMORROW, 0, NOW)) for person in HELPERS)
    assert sum(await asyncio.gather(*tries)) == 1
    assert await scenario.count(Shift) == 1


async def test_one_person_at_two_stalls_at_once_has_one_of_two_shifts(scenario: RosterScenario) -> None:
    await scenario.open(TOMORROW, people=1)
    await scenario.open(THEIRS, people=1, by=WEI)
    drops = (TOMORROW, THEIRS)
    tries = (is_done(scenario.act(take_shift, TOM, drop, 0, NOW)) for drop in drops)
    assert sum(await asyncio.gather(*tries)) == 1


async def test_an_exchange_and_a_removal_at_once_leave_no_shift_with_somebody_who_helps_no_more(
    scenario: RosterScenario,
) -> None:
    other = HELPERS[1]
    await scenario.open(TODAY, people=1)
    await scenario.open(TOMORROW, people=1)
    for place in range(3):
        first, second = await scenario.take(TOM, TODAY), await scenario.take(other, TOMORROW)
        await scenario.act(offer_shift, TOM, first, scenario.now)
        await scenario.act(ask_exchange, other, first, second, scenario.now)
        deeds = [
            scenario.act(agree_exchange, TOM, first, second, scenario.now),
            scenario.act(cancel_nothing, TOM),
        ]
        deeds.insert(place, scenario.act(remove_helper, ROS, STALL, other, now=scenario.now))
        await asyncio.gather(*(is_done(deed) for deed in deeds))
        held = await assert_holds(scenario)
        assert other not in {person for person, _ in held.values()}
        for shift, (person, _) in held.items():
            await scenario.take_off(shift, person)
        await scenario.hire(other, StaffRole.SELL)
        scenario.now += timedelta(minutes=2)


def cancel_nothing(session: Session, actor: object) -> None:
    """A write that changes nothing, so that the two others meet in another order."""


async def test_a_cancelled_drop_and_those_who_take_its_shifts_at_once(scenario: RosterScenario) -> None:
    await scenario.open(people=4)
    takes = [scenario.act(take_shift, person, TOMORROW, 0, NOW) for person in HELPERS]
    takes.insert(2, scenario.act(cancel, ROS, TOMORROW, NOW))
    await asyncio.gather(*(is_done(deed) for deed in takes))
    assert await scenario.holders() == [None] * 4


async def test_a_roster_that_two_open_at_once_is_one(scenario: RosterScenario) -> None:
    plans = (RosterPlan(2, 1), RosterPlan(3, 1))
    await asyncio.gather(*(scenario.act(open_roster, ROS, TOMORROW, plan, NOW) for plan in plans))
    assert len(await scenario.holders()) in (2, 3)
    assert sorted(await scenario.told("ShiftsOpen")) == sorted(HELPERS)
    await scenario.act(close_roster, ROS, TOMORROW, NOW)
    assert not await is_done(scenario.act(take_shift, TOM, TOMORROW, 0, NOW))
    assert OTHER_STALL != STALL
