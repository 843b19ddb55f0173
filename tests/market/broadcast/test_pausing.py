"""Pause, resume, stop: notifications follow their broadcast, and none is sent meanwhile."""

from collections import Counter

import pytest
from sqlmodel import Session, col, select

from market.broadcast.notifications import BroadcastMessage
from market.broadcast.refusals import BroadcastGone
from market.notification.in_flight import Claimant, claim
from market.notification.outbox import DeliveryStatus
from storage.notification import Notification
from tests.market.broadcast.conftest import DAY, HOUR, ZONE, BroadcastScenario


async def test_paused_notifications_wait_and_go_on_when_it_does(scenario: BroadcastScenario) -> None:
    await scenario.send()
    assert await scenario.send_batch(4) == 4
    await scenario.pause()
    assert await scenario.states() == Counter(sent=4, paused=8)
    assert await scenario.send_batch() == 0
    await scenario.resume()
    assert await scenario.send_batch() == 8
    await scenario.job()
    found = await scenario.progress()
    assert (found.state, found.total, found.of("sent")) == ("sent", 12, 12)


async def test_a_pause_when_nothing_waits_any_more_is_its_end(scenario: BroadcastScenario) -> None:
    await scenario.send()
    await scenario.send_batch(12)
    await scenario.pause()
    assert (await scenario.progress()).state == "sent"


async def test_it_ends_when_those_in_flight_at_its_pause_were_the_last(scenario: BroadcastScenario) -> None:
    await scenario.send()
    notifications = (
        await scenario.store.write(claim, Claimant("one", 1), scenario.now, 100, zone=ZONE)
    ).notifications
    await scenario.pause()
    assert (await scenario.progress()).state == "paused"
    scenario.shut = False
    for notification in notifications:
        await scenario._finish(notification, "one", DeliveryStatus.SENT, "")
    await scenario.job()
    assert (await scenario.progress()).state == "sent"


async def test_stopped_notifications_are_dropped_paused_ones_too(scenario: BroadcastScenario) -> None:
    await scenario.send()
    await scenario.send_batch(4)
    await scenario.pause()
    await scenario.stop()
    await scenario.job()
    found = await scenario.progress()
    assert (found.state, dict(found.statuses)) == ("stopped", {"sent": 4, "dropped": 8})
    assert {notification["reason"] for notification in await scenario.notifications()} == {"", "stopped"}
    for gone in (scenario.pause, scenario.resume, scenario.stop):
        with pytest.raises(BroadcastGone):
            await gone()


async def test_a_notification_in_flight_that_is_put_back_after_a_pause_does_not_get_out(
    scenario: BroadcastScenario,
) -> None:
    await scenario.send()
    notifications = (
        await scenario.store.write(claim, Claimant("one", 1), scenario.now, 3, zone=ZONE)
    ).notifications
    await scenario.pause()
    for notification in notifications:
        await scenario.deliver(notification, "later", "one")
    assert (await scenario.states())["queued"] == 3
    assert await scenario.send_batch() == 3, "the sender takes them again"
    assert scenario.shown == Counter()
    assert (await scenario.progress()).of("paused") == 12
    await scenario.job()
    assert await scenario.states() == Counter(paused=12)
    await scenario.resume()
    assert await scenario.send_batch() == 12
    assert set(scenario.shown.values()) == {1}


async def test_more_than_a_piece_is_shut_at_once_though_it_is_moved_by_and_by(
    scenario: BroadcastScenario, small_pieces: None
) -> None:
    await scenario.send()
    await scenario.job()
    await scenario.pause()
    assert await scenario.states() == Counter(paused=4, queued=8)
    assert await scenario.send_batch() == 8
    assert scenario.shown == Counter(), "none of them was put into words"
    await scenario.job()
    assert await scenario.states() == Counter(paused=12)


async def test_a_paused_one_writes_no_further_notifications(
    scenario: BroadcastScenario, small_pieces: None
) -> None:
    await scenario.send()
    assert len(await scenario.notifications()) == 3
    await scenario.pause()
    await scenario.job()
    assert len(await scenario.notifications()) == 3
    await scenario.resume()
    await scenario.job()
    assert len(await scenario.notifications()) == 12


async def test_a_pause_of_days_makes_no_notification_too_late(scenario: BroadcastScenario) -> None:
    await scenario.send()
    await scenario.pause()
    scenario.now += 5 * DAY
    await scenario.resume()
    assert await scenario.send_batch() == 12
    assert await scenario.states() == Counter(sent=12)


async def test_those_who_rest_are_counted_apart_and_hear_of_it_in_the_morning(
    scenario: BroadcastScenario,
) -> None:
    """At ten in the evening of the alley everybody rests until eight."""
    scenario.now += 12 * HOUR
    await scenario.send()
    assert await scenario.send_batch() == 0
    await scenario.job()
    found = await scenario.progress()
    assert (found.state, found.postponed, found.next_send_at) == ("sending", 12, scenario.now + 10 * HOUR)
    scenario.now += 10 * HOUR
    assert await scenario.send_batch() == 12
    await scenario.job()
    assert (await scenario.progress()).state == "sent"


async def test_the_counts_outlive_the_notifications(scenario: BroadcastScenario) -> None:
    await scenario.send()
    outcomes = iter(["unknown", "failed", *["sent"] * 10])
    await scenario.send_batch(outcome=lambda: next(outcomes))
    await scenario.job()

    def erase(session: Session) -> None:
        for notification in session.exec(
            select(Notification).where(col(Notification.kind) == BroadcastMessage.kind)
        ):
            session.delete(notification)

    await scenario.store.write(erase)
    scenario.now += 31 * DAY
    found = await scenario.progress()
    assert (dict(found.statuses), found.total) == ({"sent": 10, "unknown": 1, "failed": 1}, 12)
    assert not found.kept
