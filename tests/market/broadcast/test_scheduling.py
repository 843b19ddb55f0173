"""Scheduled: at a moment, or before a drop that may move, pause, or never be."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, delete

from market.acting import Acting
from market.broadcast.scheduling import edit_again
from market.broadcast.sending import send_now
from market.drop.draft import undo
from market.due import next_due
from market.refusal import BroadcastGone, DropUnknown, PromotionalTooSoon, WhenPassed
from storage.broadcast import Broadcast
from storage.drop import Drop
from storage.letter import Letter
from tests.market.broadcast.conftest import ADMINS, DAY, HOUR, NOW, ORGANISER, OTHER, ZONE, Announcing

TWO_HOURS = 120


async def scheduled(announcing: Announcing, **when: Any) -> None:
    await announcing.change(**when)
    assert (await announcing.send()).state == "scheduled"
    await announcing.job()
    assert await announcing.letters() == []


async def state(announcing: Announcing) -> tuple[str, str]:
    await announcing.job()
    found = await announcing.progress()
    return found.state, found.reason


async def test_it_begins_at_its_moment_and_the_clock_knows_it(announcing: Announcing) -> None:
    await scheduled(announcing, send_at=NOW + HOUR)
    assert (await announcing.progress()).due_at == NOW + HOUR
    assert await announcing.store.read(next_due, NOW) == (NOW + HOUR, "BroadcastBegins")
    announcing.now += HOUR
    assert await state(announcing) == ("sending", "")
    assert await announcing.post() == 12


async def test_it_moves_with_its_drop(announcing: Announcing) -> None:
    await scheduled(announcing, drop_id=announcing.drop, before=TWO_HOURS)
    await announcing.move_drop(starts_at=NOW + 2 * DAY, ends_at=NOW + 3 * DAY)
    assert (await announcing.progress()).due_at == NOW + 2 * DAY - 2 * HOUR
    announcing.now += DAY
    assert await state(announcing) == ("scheduled", "")
    announcing.now += DAY - 2 * HOUR
    assert await state(announcing) == ("sending", "")


async def test_it_waits_while_its_drop_is_paused(announcing: Announcing) -> None:
    await scheduled(announcing, drop_id=announcing.drop, before=TWO_HOURS)
    await announcing.move_drop(state="paused")
    announcing.now += DAY - HOUR
    assert await state(announcing) == ("scheduled", "")
    assert (await announcing.progress()).due_at is None
    assert await announcing.store.read(next_due, NOW) != (NOW + DAY - 2 * HOUR, "BroadcastBegins")
    await announcing.move_drop(state="published")
    assert await state(announcing) == ("sending", "")


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
    announcing: Announcing, changed: dict[str, Any], reason: str
) -> None:
    await scheduled(announcing, drop_id=announcing.drop, before=TWO_HOURS)
    await announcing.move_drop(**changed)
    assert await state(announcing) == ("stopped", reason)
    announcing.now += DAY
    await announcing.job()
    assert await announcing.letters() == []


async def test_a_drop_that_is_thrown_away_lets_go_of_its_broadcast(announcing: Announcing) -> None:
    await scheduled(announcing, drop_id=announcing.drop, before=TWO_HOURS)
    await announcing.move_drop(state="draft")

    await announcing.store.write(undo, Acting(1), announcing.drop, announcing.now)
    assert await announcing.store.read(lambda session: session.get(Drop, announcing.drop)) is None
    assert await state(announcing) == ("stopped", "drop gone")


@pytest.mark.parametrize(
    ("when", "late", "begun"),
    [
        ({"send_at": NOW + HOUR}, 12 * HOUR, True),
        ({"send_at": NOW + HOUR}, 12 * HOUR + timedelta(seconds=1), False),
        ({"drop_id": 1, "before": 23 * 60}, 12 * HOUR, True),
        ({"drop_id": 1, "before": TWO_HOURS}, HOUR, True),
        ({"drop_id": 1, "before": TWO_HOURS}, 2 * HOUR + timedelta(seconds=1), False),
        ({"drop_id": 1, "before": 0}, timedelta(seconds=1), True),
        ({"drop_id": 1, "before": 0}, timedelta(minutes=6), False),
    ],
    ids=str,
)
async def test_what_was_missed_begins_late_or_never(
    announcing: Announcing, when: dict[str, Any], late: timedelta, begun: bool
) -> None:
    if "drop_id" in when:
        when = {**when, "drop_id": announcing.drop}
    await scheduled(announcing, **when)
    due = (await announcing.progress()).due_at
    assert due is not None
    announcing.now = due + late
    assert await state(announcing) == (("sending", "") if begun else ("stopped", "too late"))


async def test_it_is_changed_by_its_author_alone_and_stopped_by_anyone(announcing: Announcing) -> None:
    await scheduled(announcing, send_at=NOW + HOUR)
    with pytest.raises(BroadcastGone):
        await announcing.store.write(edit_again, OTHER, announcing.broadcast)
    with pytest.raises(BroadcastGone):
        await announcing.store.write(send_now, OTHER, announcing.broadcast, ADMINS, ZONE, NOW)
    await announcing.store.write(edit_again, ORGANISER, announcing.broadcast)
    announcing.now += 2 * HOUR
    await announcing.job()
    assert await announcing.letters() == []
    assert (await announcing.send()).state == "sending", "its moment is over, so it begins at once"
    await announcing.change(state="scheduled", started_at=None)
    await announcing.store.write(
        lambda session: session.exec(delete(Letter).where(col(Letter.id) > 0)) and None
    )
    await announcing.stop()
    assert await state(announcing) == ("stopped", "stopped")


async def test_now_is_sooner_than_its_moment(announcing: Announcing) -> None:
    await scheduled(announcing, send_at=NOW + HOUR)
    found = await announcing.store.write(send_now, ORGANISER, announcing.broadcast, ADMINS, ZONE, NOW)
    assert found.state == "sending"
    announcing.now += HOUR
    await announcing.post()
    await announcing.job()
    assert len(await announcing.letters()) == 12


async def test_a_draft_for_a_drop_that_has_begun_or_is_gone_is_refused(announcing: Announcing) -> None:
    await announcing.change(drop_id=announcing.drop, before=TWO_HOURS)
    announcing.now += DAY + HOUR
    with pytest.raises(WhenPassed):
        await announcing.send()
    await announcing.move_drop(state="cancelled", cancelled_at=NOW)
    with pytest.raises(DropUnknown):
        await announcing.send()


async def test_of_two_promotional_ones_that_a_drop_brings_together_the_first_goes(
    announcing: Announcing,
) -> None:
    other = Broadcast(
        author_id=1004, audience={}, kind="promotional", state="sent", started_at=NOW - 8 * DAY,
        ended_at=NOW - 8 * DAY, told_at=NOW, created_at=NOW,
    )  # fmt: skip
    await announcing.store.write(lambda session: session.add(other))
    await scheduled(announcing, kind="promotional", drop_id=announcing.drop, before=TWO_HOURS)
    await announcing.put(Broadcast, announcing.broadcast + 1, {"started_at": NOW - DAY})
    with pytest.raises(PromotionalTooSoon):
        await announcing.store.write(send_now, ORGANISER, announcing.broadcast, ADMINS, ZONE, NOW)
    announcing.now += DAY - HOUR
    assert await state(announcing) == ("stopped", "too soon")
