"""All of an evening posted again by one question: its dishes, hours and alleys; what one tap cannot post is named; nothing is posted twice."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import col, select

from market.drop.facts import DropFacts
from market.forecast.refusals import NotSuggested
from market.market_day.own_stall_day import own_drops_of
from market.refusal import WhenPassed
from market.stock.post_again import SameAgain, post_stall_day_again, same_again
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, DropPolicy, DropState
from tests.market.forecast.conftest import DAY, FRIDAY, HOUR, ROS_ACTS, WEEK, StallScenario

NEXT_FRIDAY = date(2026, 11, 13)


async def held(scenario: StallScenario, **second: Any) -> int:
    """Two dishes of one Friday, the second two hours later, which are over; return their evening."""
    scenario.now = FRIDAY - DAY
    drop, item = await scenario.plan(FRIDAY, 12, name="Kuih lapis")
    other, _ = await scenario.plan(FRIDAY + 2 * HOUR, 20, name="Teh tarik", **second)
    await scenario.book(item, *range(1, 9), came=True)
    await scenario.end(drop, other)
    scenario.now = FRIDAY + DAY
    return await scenario.store.read(lambda session: session.get_one(Drop, drop).stall_day_id) or 0


async def again(scenario: StallScenario, stall_day: int) -> SameAgain:
    return await scenario.store.read(same_again, ROS_ACTS, stall_day, scenario.now)


async def post(scenario: StallScenario, stall_day: int, day: date) -> tuple[DropFacts, ...]:
    """Post an evening again, and return the drops of the new one."""
    rng = Random(int(scenario.now.timestamp()))
    posted = await scenario.store.write(
        post_stall_day_again, ROS_ACTS, stall_day, day, BeaconKind.LOCAL, now=scenario.now, rng=rng
    )
    return await scenario.store.read(own_drops_of, ROS_ACTS, posted)


async def test_all_dishes_come_again_with_what_was_sold_at_their_own_hours(scenario: StallScenario) -> None:
    stall_day = await held(scenario)
    asked = await again(scenario, stall_day)
    assert (asked.day, asked.left_out) == (NEXT_FRIDAY, ())
    assert [[(each.was, each.quantity) for each in items] for _, items in asked.drops] == [
        [(12, 8)],
        [(20, 1)],
    ]
    kuih, teh = await post(scenario, stall_day, asked.day)
    assert [(each.name, each.state) for each in (kuih, teh)] == [
        ("Kuih lapis", DropState.PUBLISHED),
        ("Teh tarik", DropState.PUBLISHED),
    ]
    assert (kuih.starts_at, teh.starts_at) == (FRIDAY + WEEK, FRIDAY + WEEK + 2 * HOUR)
    assert await post(scenario, stall_day, asked.day) == (kuih, teh), "the second tap finds them"


@pytest.mark.parametrize(("days", "day"), [(1, 0), (6, 0), (7, 1), (8, 1), (20, 2)])
async def test_it_is_on_the_next_day_of_its_weekday(scenario: StallScenario, days: int, day: int) -> None:
    stall_day = await held(scenario)
    scenario.now = FRIDAY + days * DAY
    assert (await again(scenario, stall_day)).day == NEXT_FRIDAY + timedelta(weeks=day)


async def test_a_dish_after_midnight_stays_one_of_the_same_evening(scenario: StallScenario) -> None:
    scenario.now = FRIDAY - DAY
    early, _ = await scenario.plan(FRIDAY, 12, name="Kuih lapis")
    late, _ = await scenario.plan(FRIDAY + 6 * HOUR + timedelta(minutes=30), 12, name="Sup")
    await scenario.end(early, late)
    stall_day = await scenario.store.read(lambda session: session.get_one(Drop, late).stall_day_id)
    kuih, sup = await post(scenario, stall_day or 0, NEXT_FRIDAY)
    assert sup.starts_at - kuih.starts_at == 6 * HOUR + timedelta(minutes=30)


async def test_what_one_tap_cannot_post_is_named_and_nothing_but_that_is_refused(
    scenario: StallScenario,
) -> None:
    stall_day = await held(scenario, policy=DropPolicy.DRAW, draws_at=FRIDAY)
    asked = await again(scenario, stall_day)
    assert ([drop.name for drop, _ in asked.drops], asked.left_out) == (["Kuih lapis"], ("Teh tarik",))
    assert [each.name for each in await post(scenario, stall_day, NEXT_FRIDAY)] == ["Kuih lapis"]
    kuih = await scenario.store.read(
        lambda session: session.exec(
            select(Drop.id).where(col(Drop.name) == "Kuih lapis").order_by(col(Drop.id))
        ).first()
    )
    await scenario.change(Drop, kuih, policy=DropPolicy.DRAW, draws_at=FRIDAY)
    with pytest.raises(NotSuggested):
        await again(scenario, stall_day)


async def test_where_one_dish_is_refused_none_is_posted(scenario: StallScenario) -> None:
    stall_day = await held(scenario)
    scenario.now = FRIDAY + DAY + 5 * HOUR
    with pytest.raises(WhenPassed):
        await post(scenario, stall_day, FRIDAY.date() + timedelta(days=1))
    drops = await scenario.store.read(lambda session: session.exec(select(Drop.id)).all())
    assert len(drops) == 2
