"""Offline scans of a kiosk, with a ticket of an account that was moved meanwhile."""

from datetime import timedelta
from random import Random

import pytest
from sqlmodel import select

from market.admins import NO_ADMINS
from market.recovery.move import move_account
from market.recovery.request import ask_recovery
from storage.recovery import Recovery
from storage.store import Store
from storage.ticket import Loan, Scan
from tests.market.kiosk.device import Kiosk
from tests.market.ticket.conftest import AINA, KEN, NOW, ROS, TOM, ZONE, TicketScenario, actor_of, add_market
from tests.people import admins

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def scenario(store: Store) -> TicketScenario:
    await store.write(add_market)
    return TicketScenario(store)


async def move(scenario: TicketScenario, code: str) -> None:
    """Aina's account becomes Tom's."""
    store, now = scenario.store, scenario.now
    rng = Random(3)
    assert await store.write(ask_recovery, actor_of(TOM), code, zone=ZONE, admins=NO_ADMINS, now=now, rng=rng)
    await store.write(move_account, actor_of(KEN), await newest(store), NO_ADMINS, now=now, rng=rng)


async def newest(store: Store) -> int:
    return await store.read(lambda session: session.exec(select(Recovery.id)).one()) or 0


async def returned(store: Store) -> int:
    return await store.read(lambda session: session.exec(select(Loan.returned)).one())


async def test_what_came_back_before_the_move_counts_and_after_it_not(scenario: TicketScenario) -> None:
    kiosk = Kiosk(scenario.store, admins(KEN))
    device = await kiosk.device("till", actor_of(ROS), 1, NOW)
    await scenario.collect(await scenario.booking(2), 2)
    old_code = await scenario.back()
    before = device.record(old_code, NOW + MINUTE, "take_back")
    after = device.record(old_code, NOW + 3 * MINUTE, "take_back")
    scenario.now = NOW + 2 * MINUTE
    await move(scenario, old_code)
    outcomes = await kiosk.send(device, [before, after], NOW + 4 * MINUTE)
    assert [(each.outcome, each.why) for each in outcomes] == [("accepted", None), ("refused", "ended")]
    assert await returned(scenario.store) == 1
    [new_code] = await scenario.all_back_of(TOM)
    scenario.now = NOW + 5 * MINUTE
    await scenario.return_packaging(new_code)
    assert await returned(scenario.store) == 2
    assert await scenario.all_back_of(AINA) == [old_code]


async def test_who_scanned_stays_who_scanned(scenario: TicketScenario) -> None:
    """Ros loses her phone: her stall moves, and what she handed over was handed over by her old account."""
    await scenario.collect(await scenario.booking(2), 1)
    assert await scenario.store.write(
        ask_recovery, actor_of(TOM), "Ros’s", zone=ZONE, admins=NO_ADMINS, now=NOW, rng=Random(3)
    )
    await scenario.store.write(
        move_account, actor_of(KEN), await newest(scenario.store), NO_ADMINS, now=NOW, rng=Random(3)
    )
    assert await scenario.store.read(lambda session: session.exec(select(Scan.by_id)).one()) == ROS
