"""The weekly digest: one for each Thursday, of new drops, to their followers."""

from datetime import UTC, datetime, timedelta

import pytest

from market.actor import Actor
from market.admins import NO_ADMINS
from market.follow.digest import CHUNK, latest_digest, write_follow_digests
from market.follow.following import follow_stall, follow_tag, unfollow_all, unfollow_stall
from market.organiser.block import block
from market.privacy.forget import forget
from storage.alley import Alley
from storage.drop import Drop
from storage.stall import Stall, StallApproval
from tests.market.follow.conftest import (
    AINA,
    BEN,
    DAY,
    HOUR,
    LIEN,
    MEI,
    NOW,
    THURSDAY,
    WEEK,
    ZONE,
    FollowScenario,
)


@pytest.mark.parametrize("now", [THURSDAY, THURSDAY + HOUR, THURSDAY + WEEK - HOUR])
def test_a_digest_is_due_on_thursday_at_noon_of_the_markets_clock(now: datetime) -> None:
    assert latest_digest(now, ZONE) == THURSDAY == datetime(2026, 11, 26, 4, tzinfo=UTC)
    assert latest_digest(THURSDAY - HOUR, ZONE) == THURSDAY - WEEK


def test_noon_is_noon_also_when_clocks_change() -> None:
    after = datetime(2026, 10, 29, 12, tzinfo=UTC)
    assert latest_digest(after, "Europe/London") == datetime(2026, 10, 29, 12, tzinfo=UTC)
    assert latest_digest(after - HOUR, "Europe/London") == datetime(2026, 10, 22, 11, tzinfo=UTC)


async def test_followers_of_a_stall_or_a_tag_are_told_once_of_what_is_new(scenario: FollowScenario) -> None:
    await scenario.publish("Old", 0, "kuih")
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    await scenario.act(follow_tag, AINA, "kuih", scenario.now)
    await scenario.act(follow_tag, MEI, "kuih", scenario.now)
    scenario.now += HOUR
    await scenario.publish("Lapis", 0, "kuih")
    await scenario.publish("Sago", 1, "kuih")
    await scenario.publish("Satay", 1)
    await scenario.advance(NOW + 6 * DAY)
    assert scenario.notified == [(AINA, THURSDAY, ("Lapis", "Sago")), (MEI, THURSDAY, ("Lapis", "Sago"))]
    await scenario.advance(NOW + 4 * WEEK)
    assert len(scenario.notified) == 2


async def test_the_next_week_tells_only_what_came_after_noon(scenario: FollowScenario) -> None:
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    scenario.now += HOUR
    await scenario.publish("Lapis")
    await scenario.advance(THURSDAY + HOUR)
    await scenario.publish("Sago")
    await scenario.advance(NOW + 3 * WEEK)
    assert scenario.notified == [(AINA, THURSDAY, ("Lapis",)), (AINA, THURSDAY + WEEK, ("Sago",))]


async def test_quiet_hours_delay_it_and_what_is_published_meanwhile_waits_a_week(
    scenario: FollowScenario,
) -> None:
    await scenario.act(follow_stall, BEN, scenario.stalls[0], scenario.now)
    scenario.now += HOUR
    await scenario.publish("Lapis")
    await scenario.advance(THURSDAY + HOUR)
    await scenario.publish("Sago")
    await scenario.advance(NOW + 3 * WEEK)
    eight = THURSDAY + 8 * HOUR
    assert scenario.notified == [(BEN, eight, ("Lapis",)), (BEN, eight + WEEK, ("Sago",))]


@pytest.mark.parametrize("after_writing", [False, True], ids=["before it is written", "before it is sent"])
@pytest.mark.parametrize(
    ("table", "values"),
    [
        (Drop, {"hidden_at": NOW}),
        (Drop, {"state": "cancelled", "cancelled_at": NOW}),
        (Drop, {"state": "draft"}),
        (Drop, {"opens_at": NOW - HOUR, "starts_at": NOW, "ends_at": NOW + HOUR}),
        (Stall, {"state": StallApproval.TURNED_DOWN}),
        (Alley, {"closed_at": NOW}),
    ],
)
async def test_what_not_everybody_may_see_gives_nothing(
    scenario: FollowScenario,
    table: type[Drop] | type[Stall] | type[Alley],
    values: dict[str, object],
    after_writing: bool,
) -> None:
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    scenario.now += HOUR
    drop = await scenario.publish("Lapis")
    row = {Drop: drop, Stall: scenario.stalls[0], Alley: 1}[table]
    scenario.now = THURSDAY
    if after_writing:
        await scenario.write()
    await scenario.change(table, row, **values)
    await scenario.tick()
    assert scenario.notified == []
    assert scenario.dropped == ([(AINA, "NothingNew")] if after_writing else [])
    assert len(await scenario.digests()) == int(after_writing)


