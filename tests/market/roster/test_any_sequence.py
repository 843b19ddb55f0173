"""Taking, returning, offering, swapping, assigning, removing and moving shifts in any sequence and concurrently: docs/roster.md holds."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from itertools import combinations
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.market_day.shift_hours import ShiftHours, hours_of_part
from market.roster.assign import assign_shift, take_off
from market.roster.plan import add_place, open_roster, remove_place
from market.roster.rule import RosterPlan
from market.roster.swap import agree_exchange, ask_exchange, take_offered
from market.roster.take import give_back, keep_shift, offer_shift, take_shift
from market.staff.helpers import leave_stall, remove_helper
from market.stock.draft import publish, undo
from market.stock.move import move_drop
from market.stock.pause import cancel
from market.stock.stock_line import StockLine
from storage.beacon_kind import BeaconKind
from storage.drop import Drop
from storage.market_day import StallDay, StallDayState
from storage.roster import Roster, Shift
from storage.staff import StaffRole, StallStaff
from tests.market.roster.conftest import (
    AHEAD,
    BESIDE,
    HELPERS,
    LATER,
    THEIRS,
    TODAY,
    TOMORROW,
    RosterScenario,
)
from tests.market.staff.conftest import NOW, ROS, STALL, TOM, WEI
from tests.market.staff.test_any_sequence import is_done
from tests.seeds import seeds

DROPS = (TODAY, TOMORROW, LATER, THEIRS)
DISHES = (*DROPS, BESIDE)
STEPS, CROWD = 120, 12
Held = list[tuple[int, ShiftHours]]
Deed = Callable[[], Awaitable[object]]


def held_shifts(session: Session) -> Held:
    """Check that each held shift has a helper of its stall, and that only held ones are offered or exchanged; return who has which hours."""
    rows = select(Shift, Roster.parts, StallDay).join(
        Roster, col(Roster.stall_day_id) == col(Shift.stall_day_id)
    )
    held = []
    for shift, parts, day in session.exec(
        rows.join(StallDay, col(StallDay.id) == col(Shift.stall_day_id))
    ).all():
        if shift.person_id is None:
            assert (shift.offered_at, shift.wanted, shift.wanted_since) == (None, None, None)
            continue
        assert day.state == StallDayState.ON
        assert session.get(StallStaff, (day.stall_id, shift.person_id)) is not None
        hours = hours_of_part(day.starts_at, day.ends_at, shift.part, parts)
        held.append((shift.person_id, hours))
    return held


async def assert_holds(scenario: RosterScenario) -> Held:
    held = await scenario.store.read(held_shifts)
    for (person, hours), (other, theirs) in combinations(held, 2):
        assert person != other or not hours.overlaps(theirs), f"person {person} has two shifts at once"
    return held


async def days_of(scenario: RosterScenario) -> dict[int, int | None]:
    """Return the stall day that each dish has now."""
    rows = select(Drop.id, Drop.stall_day_id).where(col(Drop.id).in_(DISHES))
    return await scenario.store.read(lambda session: {drop or 0: day for drop, day in session.exec(rows)})


async def all_shifts(scenario: RosterScenario) -> list[Shift]:
    rows = select(Shift).order_by(col(Shift.id))
    return list(await scenario.store.read(lambda session: session.exec(rows).all()))


def undo_and_publish(session: Session, actor: Actor, drop: int, now: datetime) -> None:
    """Take a publication back, and publish the drop again."""
    undo(session, actor, drop, now)
    publish(session, actor, drop, BeaconKind.LOCAL, now, rng=Random(1))


def deeds_with(
    scenario: RosterScenario, shifts: list[Shift], days: dict[int, int | None], rng: Random
) -> dict[str, tuple[float, Deed]]:
    """Return the possible actions now, each with its weight. Most are by the right person, some are not."""
    now, act, anybody = scenario.now, scenario.act, rng.choice(HELPERS)
    drop, part, any_shift = rng.choice(DISHES), rng.randrange(2), rng.choice(shifts)
    stall_day = days[drop] or 0
    held = rng.choice([each for each in shifts if each.person_id is not None] or shifts)
    offered = rng.choice([each for each in shifts if each.offered_at is not None] or shifts)
    asking = rng.choice([each for each in shifts if each.wanted is not None] or shifts)
    by_id = {each.id: each for each in shifts}
    wanted = by_id.get(asking.wanted, any_shift)
    owner, begin = WEI if drop == THEIRS else ROS, rng.randint(9, 20)
    date = (NOW + AHEAD).date() + timedelta(days=rng.choice((0, 0, 0, 1)))
    hours = StockLine(day=date, start=time(begin), end=time(begin + 3))
    holder, agreeing = held.person_id or anybody, wanted.person_id or anybody
    return {
        "take": (8, lambda: act(take_shift, anybody, stall_day, part, now=now)),
        "give back": (2, lambda: act(give_back, holder, held.id, now)),
        "offer": (7, lambda: act(offer_shift, holder, held.id, now)),
        "keep": (1, lambda: act(keep_shift, anybody, offered.id, now)),
        "take offered": (3, lambda: act(take_offered, anybody, offered.id, now)),
        "ask": (14, lambda: act(ask_exchange, holder, offered.id, held.id, now=now)),
        "agree": (10, lambda: act(agree_exchange, agreeing, wanted.id, asking.id, now=now)),
        "assign": (3, lambda: act(assign_shift, owner, any_shift.id, anybody, now=now)),
        "take off": (1, lambda: act(take_off, owner, held.id, holder, now=now)),
        "more": (1, lambda: act(add_place, owner, stall_day, part, now=scenario.now)),
        "fewer": (1, lambda: act(remove_place, owner, stall_day, part, now=scenario.now)),
        "remove": (1, lambda: act(remove_helper, ROS, STALL, anybody, now=now)),
        "leave": (1, lambda: act(leave_stall, anybody, STALL, now)),
        "hire": (2, lambda: scenario.hire(anybody)),
        "move": (2, lambda: act(move_drop, owner, drop, hours, now)),
        "cancel": (0.1, lambda: act(cancel, owner, drop, now)),
        "undo": (0.5, lambda: act(undo_and_publish, owner, drop, now)),
    }


def one_of(deeds: dict[str, tuple[float, Deed]], rng: Random) -> tuple[str, Deed]:
    name = rng.choices([*deeds], [weight for weight, _ in deeds.values()])[0]
    return name, deeds[name][1]


async def open_all(scenario: RosterScenario) -> None:
    await scenario.add_beside()
    for drop in DROPS:
        await scenario.open(drop, people=2, parts=2, by=WEI if drop == THEIRS else ROS)


@pytest.mark.parametrize("seed", seeds(2))
@pytest.mark.feature("V08")
async def test_in_any_sequence_nobody_works_twice_at_once_and_each_place_has_one(
    scenario: RosterScenario, seed: int
) -> None:
    rng, done = Random(seed), Counter[str]()
    await open_all(scenario)
    for _ in range(STEPS):
        deeds = deeds_with(scenario, await all_shifts(scenario), await days_of(scenario), rng)
        name, deed = one_of(deeds, rng)
        done[name] += await is_done(deed())
        scenario.now += timedelta(seconds=1)
        await assert_holds(scenario)
    if seed in range(2):  # a seed that is drawn may reach less
        assert (
            min(done[each] for each in ("take", "offer", "take offered", "ask", "agree", "move", "assign"))
            > 0
        )


@pytest.mark.parametrize("seed", seeds(2))
async def test_whatever_comes_at_once_leaves_nobody_with_two_shifts_at_once(
    scenario: RosterScenario, seed: int
) -> None:
    rng = Random(100 + seed)
    await open_all(scenario)
    for _ in range(4):
        shifts, days = await all_shifts(scenario), await days_of(scenario)
        deeds = [one_of(deeds_with(scenario, shifts, days, rng), rng)[1] for _ in range(CROWD)]
        await asyncio.gather(*(is_done(deed()) for deed in deeds))
        scenario.now += timedelta(seconds=1)
        await assert_holds(scenario)


async def test_shifts_of_two_stalls_that_move_onto_each_other_while_they_are_taken(
    scenario: RosterScenario,
) -> None:
    """Tom takes what is free at both; each drop moves to the hours of the other meanwhile."""
    for drop, by in ((TOMORROW, ROS), (THEIRS, WEI)):
        await scenario.open(drop, people=1, by=by)
    for turn in range(4):
        day, now = (NOW + AHEAD + timedelta(days=turn)).date(), scenario.now
        apart = (
            StockLine(day=day, start=time(9), end=time(11)),
            StockLine(day=day, start=time(14), end=time(16)),
        )
        for drop, by, hours in ((TOMORROW, ROS, apart[0]), (THEIRS, WEI, apart[1])):
            await scenario.act(move_drop, by, drop, hours, now)
        together = StockLine(day=day, start=time(12), end=time(15))
        deeds = [
            scenario.act(take_shift, TOM, await scenario.day(TOMORROW), 0, now=now),
            scenario.act(move_drop, ROS, TOMORROW, together, now),
            scenario.act(move_drop, WEI, THEIRS, together, now),
            scenario.act(take_shift, TOM, await scenario.day(THEIRS), 0, now=now),
        ]
        Random(turn).shuffle(deeds)
        await asyncio.gather(*(is_done(deed) for deed in deeds))
        await assert_holds(scenario)
        scenario.now += timedelta(seconds=1)


async def test_of_many_who_take_the_last_place_one_has_it(scenario: RosterScenario) -> None:
    await scenario.open(people=1)
    day = await scenario.day()
    tries = (is_done(scenario.act(take_shift, person, day, 0, now=NOW)) for person in HELPERS)
    assert sum(await asyncio.gather(*tries)) == 1
    assert await scenario.count(Shift) == 1


async def test_one_person_at_two_stalls_at_once_has_one_of_two_shifts(scenario: RosterScenario) -> None:
    await scenario.open(TOMORROW, people=1)
    await scenario.open(THEIRS, people=1, by=WEI)
    days = [await scenario.day(drop) for drop in (TOMORROW, THEIRS)]
    tries = (is_done(scenario.act(take_shift, TOM, day, 0, now=NOW)) for day in days)
    assert sum(await asyncio.gather(*tries)) == 1


async def test_an_exchange_and_a_removal_at_once_leave_no_shift_with_somebody_who_helps_no_more(
    scenario: RosterScenario,
) -> None:
    other = HELPERS[1]
    await scenario.open(TODAY, people=1)
    await scenario.open(TOMORROW, people=1)
    for turn in range(4):
        first, second = await scenario.take(TOM, TODAY), await scenario.take(other, TOMORROW)
        await scenario.act(offer_shift, TOM, first, scenario.now)
        await scenario.act(ask_exchange, other, first, second, now=scenario.now)
        deeds = [
            scenario.act(agree_exchange, TOM, first, second, now=scenario.now),
            scenario.act(remove_helper, ROS, STALL, other, now=scenario.now),
        ]
        await asyncio.gather(*(is_done(deed) for deed in deeds[:: -1 if turn % 2 else 1]))
        assert other not in {person for person, _ in await assert_holds(scenario)}
        for shift in (first, second):
            await scenario.take_off(shift, TOM)
        await scenario.hire(other, StaffRole.SELL)
        scenario.now += timedelta(minutes=2)


async def test_a_cancelled_evening_and_those_who_take_its_shifts_at_once(scenario: RosterScenario) -> None:
    await scenario.open(people=4)
    day = await scenario.day()
    takes = [scenario.act(take_shift, person, day, 0, now=NOW) for person in HELPERS]
    takes.insert(2, scenario.act(cancel, ROS, TOMORROW, NOW))
    await asyncio.gather(*(is_done(deed) for deed in takes))
    assert await scenario.holders() == [None] * 4


async def test_a_roster_that_two_open_at_once_is_one(scenario: RosterScenario) -> None:
    plans, day = (RosterPlan(2, 1), RosterPlan(3, 1)), await scenario.day()
    await asyncio.gather(*(scenario.act(open_roster, ROS, day, plan, now=NOW) for plan in plans))
    assert len(await scenario.holders()) in (2, 3)
    assert sorted(await scenario.notified("ShiftsOpen")) == sorted(HELPERS)
