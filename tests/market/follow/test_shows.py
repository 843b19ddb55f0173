"""Shows in a followed showroom: in one digest, and new at the next visit."""

from datetime import date

import pytest

from market.actor import Actor
from market.follow.following import follow_stall
from market.follow.visit import drops_followed_by, record_visit
from market.showroom.plan import delete_curation
from storage.alley import Alley
from storage.stall import Stall
from tests.market.follow.conftest import AINA, DAY, HOUR, MEI, NOW, ROS, THURSDAY, WEEK, FollowScenario

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
FRIDAY = date(2026, 11, 27)


async def test_what_is_on_show_is_told_once_with_the_new_drops(scenario: FollowScenario) -> None:
    await scenario.show("Old", NOW.date())
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    await scenario.act(follow_stall, MEI, scenario.stalls[1], scenario.now)
    await scenario.show("Batik", TUESDAY)
    await scenario.publish("Lapis")
    await scenario.show("Songket", FRIDAY)
    await scenario.advance(NOW + 4 * WEEK)
    assert scenario.notified == [(AINA, THURSDAY, ("Lapis", "Batik")), (AINA, THURSDAY + WEEK, ("Songket",))]


async def test_only_the_last_of_a_week_is_on_show(scenario: FollowScenario) -> None:
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    await scenario.show("Batik", TUESDAY)
    await scenario.show("Songket", WEDNESDAY)
    await scenario.advance(NOW + 3 * WEEK)
    assert scenario.notified == [(AINA, THURSDAY, ("Songket",))]


async def test_what_is_shown_from_today_after_noon_waits_a_week(scenario: FollowScenario) -> None:
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    await scenario.publish("Lapis")
    await scenario.advance(THURSDAY + HOUR)
    await scenario.show("Batik", scenario.now.date())
    await scenario.advance(NOW + 3 * WEEK)
    assert scenario.notified == [(AINA, THURSDAY, ("Lapis",)), (AINA, THURSDAY + WEEK, ("Batik",))]


async def close_alley(scenario: FollowScenario) -> None:
    await scenario.change(Alley, 1, closed_at=scenario.now)


async def turn_down(scenario: FollowScenario) -> None:
    await scenario.change(Stall, scenario.stalls[0], state="turned_down")


async def delete_it(scenario: FollowScenario) -> None:
    await scenario.store.write(delete_curation, Actor(ROS), scenario.stalls[0], TUESDAY, now=scenario.now)


@pytest.mark.parametrize("gone", [close_alley, turn_down, delete_it])
async def test_what_nobody_can_visit_is_not_told(scenario: FollowScenario, gone: object) -> None:
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    await scenario.show("Batik", TUESDAY)
    await scenario.advance(THURSDAY - HOUR)
    await gone(scenario)  # type: ignore[operator]
    await scenario.advance(NOW + 3 * WEEK)
    assert scenario.notified == []
    assert await scenario.digests() == []


async def test_it_is_new_until_the_visit_after_it_began(scenario: FollowScenario) -> None:
    await scenario.show("Old", NOW.date())
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    await scenario.show("Batik", TUESDAY)

    async def new() -> list[str]:
        found = await scenario.store.read(drops_followed_by, AINA, scenario.now)
        if found.visit_begins:
            await scenario.store.write(record_visit, AINA, scenario.now)
        return [show.name for show in found.shows]

    assert await new() == [], "it is not on show yet"
    scenario.now = NOW + 2 * DAY
    assert await new() == ["Batik"]
    scenario.now += HOUR / 2
    assert await new() == ["Batik"], "the visit goes on"
    scenario.now += 2 * HOUR
    assert await new() == []