async def test_an_outage_of_hours_is_made_up_for_and_one_of_days_by_the_next_week(
    scenario: FollowScenario,
) -> None:
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    scenario.now += HOUR
    await scenario.publish("Lapis")
    scenario.now = THURSDAY + 47 * HOUR
    await scenario.tick()
    assert scenario.notified == [(AINA, THURSDAY + 47 * HOUR, ("Lapis",))]
    await scenario.publish("Sago")
    scenario.now = THURSDAY + WEEK + 48 * HOUR
    await scenario.tick()
    assert len(scenario.notified) == 1
    await scenario.advance(THURSDAY + 2 * WEEK)
    assert scenario.notified[1:] == [(AINA, THURSDAY + 2 * WEEK, ("Sago",))]


async def test_a_digest_that_did_not_arrive_is_not_repeated_and_the_next_tells_its_drops(
    scenario: FollowScenario,
) -> None:
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    scenario.now += HOUR
    await scenario.publish("Lapis")
    scenario.unreachable = True
    await scenario.advance(THURSDAY + DAY)
    scenario.unreachable = False
    await scenario.advance(THURSDAY + WEEK - HOUR)
    assert scenario.notified == []
    await scenario.advance(THURSDAY + WEEK)
    assert scenario.notified == [(AINA, THURSDAY + WEEK, ("Lapis",))]


async def test_news_is_old_after_two_weeks(scenario: FollowScenario) -> None:
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    scenario.now = THURSDAY - 2 * WEEK
    await scenario.change(Drop, await scenario.publish("Lapis"), published_at=THURSDAY - 2 * WEEK)
    scenario.now = THURSDAY
    await scenario.tick()
    assert await scenario.digests() == []


async def test_a_second_run_writes_nothing_and_chunks_reach_everybody(
    scenario: FollowScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (AINA, BEN, MEI):
        await scenario.act(follow_stall, person, scenario.stalls[0], scenario.now)
    scenario.now += HOUR
    await scenario.publish("Lapis")
    scenario.now = THURSDAY
    monkeypatch.setattr("market.follow.digest.CHUNK", 2)
    assert await scenario.store.write(write_follow_digests, THURSDAY, scenario.now) == 2
    await scenario.write()
    await scenario.write()
    assert sorted(row.person_id for row in await scenario.digests()) == [AINA, BEN, MEI]
    assert CHUNK == 500


async def test_unfollowing_the_last_thing_withdraws_a_digest_that_waits(scenario: FollowScenario) -> None:
    for stall in scenario.stalls:
        await scenario.act(follow_stall, AINA, stall, scenario.now)
    scenario.now += HOUR
    await scenario.publish("Lapis")
    scenario.now = THURSDAY
    await scenario.write()
    await scenario.act(unfollow_stall, AINA, scenario.stalls[1])
    assert len(await scenario.digests()) == 1
    await scenario.act(unfollow_stall, AINA, scenario.stalls[0])
    assert await scenario.digests() == []


async def test_a_digest_tells_nothing_of_what_its_reader_has_unfollowed(scenario: FollowScenario) -> None:
    for stall in scenario.stalls:
        await scenario.act(follow_stall, AINA, stall, scenario.now)
    scenario.now += HOUR
    await scenario.publish("Lapis")
    await scenario.publish("Sago", 1)
    scenario.now = THURSDAY
    await scenario.write()
    await scenario.act(unfollow_stall, AINA, scenario.stalls[1])
    await scenario.send()
    assert [names for _, _, names in scenario.notified] == [("Lapis",)]


async def test_following_again_tells_nothing_of_what_was_before(scenario: FollowScenario) -> None:
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    scenario.now += HOUR
    await scenario.publish("Lapis")
    await scenario.act(unfollow_all, AINA)
    scenario.now += HOUR
    await scenario.act(follow_stall, AINA, scenario.stalls[0], scenario.now)
    await scenario.advance(THURSDAY + HOUR)
    assert scenario.notified == []


async def test_whoever_is_blocked_or_forgotten_follows_nothing(scenario: FollowScenario) -> None:
    for person in (AINA, MEI):
        await scenario.act(follow_stall, person, scenario.stalls[0], scenario.now)
    scenario.now += HOUR
    await scenario.publish("Lapis")
    scenario.now = THURSDAY
    await scenario.write()
    await scenario.act(block, Actor(LIEN, is_configured_admin=True), AINA, NO_ADMINS, now=scenario.now)
    await scenario.act(forget, MEI, scenario.now)
    assert await scenario.digests() == []
    scenario.now += timedelta(hours=1)
    await scenario.write()
    assert await scenario.digests() == []
