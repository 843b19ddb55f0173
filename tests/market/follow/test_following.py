"""Following and unfollowing, and what is new since the last visit."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from market.actor import Actor, StallUnknown
from market.admins import NO_ADMINS
from market.follow.following import (
    MAX_FOLLOWS,
    FollowedStall,
    Follows,
    follow_stall,
    follow_tag,
    follows_of,
    unfollow_all,
    unfollow_stall,
    unfollow_tag,
)
from market.follow.refusals import FollowLimit
from market.follow.visit import FollowedDrops, drops_followed_by, record_visit
from market.organiser.block import block
from market.person import Blocked
from market.privacy.mydata import mydata
from market.refusal import ButtonForged
from storage.drop import Drop
from storage.follow import Follower
from storage.stall import Stall, StallApproval
from tests.market.follow.conftest import AINA, DAY, HOUR, LIEN, NOW, FollowScenario


async def followed(scenario: FollowScenario, person: int = AINA) -> FollowedDrops:
    return await scenario.store.read(drops_followed_by, person, scenario.now)


async def visit(scenario: FollowScenario) -> frozenset[int]:
    """Return what is new to Aina when she opens the list."""
    found = await followed(scenario)
    await scenario.store.write(record_visit, AINA, scenario.now)
    return found.new


async def followers(scenario: FollowScenario) -> list[int]:
    return await scenario.store.read(lambda session: list(session.exec(select(Follower.person_id))))


async def test_what_one_follows_is_listed_and_each_can_be_ended(scenario: FollowScenario) -> None:
    first, second = scenario.stalls
    await scenario.publish("Lapis", 0, "kuih", "vegan")
    for stall in (second, first, first):
        await scenario.store.write(follow_stall, AINA, stall, NOW)
    for tag in ("vegan", "kuih", "kuih"):
        await scenario.store.write(follow_tag, AINA, tag, NOW)
    stalls = FollowedStall(id=first, name="Dapur 1"), FollowedStall(id=second, name="Dapur 2")
    assert await scenario.store.read(follows_of, AINA) == Follows(stalls=stalls, tags=("kuih", "vegan"))
    await scenario.store.write(unfollow_stall, AINA, first)
    await scenario.store.write(unfollow_tag, AINA, "vegan")
    assert await scenario.store.read(follows_of, AINA) == Follows(stalls=stalls[1:], tags=("kuih",))
    await scenario.store.write(unfollow_all, AINA)
    assert await scenario.store.read(follows_of, AINA) == Follows()


async def test_only_who_follows_something_is_a_follower(scenario: FollowScenario) -> None:
    await scenario.publish("Lapis", 0, "kuih")
    await scenario.store.write(follow_stall, AINA, scenario.stalls[0], NOW)
    await scenario.store.write(follow_tag, AINA, "kuih", NOW)
    await scenario.store.write(unfollow_stall, AINA, scenario.stalls[0])
    assert await followers(scenario) == [AINA]
    await scenario.store.write(unfollow_tag, AINA, "kuih")
    assert await followers(scenario) == []


@pytest.mark.parametrize("state", [StallApproval.ASKED, StallApproval.TURNED_DOWN])
async def test_a_stall_that_nobody_may_see_is_unknown(scenario: FollowScenario, state: StallApproval) -> None:
    await scenario.change(Stall, scenario.stalls[0], state=state)
    for stall in (scenario.stalls[0], 999_999):
        with pytest.raises(StallUnknown):
            await scenario.store.write(follow_stall, AINA, stall, NOW)


async def test_a_tag_that_no_drop_ever_had_is_no_button_of_ours(scenario: FollowScenario) -> None:
    for tag in ("", "nothing"):
        with pytest.raises(ButtonForged):
            await scenario.store.write(follow_tag, AINA, tag, NOW)


async def test_a_blocked_person_follows_nothing(scenario: FollowScenario) -> None:
    await scenario.publish("Lapis", 0, "kuih")
    await scenario.store.write(follow_stall, AINA, scenario.stalls[0], NOW)
    await scenario.store.write(block, Actor(LIEN, is_configured_admin=True), AINA, NO_ADMINS, now=NOW)
    assert await followers(scenario) == []
    for action, what in ((follow_stall, scenario.stalls[0]), (follow_tag, "kuih")):
        with pytest.raises(Blocked):
            await scenario.store.write(action, AINA, what, NOW)


async def test_there_is_a_limit_and_what_is_followed_already_does_not_count(scenario: FollowScenario) -> None:
    tags = [f"tag{n}" for n in range(MAX_FOLLOWS)]
    await scenario.publish("Lapis", 0, *tags)
    for tag in tags:
        await scenario.store.write(follow_tag, AINA, tag, NOW)
    await scenario.store.write(follow_tag, AINA, tags[0], NOW)
    with pytest.raises(FollowLimit):
        await scenario.store.write(follow_stall, AINA, scenario.stalls[0], NOW)


async def test_what_was_published_since_the_last_visit_is_new_for_this_one(scenario: FollowScenario) -> None:
    await scenario.publish("Old")
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    assert await visit(scenario) == frozenset()
    scenario.now += DAY
    drop = await scenario.publish("Lapis")
    await scenario.publish("Sago", 1)
    scenario.now += DAY
    assert await visit(scenario) == {drop}
    scenario.now += timedelta(minutes=59)
    assert await visit(scenario) == {drop}
    scenario.now += HOUR
    assert await visit(scenario) == frozenset()


async def test_what_is_published_during_a_visit_is_not_missed(scenario: FollowScenario) -> None:
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    scenario.now += DAY
    await visit(scenario)
    scenario.now += timedelta(minutes=10)
    drop = await scenario.publish("Lapis")
    scenario.now += DAY
    assert await visit(scenario) == {drop}


async def test_drops_are_listed_by_their_start_and_each_once(scenario: FollowScenario) -> None:
    await scenario.publish("Before", 1, "kuih")
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    await scenario.act(follow_tag, AINA, "kuih", scenario.now)
    late = await scenario.publish("Late", 0, "kuih")
    soon = await scenario.publish("Soon", 0, starts_at=scenario.now + HOUR, ends_at=scenario.now + 2 * HOUR)
    hours = {"opens_at": NOW - DAY, "starts_at": NOW - HOUR, "ends_at": NOW}
    over = await scenario.publish("Over", 0, **hours)
    hidden = await scenario.publish("Hidden")
    await scenario.change(Drop, hidden, hidden_at=NOW)
    drops = (await followed(scenario)).drops
    assert [drop for drop in drops if drop in (late, soon)] == [soon, late]
    assert len(drops) == len({*drops}) == 3
    assert not {over, hidden} & {*drops}


async def test_nobody_elses_visits_are_stored(scenario: FollowScenario) -> None:
    await scenario.store.write(record_visit, AINA, NOW + DAY)
    assert await followers(scenario) == []
    assert await followed(scenario) == FollowedDrops()


async def test_mydata_has_what_one_follows(scenario: FollowScenario) -> None:
    await scenario.publish("Lapis", 0, "kuih")
    await scenario.store.write(follow_stall, AINA, scenario.stalls[0], NOW)
    await scenario.store.write(follow_tag, AINA, "kuih", NOW)

    def tables(session: Session) -> set[str]:
        return {*mydata(session, AINA)}

    assert {"stall_follow", "tag_follow", "follower"} <= await scenario.store.read(tables)
