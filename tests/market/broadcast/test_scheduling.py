"""Scheduled broadcasts: at a time, or before a drop that may move, pause, or be cancelled."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, delete

from market.actor import Actor
from market.broadcast.refusals import BroadcastGone, PromotionalTooSoon
from market.broadcast.scheduling import edit_again
from market.broadcast.sending import send_now
from market.drop.refusals import DropUnknown
from market.next_due import next_due
from market.refusal import WhenPassed
from market.stock.draft import undo
from storage.broadcast import Broadcast
from storage.drop import Drop
from storage.notification import Notification
from tests.market.broadcast.conftest import ADMINS, DAY, HOUR, NOW, ORGANISER, OTHER, ZONE, BroadcastScenario

TWO_HOURS = 120


async def scheduled(scenario: BroadcastScenario, **when: Any) -> None:
    await scenario.change(**when)
    assert (await scenario.send()).state == "scheduled"
    await scenario.job()
    assert await scenario.notifications() == []


async def state(scenario: BroadcastScenario) -> tuple[str, str]:
    await scenario.job()
    found = await scenario.progress()
    return found.state, found.reason


async def test_it_begins_at_its_moment_and_the_clock_knows_it(scenario: BroadcastScenario) -> None:
    await scheduled(scenario, send_at=NOW + HOUR)
    assert (await scenario.progress()).due_at == NOW + HOUR
    assert await scenario.store.read(next_due, NOW) == (NOW + HOUR, "BroadcastBegins")
    scenario.now += HOUR
    assert await state(scenario) == ("sending", "")
    assert await scenario.send_batch() == 12


async def test_it_moves_with_its_drop(scenario: BroadcastScenario) -> None:
    await scheduled(scenario, drop_id=scenario.drop, minutes_before=TWO_HOURS)
    await scenario.move_drop(starts_at=NOW + 2 * DAY, ends_at=NOW + 3 * DAY)
    assert (await scenario.progress()).due_at == NOW + 2 * DAY - 2 * HOUR
    scenario.now += DAY
    assert await state(scenario) == ("scheduled", "")
    scenario.now += DAY - 2 * HOUR
    assert await state(scenario) == ("sending", "")


async def test_it_waits_while_its_drop_is_paused(scenario: BroadcastScenario) -> None:
    await scheduled(scenario, drop_id=scenario.drop, minutes_before=TWO_HOURS)
    await scenario.move_drop(state="paused")
    scenario.now += DAY - HOUR
    assert await state(scenario) == ("scheduled", "")
    assert (await scenario.progress()).due_at is None
    assert await scenario.store.read(next_due, NOW) != (NOW + DAY - 2 * HOUR, "BroadcastBegins")
    await scenario.move_drop(state="published")
    assert await state(scenario) == ("sending", "")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"state": "cancelled", "cancelled_at": NOW}, "drop cancelled"),
        ({"hidden_at": NOW}, "drop gone"),
        ({"state": "draft"}, "drop gone"),
    ],
    ids=str,
)
async def test_without_its_drop_it_never_begins(
    scenario: BroadcastScenario, changed: dict[str, Any], reason: str
) -> None:
    await scheduled(scenario, drop_id=scenario.drop, minutes_before=TWO_HOURS)
    await scenario.move_drop(**changed)
    assert await state(scenario) == ("stopped", reason)
    scenario.now += DAY
    await scenario.job()
    assert await scenario.notifications() == []


async def test_a_drop_that_is_thrown_away_lets_go_of_its_broadcast(scenario: BroadcastScenario) -> None:
    await scheduled(scenario, drop_id=scenario.drop, minutes_before=TWO_HOURS)
    await scenario.move_drop(state="draft")

    await scenario.store.write(undo, Actor(1), scenario.drop, scenario.now)
    assert await scenario.store.read(lambda session: session.get(Drop, scenario.drop)) is None
    assert await state(scenario) == ("stopped", "drop gone")


@pytest.mark.parametrize(
    ("when", "late", "begun"),
    [
        ({"send_at": NOW + HOUR}, 12 * HOUR, True),
        ({"send_at": NOW + HOUR}, 12 * HOUR + timedelta(seconds=1), False),
        ({"drop_id": 1, "minutes_before": 23 * 60}, 12 * HOUR, True),
        ({"drop_id": 1, "minutes_before": TWO_HOURS}, HOUR, True),
        ({"drop_id": 1, "minutes_before": TWO_HOURS}, 2 * HOUR + timedelta(seconds=1), False),
        ({"drop_id": 1, "minutes_before": 0}, timedelta(seconds=1), True),
        ({"drop_id": 1, "minutes_before": 0}, timedelta(minutes=6), False),
    ],
    ids=str,
)
async def test_what_was_missed_begins_late_or_never(
    scenario: BroadcastScenario, when: dict[str, Any], late: timedelta, begun: bool
) -> None:
    if "drop_id" in when:
        when = {**when, "drop_id": scenario.drop}
    await scheduled(scenario, **when)
    due = (await scenario.progress()).due_at
    assert due is not None
    scenario.now = due + late
    assert await state(scenario) == (("sending", "") if begun else ("stopped", "too late"))


async def test_it_is_changed_by_its_author_alone_and_stopped_by_anyone(scenario: BroadcastScenario) -> None:
    await scheduled(scenario, send_at=NOW + HOUR)
    with pytest.raises(BroadcastGone):
        await scenario.store.write(edit_again, OTHER, scenario.broadcast)
    with pytest.raises(BroadcastGone):
        await scenario.store.write(send_now, OTHER, scenario.broadcast, ADMINS, zone=ZONE, now=NOW)
    await scenario.store.write(edit_again, ORGANISER, scenario.broadcast)
    scenario.now += 2 * HOUR
    await scenario.job()
    assert await scenario.notifications() == []
    assert (await scenario.send()).state == "sending", "its moment is over, so it begins at once"
    await scenario.change(state="scheduled", started_at=None)
    await scenario.store.write(
        lambda session: session.exec(delete(Notification).where(col(Notification.id) > 0)) and None
    )
    await scenario.stop()
    assert await state(scenario) == ("stopped", "stopped")


async def test_now_is_sooner_than_its_moment(scenario: BroadcastScenario) -> None:
    await scheduled(scenario, send_at=NOW + HOUR)
    found = await scenario.store.write(send_now, ORGANISER, scenario.broadcast, ADMINS, zone=ZONE, now=NOW)
    assert found.state == "sending"
    scenario.now += HOUR
    await scenario.send_batch()
    await scenario.job()
    assert len(await scenario.notifications()) == 12


async def test_a_draft_for_a_drop_that_has_begun_or_is_gone_is_refused(scenario: BroadcastScenario) -> None:
    await scenario.change(drop_id=scenario.drop, minutes_before=TWO_HOURS)
    scenario.now += DAY + HOUR
    with pytest.raises(WhenPassed):
        await scenario.send()
    await scenario.move_drop(state="cancelled", cancelled_at=NOW)
    with pytest.raises(DropUnknown):
        await scenario.send()


async def test_of_two_promotional_ones_that_a_drop_brings_together_the_first_goes(
    scenario: BroadcastScenario,
) -> None:
    other = Broadcast(
        author_id=1004, audience={}, kind="promotional", state="sent", started_at=NOW - 8 * DAY,
        ended_at=NOW - 8 * DAY, final_report_at=NOW, created_at=NOW,
    )  # fmt: skip
    await scenario.store.write(lambda session: session.add(other))
    await scheduled(scenario, kind="promotional", drop_id=scenario.drop, minutes_before=TWO_HOURS)
    await scenario.put(Broadcast, scenario.broadcast + 1, {"started_at": NOW - DAY})
    with pytest.raises(PromotionalTooSoon):
        await scenario.store.write(send_now, ORGANISER, scenario.broadcast, ADMINS, zone=ZONE, now=NOW)
    scenario.now += DAY - HOUR
    assert await state(scenario) == ("stopped", "too soon")
