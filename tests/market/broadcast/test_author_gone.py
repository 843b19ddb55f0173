"""Scheduled broadcasts of a former organiser stop, and the other organisers are notified."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.organiser.roles import name_organiser, remove_organiser
from market.privacy.forget import forget
from storage.notification import Notification
from tests.market.broadcast.conftest import ADMINS, HOUR, KEN, NOW, OTHER, WEI, BroadcastScenario

JO = 5


async def notified(scenario: BroadcastScenario) -> list[int]:
    rows = select(Notification.person_id).where(col(Notification.kind) == "BroadcastAuthorGone")
    return sorted(await scenario.store.read(lambda session: list(session.exec(rows))))


async def scheduled_by_jo(scenario: BroadcastScenario) -> None:
    """Jo was named in the chat."""
    await scenario.store.write(name_organiser, OTHER, JO, NO_ADMINS, now=NOW)
    await scenario.change(send_at=NOW + HOUR)
    await scenario.send()
    await scenario.change(author_id=JO)


async def removed(scenario: BroadcastScenario) -> None:
    await scenario.store.write(remove_organiser, OTHER, JO, ADMINS, now=NOW)


async def forgotten(scenario: BroadcastScenario) -> None:
    await scenario.store.write(forget, JO, NOW, admins=ADMINS)


@pytest.mark.parametrize("gone", [removed, forgotten])
async def test_it_stops_at_once_and_the_others_are_told(scenario: BroadcastScenario, gone: Any) -> None:
    await scheduled_by_jo(scenario)
    await gone(scenario)
    found = await scenario.progress()
    assert (found.state, found.reason) == ("stopped", "author gone")
    assert await notified(scenario) == sorted((KEN, WEI))
    scenario.now += 2 * HOUR
    await scenario.job()
    assert await scenario.notifications() == [], "nobody gets it"


async def test_one_whose_name_left_the_settings_stops_when_it_would_begin(
    scenario: BroadcastScenario,
) -> None:
    await scenario.change(send_at=NOW + HOUR)
    await scenario.send()

    def by_a_reader(session: Session) -> None:
        from storage.broadcast import Broadcast

        session.get_one(Broadcast, scenario.broadcast).author_id = JO

    await scenario.store.write(by_a_reader)
    scenario.now += HOUR
    await scenario.job()
    found = await scenario.progress()
    assert (found.state, found.reason) == ("stopped", "author gone")
    assert await notified(scenario) == sorted((KEN, WEI))


async def test_an_organiser_who_stays_keeps_theirs(scenario: BroadcastScenario) -> None:
    await scenario.change(send_at=NOW + HOUR)
    await scenario.send()
    await scenario.store.write(name_organiser, OTHER, JO, NO_ADMINS, now=NOW)
    await scenario.store.write(remove_organiser, Actor(WEI, True), JO, ADMINS, now=NOW)
    assert (await scenario.progress()).state == "scheduled"
    assert await notified(scenario) == []
