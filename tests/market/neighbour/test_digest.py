"""Messages to neighbours about an alley's market days: at least 72 hours before, once, and of each change once; none after they unsubscribe."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, func, select

from market.actor import Actor, NotOrganiser
from market.alley import AlleyUnknown
from market.neighbour import digest as digests
from market.neighbour.market_day import AHEAD, BEFOREHAND, digest_due
from market.neighbour.record_market_days import (
    alleys_with_neighbours,
    has_unrecorded,
    next_digest,
    record_market_days,
)
from market.neighbour.subscription import neighbourhood, neighbourhood_by_code
from market.notification.in_flight import Claimant, claim, recover
from market.organiser.alleys import overseen_alleys
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.quiet_hours import QuietHours, quiet_hours_end
from market.refusal import LinkUnknown
from storage.neighbour import Neighbour
from storage.notification import Notification
from storage.stall import Stall
from tests.market.neighbour.conftest import (
    AINA,
    BEN,
    DAY,
    DEV,
    HOUR,
    MEI,
    NEIGHBOURS,
    NOW,
    ZONE,
    NeighbourScenario,
    at,
)
from tests.people import add_person
from tests.scheduler.job_helpers import notify_neighbours

ZONES = sorted(available_timezones())
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


@given(
    starts_at=st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    here=st.sampled_from(ZONES),
    theirs=st.sampled_from(ZONES),
    quiet_hours=st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
)
def test_whatever_hours_they_rest_it_leaves_72_hours_before(
    starts_at: datetime, here: str, theirs: str, quiet_hours: tuple[int, int]
) -> None:
    due = digest_due(starts_at, here)
    assert due.astimezone(ZoneInfo(here)).hour == 10
    assert AHEAD <= starts_at - due < AHEAD + timedelta(hours=26)
    leaves = quiet_hours_end(due, QuietHours(*quiet_hours, theirs)) or due
    assert starts_at - leaves >= BEFOREHAND


async def test_a_weekend_comes_in_one_notification_on_the_morning_of_its_first_market_day(
    scenario: NeighbourScenario,
) -> None:
    for day, hour in ((FRIDAY, 18), (SATURDAY, 17), (SUNDAY, 10)):
        await scenario.publish(day, hour)
    await scenario.publish(FRIDAY, 19, 5, stall=1)
    await scenario.subscribe(AINA)
    await scenario.advance(minutes=59)
    assert scenario.sent_notices == []
    assert await scenario.store.read(next_digest, NOW) == NOW + HOUR
    await scenario.advance(days=6)
    assert [
        (one.at, one.market_days_told.day.day, one.market_days_told.stalls) for one in scenario.sent_notices
    ] == [
        (NOW + HOUR, 27, 2),
        (NOW + HOUR, 28, 1),
        (NOW + HOUR, 29, 1),
    ]
    friday = scenario.sent_notices[0].market_days_told
    assert (friday.starts_at, friday.ends_at) == (at(FRIDAY, 18), at(FRIDAY, 24))
    assert not any(one.market_days_told.late for one in scenario.sent_notices)
    assert [row.kind for row in await scenario.notifications()] == ["MarketDaysAhead"]


async def test_each_rest_is_kept_and_72_hours_are_left(scenario: NeighbourScenario) -> None:
    await scenario.publish(FRIDAY, 18)
    await scenario.subscribe(*NEIGHBOURS)
    await scenario.advance(days=3)
    sent_notices = {one.person: one.at for one in scenario.sent_notices}
    assert {*sent_notices} == {*NEIGHBOURS}
    assert sent_notices[AINA] == sent_notices[BEN] == NOW + HOUR
    assert sent_notices[MEI] == at(0, 22)
    assert all(at(FRIDAY, 18) - left >= timedelta(hours=72) for left in sent_notices.values())


async def test_what_is_announced_late_is_told_at_once_and_says_so(scenario: NeighbourScenario) -> None:
    await scenario.subscribe(AINA)
    await scenario.advance(days=2)
    await scenario.publish(FRIDAY, 18)
    await scenario.advance(minutes=1)
    await scenario.subscribe(DEV)
    await scenario.advance(days=1)
    assert [(one.person, one.market_days_told.late) for one in scenario.sent_notices] == [
        (AINA, True),
        (DEV, False),
    ]
    assert scenario.sent_to(AINA)[0].at == NOW + 2 * DAY


async def test_hours_that_move_a_little_are_not_told_and_hours_that_move_more_are(
    scenario: NeighbourScenario,
) -> None:
    drop = await scenario.publish(FRIDAY, 18)
    await scenario.subscribe(AINA)
    await scenario.advance(days=1)
    await scenario.change(drop, starts_at=at(FRIDAY, 18.2))
    await scenario.advance(hours=1)
    assert len(scenario.sent_notices) == 1
    await scenario.change(drop, starts_at=at(FRIDAY, 18.25))
    await scenario.advance(hours=1)
    await scenario.change(drop, ends_at=at(FRIDAY, 23))
    await scenario.advance(days=5)
    assert [one.market_days_told.starts_at for one in scenario.sent_notices] == [
        at(FRIDAY, hour) for hour in (18, 18.25, 18.25)
    ]
    assert [one.kind for one in scenario.sent_notices] == [
        "MarketDaysAhead",
        "MarketDaysChanged",
        "MarketDaysChanged",
    ]


async def test_what_is_called_off_hidden_or_moved_is_told_in_one_notification_with_what_is_new(
    scenario: NeighbourScenario,
) -> None:
    drop = await scenario.publish(FRIDAY, 18)
    await scenario.subscribe(AINA)
    await scenario.advance(days=1)
    await scenario.change(drop, starts_at=at(SATURDAY, 18), ends_at=at(SATURDAY, 22))
    await scenario.advance(hours=1)
    assert [
        (one.market_days_told.day.day, one.market_days_told.stalls) for one in scenario.sent_notices[1:]
    ] == [(27, 0), (28, 1)]
    await scenario.change(drop, hidden_at=scenario.now)
    await scenario.advance(hours=1)
    await scenario.change(drop, hidden_at=None, state="paused")
    await scenario.advance(hours=1)
    await scenario.change(drop, state="cancelled")
    await scenario.advance(hours=1)
    assert [
        (one.market_days_told.day.day, one.market_days_told.stalls) for one in scenario.sent_notices[3:]
    ] == [(28, 0), (28, 1), (28, 0)]
    assert len(await scenario.notifications()) == 5


async def test_a_stall_that_is_turned_down_takes_its_market_days_with_it_and_a_draft_is_none(
    scenario: NeighbourScenario,
) -> None:
    await scenario.publish(FRIDAY, 18)
    await scenario.publish(FRIDAY, 18, state="draft", stall=1)
    await scenario.subscribe(AINA)
    await scenario.advance(days=1)
    assert [one.market_days_told.stalls for one in scenario.sent_notices] == [1]

    def turn_down(session: Session) -> None:
        session.get_one(Stall, scenario.stalls[0]).state = "turned_down"

    await scenario.store.write(turn_down)
    await scenario.advance(hours=1)
    assert [one.market_days_told.stalls for one in scenario.sent_notices] == [1, 0]


async def test_who_rests_hears_how_it_is_when_the_notification_leaves(scenario: NeighbourScenario) -> None:
    """One notification, with the change in it; and none where nothing is left of it."""
    first = await scenario.publish(FRIDAY, 18)
    await scenario.subscribe(AINA, MEI)
    await scenario.advance(hours=2)
    await scenario.change(first, starts_at=at(FRIDAY, 19))
    await scenario.advance(hours=2)
    assert [one.market_days_told.starts_at for one in scenario.sent_to(AINA)] == [
        at(FRIDAY, 18),
        at(FRIDAY, 19),
    ]
    assert scenario.sent_to(MEI) == []
    await scenario.advance(days=1)
    assert [one.market_days_told.starts_at for one in scenario.sent_to(MEI)] == [at(FRIDAY, 19)]
    await scenario.change(first, state="cancelled")
    await scenario.advance(days=1)
    assert [one.market_days_told.stalls for one in scenario.sent_to(MEI)] == [1, 0]


async def test_a_market_day_cancelled_before_the_notification_leaves_is_left_out(
    scenario: NeighbourScenario,
) -> None:
    drop = await scenario.publish(FRIDAY, 18)
    await scenario.subscribe(MEI)
    await scenario.advance(hours=2)
    await scenario.change(drop, state="cancelled")
    await scenario.advance(days=1)
    assert (scenario.sent_notices, scenario.dropped) == ([], [(MEI, "MarketDayGone")])


async def test_what_they_never_heard_of_is_not_called_off(scenario: NeighbourScenario) -> None:
    """Announced and called off while their notification about another evening waited."""
    friday = await scenario.publish(FRIDAY, 18)
    await scenario.subscribe(AINA, MEI)
    await scenario.advance(days=1, hours=2)
    saturday = await scenario.publish(SATURDAY, 18)
    await scenario.change(friday, ends_at=at(FRIDAY, 23))
    await scenario.advance(hours=2)
    await scenario.change(saturday, state="cancelled")
    await scenario.advance(days=1)
    notified = {
        one: [(each.market_days_told.day.day, each.market_days_told.stalls) for each in scenario.sent_to(one)]
        for one in (AINA, MEI)
    }
    assert notified == {AINA: [(27, 1), (27, 1), (28, 1), (28, 0)], MEI: [(27, 1), (27, 1)]}


async def test_who_leaves_hears_nothing_more_and_whoever_comes_back_nothing_twice(
    scenario: NeighbourScenario,
) -> None:
    drop = await scenario.publish(FRIDAY, 18)
    await scenario.subscribe(AINA, MEI)
    await scenario.advance(hours=2)
    assert [row.person_id for row in await scenario.notifications() if row.state == "queued"] == [MEI]
    await scenario.stop(MEI)
    assert [row.person_id for row in await scenario.notifications()] == [AINA]
    await scenario.stop(AINA)
    await scenario.change(drop, starts_at=at(FRIDAY, 19))
    await scenario.advance(days=1)
    assert [one.person for one in scenario.sent_notices] == [AINA]
    await scenario.subscribe(AINA, MEI)
    await scenario.advance(days=1)
    assert [one.market_days_told.starts_at for one in scenario.sent_to(AINA)] == [
        at(FRIDAY, 18),
        at(FRIDAY, 19),
    ]
    assert [one.market_days_told.starts_at for one in scenario.sent_to(MEI)] == [at(FRIDAY, 19)]


@pytest.mark.empty_market("writes to the neighbours of every alley")
async def test_a_notification_in_flight_when_its_reader_leaves_is_not_sent(
    scenario: NeighbourScenario,
) -> None:
    await scenario.publish(FRIDAY, 18)
    await scenario.subscribe(AINA)
    scenario.now += HOUR
    await notify_neighbours(scenario.store, "Ken", scenario.now)

    def leaves(session: Session) -> None:
        session.delete(session.get_one(Neighbour, (AINA, scenario.alley)))

    await scenario.store.write(leaves)
    await scenario.send()
    assert (scenario.sent_notices, scenario.dropped) == ([], [(AINA, "NotNeighbour")])


@pytest.mark.empty_market("writes to the neighbours of every alley")
async def test_when_the_last_drop_of_a_day_that_began_is_hidden_the_rest_is_off(
    scenario: NeighbourScenario,
) -> None:
    await scenario.publish(FRIDAY, 8, 2)
    evening = await scenario.publish(FRIDAY, 18, stall=1)
    await scenario.subscribe(AINA)
    await scenario.advance(days=FRIDAY, hours=3)
    await scenario.change(evening, hidden_at=scenario.now)
    await scenario.advance(minutes=5)
    told = [(one.kind, one.market_days_told.stalls) for one in scenario.sent_to(AINA)]
    assert told == [("MarketDaysAhead", 2), ("MarketDaysChanged", 0)]
    assert not await scenario.store.read(has_unrecorded, scenario.alley, scenario.now)


async def test_whoever_comes_later_hears_what_is_still_ahead(scenario: NeighbourScenario) -> None:
    await scenario.publish(FRIDAY, 18)
    await scenario.publish(SATURDAY, 18)
    await scenario.subscribe(AINA)
    await scenario.advance(days=4, hours=10)
    await scenario.subscribe(DEV, BEN)
    await scenario.advance(days=1)
    assert {one.market_days_told.day.day for one in scenario.sent_to(BEN)} == {28}
    assert [one.kind for one in scenario.sent_to(BEN)] == ["MarketDaysAhead"]
    assert len(scenario.sent_to(AINA)) == 2


@pytest.mark.empty_market("writes to the neighbours of every alley")
async def test_another_alley_is_another_matter(scenario: NeighbourScenario) -> None:
    await scenario.publish(FRIDAY, 18, alley_id=scenario.other)
    await scenario.subscribe(AINA)
    await scenario.advance(days=3)
    assert scenario.sent_notices == []
    assert await scenario.store.read(alleys_with_neighbours) == (scenario.alley,)


@pytest.mark.empty_market("writes to the neighbours of every alley")
async def test_very_many_are_written_to_piece_by_piece_and_each_once(
    scenario: NeighbourScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "CHUNK", 2)

    def subscribe_many(session: Session) -> None:
        for one in range(100, 107):
            add_person(session, one, first_name="x", language="en", created_at=NOW)
            session.flush()
            session.add(Neighbour(person_id=one, alley_id=scenario.alley, since=NOW))

    await scenario.store.write(subscribe_many)
    await scenario.publish(FRIDAY, 18)
    now = NOW + HOUR
    await scenario.store.write(record_market_days, scenario.alley, "Ken", now)
    assert await scenario.store.write(digests.write_digests, scenario.alley, "Ken", now) == 2
    for _ in range(2):
        await notify_neighbours(scenario.store, "Ken", now)

    def notifications(session: Session) -> int:
        return session.exec(select(func.count()).where(col(Notification.kind) == "MarketDaysAhead")).one()

    assert await scenario.store.read(notifications) == 7
    assert not await scenario.store.read(has_unrecorded, scenario.alley, now)
    assert not await scenario.store.read(digests.is_missing, scenario.alley, now)


async def test_an_alley_and_its_link_are_found_and_strange_ones_refused(scenario: NeighbourScenario) -> None:
    found = await scenario.store.read(neighbourhood_by_code, AINA, "bakau")
    assert found == await scenario.store.read(neighbourhood, AINA, scenario.alley)
    assert found.since is None
    with pytest.raises(LinkUnknown):
        await scenario.store.read(neighbourhood_by_code, AINA, "NOWHERE")
    with pytest.raises(AlleyUnknown):
        await scenario.store.read(neighbourhood, AINA, 77)


@pytest.mark.empty_market("lists every alley")
async def test_an_organiser_sees_how_many_listen_and_a_stranger_does_not(scenario: NeighbourScenario) -> None:
    await scenario.subscribe(AINA, BEN)
    await scenario.subscribe(BEN)
    alleys = await scenario.store.read(overseen_alleys, Actor(DEV, is_configured_admin=True))
    assert [alley.neighbours for alley in alleys] == [2, 0]
    with pytest.raises(NotOrganiser):
        await scenario.store.read(overseen_alleys, Actor(DEV))


async def test_a_neighbour_may_have_what_is_kept_and_be_forgotten(scenario: NeighbourScenario) -> None:
    await scenario.publish(FRIDAY, 18)
    await scenario.subscribe(AINA)
    await scenario.advance(hours=2)
    kept = await scenario.store.read(mydata, AINA)
    assert {*kept} == {"person", "address", "neighbour", "notification"}
    assert {*kept["neighbour"][0]} == {"person_id", "alley_id", "since"}
    await scenario.store.write(forget, AINA, scenario.now)
    assert await scenario.store.read(mydata, AINA) == {}
    assert await scenario.store.read(alleys_with_neighbours) == ()


async def test_a_digest_that_comes_back_to_the_queue_does_not_meet_a_newer_one(
    scenario: NeighbourScenario,
) -> None:
    """It was in flight while the newer one was written, and its sender was lost."""
    await scenario.subscribe(AINA)
    drop = await scenario.publish(2)
    await scenario.tick()
    await scenario.change(drop, starts_at=at(2, 17))
    scenario.now += HOUR
    await notify_neighbours(scenario.store, "Ken", scenario.now)
    await scenario.store.write(claim, Claimant("lost", 1), scenario.now, 500, zone=ZONE)
    await scenario.change(drop, starts_at=at(2, 16))
    scenario.now += HOUR
    await notify_neighbours(scenario.store, "Ken", scenario.now)
    await scenario.store.write(recover, Claimant("lost", 1), scenario.now, ())
    await scenario.change(drop, starts_at=at(2, 15))
    scenario.now += HOUR
    await scenario.store.write(record_market_days, scenario.alley, "Ken", scenario.now)
    queued = [one for one in await scenario.notifications() if one.state == "queued"]
    assert [one.person_id for one in queued] == [AINA]
    scenario.now += HOUR
    await scenario.tick()
    assert [one.market_days_told.starts_at for one in scenario.sent_to(AINA, 2)] == [at(2, 18), at(2, 15)]
